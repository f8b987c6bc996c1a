import '@tensorflow/tfjs-backend-cpu';
import {
  getBackend,
  memory,
  ready,
  setBackend,
  sum,
  tensor,
  tidy,
  variableGrads,
  type Scalar,
} from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { softmaxCrossEntropy } from '../backend/ops/index.ts';
import * as reference from '../backend/ops/reference.ts';
import type { Numbers } from '../backend/ops/reference.ts';
import { registerSimdBackend } from '../backend/simd/backend.ts';
import { gpuErrors, startDawn } from '../backend/webgpu/dawn.ts';
import { rng } from '../random/rng.ts';
import { multiply, transpose } from '../linalg/matrix.ts';
import { averageGradientOuterProduct } from '../rainbow/agop.ts';
import { accuracyByRank, inputsAt } from '../rainbow/accuracyByRank.ts';
import { activationCovariances, activationEigenvalues } from '../rainbow/activations.ts';
import { inlineDecomposer } from '../rainbow/decomposer.ts';
import { learnedLayers } from '../rainbow/learnedLayer.ts';
import { featuresOf } from '../rainbow/features.ts';
import { referenceOf, resample } from '../rainbow/resample.ts';
import { evaluate } from '../training/evaluate.ts';
import { trainingSettings } from '../training/settings.ts';
import { featureSource } from '../training/source.ts';
import { endTraining, startTraining, trainEpoch, trainStep } from '../training/train.ts';
import { buildStages, redrawnWidths } from './architectures.ts';
import { learnedWidths } from './form.ts';
import {
  calibrate,
  createNetwork,
  disposeNetwork,
  featuresAt,
  fieldAt,
  forward,
  forwardTraining,
  parameterCount,
  project,
  weightVariable,
} from './network.ts';
import { networkSettings } from './settings.ts';
import {
  averagePool,
  identity,
  inputsOf,
  isSequential,
  lastCut,
  patches,
  zeroPaddedShortcut,
  type Stage,
} from './stage.ts';

const gpu = await startDawn();
const random = rng(77).fork('residual');

const stage = (
  name: string,
  neurons: number,
  channels: number,
  kernel: number,
  stride: number,
  own: Partial<Stage> = {},
): Stage => ({
  name,
  neurons,
  channels,
  taps: kernel * kernel,
  lift: identity,
  activation: 'relu',
  batchNorm: true,
  complex: false,
  ...patches({ size: kernel, stride, padding: (kernel - 1) / 2 }),
  divisive: false,
  sampled: true,
  positions: 4,
  macs: { product: 1, lift: 0 },
  ...own,
});
const plain = { activation: 'none', batchNorm: false } as const;
/**
 * A block with a learned shortcut, a block with the identity, and a shortcut over both that pads with zeros.
 */
const tiny = (): Stage[] => [
  stage('L1', 2, 1, 3, 1, plain),
  stage('L2', 3, 2, 3, 2),
  stage('L3', 4, 3, 3, 1),
  stage('S1', 4, 2, 1, 2, { ...plain, sources: [{ stage: 1, of: 'features' }] }),
  stage('L4', 4, 4, 3, 1, {
    sources: [
      { stage: 2, of: 'output' },
      { stage: 3, of: 'output' },
    ],
  }),
  {
    ...stage('classifier', 3, 4, 1, 1),
    convolution: undefined,
    expand: averagePool,
    sources: [
      { stage: 4, of: 'output' },
      { stage: 4, of: 'features' },
      { stage: 1, of: 'features', adapt: zeroPaddedShortcut(2, 4, 2) },
    ],
  },
];

