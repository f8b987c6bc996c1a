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
import { convolutionOf, convolve, filterGradient, inputGradient, patches } from './convolution.ts';
import { divisiveNorm, divisiveNormGradient } from './divisiveNorm.ts';
import { gemm, stored } from './product.ts';
import { elementwise, f32, groupsFor, Recorder, sizeOf, THREADS } from './recorder.ts';
import {
  tapValues,
  waveletComplex,
  waveletComplexGradient,
  waveletModulus,
  waveletModulusGradient,
} from './wavelets.ts';

type Body = (inputs: Record<string, TensorInfo>, attrs: NamedAttrMap) => TensorInfo | TensorInfo[];

/** True if phases, which only gradients read, are kept in 16 bits. */
let half = false;

/**
 * Puts the layer-level kernels in WGSL into tfjs's registry, for its backend 'webgpu', which must have been started. `storage` says how
 * they keep phases from then on.
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

  // Velocity and statistics in place: eight buffers is what every device binds at once.
  register(MOMENTUM_UPDATE, ({ weight, velocity, gradient, ...statistics }, attrs) => {
    const { learningRate, momentum, weightDecay } = attrs as unknown as MomentumOptions;
    const share = f32(attrs.share as number);
    const n = sizeOf(weight.shape);
    const { mean, variance, ...batch } = statistics as Partial<
      Record<'mean' | 'variance' | 'batchMean' | 'batchVariance', TensorInfo>
    >;
    const updated = recorder.allocate(weight.shape);
    const running: Record<string, TensorInfo> = mean && variance ? { mean, variance } : {};
    const lengths = [n, ...Object.values(running).map((t) => sizeOf(t.shape))];
    recorder.run({
      key: `momentum ${lengths.join()} ${learningRate} ${momentum} ${weightDecay} ${share}`,
      inputs: { weight, gradient, ...batch },
      outputs: { velocity, ...running, updated },
      groups: groupsFor(Math.max(...lengths)),
      code: () =>
        elementwise(
          Math.max(...lengths),
          `
  if (i < ${n}u) {
    let v = ${f32(momentum)} * velocity[i] + (gradient[i] + ${f32(weightDecay)} * weight[i]);
    velocity[i] = v;
    updated[i] = weight[i] - ${f32(learningRate)} * v;
  }
  ${
    mean
      ? `if (i < ${lengths[1]}u) { mean[i] = (1.0 - ${share}) * mean[i] + ${share} * batchMean[i]; }
  if (i < ${lengths[2]}u) { variance[i] = (1.0 - ${share}) * variance[i] + ${share} * batchVariance[i]; }`
      : ''
  }`,
        ),
    });
    return [updated, ...[velocity, ...Object.values(running)].map((t) => recorder.again(t))];
  });

  // A workgroup a net: its threads share the images out, and their losses are added in order.
  register(SOFTMAX_CROSS_ENTROPY, ({ logits, labels }) => {
    const [nets, images, classes] = logits.shape;
    const loss = recorder.allocate([nets]);
    const gradient = recorder.allocate(logits.shape);
    recorder.run({
      key: `softmax ${nets},${images},${classes}`,
      inputs: { logits, labels },
      outputs: { loss, gradient },
      groups: [nets, 1, 1],
      code: () => `
var<workgroup> losses: array<f32, ${THREADS}>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  var total = 0.0;
  for (var image = local; image < ${images}u; image += ${THREADS}u) {
    let row = group.x * ${images}u + image;
    let begin = row * ${classes}u;
    let label = u32(labels[row]);
    var top = logits[begin];
    for (var k = 1u; k < ${classes}u; k++) { top = max(top, logits[begin + k]); }
    var sum = 0.0;
    for (var k = 0u; k < ${classes}u; k++) { sum += exp(logits[begin + k] - top); }
    for (var k = 0u; k < ${classes}u; k++) {
      gradient[begin + k] = (exp(logits[begin + k] - top) / sum - select(0.0, 1.0, k == label)) / ${f32(images)};
    }
    total += log(sum) + top - logits[begin + label];
  }
  losses[local] = total;
  workgroupBarrier();
  if (local == 0u) {
    var all = 0.0;
    for (var t = 0u; t < ${THREADS}u; t++) { all += losses[t]; }
    loss[group.x] = all / ${f32(images)};
  }
}`,
    });
    return [loss, gradient];
  });
}
