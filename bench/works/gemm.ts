import { join } from 'node:path';
import { inPage, openBuilt } from '../browser.ts';
import type { Context } from '../bench.ts';
import { compete, openAll } from '../contender.ts';
import { fullPlan, quickPlan } from '../measure.ts';
import { row } from '../rows.ts';
import type { ProductWork } from '../work.ts';

/** m × k · k × n: squares, then rows · weights as the layers of the networks have them. */
export const shapes = [
  { m: 256, k: 256, n: 256 },
  { m: 512, k: 512, n: 512 },
  { m: 1024, k: 1024, n: 1024 },
  { m: 32768, k: 27, n: 16 },
  { m: 8192, k: 144, n: 32 },
  { m: 2048, k: 288, n: 64 },
  { m: 8192, k: 320, n: 1280 },
];

/** Matrix products on the CPU, all four transpositions. */
export async function gemm({ options, setup, root, add }: Context): Promise<void> {
  setup.buildBenchPage();
  const browser = await openBuilt(join(root, 'build/bench/page'), {
    chromium: await setup.chromium(),
    gpu: options.gpu,
  });
  const plan = options.quick
    ? { ...quickPlan, blockSeconds: 0.15, budgetSeconds: 5 }
    : { ...fullPlan, blockSeconds: 0.3, budgetSeconds: 20 };
  const contenders = await openAll([
    inPage(browser.page, 'ours-simd', 'ours on simd'),
    inPage(browser.page, 'tfjs-wasm', 'tfjs wasm'),
    inPage(browser.page, 'jax-wasm', 'jax-js wasm'),
  ]);
  try {
    for (const shape of shapes) {
      for (const [transposeA, transposeB] of [
        [false, false],
        [false, true],
        [true, false],
        [true, true],
      ]) {
        const work: ProductWork = { kind: 'product', ...shape, transposeA, transposeB };
        const title = `${shape.m}×${shape.k} · ${shape.k}×${shape.n}, ${transposeA ? 'Aᵀ' : 'A'}${transposeB ? 'Bᵀ' : 'B'}`;
        const [ours, ...rivals] = await compete(title, contenders, work, plan, 1e-3);
        const speed = (s: typeof ours) => ({
          name: s.ready.name,
          value: (2 * shape.m * shape.k * shape.n) / s.timing.seconds / 1e9,
        });
        for (const rival of rivals) add(row(`product ${title}`, 'GFLOP/s', speed(ours), speed(rival)));
      }
    }
  } finally {
    await browser.close();
  }
}
