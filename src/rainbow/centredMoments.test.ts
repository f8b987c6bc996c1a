import '@tensorflow/tfjs-backend-cpu';
import { memory, ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildStages } from '../networks/architectures.ts';
import { calibrate, createNetwork, disposeNetwork, forward, type Network } from '../networks/network.ts';
import { networkSettings } from '../networks/settings.ts';
import { inputsOf } from '../networks/stage.ts';
import { rng } from '../random/rng.ts';
import { featureSource } from '../training/source.ts';
import { activationCovariances } from './activations.ts';
import { centredMoments } from './centredMoments.ts';

const SIZE = 16;
const IMAGES = 5;
const turn = async () => {};

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

/** A network and images whose channels do not have mean 0. */
function example(settings: object) {
  const random = rng(4);
  const source = featureSource(
    Float32Array.from({ length: IMAGES * SIZE * SIZE }, () => 1 + random.normal()),
    [SIZE, SIZE, 1],
    new Uint8Array(IMAGES),
  );
  const stages = buildStages(networkSettings.parse(settings), { size: SIZE, channels: 1, classes: 3 });
  const network = createNetwork(stages, [rng(1)]);
  const x = source.batch(Uint32Array.from({ length: IMAGES }, (_, i) => i));
  // Batch norms by other images than those measured: else they would leave no mean.
  const others = source.batch(Uint32Array.of(0, 1));
  calibrate(network, others);
  others.dispose();
  return { network, source, x };
}

/**
 * The rows that enter a layer, by the parts of its field: real ones, then imaginary ones where it is complex.
 */
async function rowsOf(
  network: Network,
  x: ReturnType<typeof example>['x'],
  layer: number,
): Promise<number[][][]> {
  const stage = network.stages[layer];
  let values = new Float32Array();
  let count = 0;
  forward(network, x, {
    visit: (i, features) => {
      if (i !== layer) return;
      const rows = stage.expand(features);
      values = rows.dataSync() as Float32Array<ArrayBuffer>;
      count = rows.shape[1]!;
    },
  }).dispose();
  const d = inputsOf(stage);
  const all = Array.from({ length: values.length / d }, (_, r) =>
    Array.from(values.subarray(r * d, (r + 1) * d)),
  );
  const parts = count / IMAGES;
  const each = all.length / parts;
  return Array.from({ length: parts }, (_, part) => all.slice(part * each, (part + 1) * each));
}

describe('centred moments', () => {
  it.each([
    ['patches', { architecture: 'cnn', depth: 2, width: 0.25 }, 1, 1],
    ['wavelet coefficients and moduli', { architecture: 'scat-j3', width: 0.25 }, 1, 1],
    ['a complex field', { architecture: 'scat-j3', width: 0.25, skip: true }, 1, 2],
  ])('of %s are those of its rows, written out', async (_, settings, layer, parts) => {
    const { network, source, x } = example(settings);
    const groups = await rowsOf(network, x, layer);
    expect(groups).toHaveLength(parts);
    const d = inputsOf(network.stages[layer]);
    const means = groups.map((rows) =>
      Array.from({ length: d }, (__, i) => rows.reduce((s, r) => s + r[i], 0) / rows.length),
    );
    const expected = new Float64Array(d * d);
    groups.forEach((rows, part) =>
      rows.forEach((row) => {
        for (let i = 0; i < d; i++)
          for (let j = 0; j < d; j++)
            expected[i * d + j] += ((row[i] - means[part][i]) * (row[j] - means[part][j])) / rows.length;
      }),
    );
    const before = memory().numTensors;
    const found = (await centredMoments(network, source, turn))[layer];
    expect(memory().numTensors).toBe(before);
    const largest = Math.max(...expected);
    found.covariance.forEach((value, k) => expect(value / largest).toBeCloseTo(expected[k] / largest, 4));
    const square = means.flat().reduce((sum, m) => sum + m * m, 0);
    expect(found.meanSquare).toBeCloseTo(square, 3);
    expect(square).toBeGreaterThan(0.01);
    const uncentred = (await activationCovariances(network, source, turn))[layer];
    let trace = 0;
    for (let i = 0; i < d; i++) trace += uncentred[i * d + i] - found.covariance[i * d + i];
    expect(trace).toBeCloseTo(found.meanSquare, 3);
    x.dispose();
    disposeNetwork(network);
  });
});
