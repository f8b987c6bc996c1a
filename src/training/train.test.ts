import '@tensorflow/tfjs-backend-cpu';
import { concat, dispose, memory, ready, setBackend, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildStages } from '../networks/architectures.ts';
import { createNetwork, disposeNetwork, type Network } from '../networks/network.ts';
import { networkSettings, type NetworkSettings } from '../networks/settings.ts';
import { rng } from '../random/rng.ts';
import { evaluate } from './evaluate.ts';
import { labelTensor } from './labels.ts';
import { trainingSettings } from './settings.ts';
import { featureSource, type BatchSource } from './source.ts';
import { endTraining, learningRateAt, startTraining, trainEpoch, trainStep } from './train.ts';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

const SIZE = 8;

/** Two classes told apart by the orientation of a stripe. */
function stripes(count: number): BatchSource {
  const noise = rng(9).fork('stripes');
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  const values = Float32Array.from({ length: count * SIZE * SIZE }, (_, p) => {
    const image = Math.floor(p / (SIZE * SIZE));
    const y = Math.floor(p / SIZE) % SIZE;
    const x = p % SIZE;
    return Math.sin((labels[image] ? x : y) * 2.2 + image) + 0.3 * noise.normal();
  });
  return featureSource(values, [SIZE, SIZE, 1], labels);
}

const small = (settings: Partial<NetworkSettings>, seeds = [1]): Network => {
  const parsed = networkSettings.parse({ width: 0.25, ...settings });
  return createNetwork(
    buildStages(parsed, { size: SIZE, channels: 1, classes: 2 }),
    seeds.map((s) => rng(s)),
  );
};

const recipe = trainingSettings.parse({ epochs: 4, batchSize: 16, learningRate: 0.05 });

