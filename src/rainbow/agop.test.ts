import '@tensorflow/tfjs-backend-cpu';
import { memory, ready, setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildStages } from '../networks/architectures.ts';
import {
  calibrate,
  createNetwork,
  disposeNetwork,
  featuresAt,
  forward,
  project,
} from '../networks/network.ts';
import { networkSettings } from '../networks/settings.ts';
import { rng } from '../random/rng.ts';
import { featureSource } from '../training/source.ts';
import { averageGradientOuterProduct } from './agop.ts';
import { learnedLayers } from './learnedLayer.ts';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

const SIZE = 8;
const IMAGES = 3;
const random = rng(4);
const source = featureSource(
  Float32Array.from({ length: IMAGES * SIZE * SIZE }, () => random.normal()),
  [SIZE, SIZE, 1],
  new Uint8Array(IMAGES),
);
const all = Uint32Array.from({ length: IMAGES }, (_, i) => i);

describe('average gradient outer product', () => {
  it('is WᵀW times the number of images’ positions for the classifier itself', async () => {
    const network = createNetwork(
      buildStages(networkSettings.parse({ architecture: 'mlp', depth: 1, width: 0.125 }), {
        size: SIZE,
        channels: 1,
        classes: 3,
      }),
      [rng(1)],
    );
    const x = source.batch(all);
    calibrate(network, x);
    x.dispose();
    // f = W·row: the gradient of f_c is row c of W, whatever the image.
    const [, { weights, inputs, ...rest }] = await learnedLayers(network, 0);
    const before = memory().numTensors;
    const found = await averageGradientOuterProduct(
      network,
      1,
      { weights, inputs, ...rest },
      source,
      async () => {},
    );
    expect(memory().numTensors).toBe(before);
    for (const [i, j] of [
      [0, 0],
      [2, 5],
      [inputs - 1, 1],
    ])
      expect(found[i * inputs + j]).toBeCloseTo(
        [0, 1, 2].reduce((sum, c) => sum + weights[c * inputs + i] * weights[c * inputs + j], 0),
        5,
      );
    disposeNetwork(network);
  });

  it.each(['scat-j3', 'cnn'] as const)(
    'agrees with central differences along a direction (%s, no kinks)',
    async (architecture) => {
      const network = createNetwork(
        buildStages(networkSettings.parse({ architecture, depth: 2, width: 0.25, activation: 'none' }), {
          size: SIZE,
          channels: 1,
          classes: 3,
        }),
        [rng(2)],
      );
      const x = source.batch(all);
      const index = 1;
      calibrate(network, x);
      const layer = (await learnedLayers(network, 0))[index];
      const { neurons, inputs } = layer;
      const found = await averageGradientOuterProduct(network, index, layer, source, async () => {});
      // Along W's direction vᵀM v = Σ (∇f·v)² needs every position apart; tr(D) does not: D's trace is
      // Σ‖∂f/∂z‖², by differences of single entries of z.
      const stage = network.stages[index];
      const z = tidy(() => project(stage, featuresAt(network, index, x), network.weights[index]));
      const values = z.dataSync();
      const h = 2e-2;
      const logits = (entry: number, by: number) =>
        tidy(() => {
          const moved = Float32Array.from(values);
          moved[entry] += by;
          return forward(network, tensor(moved, z.shape), { from: index + 1 }).dataSync();
        });
      const delta = new Float64Array(z.size * 3);
      for (let e = 0; e < z.size; e++) {
        const up = logits(e, h);
        const down = logits(e, -h);
        const image = Math.floor(e / (z.size / IMAGES));
        for (let c = 0; c < 3; c++) delta[e * 3 + c] = (up[image * 3 + c] - down[image * 3 + c]) / (2 * h);
      }
      const outer = new Float64Array(neurons * neurons);
      for (let at = 0; at < z.size / neurons; at++)
        for (let c = 0; c < 3; c++)
          for (let a = 0; a < neurons; a++)
            for (let b = 0; b < neurons; b++)
              outer[a * neurons + b] +=
                (delta[(at * neurons + a) * 3 + c] * delta[(at * neurons + b) * 3 + c]) / IMAGES;
      const scale = Math.max(...found.map(Math.abs));
      for (const [i, j] of [
        [0, 0],
        [1, 3],
        [inputs - 1, 2],
      ]) {
        let want = 0;
        for (let a = 0; a < neurons; a++)
          for (let b = 0; b < neurons; b++)
            want += layer.weights[a * inputs + i] * outer[a * neurons + b] * layer.weights[b * inputs + j];
        expect(Math.abs(found[i * inputs + j] - want) / scale).toBeLessThan(0.03);
      }
      disposeNetwork(network);
    },
  );
});
