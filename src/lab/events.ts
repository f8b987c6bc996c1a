import type { DeviceInfo } from '../backend/device.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import type { StageTrace } from '../training/trace.ts';
import type { ExponentialFit, MarchenkoPasturFit, PowerLawFit } from '../spectra/types.ts';
import type {
  Activations,
  Convergence,
  Pooled,
  WidthCovariance,
  Truncation,
  Marginals,
  Whitening,
  Dynamics,
  Additivity,
  Matching,
  Variants,
  Laws,
  Kernels,
  Symmetry,
  Universality,
} from './comparisonEvents.ts';

/**
 * One run is one log of these events, in order (docs/architecture.md §2). All are plain JSON: numbers, strings, arrays.
 * A live run, a recording, a dropped run file and a CLI run differ in nothing else than where the log comes from.
 */
export type RunEvent =
  | RunStarted
  | DataLook
  | Progress
  | StepMetrics
  | StepTrace
  | EpochMetrics
  | Spectra
  | NullBand
  | Histograms
  | Accuracy
  | Sampling
  | Gallery
  | Activations
  | Convergence
  | Pooled
  | WidthCovariance
  | Truncation
  | Marginals
  | Whitening
  | Dynamics
  | Matching
  | Universality
  | Variants
  | Additivity
  | Laws
  | Kernels
  | Symmetry
  | Sweep
  | Warning
  | Failed
  | Cancelled
  | Done;

export type { DeviceInfo, StageTrace };
export type * from './comparisonEvents.ts';

export interface LayerInfo {
  /** "L1", "L2", …, as in the paper: L_{j+1} reads the activations φ_j. */
  name: string;
  neurons: number;
  /** d' = channels × taps. */
  inputs: number;
  channels: number;
  taps: number;
  /** Positions per image at which it is applied (twice that of a complex field); absent in recordings made before this field existed. */
  positions?: number;
  /** A learned 1×1 convolution beside a block of a residual network, which the paper's figures leave out. */
  shortcut?: boolean;
  /** True if this layer is drawn again by D11; the last projector is only rotated. */
  sampled: boolean;
}

export interface NetInfo {
  /** Hash of the sub-spec: the net's address in every other event. */
  id: string;
  /** For people: "×1". */
  label: string;
  width: number;
  /** Which of the networks of its width, from 0: each has its own initial weights and batch order. */
  member: number;
  layers: LayerInfo[];
  parameters: number;
}

export interface RunStarted {
  type: 'started';
  spec: ExperimentSpec;
  /** Preset the spec came from, for the title; null for an edited one. */
  preset: string | null;
  commit: string;
  date: string;
  device: DeviceInfo;
  dataset: DatasetInfo;
  nets: NetInfo[];
  /** The opened model that was run, where one was; its fingerprint is of all weights. */
  model?: { title: string; fingerprint: string };
}

export interface DatasetInfo {
  /** "Built-in shapes, medium (seed 7)" or "CIFAR-10 from data_batch_1.bin". */
  name: string;
  /** Which split, what was done to the pixels, where they were fetched from; absent in recordings made before this field existed. */
  source?: string;
  train: number;
  test: number;
  classes: string[];
  channels: number;
  size: number;
}

/** A look at the images themselves, before any network. */
export interface DataLook {
  type: 'data';
  /** Some training images of each class, the first there are, in order of class; none where a file must not hold them. `pixels` as in `Gallery`. */
  images: { pixels: string; label: number }[];
  /** Images by class; training labels as they are learned, noise included. */
  labels: { train: number[]; test: number[] };
  /** Mean and standard deviation of x/255 over all training images, per channel. */
  channels: { mean: number[]; deviation: number[] };
  /** The paper's layer 0: centred covariance of the pixels as the networks get them, on the first `images` training images (rainbow/pixels.ts). Descending, the non-zero ones. */
  spectrum: { eigenvalues: number[]; powerLaw: PowerLawFit | null; images: number };
}

export type Phase = 'data' | 'device' | 'train' | 'spectra' | 'redraw' | 'retrain' | 'wider' | 'compare';

export interface Progress {
  type: 'progress';
  phase: Phase;
  /** In words, for the status line: "Training, epoch 3 of 8". */
  label: string;
  done: number;
  total: number;
  /** Over the whole run, 0–1. */
  overall: number;
  secondsLeft: number | null;
  imagesPerSecond: number | null;
}

