import '@tensorflow/tfjs-backend-cpu';
import { memory, ready, setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildStages } from '../networks/architectures.ts';
import { calibrate, createNetwork, disposeNetwork, forward } from '../networks/network.ts';
import { networkSettings } from '../networks/settings.ts';
import { rng } from '../random/rng.ts';
import { featureSource } from '../training/source.ts';
import { inlineDecomposer as decomposer } from './decomposer.ts';
import { learnedLayers, type LearnedLayer } from './learnedLayer.ts';
import { rebuildNetwork } from './rebuild.ts';
import { referenceOf } from './resample.ts';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

const INPUTS = 6;
const SAMPLES = 300;

describe('networks rebuilt from their initial weights (D14)', () => {
  const stream = rng(8).fork('x');
  const x = Float32Array.from({ length: SAMPLES * INPUTS }, () => stream.normal());
  const stages = buildStages(
    networkSettings.parse({ architecture: 'mlp', depth: 2 }),
    { size: 1, channels: INPUTS, classes: 3 },
    [16, 12],
  );

  /** Relative error of the logits of both rebuilt networks against the trained one. */
  async function errors(initialOf: (layer: LearnedLayer) => LearnedLayer): Promise<number[]> {
    const network = createNetwork(stages, [rng(8).fork('trained')]);
    const batch = tensor(x, [1, SAMPLES, 1, 1, INPUTS]);
    calibrate(network, batch);
    const initial = (await learnedLayers(network, 0)).map(initialOf);
    const rebuilt = await rebuildNetwork({
      reference: await referenceOf(network, decomposer),
      initial,
      source: featureSource(x, [1, 1, INPUTS], new Uint8Array(SAMPLES)),
      decomposer,
      rng: rng(1),
      turn: async () => {},
    });
    const [expected, got] = [
      tidy(() => forward(network, batch).dataSync<'float32'>().slice()),
      tidy(() =>
        forward(rebuilt, tensor([...x, ...x], [2, SAMPLES, 1, 1, INPUTS]))
          .dataSync<'float32'>()
          .slice(),
      ),
    ];
    batch.dispose();
    [network, rebuilt].forEach(disposeNetwork);
    const size = expected.reduce((sum, e) => sum + e * e, 0);
    return [0, 1].map(
      (net) => expected.reduce((sum, e, i) => sum + (e - got[net * expected.length + i]) ** 2, 0) / size,
    );
  }

  it('are the trained network where training only stretched, alone and aligned', async () => {
    const [alone, aligned] = await errors((layer) => ({
      ...layer,
      weights: layer.weights.map((w) => w / 3),
    }));
    expect(alone).toBeLessThan(1e-8);
    expect(aligned).toBeLessThan(1e-8);
  });

  it('are so only when aligned where the first neurons stand in another order; leave no tensor behind', async () => {
    const before = memory().numTensors;
    const [alone, aligned] = await errors((layer) =>
      layer.name === 'L1'
        ? { ...layer, weights: layer.weights.map((_, i, w) => w.at(i - layer.inputs)!) }
        : layer,
    );
    expect(alone).toBeGreaterThan(0.1);
    expect(aligned).toBeLessThan(1e-8);
    expect(memory().numTensors).toBe(before);
  });
});