describe('training', () => {
  it.each<[string, Partial<NetworkSettings>]>([
    ['Scat-J3', { architecture: 'scat-j3' }],
    ['Scat-J3 with divisive norm', { architecture: 'scat-j3', divisive: true }],
    ['Scat-J3 with skip', { architecture: 'scat-j3', skip: true }],
    ['plain CNN', { architecture: 'cnn', depth: 2 }],
    ['plain CNN without BN', { architecture: 'cnn', depth: 2, batchNorm: false, activation: 'abs' }],
    ['MLP', { architecture: 'mlp', depth: 2 }],
  ])('%s learns stripes, the same way twice, and leaves no tensors', async (_, settings) => {
    const source = stripes(96);
    const run = async () => {
      const network = small(settings);
      const state = startTraining(network);
      let inside = 0;
      for (let epoch = 0; epoch < recipe.epochs; epoch++) {
        await trainEpoch(state, epoch, {
          settings: recipe,
          source,
          rngs: [rng(1)],
          epochs: recipe.epochs,
          reportEvery: 2,
          onReport: () => {},
          turn: async () => {},
        });
        if (epoch === 1) inside = memory().numTensors;
        if (epoch > 1) expect(memory().numTensors).toBe(inside);
      }
      const [result] = await evaluate(network, source, async () => {});
      const weights = network.weights.map((w) => w.dataSync().slice());
      endTraining(state);
      disposeNetwork(network);
      return { result, weights };
    };
    const before = memory().numTensors;
    const first = await run();
    expect(memory().numTensors).toBe(before);
    expect(first.result.accuracy).toBeGreaterThan(0.85);
    expect(first.result.confusion.flat().reduce((a, b) => a + b)).toBe(96);
    const second = await run();
    expect(second.weights).toEqual(first.weights);
  });

  it('traces a step: output, gradient and update of every layer of every net, in f64 from the numbers themselves', () => {
    const source = stripes(32);
    const indices = Uint32Array.from({ length: 16 }, (_, i) => i);
    const rate = 0.05;
    const nets = 2;
    const network = small({ architecture: 'mlp', depth: 2, batchNorm: false }, [1, 2]);
    const state = startTraining(network);
    const one = source.batch(indices);
    const x = concat([one, one], 0);
    const before = network.weights.map((w) => w.dataSync().slice());
    const held = memory().numTensors;
    const { loss, logits, trace } = trainStep(
      state,
      x,
      labelTensor(source.labels, [indices, indices]),
      { ...recipe, momentum: 0.9, weightDecay: 0 },
      rate,
      true,
    );
    const length = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));
    const own = (values: Float32Array, net: number) =>
      values.subarray((net * values.length) / nets, ((net + 1) * values.length) / nets);
    network.weights.forEach((weight, i) => {
      const after = weight.dataSync() as Float32Array;
      const was = before[i] as Float32Array;
      const t = trace![i];
      for (let net = 0; net < nets; net++) {
        const update = length(own(after, net).map((w, k) => w - own(was, net)[k]));
        expect(t.weights.dataSync()[net] / length(own(was, net))).toBeCloseTo(1, 5);
        expect(t.update.dataSync()[net] / update).toBeCloseTo(1, 4);
        // The first step has no velocity yet: Δw = −rate · gradient.
        expect((t.gradient.dataSync()[net] * rate) / update).toBeCloseTo(1, 3);
      }
    });
    // The last output is the logits; the first is L times the pixels, which no non-linearity has touched.
    const scores = logits.dataSync() as Float32Array;
    const pixels = one.dataSync() as Float32Array;
    const inputs = SIZE * SIZE;
    const first = trace![0].output.dataSync();
    const neurons = first.length / nets;
    for (let k = 0; k < 2; k++)
      expect(trace!.at(-1)!.output.dataSync()[k]).toBeCloseTo(
        own(scores, 0)
          .filter((_, i) => i % 2 === k)
          .reduce((sum, v) => sum + v * v, 0) / 16,
        5,
      );
    const row = (before[0] as Float32Array).subarray((neurons + 3) * inputs, (neurons + 4) * inputs);
    const image = (i: number) => pixels.subarray(i * inputs, (i + 1) * inputs);
    const squares = Array.from(
      { length: 16 },
      (_, i) => image(i).reduce((sum, v, k) => sum + v * row[k], 0) ** 2,
    );
    expect(first[neurons + 3] / (squares.reduce((a, b) => a + b) / 16)).toBeCloseTo(1, 4);
    trace!.forEach((stage) => dispose(Object.values(stage)));
    dispose([loss, logits]);
    // What stands now and did not before: the labels.
    expect(memory().numTensors).toBe(held + 1);
    endTraining(state);
    disposeNetwork(network);
  });

  it('trains two nets in one batch exactly as each alone', async () => {
    const source = stripes(32);
    const indices = Uint32Array.from({ length: 16 }, (_, i) => i);
    const weightsAfter = async (seeds: number[]) => {
      const network = small({ architecture: 'scat-j3' }, seeds);
      const state = startTraining(network);
      for (let step = 0; step < 2; step++) {
        const one = source.batch(indices);
        const values = one.dataSync();
        const x = tensor(
          Float32Array.from({ length: values.length * seeds.length }, (_, i) => values[i % values.length]),
          [seeds.length, ...one.shape.slice(1)],
        );
        const { loss, logits } = trainStep(
          state,
          x,
          labelTensor(
            source.labels,
            seeds.map(() => indices),
          ),
          recipe,
          0.05,
        );
        loss.dispose();
        logits.dispose();
      }
      return network.weights.map((w) => Array.from(w.dataSync()));
    };
    const [both, first, second] = [
      await weightsAfter([1, 2]),
      await weightsAfter([1]),
      await weightsAfter([2]),
    ];
    both.forEach((w, i) => [...first[i], ...second[i]].forEach((x, k) => expect(w[k]).toBeCloseTo(x, 5)));
  });

  it('drops the learning rate at the fractions asked for', () => {
    const settings = trainingSettings.parse({ learningRate: 1, decayAt: [0.5, 0.75], decayFactor: 0.2 });
    expect([0, 49, 50, 74, 75, 99].map((step) => learningRateAt(settings, step, 100))).toEqual([
      1,
      1,
      0.2,
      0.2,
      0.2 * 0.2,
      0.2 * 0.2,
    ]);
  });
});
