import { type Tensor, reshape, tidy, transpose } from '@tensorflow/tfjs-core';
import { extractPatches, waveletModulus, waveletModulusComplex, type PatchOptions, type WaveletBankName } from '../backend/ops/index.ts';

/**
 * One stage of every network, whatever its architecture: `features = BN(σ(lift z))`, `rows = expand(features)`,
 * `z' = rows · Lᵀ`, with `L` a LearnedLayer (DESIGN.md §1, PAPER.md a.9). Fixed operators live in `lift` (wavelets, which
 * stand before the non-linearity) and in `expand` (patch extraction, which stands after it).
 *
 * Tensors are [nets, images, height, width, channels]. A complex field rides as [nets, 2·images, …]: real parts first,
 * imaginary parts second, so that real weights, second moments Re(ΦᴴΦ) and alignments need no special case.
 */
export interface Stage {
  /** "L1", …, and "classifier" for the last. */
  name: string;
  neurons: number;
  /** Channels of `features`: what an alignment acts on. */
  channels: number;
  /** Spatial taps of L per channel; `inputs = channels · taps`, channel-major. */
  taps: number;
  lift(z: Tensor): Tensor;
  activation: 'relu' | 'abs' | 'none';
  batchNorm: boolean;
  /** Are this stage's features complex? */
  complex: boolean;
  expand(features: Tensor): Tensor;
  /** Set where `expand` only extracts these patches: L is then applied as a convolution, which never holds them. */
  convolution?: PatchOptions;
  /** Divide L's output by its channel norm at each position (PAPER.md e.2, [N]). */
  divisive: boolean;
  /** Is L drawn again by D11 (or only rotated)? */
  sampled: boolean;
  /** Multiply–accumulates per image of this stage's L and of its lift, for estimates of time. */
  macs: { product: number; lift: number };
  /** Positions per image at which L is applied. */
  positions: number;
}

export const inputsOf = (stage: Pick<Stage, 'channels' | 'taps'>): number => stage.channels * stage.taps;

export const identity = (z: Tensor): Tensor => z;

/** Wavelet coefficients and their modulus: 5C real channels, or with `skip` 10C complex ones. */
export function waveletLift(bank: WaveletBankName, skip: boolean, complexInput: boolean): (z: Tensor) => Tensor {
  if (!skip) return (z) => waveletModulus(z, bank);
  return (z) => waveletModulusComplex(z, bank, complexInput ? 2 : 1);
}

export function patches(options: PatchOptions): Pick<Stage, 'expand' | 'convolution'> {
  return { expand: (features) => extractPatches(features, options), convolution: options };
}

/** The whole field as one patch, channel-major; the parts of a complex field become taps. */
export function flatten(size: number, complex: boolean): (features: Tensor) => Tensor {
  if (!complex) return size === 1 ? identity : (features) => extractPatches(features, { size, stride: 1, padding: 0 });
  return (features) => tidy(() => {
    const [nets, twice, , , channels] = features.shape as [number, number, number, number, number];
    const parts = reshape(features, [nets, 2, twice / 2, size * size, channels]);
    return reshape(transpose(parts, [0, 2, 4, 1, 3]), [nets, twice / 2, 1, 1, channels * 2 * size * size]);
  });
}
