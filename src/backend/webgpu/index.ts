import {
  findBackend,
  getKernel,
  registerKernel,
  type KernelConfig,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { BATCH_NORM, BATCH_NORM_GRAD, NORMALISE, type FieldOptions } from '../ops/batchNorm.ts';
import type { Parts } from '../ops/complexField.ts';
import { CONVOLUTION, CONVOLUTION_FILTER_GRAD } from '../ops/convolution.ts';
import { DIVISIVE_NORM, DIVISIVE_NORM_GRAD } from '../ops/divisiveNorm.ts';
import { MOMENTUM_UPDATE, type MomentumOptions } from '../ops/momentumUpdate.ts';
import { CONVOLUTION_INPUT_GRAD, PATCHES, type PatchOptions } from '../ops/patches.ts';
import { PRODUCT } from '../ops/product.ts';
import { SOFTMAX_CROSS_ENTROPY } from '../ops/softmaxCrossEntropy.ts';
import type { WaveletBankName } from '../ops/waveletFilters.ts';
import {
  WAVELET_COMPLEX,
  WAVELET_COMPLEX_GRAD,
  WAVELET_MODULUS,
  WAVELET_MODULUS_GRAD,
} from '../ops/waveletModulus.ts';
import { batchNorm, batchNormGradient, normalise } from './batchNorm.ts';
import { waveletComplex, waveletComplexGradient } from './complexWavelets.ts';
import { convolutionOf, convolve, filterGradient, inputGradient, patches } from './convolution.ts';
import { divisiveNorm, divisiveNormGradient } from './divisiveNorm.ts';
import { momentumUpdate, type Statistics } from './momentumUpdate.ts';
import { gemm, stored } from './product.ts';
import { Recorder } from './recorder.ts';
import { softmaxCrossEntropy } from './softmaxCrossEntropy.ts';
import { tapValues, waveletModulus, waveletModulusGradient } from './wavelets.ts';

type Body = (inputs: Record<string, TensorInfo>, attrs: NamedAttrMap) => TensorInfo | TensorInfo[];

/** True if phases, which only gradients read, are kept in 16 bits. */
let half = false;

/**
 * Puts the layer-level kernels in WGSL into tfjs's registry, for its backend 'webgpu', which must have been
 * started. `storage` says how they keep phases from then on.
 */
export function registerWebgpuKernels(storage: 'f32' | 'f16' = 'f32'): void {
  half = storage === 'f16';
  if (getKernel(PRODUCT, 'webgpu')) return;
  const backend = findBackend('webgpu') as unknown as {
    makeTensorInfo(shape: number[], dtype: string, values: Float32Array): TensorInfo;
  };
  const recorder = new Recorder(backend);
  const register = (kernelName: string, body: Body) =>
    registerKernel({
      kernelName,
      backendName: 'webgpu',
      kernelFunc: ({ inputs, attrs }) => body(inputs as Record<string, TensorInfo>, attrs ?? {}),
    } as KernelConfig);
  const taps = new Map<WaveletBankName, TensorInfo>();
  const tapsOf = (bank: WaveletBankName): TensorInfo => {
    if (!taps.has(bank)) taps.set(bank, backend.makeTensorInfo([9, 25], 'float32', tapValues(bank)));
    return taps.get(bank)!;
  };

  register(WAVELET_MODULUS, ({ x }, attrs) =>
    waveletModulus(recorder, x, attrs.bank as WaveletBankName, half),
  );
  register(WAVELET_MODULUS_GRAD, ({ dy, phase }, attrs) =>
    waveletModulusGradient(
      recorder,
      dy,
      phase,
      attrs.bank as WaveletBankName,
      attrs.inputShape as number[],
      tapsOf(attrs.bank as WaveletBankName),
    ),
  );
  register(WAVELET_COMPLEX, ({ z }, attrs) =>
    waveletComplex(recorder, z, attrs.bank as WaveletBankName, attrs.parts as Parts),
  );
  register(WAVELET_COMPLEX_GRAD, ({ dy, y }, attrs) =>
    waveletComplexGradient(
      recorder,
      dy,
      y,
      attrs.bank as WaveletBankName,
      attrs.parts as Parts,
      attrs.inputShape as number[],
      tapsOf(attrs.bank as WaveletBankName),
    ),
  );
  register(DIVISIVE_NORM, ({ z }, attrs) =>
    divisiveNorm(recorder, z, attrs.parts as Parts, attrs.eps as number),
  );
  register(DIVISIVE_NORM_GRAD, ({ dy, z }, attrs) =>
    divisiveNormGradient(recorder, dy, z, attrs.parts as Parts, attrs.eps as number),
  );
  const field = (attrs: NamedAttrMap) => attrs as unknown as Required<FieldOptions>;
  register(BATCH_NORM, ({ x }, attrs) => batchNorm(recorder, x, field(attrs), attrs.eps as number));
  register(BATCH_NORM_GRAD, ({ dy, x, mean, variance }, attrs) =>
    batchNormGradient(recorder, dy, x, mean, variance, field(attrs), attrs.eps as number),
  );
  register(NORMALISE, ({ x, mean, variance }, attrs) =>
    normalise(recorder, x, mean, variance, field(attrs), attrs.eps as number),
  );
  register(PRODUCT, ({ a, b }, attrs) => {
    const ta = attrs.transposeA as boolean;
    const tb = attrs.transposeB as boolean;
    const [m, k] = ta ? [a.shape[2], a.shape[1]] : [a.shape[1], a.shape[2]];
    const shape = { nets: a.shape[0], m, n: tb ? b.shape[1] : b.shape[2], k };
    return gemm(recorder, `product ${ta},${tb}`, shape, stored.a(a, shape, ta), stored.b(b, shape, tb));
  });
  const options = (attrs: NamedAttrMap) => attrs as unknown as PatchOptions;
  register(CONVOLUTION, ({ x, l }, attrs) =>
    convolve(recorder, convolutionOf(x.shape, options(attrs)), x, l),
  );
  register(CONVOLUTION_INPUT_GRAD, ({ dy, l }, attrs) =>
    inputGradient(recorder, convolutionOf(attrs.inputShape as number[], options(attrs)), dy, l),
  );
  register(CONVOLUTION_FILTER_GRAD, ({ dy, x }, attrs) =>
    filterGradient(recorder, convolutionOf(x.shape, options(attrs)), dy, x),
  );
  register(PATCHES, ({ x }, attrs) => patches(recorder, convolutionOf(x.shape, options(attrs)), x));
  register(MOMENTUM_UPDATE, ({ weight, velocity, gradient, ...statistics }, attrs) =>
    momentumUpdate(
      recorder,
      weight,
      velocity,
      gradient,
      statistics as Statistics,
      attrs as unknown as MomentumOptions & { share: number },
    ),
  );
  register(SOFTMAX_CROSS_ENTROPY, ({ logits, labels }) => softmaxCrossEntropy(recorder, logits, labels));
}
