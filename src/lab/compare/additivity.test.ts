import { beforeAll, describe, expect, it } from 'vitest';
import { experimentSpec } from '../../experiments/spec.ts';
import { chooseDevice } from '../../backend/device.ts';
import type { Additivity, RunEvent } from '../events.ts';
import { parseRunFile, writeRunFile } from '../runFile.ts';
import { runExperiment } from '../runExperiment.ts';

beforeAll(async () => {
  await chooseDevice('simd', 1);
});

describe('drawing one layer at a time', () => {
  it('leaves nothing unexplained before the drawn layer, and less than drawing all behind it', async () => {
    const events: RunEvent[] = [];
    await runExperiment(
      experimentSpec.parse({
        seed: 5,
        device: 'simd',
        threads: 1,
        data: { source: 'shapes-easy', train: 400, test: 100 },
        network: { width: 0.5 },
        training: { epochs: 1, batchSize: 50 },
        redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
        compare: { additivity: true, images: 300 },
      }),
      { signal: new AbortController().signal, preset: null, turn: async () => {} },
      (event) => events.push(event),
    );
    expect(events.at(-1)).toMatchObject({ type: 'done' });
    const { layers, images } = events.find((e): e is Additivity => e.type === 'additivity')!;
    expect([images, layers.length, layers[0]]).toEqual([300, 4, null]);
    for (const [i, layer] of layers.entries()) {
      if (!layer) continue;
      // What stands before a layer is as it was trained: only what is drawn before can be told.
      expect(layer.alone.map((a) => a.drawn)).toEqual(Array.from({ length: i }, (_, k) => k));
      expect(layer.all).toBeGreaterThan(0.9 * Math.max(...layer.alone.map((a) => a.unexplained)));
      expect(Math.sqrt(layer.all)).toBeLessThan(
        1.1 * layer.alone.reduce((sum, a) => sum + Math.sqrt(a.unexplained), 0),
      );
      layer.alone.forEach((a) => expect(a.unexplained).toBeGreaterThan(0.001));
    }
    // The first aligned activations see one drawn layer either way, with the same neurons.
    expect(layers[1]!.alone[0].unexplained).toBeCloseTo(layers[1]!.all, 6);
    expect((await parseRunFile(writeRunFile(events))).events.map((e) => e.type)).toContain('additivity');
  });
});
