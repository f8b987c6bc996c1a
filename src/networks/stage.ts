import { type Tensor, mean, reshape, tensor, tidy, tile, transpose } from '@tensorflow/tfjs-core';
import {
  convolution,
  extractPatches,
  waveletModulus,
  waveletModulusComplex,
  type PatchOptions,
  type WaveletBankName,
} from '../backend/ops/index.ts';

/**
 * One stage of every network, whatever its architecture: `features = BN(σ(lift z))`, `rows =
 * expand(features)`, `z' = rows · Lᵀ`, with `L` a LearnedLayer (docs/architecture.md §1, docs/paper.md a.9).
 * Fixed operators live in `lift` (wavelets, which stand before the non-linearity) and in `expand` (patch
 * extraction, which stands after it).
 *
 * A network is a list of stages, each reading the output of the one before, or, where `sources` says so, a
 * sum of what earlier stages made: residual networks.
 *
 * Tensors are [nets, images, height, width, channels]. A complex field rides as [nets, 2·images, …]: real
 * parts first, imaginary parts second, so that real weights, second moments Re(ΦᴴΦ) and alignments need no
 * special case.
 */
export interface Stage {
  /** "L1", …, and "classifier" for the last. */
  name: string;
  neurons: number;
  /** Channels of `features`: what an alignment acts on. */
  channels: number;
  /** Spatial taps of L per channel; `inputs = channels · taps`, channel-major. */
  taps: number;
  /**
   * What enters the stage: the sum of these; absent, the output of the stage before (of the first: the
   * network's input).
   */
  sources?: readonly Source[];
  lift(z: Tensor): Tensor;
  /** Numbers at each position that `lift` keeps beside its features, for its gradient. */
  phases?: number;
  activation: 'relu' | 'abs' | 'none';
  batchNorm: boolean;
  /** True if this stage's features are complex. */
  complex: boolean;
  expand(features: Tensor): Tensor;
  /**
   * Set where `expand` only extracts these patches: L is then applied as a convolution, which never holds
   * them.
   */
  convolution?: PatchOptions;
  /** Divide L's output by its channel norm at each position (docs/paper.md e.2, [N]). */
  divisive: boolean;
  /** Added to L's outputs, one a neuron; not learned here (opened models). */
  bias?: Float32Array;
  /**
   * True if L reads a channel of ones behind the others. Biases are weights then; alignments leave that
   * channel.
   */
  constant?: boolean;
  /**
   * Weights and statistics the stage comes with (opened models); absent: weights are drawn, statistics
   * measured.
   */
  given?: { weight: Float32Array; statistics: { mean: Float32Array; variance: Float32Array } | null };
  /** A learned 1×1 convolution beside a block of a residual network, which the paper's figures leave out. */
  shortcut?: boolean;
  /** True if L is drawn again by D11; else it is only rotated. */
  sampled: boolean;
  /** Multiply–accumulates per image of this stage's L and of its lift, for estimates of time. */
  macs: { product: number; lift: number };
  /** Positions per image at which L is applied. */
  positions: number;
}

/**
 * A term of what enters a stage: z' or the features of an earlier stage, brought to its shape by a fixed
 * operator.
 */
export interface Source {
  stage: number;
  of: 'output' | 'features';
  adapt?(t: Tensor): Tensor;
}

/** True if every stage reads only the one before. Drawing layer by layer (D11) is for such networks. */
export const isSequential = (stages: readonly Stage[]): boolean => stages.every((stage) => !stage.sources);

/**
 * The last stage up to `index` from which on nothing is read that was made before: an evaluation can begin
 * with what enters it.
 */
export function lastCut(stages: readonly Stage[], index: number): number {
  let cut = index;
  for (let i = stages.length - 1; i > cut; i--) {
    for (const { stage } of stages[i].sources ?? [])
      if (stage < cut) {
        cut = stage;
        i = stages.length;
        break;
      }
  }
  return cut;
}

/** Columns of L: channels (one more with the constant) × taps. */
export const inputsOf = ({
  channels,
  taps,
  constant,
}: Pick<Stage, 'channels' | 'taps' | 'constant'>): number => (channels + (constant ? 1 : 0)) * taps;

/** The lift of a stage without one: its input itself, not a copy. */
export const identity = (z: Tensor): Tensor => z;

/** Wavelet coefficients and their modulus: 5C real channels, or with `skip` 10C complex ones. */
export function waveletLift(
  bank: WaveletBankName,
  skip: boolean,
  complexInput: boolean,
): (z: Tensor) => Tensor {
  if (!skip) return (z) => waveletModulus(z, bank);
  return (z) => waveletModulusComplex(z, bank, complexInput ? 2 : 1);
}

/** Mean over all positions: [nets, B, h, w, C] → [nets, B, 1, 1, C]. The caller disposes of it. */
export const averagePool = (features: Tensor): Tensor =>
  tidy(() => {
    const [nets, images, height, width, channels] = features.shape as [
      number,
      number,
      number,
      number,
      number,
    ];
    return height * width === 1
      ? features.clone()
      : reshape(mean(reshape(features, [nets * images, height * width, channels]), 1), [
          nets,
          images,
          1,
          1,
          channels,
        ]);
  });

/**
 * Shortcut without weights ("option A", He et al. 2016): every `stride`-th position, and zeros for the
 * channels that are new, half of them before.
 */
export function zeroPaddedShortcut(from: number, to: number, stride: number): (features: Tensor) => Tensor {
  const placed = new Float32Array(to * from);
  const before = Math.floor((to - from) / 2);
  for (let c = 0; c < from; c++) placed[(c + before) * from + c] = 1;
  return (features) =>
    tidy(() =>
      convolution(features, tile(tensor(placed, [1, to, from]), [features.shape[0], 1, 1]), {
        size: 1,
        stride,
        padding: 0,
      }),
    );
}

/**
 * What makes a stage an ordinary convolution: how its patches are taken, one by one or within the product.
 */
export function patches(options: PatchOptions): Pick<Stage, 'expand' | 'convolution'> {
  return { expand: (features) => extractPatches(features, options), convolution: options };
}

/** The whole field as one patch, channel-major; the parts of a complex field become taps. */
export function flatten(size: number, complex: boolean): (features: Tensor) => Tensor {
  if (!complex)
    return size === 1 ? identity : (features) => extractPatches(features, { size, stride: 1, padding: 0 });
  return (features) =>
    tidy(() => {
      const [nets, twice, , , channels] = features.shape as [number, number, number, number, number];
      const parts = reshape(features, [nets, 2, twice / 2, size * size, channels]);
      return reshape(transpose(parts, [0, 2, 4, 1, 3]), [nets, twice / 2, 1, 1, channels * 2 * size * size]);
    });
}
