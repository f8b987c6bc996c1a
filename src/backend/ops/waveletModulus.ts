import {
  add,
  cast,
  concat,
  customGrad,
  depthwiseConv2d,
  div,
  engine,
  gather,
  greater,
  maximum,
  mul,
  registerGradient,
  reshape,
  slice,
  sqrt,
  square,
  tensor,
  zerosLike,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { joinComplex, splitComplex, type Parts } from './complexField.ts';
import { runOp } from './kernel.ts';
import { waveletBanks, waveletTaps, type WaveletBankName } from './waveletFilters.ts';

/**
 * Kernel {x} → [y, phase]; see `waveletModulus` for y. phase [nets, B, H', W', 8C]: Re, then Im, of each ψ
 * coefficient over its modulus (0 at 0).
 */
export const WAVELET_MODULUS = 'RainbowWaveletModulus';
/** Kernel {dy, phase}, attrs {bank, inputShape} → dx. */
export const WAVELET_MODULUS_GRAD = 'RainbowWaveletModulusGrad';

registerGradient({
  kernelName: WAVELET_MODULUS,
  inputsToSave: ['x'],
  outputsToSave: [false, true],
  gradFunc: (dy, [x, phase], attrs) => ({
    x: () =>
      engine().runKernel(
        WAVELET_MODULUS_GRAD,
        { dy: Array.isArray(dy) ? dy[0] : dy, phase },
        { ...attrs, inputShape: x.shape },
      ) as Tensor,
  }),
});

/** Kernel {z}, attrs {bank, parts} → y; see `waveletModulusComplex`. */
export const WAVELET_COMPLEX = 'RainbowWaveletComplex';
/** Kernel {dy, y}, attrs {bank, parts, inputShape} → dz: y holds each coefficient beside its modulus. */
export const WAVELET_COMPLEX_GRAD = 'RainbowWaveletComplexGrad';

registerGradient({
  kernelName: WAVELET_COMPLEX,
  inputsToSave: ['z'],
  outputsToSave: [true],
  gradFunc: (dy, [z, y], attrs) => ({
    z: () =>
      engine().runKernel(
        WAVELET_COMPLEX_GRAD,
        { dy: dy as Tensor, y },
        { ...attrs, inputShape: z.shape },
      ) as Tensor,
  }),
});

/**
 * P and σ of a scattering block without skip (docs/paper.md e.1, e.2): x [nets, B, H, W, C] → [nets, B, H',
 * W', 5C], channels [x∗φ of all C | |x∗ψ_k|, channel-major, angle-minor]. Reflect padding; H' = H (pairA) or
 * H/2 rounded up (plain, pairB). The gradient of the modulus is 0 at 0. The caller disposes of the result.
 */
export function waveletModulus(x: Tensor, bank: WaveletBankName): Tensor {
  const [y, phase] = runOp<Tensor[]>(WAVELET_MODULUS, { x }, { bank }, () => [
    waveletModulusComposition(x, bank),
  ]);
  phase?.dispose();
  return y;
}

/** P and σ of a scattering block without skip, by plain tfjs ops; shapes as of `waveletModulus`. */
export function waveletModulusComposition(x: Tensor, bank: WaveletBankName): Tensor {
  const { low, re, im } = waveletTransform(x, bank);
  return concat([low, modulus(re, im)], 4);
}

/**
 * Wavelets and modulus of a complex field, for skip connections (e.2): z → (z∗φ, z∗ψ, |z∗φ|, |z∗ψ|), 10C
 * complex channels whose second half is real. z [nets, B·parts, H, W, C] → [nets, 2B, H', W', 10C]. The
 * caller disposes of the result.
 */
export function waveletModulusComplex(z: Tensor, bank: WaveletBankName, parts: Parts): Tensor {
  return runOp<Tensor>(WAVELET_COMPLEX, { z }, { bank, parts }, () =>
    waveletComplexComposition(z, bank, parts),
  );
}

function waveletComplexComposition(z: Tensor, bank: WaveletBankName, parts: Parts): Tensor {
  if (parts === 1) {
    const { low, re, im } = waveletTransform(z, bank);
    const zero = zerosLike(low);
    const absLow = modulus(low, zero);
    const mod = modulus(re, im);
    return joinComplex(concat([low, re, absLow, mod], 4), concat([zero, im, zero, zerosLike(mod)], 4));
  }
  const [a, b] = splitComplex(z).map((part) => waveletTransform(part, bank));
  const re = add(a.re, mul(b.im, -1));
  const im = add(a.im, b.re);
  const absLow = modulus(a.low, b.low);
  const mod = modulus(re, im);
  return joinComplex(
    concat([a.low, re, absLow, mod], 4),
    concat([b.low, im, zerosLike(absLow), zerosLike(mod)], 4),
  );
}

/** x∗φ [.., C] and Re, Im of x∗ψ_k [.., 4C] (channel-major, angle-minor). */
function waveletTransform(x: Tensor, bank: WaveletBankName): { low: Tensor; re: Tensor; im: Tensor } {
  const [nets, images, height, width, channels] = x.shape as [number, number, number, number, number];
  const { stride } = waveletBanks[bank];
  const padded = reflect(reflect(reshape(x, [nets * images, height, width, channels]), 1), 2);
  const out = depthwiseConv2d(padded as Tensor4D, filterBank(bank, channels), stride, 'valid');
  const [, h, w] = out.shape;
  // Rank 3: the gradient of a slice is a pad, which tfjs's WebGPU backend (4.22) has up to rank 4 only.
  const split = reshape(out, [-1, channels, 9]);
  const part = (from: number, size: number) =>
    reshape(slice(split, [0, 0, from], [-1, -1, size]), [nets, images, h, w, channels * size]);
  return { low: part(0, 1), re: part(1, 4), im: part(5, 4) };
}

/**
 * Reflect padding by 2 along an axis of size ≥ 2, by gather: mirrorPad's stock gradient only slices the
 * centre.
 */
/**
 * Two positions of reflection on both sides of an axis. By `gather`: the gradient of tfjs-core's `mirrorPad`
 * (4.22) only slices the middle; with a whole one it would do.
 */
function reflect(x: Tensor, axis: number): Tensor {
  const n = x.shape[axis]!;
  return gather(
    x,
    Array.from({ length: n + 4 }, (_, i) => reflected(i - 2, n)),
    axis,
  );
}

/** Index of position i of a signal of length n continued by reflection without repeating the edge. */
export function reflected(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const m = ((i % period) + period) % period;
  return m < n ? m : period - m;
}

function filterBank(bank: WaveletBankName, channels: number): Tensor4D {
  const taps = waveletTaps(bank);
  const values = new Float32Array(25 * channels * 9);
  for (let u = 0; u < 25; u++)
    for (let c = 0; c < channels; c++)
      for (let q = 0; q < 9; q++) values[(u * channels + c) * 9 + q] = taps[q][u];
  return tensor(values, [5, 5, channels, 9], 'float32') as Tensor4D;
}

/**
 * √(re² + im²) with gradient (re, im)/|·|, and 0 at 0, where the root's own is infinite. Of two real tensors:
 * tfjs-core 4.22 gives the `abs` of a complex one the gradient of a real one.
 */
const modulus = customGrad((re, im, save) => {
  const a = re as Tensor;
  const b = im as Tensor;
  const value = sqrt(add(square(a), square(b)));
  (save as (tensors: Tensor[]) => void)([a, b, value]);
  return {
    value,
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      const [x, y, r] = saved;
      // Not `where`: tfjs's WebGPU backend (4.22) has it up to rank 4 only.
      const scale = mul(div(dy, maximum(r, 1e-30)), cast(greater(r, 0), 'float32'));
      return [mul(scale, x), mul(scale, y)];
    },
  };
}) as (re: Tensor, im: Tensor) => Tensor;
