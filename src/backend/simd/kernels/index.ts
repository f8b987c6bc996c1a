import { registerKernel, type KernelConfig, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';
import { BATCH_NORM, BATCH_NORM_GRAD, NORMALISE, type FieldOptions } from '../../ops/batchNorm.ts';
import type { Parts } from '../../ops/complexField.ts';
import { CONVOLUTION, CONVOLUTION_FILTER_GRAD } from '../../ops/convolution.ts';
import { DIVISIVE_NORM, DIVISIVE_NORM_GRAD } from '../../ops/divisiveNorm.ts';
import { MOMENTUM_UPDATE, type MomentumOptions } from '../../ops/momentumUpdate.ts';
import { CONVOLUTION_INPUT_GRAD, PATCHES, type PatchOptions } from '../../ops/patches.ts';
import { PRODUCT } from '../../ops/product.ts';
import { SOFTMAX_CROSS_ENTROPY } from '../../ops/softmaxCrossEntropy.ts';
import type { WaveletBankName } from '../../ops/waveletFilters.ts';
import {
  WAVELET_COMPLEX,
  WAVELET_COMPLEX_GRAD,
  WAVELET_MODULUS,
  WAVELET_MODULUS_GRAD,
} from '../../ops/waveletModulus.ts';
import type { SimdBackend } from '../simdBackend.ts';
import { batchNorm, batchNormGradient, normalise } from './batchNorm.ts';
import { convolution, filterGradient, inputGradient, patches } from './convolution.ts';
import { divisiveNorm, divisiveNormGradient } from './divisiveNorm.ts';
import { blend, momentumUpdate } from './momentumUpdate.ts';
import { product } from './product.ts';
import { softmaxCrossEntropy } from './softmaxCrossEntropy.ts';
import {
  storeBanks,
  waveletComplex,
  waveletComplexGradient,
  waveletModulus,
  waveletModulusGradient,
} from './wavelets.ts';

type Body = (inputs: Record<string, TensorInfo>, attrs: NamedAttrMap) => TensorInfo | TensorInfo[];

/** Puts the layer-level kernels into tfjs's registry, for the backend 'simd'. */
export function registerSimdKernels(backend: SimdBackend): void {
  const register = (kernelName: string, body: Body) =>
    registerKernel({
      kernelName,
      backendName: 'simd',
      kernelFunc: ({ inputs, attrs }) => body(inputs as Record<string, TensorInfo>, attrs ?? {}),
    } as KernelConfig);
  const banks = storeBanks(backend);
  const bankOf = (attrs: NamedAttrMap) => banks[attrs.bank as WaveletBankName];
  const partsOf = (attrs: NamedAttrMap) => attrs.parts as Parts;
  const epsOf = (attrs: NamedAttrMap) => attrs.eps as number;
  const shapeOf = (attrs: NamedAttrMap) => attrs.inputShape as number[];
  const fieldOf = (attrs: NamedAttrMap) => attrs as unknown as Required<FieldOptions>;
  const patchesOf = (attrs: NamedAttrMap) => attrs as unknown as PatchOptions;

  register(WAVELET_MODULUS, ({ x }, attrs) => waveletModulus(backend, x, bankOf(attrs)));
  register(WAVELET_MODULUS_GRAD, ({ dy, phase }, attrs) =>
    waveletModulusGradient(backend, dy, phase, bankOf(attrs), shapeOf(attrs)),
  );
  register(WAVELET_COMPLEX, ({ z }, attrs) => waveletComplex(backend, z, bankOf(attrs), partsOf(attrs)));
  register(WAVELET_COMPLEX_GRAD, ({ dy, y }, attrs) =>
    waveletComplexGradient(backend, dy, y, bankOf(attrs), partsOf(attrs), shapeOf(attrs)),
  );
  register(DIVISIVE_NORM, ({ z }, attrs) => divisiveNorm(backend, z, partsOf(attrs), epsOf(attrs)));
  register(DIVISIVE_NORM_GRAD, ({ dy, z }, attrs) =>
    divisiveNormGradient(backend, dy, z, partsOf(attrs), epsOf(attrs)),
  );
  register(BATCH_NORM, ({ x }, attrs) => batchNorm(backend, x, fieldOf(attrs), epsOf(attrs)));
  register(BATCH_NORM_GRAD, ({ dy, x, mean, variance }, attrs) =>
    batchNormGradient(backend, dy, x, mean, variance, fieldOf(attrs), epsOf(attrs)),
  );
  register(NORMALISE, ({ x, mean, variance }, attrs) =>
    normalise(backend, x, mean, variance, fieldOf(attrs), epsOf(attrs)),
  );
  register(PRODUCT, ({ a, b }, attrs) =>
    product(backend, a, b, attrs.transposeA as boolean, attrs.transposeB as boolean),
  );
  register(PATCHES, ({ x }, attrs) => patches(backend, x, patchesOf(attrs)));
  register(CONVOLUTION, ({ x, l }, attrs) => convolution(backend, x, l, patchesOf(attrs)));
  register(CONVOLUTION_INPUT_GRAD, ({ dy, l }, attrs) =>
    inputGradient(backend, dy, l, shapeOf(attrs), patchesOf(attrs)),
  );
  register(CONVOLUTION_FILTER_GRAD, ({ dy, x }, attrs) => filterGradient(backend, dy, x, patchesOf(attrs)));
  register(
    MOMENTUM_UPDATE,
    ({ weight, velocity, gradient, mean, variance, batchMean, batchVariance }, attrs) => {
      const options = attrs as unknown as MomentumOptions;
      const moved = momentumUpdate(backend, weight, velocity, gradient, options);
      if (!mean) return moved;
      const share = attrs.share as number;
      return [
        ...moved,
        blend(backend, mean, batchMean, share),
        blend(backend, variance, batchVariance, share),
      ];
    },
  );
  register(SOFTMAX_CROSS_ENTROPY, ({ logits, labels }) => softmaxCrossEntropy(backend, logits, labels));
}