export interface StepMetrics {
  type: 'step';
  net: string;
  step: number;
  /** Fractional: step / steps per epoch. */
  epoch: number;
  loss: number;
  /** Fraction right in this batch. */
  accuracy: number;
}

/** One step in full, where it was asked for: its own batch forward, the loss, its gradient, the update (training/trace.ts). */
export interface StepTrace {
  type: 'step-trace';
  net: string;
  step: number;
  epoch: number;
  /** Images in the batch. */
  images: number;
  learningRate: number;
  /** Loss of this batch alone, as `accuracy` is. */
  loss: number;
  accuracy: number;
  layers: StageTrace[];
  classifier: StageTrace;
}

export interface EpochMetrics {
  type: 'epoch';
  net: string;
  epoch: number;
  /** Running means over the epoch; null at epoch 0 (before training). */
  trainLoss: number | null;
  trainAccuracy: number | null;
  testLoss: number;
  testAccuracy: number;
  learningRate: number;
}

export interface LayerSpectra {
  activation: {
    /** Eigenvalues of the uncentred E[φφᵀ], descending, unnormalised; length `inputs`. */
    eigenvalues: number[];
    /** D6; null when fewer than 10 ranks can be fitted. */
    powerLaw: PowerLawFit | null;
    images: number;
  };
  weight: {
    /** Eigenvalues of WᵀW/n, descending, min(n, d) of them. */
    eigenvalues: number[];
    marchenkoPastur: MarchenkoPasturFit;
    exponential: ExponentialFit | null;
    /** Mean square of the entries, uncentred. */
    entryVariance: number;
  };
}

export interface Spectra {
  type: 'spectra';
  net: string;
  epoch: number;
  layers: LayerSpectra[];
}

/** Counts in bars of one width from `low` to `high`, and what has no place on that axis. */
export interface Histogram {
  low: number;
  high: number;
  counts: number[];
  nan: number;
  infinite: number;
  mean: number;
  sd: number;
}
/** The weights of every layer, and what enters it on a few training images. */
export interface Histograms {
  type: 'histograms';
  net: string;
  epoch: number;
  layers: { weights: Histogram; activations: Histogram }[];
}

/** 99 % simultaneous band of the weight spectra of `matrices` simulated initialisations of the same shape. */
export interface NullBand {
  type: 'null-band';
  net: string;
  layers: { lower: number[]; median: number[]; upper: number[] }[];
  matrices: number;
}

export type NetworkKind =
  | 'trained'
  | 'rainbow'
  | 'rainbow-pooled'
  | 'unaligned'
  | 'unaligned-identity'
  | 'rainbow-retrained'
  | 'random-retrained';

/** Test accuracy of one network: the trained one, or one draw. */
export interface Accuracy {
  type: 'accuracy';
  net: string;
  kind: NetworkKind;
  /** Width of the drawn network relative to the trained one. */
  scale: number;
  draw: number;
  accuracy: number;
  /** confusion[true class][predicted class], counts over the test images. */
  confusion: number[][];
}

/** Diagnostics of one draw: share of the variance of φ_j left unexplained after alignment, per layer (D11). */
export interface Sampling {
  type: 'sampling';
  net: string;
  scale: number;
  draw: number;
  unexplained: number[];
  alignmentImages: number;
}

/** What the networks say about single test images. */
export interface Gallery {
  type: 'gallery';
  net: string;
  images: {
    /** base64 of size·size·channels bytes, row-major, channels last. */
    pixels: string;
    label: number;
    /** Class probabilities by network. */
    probabilities: Partial<Record<NetworkKind, number[]>>;
  }[];
}

export interface Warning {
  type: 'warning';
  code: 'nan-loss' | 'data' | 'device' | 'fit' | 'memory' | 'resumed' | 'plan' | 'stopped';
  message: string;
}
/** How the parts of a run stand that is divided among machines; in its log while it goes on there (cli/serve.ts). */
export interface Sweep {
  type: 'sweep';
  parts: SweepPart[];
}
export interface SweepPart {
  /** "Net 3 of 12 (×1)". */
  title: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** While it runs: the share that is done, from 0 to 1, what it is at, and which worker has it; else null. */
  progress: { share: number; label: string; worker: string } | null;
  /** Why it failed. */
  why: string | null;
}
export interface Failed {
  type: 'failed';
  message: string;
  detail?: string;
}
export interface Cancelled {
  type: 'cancelled';
  seconds: number;
}
export interface Done {
  type: 'done';
  seconds: number;
}