/** The loss of `tiny` on 4 × 4 images in f64, written out. */
function lossInF64(x: Numbers, images: number, labels: number[], w: Numbers[]): number {
  const conv = (t: Numbers, side: number, channels: number, l: Numbers, kernel: number, stride: number) => {
    const rows = reference.patches(t, [1, images, side, side, channels], kernel, stride, (kernel - 1) / 2);
    const d = channels * kernel * kernel;
    return reference.product(rows, [1, rows.length / d, d], l, [1, l.length / d, d], false, true);
  };
  const bn = (t: Numbers, side: number, channels: number) =>
    reference.batchNorm(t, [1, images, side, side, channels], 'relu');
  const plus = (...terms: Numbers[]) => terms[0].map((_, i) => terms.reduce((s, t) => s + t[i], 0));
  const f1 = bn(conv(x, 4, 1, w[0], 3, 1), 4, 2);
  const beside = conv(f1, 4, 2, w[3], 1, 2);
  const f4 = bn(plus(conv(bn(conv(f1, 4, 2, w[1], 3, 2), 2, 3), 2, 3, w[2], 3, 1), beside), 2, 4);
  const far = new Float64Array(images * 16);
  for (let b = 0; b < images; b++)
    for (let y = 0; y < 2; y++)
      for (let u = 0; u < 2; u++)
        for (let c = 0; c < 2; c++)
          far[((b * 2 + y) * 2 + u) * 4 + c + 1] = f1[((b * 4 + 2 * y) * 4 + 2 * u) * 2 + c];
  const f5 = bn(plus(conv(f4, 2, 4, w[4], 3, 1), f4, far), 2, 4);
  const pooled = new Float64Array(images * 4);
  for (let i = 0; i < f5.length; i++) pooled[Math.floor(i / 16) * 4 + (i % 4)] += f5[i] / 4;
  return reference.crossEntropy(
    reference.product(pooled, [1, images, 4], w[5], [1, 3, 4], false, true),
    [1, images, 3],
    labels,
  )[0];
}

/** Two classes told apart by the orientation of a stripe. */
function stripes(count: number, size = 8) {
  const noise = rng(9).fork('stripes');
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  return featureSource(
    Float32Array.from({ length: count * size * size }, (_, p) => {
      const image = Math.floor(p / (size * size));
      const y = Math.floor(p / size) % size;
      const x = p % size;
      return Math.sin((labels[image] ? x : y) * 2.2 + image) + 0.3 * noise.normal();
    }),
    [size, size, 1],
    labels,
  );
}
const resnet = (seeds: number[], width = 0.125) =>
  createNetwork(
    buildStages(networkSettings.parse({ architecture: 'resnet18', width }), {
      size: 8,
      channels: 1,
      classes: 2,
    }),
    seeds.map((s) => rng(s)),
  );
const recipe = trainingSettings.parse({ epochs: 4, batchSize: 16, learningRate: 0.05 });

describe.each(['cpu', 'simd', ...(gpu ? ['webgpu'] : [])])('residual networks on %s', (backend) => {
  beforeAll(async () => {
    await registerSimdBackend();
    await setBackend(backend);
    await ready();
    if (backend === 'webgpu') (await import('../backend/webgpu/index.ts')).registerWebgpuKernels();
    expect(getBackend()).toBe(backend);
  });
  afterAll(() => expect(gpuErrors).toEqual([]));

  it('have the loss and the gradients of central differences in f64', async () => {
    const stages = tiny();
    const network = createNetwork(stages, [rng(3)]);
    const images = 3;
    const labels = [0, 2, 1];
    const x = Float64Array.from({ length: images * 16 }, () => Math.fround(random.normal()));
    const w: Numbers[] = [];
    for (const weight of network.weights) w.push(Float64Array.from(await weight.data()));
    const { value, grads } = variableGrads(
      () =>
        sum(
          softmaxCrossEntropy(
            forwardTraining(network, tensor(Float32Array.from(x), [1, images, 4, 4, 1])).logits,
            tensor(labels, [1, images], 'int32'),
          ),
        ) as Scalar,
      network.weights,
    );
    expect((await value.data())[0]).toBeCloseTo(lossInF64(x, images, labels, w), 5);
    for (const [k, weight] of network.weights.entries()) {
      const found = await grads[weight.name].data();
      const expected = reference.centralDifferences((inputs) => lossInF64(x, images, labels, inputs), w, k);
      const size = Math.max(...expected.map(Math.abs));
      expected.forEach((g, i) =>
        expect(Math.abs(found[i] - g), `${stages[k].name}[${i}]`).toBeLessThan(1e-3 * size),
      );
    }
    disposeNetwork(network);
  });

  it('train two in one batch as each alone', async () => {
    const source = stripes(16, 4);
    const after = async (seeds: number[]) => {
      const network = createNetwork(
        tiny(),
        seeds.map((s) => rng(s)),
      );
      const state = startTraining(network);
      tidy(() => {
        const one = source.batch(Uint32Array.from({ length: 16 }, (_, i) => i));
        const values = one.dataSync();
        const x = tensor(
          Float32Array.from({ length: values.length * seeds.length }, (_, i) => values[i % values.length]),
          [seeds.length, 16, 4, 4, 1],
        );
        trainStep(
          state,
          x,
          tensor(
            seeds.flatMap(() => Array.from(source.labels)),
            [seeds.length, 16],
            'int32',
          ),
          recipe,
          0.05,
        );
      });
      const out = await Promise.all(network.weights.map(async (v) => Array.from(await v.data())));
      endTraining(state);
      disposeNetwork(network);
      return out;
    };
    const both = await after([1, 2]);
    const first = await after([1]);
    const second = await after([2]);
    both.forEach((w, i) =>
      [...first[i], ...second[i]].forEach((v, k) => expect(Math.abs(w[k] - v)).toBeLessThan(2e-5)),
    );
  });
});

