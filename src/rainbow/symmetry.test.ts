import { ready, setBackend, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerSimdBackend } from '../backend/simd/backend.ts';
import { identity } from '../linalg/matrix.ts';
import { buildStages } from '../networks/architectures.ts';
import { createNetwork, disposeNetwork, weightVariable } from '../networks/network.ts';
import { networkSettings } from '../networks/settings.ts';
import { rng } from '../random/rng.ts';
import { featureSource } from '../training/source.ts';
import { inlineDecomposer } from './decomposer.ts';
import { learnedLayers } from './learnedLayer.ts';
import { asymmetry, mirrored, mirrorSymmetry } from './symmetry.ts';

beforeAll(async () => {
  await registerSimdBackend(1);
  await setBackend('simd');
  await ready();
});

describe('mirror symmetry (Theorem 3)', () => {
  it('turns left to right', () => {
    expect(Array.from(mirrored(tensor([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 2, 2, 2])).dataSync())).toEqual([
      3, 4, 1, 2, 7, 8, 5, 6,
    ]);
  });

  it('is exact for filters that are symmetric in space, and absent for ones that are not', () => {
    const random = rng(3);
    const layer = (symmetric: boolean) => {
      const weights = Float64Array.from({ length: 40 * 2 * 9 }, () => random.normal());
      if (symmetric) for (let k = 0; k < weights.length; k += 3) weights[k + 2] = weights[k];
      else for (let k = 0; k < weights.length; k += 3) weights[k] *= 5;
      return { name: 'L', neurons: 40, inputs: 18, channels: 2, taps: 9, weights };
    };
    expect(asymmetry(layer(true), identity(2))).toBeLessThan(1e-12);
    expect(asymmetry(layer(false), identity(2))).toBeGreaterThan(1);
  });

  it('finds that a network of symmetric filters acts on mirrored images by an orthogonal matrix, the identity', async () => {
    const random = rng(5);
    const stages = buildStages(
      networkSettings.parse({ architecture: 'cnn', depth: 2, batchNorm: false, width: 0.5 }),
      { size: 9, channels: 1, classes: 3 },
    );
    const network = createNetwork(stages, [rng(1)]);
    stages.slice(0, 2).forEach((stage, j) => {
      const values = Float32Array.from({ length: stage.neurons * stage.channels * 9 }, () => random.normal());
      for (let k = 0; k < values.length; k += 3) values[k + 2] = values[k];
      network.weights[j].dispose();
      network.weights[j] = weightVariable(stage, values, 1);
    });
    // An odd size: stride 2 then visits the same columns from either side.
    const source = featureSource(
      Float32Array.from({ length: 120 * 81 }, () => random.normal()),
      [9, 9, 1],
      new Uint8Array(120),
    );
    const layers = (await learnedLayers(network, 0)).slice(0, 2);
    const found = await mirrorSymmetry(network, layers, source, inlineDecomposer, rng(1), async () => {});
    found.forEach((l) => {
      expect(l.unexplained).toBeLessThan(1e-6);
      expect(l.commutator).toBeLessThan(1e-5);
    });
    expect(found[1].random).toBeGreaterThan(0.1);
    disposeNetwork(network);
  });
});
