import type { z } from 'zod';
import { presetTexts } from '../strings/presets.ts';
import { experimentSpec, type ExperimentSpec } from './spec.ts';

/**
 * A named experiment of the catalogue. Links refer to it by id: changing its spec needs a new link version
 * (link.ts).
 */
export interface Preset {
  /** Short, stable, used by links and the command line. */
  id: string;
  title: string;
  /** What one learns by running it. */
  question: string;
  description: string;
  spec: ExperimentSpec;
  /** Ids of the panels that come first, in this order; the others follow. */
  panels: readonly string[];
}

/** The story of one network: it learns, its spectra, it is drawn again. */
const STORY = ['training', 'activations', 'weights', 'redraw', 'classes'];

const define = (
  id: keyof typeof presetTexts,
  settings: z.input<typeof experimentSpec>,
  panels: readonly string[] = STORY,
): Preset => ({ id, ...presetTexts[id], spec: experimentSpec.parse(settings), panels });

export const presets: readonly Preset[] = [
  define('quickstart', {}),
  define(
    'mp-init',
    {
      data: { train: 1000, test: 500 },
      network: { width: 2 },
      training: { epochs: 0 },
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
    },
    ['weights', 'activations', 'training'],
  ),
  define(
    'width-helps',
    {
      widths: [0.5, 1, 2],
      redraw: { scales: [1] },
    },
    ['accuracy-by-width', 'training', 'redraw', 'weights'],
  ),
  define('cifar10', {
    data: { source: 'cifar10', train: 10_000, test: 2000 },
  }),
  define('mnist', {
    data: { source: 'mnist', train: 10_000, test: 2000 },
  }),
  define('cifar10-file', {
    data: { source: 'file', expects: 'CIFAR-10', train: 10_000, test: 2000 },
  }),
  define('mnist-file', {
    data: { source: 'file', expects: 'MNIST', train: 10_000, test: 2000 },
  }),
  // docs/paper.md f.1: 3 × conv3×3 stride 2, ReLU then BN, widths 16, 32, 64.
  define('plain-cnn', {
    network: { architecture: 'cnn', depth: 3 },
  }),
  define('scat-j7', {
    data: { train: 2000, test: 1000 },
    network: { architecture: 'scat-j7', width: 0.5 },
    redraw: { draws: 3, wideDraws: 1, scales: [1, 2], alignmentImages: 1000 },
  }),
  define(
    'widths',
    {
      data: { train: 10_000 },
      widths: [0.5, 1, 2, 4],
      networks: 3,
      redraw: { scales: [1] },
      compare: { activations: true, covariances: true },
    },
    ['accuracy-by-width', 'convergence', 'width-spectra', 'width-covariance', 'training'],
  ),
  define(
    'networks',
    {
      data: { train: 10_000 },
      networks: 25,
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
      compare: { covariances: true, ranks: true },
    },
    ['pooled', 'ranks', 'marginals', 'whitening', 'weights', 'activations'],
  ),
  define(
    'deep',
    {
      data: { train: 10_000 },
      network: { architecture: 'scat-j7', width: 1 },
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
      compare: { activations: true, images: 4000 },
    },
    ['depth', 'width-spectra', 'activations', 'weights', 'training'],
  ),
  define(
    'resnet',
    {
      data: { train: 1500, test: 400 },
      network: { architecture: 'resnet18' },
      widths: [1, 0.5, 0.25],
      networks: 3,
      training: { epochs: 4, batchSize: 50 },
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
      compare: { activations: true, images: 400 },
    },
    ['convergence', 'depth', 'width-spectra', 'training', 'weights', 'activations'],
  ),
  define(
    'additivity',
    {
      data: { train: 4000 },
      network: { architecture: 'scat-j7', width: 0.5 },
      redraw: { draws: 2, wideDraws: 0, scales: [1], alignmentImages: 1000, retrainEpochs: 0 },
      compare: { additivity: true, images: 1000 },
    },
    ['additivity', 'activations', 'weights', 'redraw', 'training'],
  ),
  define(
    'width-transfer',
    {
      widths: [1, 2, 4],
      networks: 3,
      redraw: { draws: 3, wideDraws: 3, scales: [1, 2, 4], widest: 4, retrainEpochs: 0 },
    },
    ['accuracy-by-width', 'training', 'redraw', 'weights'],
  ),
  define(
    'variants',
    {
      networks: 3,
      redraw: { draws: 0, wideDraws: 0, scales: [1] },
      compare: { variants: true },
    },
    ['variants', 'warm-start', 'training', 'weights', 'activations'],
  ),
  define(
    'mixtures',
    {
      network: { architecture: 'cnn', depth: 3 },
      networks: 3,
      redraw: { draws: 0, wideDraws: 0, scales: [1] },
      compare: { variants: true },
    },
    ['variants', 'warm-start', 'training', 'weights', 'activations'],
  ),
  define(
    'matching',
    {
      widths: [0.5, 1, 2],
      networks: 3,
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
      compare: { matching: true },
    },
    ['matching', 'training', 'activations', 'weights'],
  ),
  define(
    'universality',
    {
      data: { train: 3000, test: 1000 },
      network: { architecture: 'cnn', depth: 3, width: 2 },
      networks: 3,
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
      compare: { universality: 'shapes-hard', images: 1000 },
    },
    ['universality', 'training', 'weights', 'activations'],
  ),
  define(
    'laws',
    {
      network: { width: 2 },
      networks: 10,
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
      compare: { covariances: true, laws: true, images: 1000 },
    },
    ['readings', 'bulk', 'pooled', 'weights', 'activations', 'whitening'],
  ),
  define(
    'label-noise',
    {
      data: { labelNoise: 0.4 },
      networks: 3,
      training: { epochs: 20 },
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
      compare: { ranks: true, laws: true },
    },
    ['ranks', 'readings', 'bulk', 'training', 'weights', 'activations'],
  ),
  define(
    'dynamics',
    {
      data: { train: 10_000 },
      network: { width: 2 },
      training: { epochs: 20, learningRate: 0.01 },
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
      compare: { dynamics: true },
    },
    ['dynamics', 'training', 'weights', 'activations'],
  ),
  define(
    'kernel',
    {
      network: { architecture: 'cnn', depth: 3, batchNorm: false },
      training: { learningRate: 0.1 },
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
      compare: { kernel: true },
    },
    ['kernel', 'symmetry', 'activations', 'weights', 'training'],
  ),
  define('model', {
    data: { source: 'file', train: 1000, test: 1000 },
    network: { architecture: 'model' },
    training: { epochs: 0 },
    redraw: { draws: 2, wideDraws: 0, scales: [1], alignmentImages: 500, retrainEpochs: 0 },
  }),
  define(
    'paper-size',
    {
      data: { source: 'file', expects: 'CIFAR-10', train: 20_000, test: 2000 },
      network: { width: 4 },
      training: { epochs: 20, flip: true, shift: 4 },
      redraw: { draws: 1, wideDraws: 0, scales: [1], retrainEpochs: 0 },
      compare: { ranks: true },
    },
    ['training', 'ranks', 'activations', 'redraw', 'weights'],
  ),
];

/** The preset of this id, or undefined. */
export const findPreset = (id: string): Preset | undefined => presets.find((preset) => preset.id === id);

/** What the page opens on. */
export const firstPreset: Preset = presets[0];
