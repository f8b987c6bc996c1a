import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend, tensor, tidy, ready } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildStages } from '../networks/architectures.ts';
import {
  calibrate,
  createNetwork,
  disposeNetwork,
  forward,
  weightVariable,
  type Network,
} from '../networks/network.ts';
import { networkSettings } from '../networks/settings.ts';
import { inputsOf, type Stage } from '../networks/stage.ts';
import { rng } from '../random/rng.ts';
import { featureSource } from '../training/source.ts';
import { inlineDecomposer } from './decomposer.ts';
import { referenceOf, resample, type DrawKind } from './resample.ts';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

const INPUTS = 32;
const SAMPLES = 1200;
const OUTPUTS = 8;
const settings = networkSettings.parse({ architecture: 'mlp', depth: 2 });

/** Two hidden layers of `width` neurons, ReLU and BN; 1 × 1 "images" of 32 channels. */
function synthetic(width: number): Stage[] {
  return buildStages(settings, { size: 1, channels: INPUTS, classes: OUTPUTS }, [width, width]);
}

/** A network that IS a rainbow network: Gaussian rows with spiked covariances (docs/paper.md D15.3). */
async function planted(width: number, x: Float32Array): Promise<Network> {
  const stages = synthetic(width);
  const network = createNetwork(stages, [rng(11)]);
  stages.forEach((stage, j) => {
    const r = rng(11).fork('planted', stage.name);
    const inputs = inputsOf(stage);
    const values = new Float32Array(stage.neurons * inputs);
    // Eigenvalues 30·e^{−k/4} + 0.05 in the coordinates themselves: which basis does not matter to an
    // alignment.
    for (let n = 0; n < stage.neurons; n++)
      for (let i = 0; i < inputs; i++)
        values[n * inputs + i] = r.normal() * Math.sqrt((j < 2 ? 30 * Math.exp(-i / 4) + 0.05 : 1) / inputs);
    network.weights[j].dispose();
    network.weights[j] = weightVariable(stage, values, 1);
  });
  const batch = tensor(x, [1, SAMPLES, 1, 1, INPUTS]);
  calibrate(network, batch);
  batch.dispose();
  return network;
}

describe('resampling a network that is a rainbow network (D11, D15.3)', () => {
  const noise = rng(4).fork('x');
  const x = Float32Array.from(
    { length: SAMPLES * INPUTS },
    (_, i) => noise.normal() / (1 + (i % INPUTS) / 4),
  );
  const source = featureSource(x, [1, 1, INPUTS], new Uint8Array(SAMPLES));

  async function outputError(
    reference: Network,
    width: number,
    kind: DrawKind,
  ): Promise<{ error: number; unexplained: number[] }> {
    const { network, unexplained } = await resample({
      reference: await referenceOf(reference, inlineDecomposer),
      stages: synthetic(width),
      source,
      decomposer: inlineDecomposer,
      draws: [{ kind, rng: rng(width).fork('draw') }],
      turn: async () => {},
    });
    const batch = tensor(x, [1, SAMPLES, 1, 1, INPUTS]);
    const [expected, got] = [reference, network].map((n) =>
      tidy(() => forward(n, batch).dataSync<'float32'>().slice()),
    );
    let difference = 0;
    let norm = 0;
    expected.forEach((e, i) => {
      difference += (e - got[i]) ** 2;
      norm += e * e;
    });
    batch.dispose();
    disposeNetwork(network);
    return { error: difference / norm, unexplained: unexplained[0] };
  }

  it('comes closer to it as the drawn network gets wider, and does not without the alignment', async () => {
    const reference = await planted(256, x);
    const errors: number[] = [];
    for (const width of [16, 64, 256]) {
      const { error, unexplained } = await outputError(reference, width, 'aligned');
      errors.push(error);
      expect(unexplained).toHaveLength(2);
    }
    expect(errors[1]).toBeLessThan(errors[0] * 0.75);
    expect(errors[2]).toBeLessThan(errors[1] * 0.75);
    expect((await outputError(reference, 256, 'random-isometry')).error).toBeGreaterThan(0.9);
    expect((await outputError(reference, 256, 'identity')).error).toBeGreaterThan(0.9);
    disposeNetwork(reference);
  });

  it('leaves no tensor behind', async () => {
    const reference = await planted(32, x);
    await outputError(reference, 32, 'aligned');
    const before = memory().numTensors;
    await outputError(reference, 32, 'aligned');
    expect(memory().numTensors).toBe(before);
    disposeNetwork(reference);
  });
});
