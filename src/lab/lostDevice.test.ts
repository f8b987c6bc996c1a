import '@tensorflow/tfjs-backend-cpu';
import { findBackend } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { startDawn } from '../backend/webgpu/dawn.ts';
import { experimentSpec } from '../experiments/spec.ts';
import type { SavedNet } from './checkpoint.ts';
import type { RunEvent } from './events.ts';
import { runExperiment } from './runExperiment.ts';

const gpu = await startDawn();

it.skipIf(!gpu)(
  'a GPU that is lost in a run is told, and the CPU goes on from the last epoch',
  async () => {
    const settings = {
      data: { source: 'shapes-easy', train: 100, test: 40 },
      network: { width: 0.125 },
      training: { epochs: 4, batchSize: 50 },
      redraw: { draws: 1, wideDraws: 0, scales: [1], alignmentImages: 64, retrainEpochs: 0 },
    };
    const saved = new Map<string, SavedNet>();
    const signal = new AbortController().signal;
    const run = async (device: 'webgpu' | 'simd', turn: () => void): Promise<RunEvent[]> => {
      const events: RunEvent[] = [];
      await runExperiment(
        experimentSpec.parse({ ...settings, device }),
        {
          signal,
          preset: null,
          resume: { nets: new Map(saved), images: null },
          onCheckpoint: ([net]) => saved.set(net.checkpoint.net, structuredClone(net)),
          turn: async () => {
            turn();
          },
        },
        (event) => events.push(event),
      );
      return events;
    };
    let lost = false;
    const first = await run('webgpu', () => {
      if (lost || [...saved.values()][0]?.checkpoint.epoch !== 2) return;
      lost = true;
      (findBackend('webgpu') as unknown as { device: GPUDevice }).device.destroy();
    });
    expect(first.at(-1)).toMatchObject({
      type: 'failed',
      message: expect.stringMatching(
        /^The GPU was lost .*choose another device\. Run goes on from epoch 2, on this device or another\.$/,
      ) as string,
    });
    const second = await run('simd', () => {});
    expect(second.filter((e) => e.type === 'warning' && e.code === 'resumed')).toMatchObject([
      {
        message: expect.stringMatching(
          /^trained to epoch 2 on WebGPU .* in a run that broke off; from there on CPU, /,
        ) as string,
      },
    ]);
    expect(second.at(-1)).toMatchObject({ type: 'done' });
  },
  180_000,
);
