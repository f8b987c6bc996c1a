import { beforeAll, expect, it } from 'vitest';
import { chooseDevice } from '../../backend/device.ts';
import { experimentSpec } from '../../experiments/spec.ts';
import type { Dimension, RunEvent, Spectra } from '../events.ts';
import { parseRunFile, writeRunFile } from '../runFile.ts';
import { runExperiment } from '../runExperiment.ts';

beforeAll(async () => {
  await chooseDevice('simd', 1);
});

it('what activations vary in, and their mean, are together what the spectra of the epochs hold', async () => {
  const events: RunEvent[] = [];
  await runExperiment(
    experimentSpec.parse({
      seed: 5,
      device: 'simd',
      threads: 1,
      // As many images as the spectra of every epoch are measured on.
      data: { source: 'shapes-easy', train: 256, test: 50 },
      network: { width: 0.5 },
      training: { epochs: 1, batchSize: 64 },
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
      compare: { dimension: true, images: 256 },
    }),
    { signal: new AbortController().signal, preset: null, turn: async () => {} },
    (event) => events.push(event),
  );
  expect(events.at(-1)).toMatchObject({ type: 'done' });
  const { layers, images } = events.find((e): e is Dimension => e.type === 'dimension')!;
  const [before, after] = events.filter((e): e is Spectra => e.type === 'spectra');
  expect([images, layers.length, after.epoch]).toEqual([256, 4, 1]);
  for (const [i, { untrained, trained }] of layers.entries())
    for (const [spread, spectra] of [
      [untrained!, before],
      [trained, after],
    ] as const) {
      const { eigenvalues } = spectra.layers[i].activation;
      const sum = eigenvalues.reduce((total, x) => total + x, 0);
      expect((spread.trace + spread.meanSquare) / sum).toBeCloseTo(1, 5);
      // Without the mean no direction holds more, and the largest two cannot both go.
      expect(spread.largest).toBeLessThanOrEqual(eigenvalues[0] * (1 + 1e-6));
      expect(spread.largest).toBeGreaterThanOrEqual(eigenvalues[1] * (1 - 1e-6));
      expect(spread.squares).toBeLessThanOrEqual(spread.trace * spread.largest);
      expect(spread.squares).toBeGreaterThan(spread.largest ** 2);
    }
  const { events: read } = await parseRunFile(writeRunFile(events));
  const kept = read.find((e): e is Dimension => e.type === 'dimension')!;
  expect(kept.layers[2].trained.trace / layers[2].trained.trace).toBeCloseTo(1, 5);
}, 120_000);
