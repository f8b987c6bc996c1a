import { registerKernel, type KernelConfig, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';
import { BATCH_NORM, BATCH_NORM_GRAD, NORMALISE, type Activation } from '../../ops/batchNorm.ts';
import { MOMENTUM_UPDATE, type MomentumOptions } from '../../ops/momentumUpdate.ts';
import { PATCHES, PATCHES_GRAD, type PatchOptions } from '../../ops/patches.ts';
import { PRODUCT } from '../../ops/product.ts';
import { SOFTMAX_CROSS_ENTROPY } from '../../ops/softmaxCrossEntropy.ts';
import { waveletBanks, type WaveletBankName } from '../../ops/waveletFilters.ts';
import { WAVELET_MODULUS, WAVELET_MODULUS_GRAD } from '../../ops/waveletModulus.ts';
import type { SimdBackend } from '../backend.ts';

type Body = (inputs: Record<string, TensorInfo>, attrs: NamedAttrMap) => TensorInfo | TensorInfo[];

/** Puts the layer-level kernels into tfjs's registry, for the backend 'simd'. */
export function registerSimdKernels(backend: SimdBackend): void {
  const { wasm } = backend;
  const register = (kernelName: string, body: Body) =>
    registerKernel({ kernelName, backendName: 'simd', kernelFunc: ({ inputs, attrs }) => body(inputs as Record<string, TensorInfo>, attrs ?? {}) } as KernelConfig);
  const at = (info: TensorInfo) => backend.address(info);
  const plain = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => ({ dataId, shape, dtype });

  const taps = Object.fromEntries(Object.entries(waveletBanks).map(([name, b]) => {
    const values = Float32Array.from([...b.phi, ...b.gauss, ...b.cos, ...b.sin, ...b.cosDiagonal, ...b.sinDiagonal, b.offset, b.offsetDiagonal]);
    const address = backend.heap.allocate(values.byteLength);
    backend.heap.floats(address, values.length).set(values);
    return [name, address];
  }));

  register(WAVELET_MODULUS, ({ x }, attrs) => {
    const bank = attrs.bank as WaveletBankName, { stride } = waveletBanks[bank];
    const [nets, images, h, w, c] = x.shape;
    const size = [nets, images, Math.ceil(h / stride), Math.ceil(w / stride)];
    const from = at(x), y = backend.allocate([...size, 5 * c]), phase = backend.allocate([...size, 8 * c]);
    backend.withScratch(wasm.waveletScratch(h, w, c), (scratch) => wasm.waveletModulus(from, nets * images, h, w, c, stride, taps[bank], y.at, phase.at, scratch));
    return [plain(y), plain(phase)];
  });

  register(WAVELET_MODULUS_GRAD, ({ dy, phase }, attrs) => {
    const bank = attrs.bank as WaveletBankName, shape = attrs.inputShape as number[];
    const [nets, images, h, w, c] = shape;
    const g = at(dy), p = at(phase), dx = backend.allocate(shape);
    backend.withScratch(wasm.waveletScratch(h, w, c), (scratch) => wasm.waveletModulusGrad(g, p, nets * images, h, w, c, waveletBanks[bank].stride, taps[bank], dx.at, scratch));
    return plain(dx);
  });

  /** Calls `f` for every net with the byte offset of its part of a tensor of `length` elements. */
  const eachNet = (nets: number, f: (net: number) => void): void => { for (let net = 0; net < nets; net++) f(net); };
  const activationCode = (attrs: NamedAttrMap): number => ['none', 'relu', 'abs'].indexOf(attrs.activation as Activation);
  const rowsOf = (x: TensorInfo) => {
    const c = x.shape[x.shape.length - 1], nets = x.shape[0];
    return { nets, c, rows: x.shape.slice(1, -1).reduce((a, b) => a * b, 1) };
  };

  register(BATCH_NORM, ({ x }, attrs) => {
    const { nets, rows, c } = rowsOf(x), code = activationCode(attrs), bytes = rows * c * 4;
    const from = at(x), y = backend.allocate(x.shape), mean = backend.allocate([nets, c]), variance = backend.allocate([nets, c]);
    backend.withScratch(wasm.batchNormScratch(c), (scratch) => eachNet(nets, (net) =>
      wasm.batchNorm(from + net * bytes, rows, c, code, attrs.eps as number, y.at + net * bytes, mean.at + net * c * 4, variance.at + net * c * 4, scratch)));
    return [plain(y), plain(mean), plain(variance)];
  });

  register(BATCH_NORM_GRAD, ({ dy, x, mean, variance }, attrs) => {
    const { nets, rows, c } = rowsOf(x), code = activationCode(attrs), bytes = rows * c * 4;
    const g = at(dy), from = at(x), m = at(mean), v = at(variance), dx = backend.allocate(x.shape);
    backend.withScratch(wasm.batchNormScratch(c), (scratch) => eachNet(nets, (net) =>
      wasm.batchNormGrad(g + net * bytes, from + net * bytes, rows, c, code, attrs.eps as number, m + net * c * 4, v + net * c * 4, dx.at + net * bytes, scratch)));
    return plain(dx);
  });

  register(NORMALISE, ({ x, mean, variance }, attrs) => {
    const { nets, rows, c } = rowsOf(x), code = activationCode(attrs), bytes = rows * c * 4;
    const from = at(x), m = at(mean), v = at(variance), y = backend.allocate(x.shape);
    backend.withScratch(wasm.batchNormScratch(c), (scratch) => eachNet(nets, (net) =>
      wasm.normalise(from + net * bytes, rows, c, code, m + net * c * 4, v + net * c * 4, attrs.eps as number, y.at + net * bytes, scratch)));
    return plain(y);
  });

  register(PRODUCT, ({ a, b }, attrs) => {
    const ta = attrs.transposeA as boolean, tb = attrs.transposeB as boolean, nets = a.shape[0];
    const [m, k] = ta ? [a.shape[2], a.shape[1]] : [a.shape[1], a.shape[2]], n = tb ? b.shape[1] : b.shape[2];
    const pa = at(a), pb = at(b), c = backend.allocate([nets, m, n]);
    backend.withScratch(wasm.gemmScratch(), (scratch) => eachNet(nets, (net) =>
      wasm.gemm(Number(ta), Number(tb), m, n, k, pa + net * m * k * 4, pb + net * k * n * 4, c.at + net * m * n * 4, scratch)));
    return plain(c);
  });

  register(PATCHES, ({ x }, attrs) => {
    const { size, stride, padding } = attrs as unknown as PatchOptions;
    const [nets, images, h, w, c] = x.shape;
    const out = (n: number) => Math.floor((n + 2 * padding - size) / stride) + 1;
    const from = at(x), y = backend.allocate([nets, images, out(h), out(w), c * size * size]);
    wasm.patches(from, nets * images, h, w, c, size, stride, padding, y.at);
    return plain(y);
  });

  register(PATCHES_GRAD, ({ dy }, attrs) => {
    const { size, stride, padding } = attrs as unknown as PatchOptions, shape = attrs.inputShape as number[];
    const [nets, images, h, w, c] = shape;
    const g = at(dy), dx = backend.allocate(shape);
    wasm.patchesGrad(g, nets * images, h, w, c, size, stride, padding, dx.at);
    return plain(dx);
  });

  register(MOMENTUM_UPDATE, ({ weight, velocity, gradient }, attrs) => {
    const { learningRate, momentum, weightDecay } = attrs as unknown as MomentumOptions;
    const w = at(weight), v = at(velocity), g = at(gradient), w2 = backend.allocate(weight.shape), v2 = backend.allocate(weight.shape);
    wasm.momentumUpdate(w, v, g, weight.shape.reduce((a, b) => a * b, 1), learningRate, momentum, weightDecay, w2.at, v2.at);
    return [plain(w2), plain(v2)];
  });

  // A batch of class scores is a few thousand numbers: JavaScript in f64 is fast enough and more accurate.
  register(SOFTMAX_CROSS_ENTROPY, ({ logits, labels }) => {
    const [nets, images, classes] = logits.shape;
    const scores = backend.readSync(logits.dataId) as Float32Array, classOf = backend.readSync(labels.dataId) as Int32Array;
    const loss = new Float32Array(nets), gradient = new Float32Array(scores.length);
    for (let net = 0; net < nets; net++) {
      let total = 0;
      for (let i = 0; i < images; i++) {
        const row = (net * images + i) * classes, label = classOf[net * images + i];
        let max = -Infinity, sum = 0;
        for (let k = 0; k < classes; k++) max = Math.max(max, scores[row + k]);
        for (let k = 0; k < classes; k++) sum += Math.exp(scores[row + k] - max);
        for (let k = 0; k < classes; k++) gradient[row + k] = (Math.exp(scores[row + k] - max) / sum - (k === label ? 1 : 0)) / images;
        total += Math.log(sum) + max - scores[row + label];
      }
      loss[net] = total / images;
    }
    return [backend.makeTensorInfo([nets], 'float32', loss), backend.makeTensorInfo([nets, images, classes], 'float32', gradient)];
  });
}
