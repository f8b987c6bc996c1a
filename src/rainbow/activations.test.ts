import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { chooseDevice } from '../backend/device.ts';
import { watchReads } from '../backend/watchReads.ts';
import { buildStages } from '../networks/architectures.ts';
import { calibrate, createNetwork, disposeNetwork } from '../networks/network.ts';
import { networkSettings } from '../networks/settings.ts';
import { inputsOf } from '../networks/stage.ts';
import { rng } from '../random/rng.ts';
import { chunks, imageSource } from '../training/source.ts';
import { activationCovariances, activationEigenvalues } from './activations.ts';
import { inlineDecomposer } from './decomposer.ts';

const SIZE = 8;
const IMAGES = 12;
const pixels = Uint8Array.from(
  { length: IMAGES * SIZE * SIZE * 3 },
  (_, i) => ((i + 7) * 2_654_435_761) >>> 24,
);
const normalisation = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
const source = imageSource(
  { count: IMAGES, pixels, labels: new Uint8Array(IMAGES) },
  { size: SIZE, channels: 3, normalisation },
);
const turn = () => Promise.resolve();

beforeAll(async () => {
  await chooseDevice('simd', 1);
  watchReads();
});

// The last layers have more than 640 inputs and fewer samples, the first ones not.
it.each([
  { architecture: 'scat-j3', width: 2.25 },
  { architecture: 'scat-j3', width: 1.25, skip: true },
  { architecture: 'cnn', width: 2.5 },
])('eigenvalues of the Gram matrix are those of the covariance: $architecture ×$width', async (settings) => {
  const tensors = memory().numTensors;
  const stages = buildStages(networkSettings.parse(settings), { size: SIZE, channels: 3, classes: 10 });
  const network = createNetwork(stages, [rng(5)]);
  const x = source.batch(chunks(IMAGES, IMAGES)[0]);
  calibrate(network, x);
  x.dispose();
  const spectra = await activationEigenvalues(network, source, inlineDecomposer, turn);
  const covariances = await activationCovariances(network, source, turn);
  disposeNetwork(network);
  expect(memory().numTensors).toBe(tensors);

  const fewer = spectra.map((values, i) => values.length < inputsOf(stages[i]));
  expect(fewer).toContain(true);
  expect(fewer).toContain(false);
  for (const [i, values] of spectra.entries()) {
    const expected = await inlineDecomposer.symmetricEigenvalues(covariances[i], inputsOf(stages[i]));
    values.forEach((value, k) => expect(Math.abs(value - expected[k]) / expected[0]).toBeLessThan(1e-5));
  }
});