describe('modified ResNet-18', () => {
  beforeAll(async () => {
    await setBackend('simd');
  });

  it('has the layers of e.5 at a quarter of its widths, its shortcuts marked', () => {
    const stages = buildStages(networkSettings.parse({ architecture: 'resnet18' }), {
      size: 32,
      channels: 3,
      classes: 10,
    });
    expect(stages.map((s) => s.name).join(' ')).toBe(
      'L1 L2 L3 L4 L5 L6 L7 S7 L8 L9 L10 L11 S11 L12 L13 L14 L15 S15 L16 L17 classifier',
    );
    expect(stages.filter((s) => !s.shortcut).map((s) => s.neurons)).toEqual([
      16, 16, 16, 16, 16, 32, 32, 32, 32, 64, 64, 64, 64, 128, 128, 128, 128, 10,
    ]);
    expect(stages.filter((s) => s.shortcut).map((s) => [s.channels, s.neurons, inputsOf(s)])).toEqual([
      [16, 32, 16],
      [32, 64, 32],
      [64, 128, 64],
    ]);
    // Torchvision's count of the convolutions and the classifier without bias, at widths 16 to 128 and with
    // the 3×3 stem.
    expect(parameterCount(stages)).toBe(
      27 * 16 +
        4 * 9 * 16 ** 2 +
        [16, 32, 64].reduce((sum, c) => sum + 9 * c * 2 * c + 3 * 9 * (2 * c) ** 2 + c * 2 * c, 0) +
        1280,
    );
    expect(stages.map((s) => Math.sqrt(s.positions))).toEqual([
      32, 32, 32, 32, 32, 16, 16, 16, 16, 16, 8, 8, 8, 8, 8, 4, 4, 4, 4, 4, 1,
    ]);
    expect(isSequential(stages)).toBe(false);
    // Evaluations can begin where a block does.
    expect([0, 1, 2, 3, 6, 7, 8, 20].map((i) => lastCut(stages, i))).toEqual([0, 1, 1, 3, 5, 5, 8, 20]);
    expect(learnedWidths(networkSettings.parse({ architecture: 'resnet18', width: 2 })).slice(-1)).toEqual([
      256,
    ]);
  });

  it('learns, and leaves no tensors', async () => {
    const source = stripes(96);
    const before = memory().numTensors;
    const network = resnet([1], 0.25);
    const state = startTraining(network);
    for (let epoch = 0; epoch < 8; epoch++)
      await trainEpoch(state, epoch, {
        settings: recipe,
        source,
        rngs: [rng(1)],
        epochs: 8,
        reportEvery: 2,
        onReport: () => {},
        turn: async () => {},
      });
    const [{ accuracy }] = await evaluate(network, source, async () => {});
    endTraining(state);
    disposeNetwork(network);
    expect(memory().numTensors).toBe(before);
    expect(accuracy).toBeGreaterThan(0.85);
  });

  it('can be looked into at any layer, and cut at any rank', async () => {
    const source = stripes(40);
    const all = Uint32Array.from({ length: 40 }, (_, i) => i);
    const network = resnet([4]);
    const x = source.batch(all);
    const turn = async () => {};
    calibrate(network, x);
    const seen = new Map<number, Float32Array>();
    const logits = forward(network, x, { visit: (i, phi) => seen.set(i, phi.dataSync<'float32'>().slice()) })
      .dataSync()
      .slice();
    for (const index of [0, 2, 5, 6, 7, 8, 19]) {
      expect(featuresAt(network, index, x).dataSync()).toEqual(seen.get(index));
      const cut = lastCut(network.stages, index);
      expect(forward(network, fieldAt(network, cut, x), { from: cut }).dataSync()).toEqual(logits);
    }
    expect(featuresOf(network, source, all, [3, 7], 7).map((t) => t.dataSync())).toEqual([
      seen.get(3),
      seen.get(7),
    ]);
    // The trace of E[φφᵀ] is the mean square of the rows.
    const spectra = await activationEigenvalues(network, source, inlineDecomposer, turn);
    const covariances = await activationCovariances(network, source, turn);
    const rows = network.stages[7].expand(featuresAt(network, 7, x)).dataSync<'float32'>();
    const square = rows.reduce((sum, v) => sum + v * v, 0) / (40 * 16);
    expect(spectra).toHaveLength(20);
    expect(spectra[7].reduce((a, b) => a + b, 0) / square).toBeCloseTo(1, 4);
    expect(
      covariances[7].reduce((sum, v, i) => (i % (inputsOf(network.stages[7]) + 1) === 0 ? sum + v : sum), 0) /
        square,
    ).toBeCloseTo(1, 4);
    // All ranks: nothing changes. None: as with weights of zero.
    const layers = await learnedLayers(network, 0);
    const layer = layers[6];
    const basis = Float64Array.from({ length: layer.inputs ** 2 }, (_, i) =>
      i % (layer.inputs + 1) === 0 ? 1 : 0,
    );
    const inputs = await inputsAt(network, 6, source, turn);
    const [whole] = await evaluate(network, source, turn);
    const [none, full] = await accuracyByRank(
      network,
      6,
      layer,
      basis,
      null,
      [0, layer.inputs],
      inputs,
      turn,
    );
    expect([inputs.from, full]).toEqual([5, whole.accuracy]);
    network.weights[6].dispose();
    network.weights[6] = weightVariable(network.stages[6], new Float32Array(layer.weights.length), 1);
    expect((await evaluate(network, source, turn))[0].accuracy).toBe(none);
    disposeNetwork(network);
  });

  it('has the gradients of its logits by what leaves a layer inside a block', async () => {
    const network = createNetwork(tiny(), [rng(5)]);
    const source = stripes(2, 4);
    const x = source.batch(Uint32Array.of(0, 1));
    const index = 1;
    calibrate(network, x);
    const layer = (await learnedLayers(network, 0))[index];
    const found = await averageGradientOuterProduct(network, index, layer, source, async () => {});
    // tr(Lᵀ D L) with D from differences of the logits, nudged at every place.
    const base = tidy(() =>
      project(network.stages[index], featuresAt(network, index, x), network.weights[index]),
    );
    const size = base.size;
    const h = 1e-2;
    const n = layer.neurons;
    const outer = new Float64Array(n * n);
    const slopes: Float64Array[] = [];
    for (let k = 0; k < size; k++) {
      const [up, down] = [h, -h].map((d) =>
        tidy(() =>
          forward(network, x, {
            nudge: {
              stage: index,
              by: tensor(
                Float32Array.from({ length: size }, (_, i) => (i === k ? d : 0)),
                base.shape,
              ),
            },
          })
            .dataSync<'float32'>()
            .slice(),
        ),
      );
      slopes.push(Float64Array.from(up, (v, i) => (v - down[i]) / (2 * h)));
    }
    for (let p = 0; p < size / n; p++)
      for (let a = 0; a < n; a++)
        for (let b = 0; b < n; b++)
          slopes[p * n + a].forEach((v, i) => {
            outer[a * n + b] += (v * slopes[p * n + b][i]) / 2;
          });
    const expected = multiply(
      transpose(layer.weights, n, layer.inputs),
      multiply(outer, layer.weights, n, n, layer.inputs),
      layer.inputs,
      n,
      layer.inputs,
    );
    const largest = Math.max(...expected.map(Math.abs));
    // Differences across the kinks of ReLUs are no gradients: a few places, small steps.
    expected.forEach((v, i) => expect(Math.abs(found[i] - v)).toBeLessThan(0.05 * largest));
    base.dispose();
    disposeNetwork(network);
  });

  it('is not drawn again, and says why', async () => {
    const network = resnet([4]);
    const stages = buildStages(
      networkSettings.parse({ architecture: 'resnet18', width: 0.125 }),
      { size: 8, channels: 1, classes: 2 },
      redrawnWidths(network.stages, 1),
    );
    const reference = await referenceOf(network, inlineDecomposer);
    await expect(
      resample({
        reference,
        stages,
        draws: [{ kind: 'aligned', rng: rng(1) }],
        source: stripes(8),
        decomposer: inlineDecomposer,
        turn: async () => {},
      }),
    ).rejects.toThrow(/shortcuts add/);
    disposeNetwork(network);
  });
});
