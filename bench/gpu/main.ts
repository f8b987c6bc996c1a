// node|deno main.js kernels|steps|experiments|speed [--quick]: one line of JSON for each check or figure as
// it comes, so that what is done counts where time runs out.
import { checkGpu, chooseDevice } from '../../src/backend/device.ts';
import { gpuErrors, startDawn } from '../../src/backend/webgpu/dawn.ts';
import { kernelChecks, type Finding } from '../../src/backend/webgpu/kernelChecks.ts';
import { networks, runNetwork, spectraDifference } from '../../src/lab/testing/everyNetwork.ts';
import { speedTasks, type Speed } from './speed.ts';
import { stepChecks } from './steps.ts';

export type Line =
  | { adapter: string; total: number }
  | { name: string; findings: Finding[] }
  | { name: string; speed: Speed }
  | { name: string; error: string };

const say = (line: Line) => console.log(JSON.stringify(line));
const [part] = process.argv.slice(2);
const quick = process.argv.includes('--quick');

interface Task {
  name: string;
  run(): Promise<{ findings: Finding[] } | { speed: Speed }>;
}
const checks = (list: typeof kernelChecks): Task[] =>
  list.map(({ name, run }) => ({ name, run: async () => ({ findings: [...(await run()), reported()] }) }));
const parts: Record<string, () => Task[]> = {
  kernels: () => checks(kernelChecks),
  steps: () => checks(quick ? stepChecks.filter(({ name }) => /J3$|MLP/.test(name)) : stepChecks),
  experiments: () => networks.map(({ name, network }) => ({ name, run: () => experiment(network) })),
  speed: () =>
    speedTasks(quick).map(({ name, run }) => ({ name, run: async () => ({ speed: await run() }) })),
};

/**
 * A whole run of one step on the GPU and on the CPU's kernels. Bound: in one step a deep network amplifies
 * rounding to 1e-3 of the largest eigenvalue at most; after many steps no two devices agree any more.
 */
async function experiment(network: (typeof networks)[number]['network']): Promise<{ findings: Finding[] }> {
  const ours = await runNetwork('webgpu', network, 1);
  const theirs = await runNetwork('simd', network, 1);
  await chooseDevice('webgpu');
  const end = ours.at(-1);
  if (end?.type === 'failed') throw new Error(end.message);
  const value = spectraDifference(ours, theirs);
  return { findings: [{ what: 'spectra', value, atMost: 1e-3 }, reported()] };
}

/** tfjs only warns of what the GPU refuses, and a kernel that did not compile can look right. */
function reported(): Finding {
  const errors = gpuErrors.splice(0);
  errors.forEach((message) => console.error(message));
  return { what: 'errors the GPU reported', value: errors.length, atMost: 0 };
}

// Deno has workers and this build has none: images are made here.
Reflect.deleteProperty(globalThis, 'Worker');
if (!Object.hasOwn(parts, part ?? '')) throw new RangeError(`name one of ${Object.keys(parts).join(', ')}`);
if (!(await startDawn())) throw new Error('no WebGPU adapter is offered here');
const tasks = parts[part]();
say({ adapter: (await chooseDevice('webgpu')).name, total: tasks.length });
for (const { name, run } of tasks) {
  try {
    const result = await run();
    checkGpu();
    say({ name, ...result });
  } catch (error) {
    say({ name, error: error instanceof Error ? error.message : String(error) });
  }
}
// Dawn's threads would keep the process.
process.exit(0);
