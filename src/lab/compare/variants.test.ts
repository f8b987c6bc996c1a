import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { experimentSpec } from '../../experiments/spec.ts';
import { foldRun } from '../../state/runView.ts';
import type { RunEvent } from '../events.ts';
import { parseRunFile, writeRunFile } from '../runFile.ts';
import { runExperiment } from '../runExperiment.ts';
import { togetherOf } from './variants.ts';

const spec = (compare: object) =>
  experimentSpec.parse({
    seed: 5,
    device: 'simd',
    threads: 1,
    data: { source: 'shapes-easy', train: 300, test: 100 },
    network: { width: 0.5 },
    training: { epochs: 2, batchSize: 50 },
    redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 1 },
    compare: { images: 200, ...compare },
  });
const run = async (compare: object): Promise<RunEvent[]> => {
  const events: RunEvent[] = [];
  await runExperiment(
    spec(compare),
    { signal: new AbortController().signal, preset: null, turn: async () => {} },
    (event) => events.push(event),
  );
  return events;
};

describe('drawing in other ways', () => {
  it('tells accuracies of every way, keeps nothing, and reads back', async () => {
    await run({});
    const tensors = memory().numTensors;
    const events = await run({ variants: true });
    expect(memory().numTensors).toBe(tensors);
    expect(events.at(-1)).toMatchObject({ type: 'done' });
    const [net] = foldRun((await parseRunFile(writeRunFile(events))).events).nets;
    const found = net.variants!;
    expect(found.variants.map((v) => [v.way, v.groups, v.accuracy.length])).toEqual([
      ['plain', null, 8],
      ['shrunk', null, 3],
      ...[1, 2, 4, 8, 16].map((k) => ['mixture', k, 3]),
    ]);
    expect(found.ensemble).toHaveLength(8);
    // One draw alone is the ensemble of one; the draw that is trained on is the first plain one.
    expect([found.ensemble[0], found.warmStart[0]]).toEqual([
      found.variants[0].accuracy[0],
      found.variants[0].accuracy[0],
    ]);
    expect(found.warmStart).toHaveLength(3);
    expect(found.retrained.epochs).toBe(1);
    const progress = events.filter((e) => e.type === 'progress');
    expect(progress.at(-1)!.overall).toBeCloseTo(1, 5);
  });

  it('averages probabilities, not votes', () => {
    const source = {
      count: 2,
      labels: Uint8Array.from([0, 1]),
      batch: () => {
        throw new Error('not asked for');
      },
    };
    expect(
      togetherOf([Float32Array.from([0.4, 0.6, 0.1, 0.9]), Float32Array.from([0.9, 0.1, 0.6, 0.4])], source),
    ).toEqual([0.5, 1]);
  });
});
