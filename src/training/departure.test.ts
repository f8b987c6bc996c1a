// docs/decisions/0011-divisive-norm-at-seed-7.md tells what this is about.
import '@tensorflow/tfjs-backend-cpu';
import { dispose, setBackend, sum, tensor, tidy, variableGrads, type Scalar } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { softmaxCrossEntropy } from '../backend/ops/index.ts';
import * as reference from '../backend/ops/reference.ts';
import { registerSimdBackend } from '../backend/simd/backend.ts';
import { channelStatistics } from '../data/batches.ts';
import { loadBuiltIn } from '../data/builtIn.ts';
import { buildStages } from '../networks/architectures.ts';
import { createNetwork, disposeNetwork, forwardTraining } from '../networks/network.ts';
import { networkSettings } from '../networks/settings.ts';
import { rng } from '../random/rng.ts';
import { trainingSettings } from './settings.ts';
import { imageSource } from './source.ts';
import { endTraining, startTraining, trainEpoch } from './train.ts';

const SEED = 7;
const IMAGES = 20;
const INPUT = { size: 32, channels: 3, classes: 10 };
const stages = buildStages(networkSettings.parse({ width: 0.25, divisive: true }), INPUT);
const settings = trainingSettings.parse({ epochs: 2, batchSize: IMAGES });

interface Batch {
  images: Float32Array;
  labels: number[];
}

/** The weights and the batch of each step of the first epoch, by plain tfjs. */
async function firstEpoch(): Promise<(Batch & { weights: Float32Array[] })[]> {
  await setBackend('cpu');
  const { train } = await loadBuiltIn(
    { difficulty: 'medium', train: 4 * IMAGES, test: 50, seed: SEED },
    { signal: new AbortController().signal, onProgress: () => undefined },
  );
  const normalisation = channelStatistics(train, INPUT.channels, INPUT.size);
  const augment = { flip: settings.flip, shift: settings.shift };
  const source = imageSource(train, { ...INPUT, normalisation, augment });
  const network = createNetwork(stages, [rng(SEED)]);
  const state = startTraining(network);
  const seen: (Batch & { weights: Float32Array[] })[] = [];
  await trainEpoch(state, 0, {
    settings,
    source: {
      ...source,
      batch(indices, augmentation) {
        const batch = source.batch(indices, augmentation);
        seen.push({
          images: batch.dataSync<'float32'>().slice(),
          labels: Array.from(indices, (index) => train.labels[index]),
          weights: network.weights.map((w) => w.dataSync<'float32'>().slice()),
        });
        return batch;
      },
    },
    rngs: [rng(SEED)],
    epochs: settings.epochs,
    reportEvery: 1,
    onReport: () => undefined,
    turn: () => Promise.resolve(),
  });
  endTraining(state);
  disposeNetwork(network);
  return seen;
}

/** Gradients of the loss by every L. */
async function gradients(
  backend: string,
  { images, labels }: Batch,
  weights: Float32Array[],
): Promise<Float32Array[]> {
  await setBackend(backend);
  const network = createNetwork(stages, [rng(SEED)]);
  network.weights.forEach((w, i) => w.assign(tensor(weights[i], w.shape)));
  const tensors = tidy(() => {
    const x = tensor(images, [1, IMAGES, INPUT.size, INPUT.size, INPUT.channels]);
    const y = tensor(labels, [1, IMAGES], 'int32');
    const loss = () => sum(softmaxCrossEntropy(forwardTraining(network, x).logits, y)) as Scalar;
    const { grads } = variableGrads(loss, network.weights);
    return network.weights.map((w) => grads[w.name]);
  });
  const values = tensors.map((t) => t.dataSync<'float32'>().slice());
  dispose(tensors);
  disposeNetwork(network);
  return values;
}

/** The loss in f64, by the definitions. */
function loss({ images, labels }: Batch, weights: Float64Array[]): number {
  let z: reference.Numbers = Float64Array.from(images);
  let { size, channels } = INPUT;
  stages.forEach(({ neurons }, i) => {
    const isLast = i === stages.length - 1;
    let rows = z;
    if (!isLast) {
      rows = reference.waveletModulus(z, [1, IMAGES, size, size, channels], 'plain');
      size /= 2;
      channels *= 5;
    }
    const positions = IMAGES * size * size;
    const phi = reference.batchNorm(rows, [1, positions, channels], 'none');
    // The classifier reads all positions of an image, channel by channel.
    const taken = isLast ? reference.patches(phi, [1, IMAGES, size, size, channels], size, 1, 0) : phi;
    const inputs = weights[i].length / neurons;
    const count = taken.length / inputs;
    const u = reference.product(taken, [1, count, inputs], weights[i], [1, neurons, inputs], false, true);
    z = isLast ? u : reference.divisiveNorm(u, [1, count, neurons], 1);
    channels = neurons;
  });
  return reference.crossEntropy(z, [1, IMAGES, INPUT.classes], labels)[0];
}

/** ∂loss/∂L₁ at one entry, in f64. The step is far below the distance to the kink. */
function exactly(batch: Batch, weights: Float32Array[], entry: number): number {
  const h = 1e-9;
  const at = (by: number) => {
    const moved = weights.map((w) => Float64Array.from(w));
    moved[0][entry] += by;
    return loss(batch, moved);
  };
  return (at(h) - at(-h)) / (2 * h);
}

const largest = (values: Float32Array): number => values.reduce((m, x) => Math.max(m, Math.abs(x)), 0);

/** Largest difference, of the largest entry of `a`, and where. */
function apart(a: Float32Array, b: Float32Array): { by: number; entry: number } {
  const differences = a.map((x, i) => Math.abs(x - b[i]));
  const entry = differences.indexOf(largest(differences));
  return { by: differences[entry] / largest(a), entry };
}

describe.skipIf(!process.env.RAINBOW_LONG)(
  'a run in which rounding is amplified at once (long: npm run test:long)',
  () => {
    beforeAll(async () => {
      expect(await registerSimdBackend(1)).toBe(true);
    });

    it('simd has the gradients of plain tfjs at every step, and those of f64 where runs part', async () => {
      const steps = await firstEpoch();
      const plain: Float32Array[][] = [];
      for (const step of steps) {
        const expected = await gradients('cpu', step, step.weights);
        const ours = await gradients('simd', step, step.weights);
        expected.forEach((gradient, layer) => expect(apart(gradient, ours[layer]).by).toBeLessThan(3e-5));
        plain.push(expected);
      }

      // At the third step a wavelet coefficient of 2·10⁻⁷ passes by zero, where the modulus has no
      // derivative. A nudge no larger than two steps' rounding gives it the other sign (the first) or not
      // (the second): the gradient jumps, that of f64 too.
      const [, , step] = steps;
      const [before] = plain[2];
      const jumps: number[] = [];
      for (const seed of [1, 2]) {
        const noise = rng(seed).fork('r');
        const nudged = [step.weights[0].map((x) => x + 1e-6 * noise.normal()), ...step.weights.slice(1)];
        const [after] = await gradients('cpu', step, nudged);
        const [ours] = await gradients('simd', step, nudged);
        const { by, entry } = apart(before, after);
        const exact = exactly(step, nudged, entry);
        jumps.push(by);
        expect(Math.abs(after[entry] - exact) / largest(before)).toBeLessThan(3e-5);
        expect(Math.abs(ours[entry] - exact) / largest(before)).toBeLessThan(3e-5);
      }
      expect(jumps[0]).toBeGreaterThan(5e-3);
      expect(jumps[1]).toBeLessThan(5e-4);
    }, 600_000);
  },
);
