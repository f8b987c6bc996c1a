import { dispose, slice, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { batchedProduct } from '../../src/backend/ops/product.ts';
import { buildStages } from '../../src/networks/architectures.ts';
import { networkSettings } from '../../src/networks/settings.ts';
import { fullPlan, interleave, type Block } from '../measure.ts';
import { CHANNELS, noise, SIZE } from '../inputs.ts';
import { CLASSES, type TrainWork } from '../work.ts';
import { trainNetwork } from '../page/contenders/network.ts';

/** What was measured, in figures a table takes as they are. */
export interface Speed {
  work: string;
  unit: 'images/s' | 'GFLOP/s';
  value: number;
  /** Floating-point operations a second, where `unit` is another. */
  gflops: number | null;
}

export interface SpeedTask {
  name: string;
  run(): Promise<Speed>;
}

/** Median seconds of one repetition, of blocks of half a second. */
async function secondsOf(name: string, run: (repetitions: number) => Promise<Block>): Promise<number> {
  let problem: unknown;
  const plan = { ...fullPlan, blockSeconds: 0.5, repeats: 5, budgetSeconds: 10, atLeast: 1 };
  const timings = await interleave([{ name, run }], plan, (_, error) => {
    problem = error;
  });
  const [timing] = timings.values();
  if (!timing) throw problem;
  return timing.seconds;
}

/** Waits for a tensor; reads one number of it, not all. */
async function waitFor(t: Tensor): Promise<void> {
  const one = slice(t, [0, 0, 0], [1, 1, 1]);
  await one.data();
  one.dispose();
}

/** A product of square matrices by our kernel: what a step's speed is held against. */
const plainProduct = (n: number): SpeedTask => ({
  name: `product of ${n} × ${n}`,
  async run() {
    const a = tensor(noise('a', n * n), [1, n, n]);
    const b = tensor(noise('b', n * n), [1, n, n]);
    const seconds = await secondsOf('product', async (repetitions) => {
      const start = performance.now();
      for (let i = 1; i <= repetitions; i++) {
        const c = batchedProduct(a, b, false, false);
        // The GPU works in order: once the last is there, all are.
        if (i === repetitions) await waitFor(c);
        c.dispose();
      }
      return { seconds: (performance.now() - start) / 1000 };
    });
    dispose([a, b]);
    return {
      work: `product of ${n} × ${n}`,
      unit: 'GFLOP/s',
      value: (2 * n ** 3) / seconds / 1e9,
      gflops: null,
    };
  },
});

/**
 * Multiply–adds of a step by image, both ways: the products three times, the wavelets, which have no weights,
 * twice.
 */
function flopsOf(architecture: 'scat-j3' | 'scat-j7'): number {
  const stages = buildStages(networkSettings.parse({ architecture }), {
    size: SIZE,
    channels: CHANNELS,
    classes: CLASSES,
  });
  return 2 * stages.reduce((total, { macs }) => total + 3 * macs.product + 2 * macs.lift, 0);
}

const trainingStep = (network: 'scat-j3' | 'scat-j7', title: string, batch: number): SpeedTask => ({
  name: `training steps of ${title}`,
  async run() {
    const work: TrainWork = { kind: 'train', network, batch, nets: 1, together: true };
    const job = await trainNetwork(work, title);
    const seconds = await secondsOf(title, job.run);
    job.dispose();
    const value = batch / seconds;
    return {
      work: `${title}, batch ${batch}`,
      unit: 'images/s',
      value,
      gflops: (value * flopsOf(network)) / 1e9,
    };
  },
});

export const speedTasks = (quick: boolean): SpeedTask[] =>
  quick
    ? [plainProduct(256), trainingStep('scat-j3', 'Scat-J3', 8)]
    : [
        plainProduct(1024),
        plainProduct(4096),
        trainingStep('scat-j3', 'Scat-J3', 128),
        trainingStep('scat-j7', 'Scat-J7', 128),
      ];
