import { defaultSpec } from '../experiments/spec.ts';
import type { Accuracy, LayerSpectra, NetInfo, NetworkKind, RunEvent } from './events.ts';

/**
 * A small log written by hand, for tests: one net of two layers, two classes, two epochs, two widths. Not a
 * result of anything.
 */
export const exampleNet: NetInfo = {
  id: 'aaaa00000001',
  label: '×1',
  width: 1,
  member: 0,
  parameters: 100,
  layers: [
    { name: 'L1', neurons: 4, inputs: 2, channels: 2, taps: 1, sampled: true },
    { name: 'L2', neurons: 2, inputs: 4, channels: 4, taps: 1, sampled: false },
  ],
};

const layer = (eigenvalues: number[], inputs: number, neurons: number): LayerSpectra => ({
  activation: {
    eigenvalues: Array.from({ length: inputs }, (_, i) => 2 ** -i),
    powerLaw: { index: 1, intercept: 0, from: 1, to: inputs, r2: 1 },
    images: 100,
  },
  weight: {
    eigenvalues,
    entryVariance: 0.25,
    exponential: { scale: 2.5, intercept: 0, from: 1, to: 2, r2: 1 },
    marchenkoPastur: {
      ratio: inputs / neurons,
      variance: 0.2,
      lower: 0.01,
      upper: 0.6,
      below: 0,
      above: 1,
      ks: 0.1,
    },
  },
});

export const exampleAccuracy = (
  kind: NetworkKind,
  scale: number,
  draw: number,
  accuracy: number,
  net = exampleNet.id,
): Accuracy => ({
  type: 'accuracy',
  net,
  kind,
  scale,
  draw,
  accuracy,
  confusion: [
    [1, 0],
    [1, 2],
  ],
});

const histogram = {
  weights: { low: -1, high: 1, counts: [1, 2, 1], nan: 0, infinite: 0, mean: 0, sd: 0.5 },
  activations: { low: 0, high: 2, counts: [4, 0, 1], nan: 2, infinite: 1, mean: 0.5, sd: 0.75 },
};

export const exampleEvents: RunEvent[] = [
  {
    type: 'started',
    spec: defaultSpec,
    preset: 'quickstart',
    commit: 'abc1234',
    date: '2024-05-01T12:00:00.000Z',
    device: {
      name: 'simd (SIMD, 1 thread)',
      reason: 'the fastest here',
      trials: [{ name: 'cpu', imagesPerSecond: 12 }],
    },
    dataset: {
      name: 'Built-in shapes, medium (seed 7)',
      source: 'generated',
      train: 4,
      test: 4,
      classes: ['disc', 'square'],
      channels: 3,
      size: 32,
    },
    nets: [exampleNet],
  },
  {
    type: 'data',
    images: [{ pixels: 'AAEC', label: 1 }],
    labels: { train: [1, 3], test: [2, 2] },
    channels: { mean: [0.5, 0.4, 0.3], deviation: [0.25, 0.2, 0.1] },
    spectrum: {
      eigenvalues: [4, 2, 1],
      powerLaw: { index: 1.5, intercept: 1, from: 1, to: 3, r2: 1 },
      images: 4,
    },
  },
  {
    type: 'null-band',
    net: exampleNet.id,
    layers: [
      { lower: [0.1, 0.1], median: [0.2, 0.2], upper: [0.3, 0.3] },
      { lower: [0.1, 0.1], median: [0.2, 0.2], upper: [0.3, 0.3] },
    ],
    matrices: 200,
  },
  {
    type: 'epoch',
    net: exampleNet.id,
    epoch: 0,
    trainLoss: null,
    trainAccuracy: null,
    testLoss: 0.7,
    testAccuracy: 0.5,
    learningRate: 0.05,
  },
  {
    type: 'spectra',
    net: exampleNet.id,
    epoch: 0,
    layers: [layer([0.3, 0.2], 2, 4), layer([0.5, 0.3], 4, 2)],
  },
  { type: 'histograms', net: exampleNet.id, epoch: 0, layers: [histogram, histogram] },
  {
    type: 'progress',
    phase: 'train',
    label: 'Training, epoch 1 of 1',
    done: 1,
    total: 2,
    overall: 0.5,
    secondsLeft: 3,
    imagesPerSecond: 100,
  },
  { type: 'step', net: exampleNet.id, step: 1, epoch: 0.5, loss: 0.6, accuracy: 0.75 },
  {
    type: 'step-trace',
    net: exampleNet.id,
    step: 1,
    epoch: 0.5,
    images: 4,
    learningRate: 0.05,
    loss: 0.6,
    accuracy: 0.75,
    layers: [
      { output: [0.5, 1, 0.25, 2], gradient: 0.1, weights: 2, update: 0.005 },
      { output: [1, 3], gradient: 0.2, weights: 1, update: 0.01 },
    ],
    classifier: { output: [0.3, 0.4], gradient: 0.5, weights: 1, update: 0.025 },
  },
  {
    type: 'epoch',
    net: exampleNet.id,
    epoch: 1,
    trainLoss: 0.5,
    trainAccuracy: 0.75,
    testLoss: 0.6,
    testAccuracy: 0.75,
    learningRate: 0.05,
  },
  {
    type: 'spectra',
    net: exampleNet.id,
    epoch: 1,
    layers: [layer([0.9, 0.1], 2, 4), layer([1.5, 0.25], 4, 2)],
  },
  exampleAccuracy('trained', 1, 0, 0.75),
  exampleAccuracy('rainbow', 1, 0, 0.5),
  exampleAccuracy('rainbow', 1, 1, 0.75),
  { type: 'sampling', net: exampleNet.id, scale: 1, draw: 0, unexplained: [0.1, 0.2], alignmentImages: 4 },
  exampleAccuracy('unaligned', 1, 0, 0.25),
  exampleAccuracy('unaligned-identity', 1, 0, 0.25),
  exampleAccuracy('rainbow-retrained', 1, 0, 0.7),
  exampleAccuracy('random-retrained', 1, 0, 0.6),
  exampleAccuracy('rainbow', 0.5, 0, 0.4),
  exampleAccuracy('unaligned', 0.5, 0, 0.2),
  {
    type: 'gallery',
    net: exampleNet.id,
    images: [{ pixels: 'AAEC', label: 1, probabilities: { trained: [0.25, 0.75] } }],
  },
  { type: 'warning', code: 'fit', message: 'Too few eigenvalues for a fit.' },
  { type: 'done', seconds: 12.5 },
];
