import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { chooseDevice } from '../backend/device.ts';
import { singularValues } from '../linalg/svd.ts';
import { imageSource } from '../training/source.ts';
import { inlineDecomposer } from './decomposer.ts';
import { pixelEigenvalues } from './pixels.ts';

beforeAll(() => chooseDevice('simd', 1));

it('are the squared singular values of the centred pixels over n', async () => {
  const n = 24;
  const size = 8;
  const d = size * size * 3;
  const pixels = Uint8Array.from({ length: n * d }, (_, i) => ((i + 7) * 2_654_435_761) >>> 24);
  const normalisation = { mean: [0.5, 0.4, 0.6], std: [0.2, 0.3, 0.25] };
  const tensors = memory().numTensors;
  const found = await pixelEigenvalues(
    imageSource({ count: n, pixels, labels: new Uint8Array(n) }, { size, channels: 3, normalisation }),
    inlineDecomposer,
  );
  const x = Float64Array.from(
    pixels,
    (v, i) => (v / 255 - normalisation.mean[i % 3]) / normalisation.std[i % 3],
  );
  for (let p = 0; p < d; p++) {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += x[i * d + p] / n;
    for (let i = 0; i < n; i++) x[i * d + p] -= mean;
  }
  const expected = Array.from(singularValues(x, n, d), (s) => s ** 2 / n).slice(0, n - 1);
  expect(found).toHaveLength(n - 1);
  found.forEach((v, i) => expect(Math.abs(v - expected[i]) / expected[0]).toBeLessThan(1e-6));
  expect(memory().numTensors).toBe(tensors);
});
