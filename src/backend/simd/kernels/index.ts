import { registerKernel, type KernelConfig, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';
import { BATCH_NORM, BATCH_NORM_GRAD, NORMALISE, type Activation } from '../../ops/batchNorm.ts';
import type { Parts } from '../../ops/complexField.ts';
import { CONVOLUTION, CONVOLUTION_FILTER_GRAD } from '../../ops/convolution.ts';
import { DIVISIVE_NORM, DIVISIVE_NORM_GRAD } from '../../ops/divisiveNorm.ts';
import { MOMENTUM_UPDATE, type MomentumOptions } from '../../ops/momentumUpdate.ts';
import { CONVOLUTION_INPUT_GRAD, PATCHES, type PatchOptions } from '../../ops/patches.ts';
import { PRODUCT } from '../../ops/product.ts';
import { SOFTMAX_CROSS_ENTROPY } from '../../ops/softmaxCrossEntropy.ts';
import { waveletBanks, type WaveletBankName } from '../../ops/waveletFilters.ts';
import {
  WAVELET_COMPLEX,
  WAVELET_COMPLEX_GRAD,
  WAVELET_MODULUS,
  WAVELET_MODULUS_GRAD,
} from '../../ops/waveletModulus.ts';
import type { SimdBackend } from '../backend.ts';

/** Size of a convolution's output along an axis of `n`. */
const outputSize = (n: number, attrs: NamedAttrMap): number => {
  const { size, stride, padding } = attrs as unknown as PatchOptions;
  return Math.floor((n + 2 * padding - size) / stride) + 1;
};

type Body = (inputs: Record<string, TensorInfo>, attrs: NamedAttrMap) => TensorInfo | TensorInfo[];

/** Puts the layer-level kernels into tfjs's registry, for the backend 'simd'. */
export function registerSimdKernels(backend: SimdBackend): void {
  const { wasm } = backend;
  const register = (kernelName: string, body: Body) =>
    registerKernel({
      kernelName,
      backendName: 'simd',
      kernelFunc: ({ inputs, attrs }) => body(inputs as Record<string, TensorInfo>, attrs ?? {}),
    } as KernelConfig);
  const at = (info: TensorInfo) => backend.address(info);
  const plain = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => ({ dataId, shape, dtype });

  const taps = Object.fromEntries(
    Object.entries(waveletBanks).map(([name, b]) => {
      const values = Float32Array.from([
        ...b.phi,
        ...b.gauss,
        ...b.cos,
        ...b.sin,
        ...b.cosDiagonal,
        ...b.sinDiagonal,
        b.offset,
        b.offsetDiagonal,
      ]);
      const address = backend.heap.allocate(values.byteLength);
      backend.heap.floats(address, values.length).set(values);
      return [name, address];
    }),
  );

  register(WAVELET_MODULUS, ({ x }, attrs) => {
    const bank = attrs.bank as WaveletBankName;
    const { stride } = waveletBanks[bank];
    const [nets, images, h, w, c] = x.shape;
    const size = [nets, images, Math.ceil(h / stride), Math.ceil(w / stride)];
    const from = at(x);
    const y = backend.allocate([...size, 5 * c]);
    const phase = backend.allocate([...size, 8 * c]);
    backend.parallel(
      'waveletModulus',
      nets * images,
      { work: x.shape.reduce((p, q) => p * q, 30), scratch: wasm.waveletScratch(h, w, c) },
      from,
      h,
      w,
      c,
      stride,
      taps[bank],
      y.at,
      phase.at,
    );
    return [plain(y), plain(phase)];
  });

  register(WAVELET_MODULUS_GRAD, ({ dy, phase }, attrs) => {
    const bank = attrs.bank as WaveletBankName;
    const shape = attrs.inputShape as number[];
    const [nets, images, h, w, c] = shape;
    const g = at(dy);
    const p = at(phase);
    const dx = backend.allocate(shape);
    backend.parallel(
      'waveletModulusGrad',
      nets * images,
      { work: shape.reduce((m, n) => m * n, 30), scratch: wasm.waveletScratch(h, w, c) },
      g,
      p,
      h,
      w,
      c,
      waveletBanks[bank].stride,
      taps[bank],
      dx.at,
    );
    return plain(dx);
  });

  register(WAVELET_COMPLEX, ({ z }, attrs) => {
    const bank = attrs.bank as WaveletBankName;
    const { stride } = waveletBanks[bank];
    const parts = attrs.parts as Parts;
    const [nets, all, h, w, c] = z.shape;
    const images = all / parts;
    const from = at(z);
    const y = backend.allocate([nets, 2 * images, Math.ceil(h / stride), Math.ceil(w / stride), 10 * c]);
    backend.parallel(
      'waveletComplex',
      nets * images,
      { work: z.shape.reduce((p, q) => p * q, 30), scratch: wasm.complexWaveletScratch(h, w, c) },
      from,
      images,
      parts,
      h,
      w,
      c,
      stride,
      taps[bank],
      y.at,
    );
    return plain(y);
  });

  register(WAVELET_COMPLEX_GRAD, ({ dy, y }, attrs) => {
    const bank = attrs.bank as WaveletBankName;
    const parts = attrs.parts as Parts;
    const shape = attrs.inputShape as number[];
    const [nets, all, h, w, c] = shape;
    const g = at(dy);
    const value = at(y);
    const dz = backend.allocate(shape);
    backend.parallel(
      'waveletComplexGrad',
      nets * all,
      { work: shape.reduce((m, n) => m * n, 30), scratch: wasm.waveletScratch(h, w, c) },
      g,
      value,
      all / parts,
      parts,
      h,
      w,
      c,
      waveletBanks[bank].stride,
      taps[bank],
      dz.at,
    );
    return plain(dz);
  });

  /** Rows of a field at whose positions something is done for itself, and channels. */
  const positions = (z: TensorInfo, parts: Parts) => {
    const c = z.shape[z.shape.length - 1];
    const nets = z.shape[0];
    const rows = z.shape.slice(1, -1).reduce((a, b) => a * b, 1) / parts;
    return {
      units: nets * rows,
      options: { work: 2 * nets * parts * rows * c },
      sizes: [rows, c, parts] as const,
    };
  };

  register(DIVISIVE_NORM, ({ z }, attrs) => {
    const { units, options, sizes } = positions(z, attrs.parts as Parts);
    const from = at(z);
    const y = backend.allocate(z.shape);
    backend.parallel('divisiveNorm', units, options, from, ...sizes, attrs.eps as number, y.at);
    return plain(y);
  });

  register(DIVISIVE_NORM_GRAD, ({ dy, z }, attrs) => {
    const { units, options, sizes } = positions(z, attrs.parts as Parts);
    const g = at(dy);
    const from = at(z);
    const dz = backend.allocate(z.shape);
    backend.parallel('divisiveNormGrad', units, options, g, from, ...sizes, attrs.eps as number, dz.at);
    return plain(dz);
  });

  const activationCode = (attrs: NamedAttrMap): number =>
    ['none', 'relu', 'abs'].indexOf(attrs.activation as Activation);
  /** Rows and channels of a field (each part of a complex one is a field), and how its rows are cut: into at most 32 chunks of whole blocks of 64, by shape alone. */
  const chunked = (x: TensorInfo, attrs: NamedAttrMap) => {
    const parts = attrs.parts as Parts;
    const c = x.shape[x.shape.length - 1];
    const nets = x.shape[0];
    const rows = x.shape.slice(1, -1).reduce((a, b) => a * b, 1) / parts;
    const chunkRows = 64 * Math.max(1, Math.ceil(rows / 2048));
    const chunks = Math.ceil(rows / chunkRows);
    const fields = nets * parts;
    return {
      nets,
      parts,
      c,
      units: fields * chunks,
      cut: [rows, c, chunkRows, chunks] as const,
      options: { work: fields * rows * c, scratch: wasm.batchNormScratch(c), grain: 1 },
    };
  };

  register(BATCH_NORM, ({ x }, attrs) => {
    const { nets, parts, c, units, cut, options } = chunked(x, attrs);
    const code = activationCode(attrs);
    const from = at(x);
    const y = backend.allocate(x.shape);
    const mean = backend.allocate([nets, parts * c]);
    const variance = backend.allocate([nets, c]);
    backend.withScratch(units * c * 16, (moments) => {
      backend.parallel('batchNormMoments', units, options, from, ...cut, code, moments);
      backend.parallel('batchNormCombine', nets, { work: 0 }, ...cut, parts, moments, mean.at, variance.at);
    });
    backend.parallel(
      'normalise',
      units,
      options,
      from,
      ...cut,
      parts,
      code,
      attrs.eps as number,
      mean.at,
      variance.at,
      y.at,
    );
    return [plain(y), plain(mean), plain(variance)];
  });

  register(BATCH_NORM_GRAD, ({ dy, x, mean, variance }, attrs) => {
    const { parts, c, units, cut, options } = chunked(x, attrs);
    const common = [
      at(dy),
      at(x),
      ...cut,
      parts,
      activationCode(attrs),
      attrs.eps as number,
      at(mean),
      at(variance),
    ];
    const dx = backend.allocate(x.shape);
    backend.withScratch(units * c * 16, (sums) => {
      backend.parallel('batchNormGradSums', units, options, ...common, sums);
      backend.parallel('batchNormGrad', units, { ...options, grain: undefined }, ...common, sums, dx.at);
    });
    return plain(dx);
  });

  register(NORMALISE, ({ x, mean, variance }, attrs) => {
    const { units, parts, cut, options } = chunked(x, attrs);
    const from = at(x);
    const m = at(mean);
    const v = at(variance);
    const y = backend.allocate(x.shape);
    backend.parallel(
      'normalise',
      units,
      options,
      from,
      ...cut,
      parts,
      activationCode(attrs),
      attrs.eps as number,
      m,
      v,
      y.at,
    );
    return plain(y);
  });

  /** The inner indices of a product are cut only where there are many and few rows to share out; by shape alone. */
  const innerChunk = (m: number, k: number): number =>
    m < 768 && k >= 4096 ? Math.max(1024, 256 * Math.ceil(k / 16 / 256)) : k;

  register(PRODUCT, ({ a, b }, attrs) => {
    const ta = attrs.transposeA as boolean;
    const tb = attrs.transposeB as boolean;
    const nets = a.shape[0];
    const [m, k] = ta ? [a.shape[2], a.shape[1]] : [a.shape[1], a.shape[2]];
    const n = tb ? b.shape[1] : b.shape[2];
    const pa = at(a);
    const pb = at(b);
    const c = backend.allocate([nets, m, n]);
    const chunk = innerChunk(m, k);
    const scratch = wasm.gemmScratch();
    const work = nets * m * n * k;
    const shape = [Number(ta), Number(tb), m, n, k];
    if (chunk < k) {
      const chunks = Math.ceil(k / chunk);
      backend.withScratch(nets * chunks * m * n * 4, (partials) => {
        backend.parallel(
          'gemmPartial',
          nets * chunks,
          { work, scratch, grain: 1 },
          ...shape,
          chunk,
          chunks,
          pa,
          pb,
          partials,
        );
        backend.parallel(
          'sumPartials',
          nets * m * n,
          { work: nets * chunks * m * n },
          m * n,
          chunks,
          partials,
          c.at,
        );
      });
      return plain(c);
    }
    // Every part packs B for itself: no more parts than balance needs.
    const units = nets * Math.ceil(m / wasm.gemmUnit());
    const parts = backend.threads * (nets * m >= 1536 * backend.threads ? 4 : 1);
    backend.parallel(
      'gemm',
      units,
      { work, scratch, grain: Math.ceil(units / parts) },
      ...shape,
      pa,
      pb,
      c.at,
    );
    return plain(c);
  });

  register(PATCHES, ({ x }, attrs) => {
    const { size, stride, padding } = attrs as unknown as PatchOptions;
    const [nets, images, h, w, c] = x.shape;
    const from = at(x);
    const y = backend.allocate([nets, images, outputSize(h, attrs), outputSize(w, attrs), c * size * size]);
    backend.parallel(
      'patches',
      nets * images,
      { work: y.shape.reduce((p, q) => p * q, 1) },
      from,
      h,
      w,
      c,
      size,
      stride,
      padding,
      y.at,
    );
    return plain(y);
  });

  /** A convolution's sizes. Images go in groups of some 96 patches, fewer where there are few images: how they are grouped changes no sum. */
  const convolution = (x: number[], n: number, attrs: NamedAttrMap) => {
    const { size, stride, padding } = attrs as unknown as PatchOptions;
    const [nets, images, h, w, c] = x;
    const outShape = [outputSize(h, attrs), outputSize(w, attrs)];
    const positions = outShape[0] * outShape[1];
    const group = Math.max(
      1,
      Math.min(images, Math.ceil(96 / positions), Math.max(Math.ceil(6 / positions), Math.ceil(images / 8))),
    );
    const groups = Math.ceil(images / group);
    return {
      nets,
      images,
      h,
      w,
      c,
      n,
      size,
      stride,
      padding,
      taps: size * size,
      positions,
      outShape,
      group,
      groups,
      work: nets * images * positions * c * size * size * n,
      sizes: [images, h, w, c, size, stride, padding] as const,
    };
  };

  register(CONVOLUTION, ({ x, l }, attrs) => {
    const { nets, images, h, w, c, n, padding, taps, outShape, group, groups, work, sizes } = convolution(
      x.shape,
      l.shape[1],
      attrs,
    );
    const panels = nets * Math.ceil(n / 8);
    const from = at(x);
    const weights = at(l);
    const y = backend.allocate([nets, images, ...outShape, n]);
    backend.withScratch(panels * 8 * c * taps * 4, (packed) => {
      backend.parallel('packFilters', panels, { work: panels * 8 * c * taps }, weights, n, c, taps, packed);
      backend.parallel(
        'convolution',
        nets * groups,
        { work, scratch: wasm.convolutionScratch(group, h, w, c, padding) },
        from,
        ...sizes,
        packed,
        n,
        group,
        groups,
        y.at,
      );
    });
    return plain(y);
  });

  register(CONVOLUTION_INPUT_GRAD, ({ dy, l }, attrs) => {
    const shape = attrs.inputShape as number[];
    const { nets, h, w, c, n, size, stride, padding, taps, positions, group, groups, work, sizes } =
      convolution(shape, l.shape[1], attrs);
    const g = at(dy);
    const weights = at(l);
    const dx = backend.allocate(shape);
    const panels = nets * Math.ceil(c / 8);
    // Each pixel is given taps/stride² products; where it meets fewer, what a patch holds is the lesser work.
    if (h * w > 2 * positions * stride * stride) {
      const scratch = wasm.convolutionByPatchesScratch(group, h, w, c, size, stride, padding);
      backend.parallel(
        'convolutionInputGradByPatches',
        nets * groups,
        { work, scratch },
        g,
        ...sizes,
        weights,
        n,
        group,
        groups,
        dx.at,
      );
      return plain(dx);
    }
    backend.withScratch(panels * 8 * n * taps * 4, (packed) => {
      backend.parallel(
        'packFiltersForInputs',
        panels,
        { work: panels * 8 * n * taps },
        weights,
        n,
        c,
        size,
        stride,
        packed,
      );
      const scratch = wasm.convolutionInputGradScratch(group, h, w, c, size, stride, padding, n);
      backend.parallel(
        'convolutionInputGrad',
        nets * groups,
        { work, scratch },
        g,
        ...sizes,
        packed,
        n,
        group,
        groups,
        dx.at,
      );
    });
    return plain(dx);
  });

  register(CONVOLUTION_FILTER_GRAD, ({ dy, x }, attrs) => {
    const { nets, images, h, w, c, n, size, stride, padding, taps, positions, work, sizes } = convolution(
      x.shape,
      dy.shape[4],
      attrs,
    );
    const inputs = c * taps;
    // At most 8 chunks of images, of 64 positions at least, by shape alone; a unit is one of the rows of taps of a chunk.
    const chunk = Math.max(1, Math.min(images, Math.max(Math.ceil(images / 8), Math.ceil(64 / positions))));
    const chunks = Math.ceil(images / chunk);
    const from = at(x);
    const g = at(dy);
    const dl = backend.allocate([nets, n, inputs]);
    backend.withScratch(nets * chunks * n * inputs * 4, (partials) => {
      const scratch = wasm.convolutionFilterGradScratch(chunk, h, w, c, size, stride, padding, n);
      backend.parallel(
        'convolutionFilterGrad',
        nets * chunks * size,
        { work, scratch, grain: 1 },
        from,
        g,
        ...sizes,
        n,
        chunk,
        chunks,
        partials,
      );
      backend.parallel(
        'convolutionFilterSum',
        nets * Math.ceil(n / 16),
        { work: nets * chunks * inputs * n },
        partials,
        chunks,
        c,
        taps,
        n,
        dl.at,
      );
    });
    return plain(dl);
  });

  register(
    MOMENTUM_UPDATE,
    ({ weight, velocity, gradient, mean, variance, batchMean, batchVariance }, attrs) => {
      const { learningRate, momentum, weightDecay } = attrs as unknown as MomentumOptions;
      const w = at(weight);
      const v = at(velocity);
      const g = at(gradient);
      const w2 = backend.allocate(weight.shape);
      const v2 = backend.allocate(weight.shape);
      const length = weight.shape.reduce((a, b) => a * b, 1);
      backend.parallel(
        'momentumUpdate',
        Math.ceil(length / 4),
        { work: length },
        w,
        v,
        g,
        learningRate,
        momentum,
        weightDecay,
        w2.at,
        v2.at,
      );
      if (!mean) return [plain(w2), plain(v2)];
      // A few hundred numbers.
      const share = attrs.share as number;
      const blend = (running: TensorInfo, batch: TensorInfo): TensorInfo => {
        const old = backend.readSync(running.dataId) as Float32Array;
        const now = backend.readSync(batch.dataId) as Float32Array;
        return backend.makeTensorInfo(
          running.shape,
          'float32',
          old.map((x, i) => (1 - share) * x + share * now[i]),
        );
      };
      return [plain(w2), plain(v2), blend(mean, batchMean), blend(variance, batchVariance)];
    },
  );

  // A batch of class scores is a few thousand numbers: JavaScript in f64 is fast enough and more accurate.
  register(SOFTMAX_CROSS_ENTROPY, ({ logits, labels }) => {
    const [nets, images, classes] = logits.shape;
    const scores = backend.readSync(logits.dataId) as Float32Array;
    const classOf = backend.readSync(labels.dataId) as Int32Array;
    const loss = new Float32Array(nets);
    const gradient = new Float32Array(scores.length);
    for (let net = 0; net < nets; net++) {
      let total = 0;
      for (let i = 0; i < images; i++) {
        const row = (net * images + i) * classes;
        const label = classOf[net * images + i];
        let max = -Infinity;
        let sum = 0;
        for (let k = 0; k < classes; k++) max = Math.max(max, scores[row + k]);
        for (let k = 0; k < classes; k++) sum += Math.exp(scores[row + k] - max);
        for (let k = 0; k < classes; k++)
          gradient[row + k] = (Math.exp(scores[row + k] - max) / sum - (k === label ? 1 : 0)) / images;
        total += Math.log(sum) + max - scores[row + label];
      }
      loss[net] = total / images;
    }
    return [
      backend.makeTensorInfo([nets], 'float32', loss),
      backend.makeTensorInfo([nets, images, classes], 'float32', gradient),
    ];
  });
}
