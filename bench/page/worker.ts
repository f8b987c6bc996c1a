import { expose } from 'comlink';
import type { Block } from '../measure.ts';
import type { Ready, Work } from '../work.ts';

/** A piece of work made ready. */
export interface Job {
  ready: Ready;
  run(repetitions: number): Promise<Block>;
  dispose(): void;
}

/** Imported only in the worker that runs it: nothing of one contender is registered beside another. */
const contenders = {
  'ours-simd': async () => (await import('./contenders/ours.ts')).ours('simd'),
  'ours-webgpu': async () => (await import('./contenders/ours.ts')).ours('webgpu'),
  'ours-webgpu-f16': async () => (await import('./contenders/ours.ts')).ours('webgpu-f16'),
  'tfjs-cpu': async () => (await import('./contenders/stock.ts')).stock('cpu'),
  'tfjs-webgl': async () => (await import('./contenders/stock.ts')).stock('webgl'),
  'tfjs-webgpu': async () => (await import('./contenders/stock.ts')).stock('webgpu'),
  'tfjs-wasm': async () => (await import('./contenders/stock.ts')).stock('wasm'),
  'jax-wasm': async () => (await import('./contenders/jax.ts')).jax('wasm'),
  'jax-webgpu': async () => (await import('./contenders/jax.ts')).jax('webgpu'),
} satisfies Record<string, () => Promise<(work: Work) => Promise<Job>>>;
export type ContenderName = keyof typeof contenders;

let job: Job | null = null;

const host = {
  async prepare(work: Work): Promise<Ready> {
    job?.dispose();
    job = null;
    const make = await contenders[self.name as ContenderName]();
    job = await make(work);
    return job.ready;
  },
  run(repetitions: number): Promise<Block> {
    if (!job) throw new Error('nothing is prepared');
    return job.run(repetitions);
  },
};
export type Host = typeof host;

expose(host);
