import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inPage, openBuilt } from '../browser.ts';
import type { Context } from '../bench.ts';
import { compete, openAll, say, type Entrant, type Standing } from '../contender.ts';
import { cnnWeights, images, labels } from '../inputs.ts';
import { fullPlan, quickPlan } from '../measure.ts';
import { inPython } from '../process.ts';
import { row } from '../rows.ts';
import type { TrainWork } from '../work.ts';

type Group = 'cpu' | 'gpu';
const titles = { cnn: 'CNN 16-32-64', 'scat-j3': 'Scat-J3', 'scat-j7': 'Scat-J7' };

/** Training steps: ours beside every rival, CPU with CPU and GPU with GPU. */
export async function train({ options, setup, root, add }: Context): Promise<void> {
  setup.buildBenchPage();
  const browser = await openBuilt(join(root, 'build/bench/page'), {
    chromium: await setup.chromium(),
    gpu: options.gpu,
  });
  const folder = mkdtempSync(join(tmpdir(), 'rainbow-bench-'));
  const plan = options.quick ? quickPlan : fullPlan;
  const on = (name: Parameters<typeof inPage>[1], label: string) => inPage(browser.page, name, label);
  const ours: Record<Group, Entrant> = {
    cpu: on('ours-simd', 'ours on simd'),
    gpu: on('ours-webgpu', 'ours on webgpu'),
  };
  const stock: Record<Group, Entrant> = {
    cpu: on('tfjs-cpu', 'tfjs cpu'),
    gpu: on('tfjs-webgpu', 'tfjs webgpu'),
  };
  const forCnn: Record<Group, Entrant[]> = {
    cpu: [
      stock.cpu,
      on('tfjs-wasm', 'tfjs wasm'),
      on('jax-wasm', 'jax-js wasm'),
      inPython('PyTorch', 'torch', join(root, 'bench/rivals/train.py')),
    ],
    gpu: [stock.gpu, on('tfjs-webgl', 'tfjs webgl'), on('jax-webgpu', 'jax-js webgpu')],
  };
  // Only they have phases to keep in 16 bits.
  const forScattering: Record<Group, Entrant[]> = {
    cpu: [stock.cpu],
    gpu: [stock.gpu, on('ours-webgpu-f16', 'ours on webgpu, 16-bit phases')],
  };
  try {
    // What is asked for by name comes first.
    const groups: Group[] = options.gpu ? ['gpu', 'cpu'] : ['cpu', 'gpu'];
    for (const group of groups) {
      for (const network of ['cnn', 'scat-j3', 'scat-j7'] as const) {
        if (network === 'scat-j7' && group === 'gpu' && options.quick && !options.gpu) {
          say('left out with --quick: Scat-J7 on a GPU imitated in software takes minutes');
          continue;
        }
        const batch = network === 'cnn' ? 32 : group === 'gpu' && !options.gpu ? 8 : options.quick ? 32 : 128;
        const work: TrainWork = { kind: 'train', network, batch, nets: 1, together: true };
        if (network === 'cnn') work.file = inputFile(folder, batch);
        // Opened for this work only: what waits takes no memory and no threads.
        const contenders = await openAll([
          ours[group],
          ...(network === 'cnn' ? forCnn : forScattering)[group],
        ]);
        const standings = await compete(
          `${titles[network]}, batch ${batch}, ${group.toUpperCase()}`,
          contenders,
          work,
          plan,
          2e-3,
        );
        await Promise.all(contenders.map((c) => c.close()));
        report(`${titles[network]}, batch ${batch}`, group, work, standings, add);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await browser.close();
  }
}

/** Rows of ours against each rival; on a GPU also what a step costs in JavaScript. */
export function report(
  title: string,
  group: Group,
  { batch, nets }: TrainWork,
  [first, ...rivals]: Standing[],
  add: Context['add'],
): void {
  if (!first) return;
  const software = group === 'gpu' && first.ready.software ? ', GPU imitated in software' : '';
  const speed = (s: Standing) => ({ name: s.ready.name, value: (batch * nets) / s.timing.seconds });
  for (const rival of rivals) add(row(`train ${title}${software}`, 'images/s', speed(first), speed(rival)));
  if (group === 'cpu') return;
  const script = (s: Standing) => ({ name: s.ready.name, value: s.timing.script! * 1000 });
  for (const rival of rivals)
    if (rival.timing.script !== null)
      add(row(`encode ${title}${software}`, 'ms of JavaScript per step', script(first), script(rival)));
}

/**
 * Images, labels and first weights as float32, one after the other, for a contender that has no generator of
 * ours.
 */
function inputFile(folder: string, batch: number): string {
  const file = join(folder, `inputs-${batch}.f32`);
  const parts = [images(batch), Float32Array.from(labels(batch)), ...cnnWeights()];
  writeFileSync(file, Buffer.concat(parts.map((p) => Buffer.from(p.buffer, p.byteOffset, p.byteLength))));
  return file;
}
