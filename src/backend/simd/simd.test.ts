import {
  clone,
  findBackend,
  getKernel,
  grads,
  memory,
  mul,
  ready,
  reshape,
  setBackend,
  slice,
  sum,
  tensor,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { rng } from '../../random/rng.ts';
import {
  batchNorm,
  convolution,
  divisiveNorm,
  extractPatches,
  momentumUpdate,
  normalise,
  product,
  secondMoment,
  softmaxCrossEntropy,
  waveletModulus,
  waveletModulusComplex,
} from '../ops/index.ts';
import { PRODUCT } from '../ops/product.ts';
import { registerSimdBackend } from './backend.ts';
import { sizeClass, WasmHeap } from './memory.ts';
import type { SimdBackend } from './simdBackend.ts';

beforeAll(async () => {
  expect(await registerSimdBackend()).toBe(true);
  expect(getKernel(PRODUCT, 'simd')).toBeTruthy();
});

const random = rng(17).fork('simd');
/** Whole number from `from` to `to`. */
const int = (from: number, to: number) => from + Math.floor(random.uniform() * (to - from + 1));
/** Random shapes. */
const fuzz = process.env.RAINBOW_LONG ? 300 : 12;
const values = (shape: number[]) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());

/** Runs `f` on both backends on the same numbers; every output must agree to 1e-4 of its largest entry. */
async function agree(
  inputs: { values: Float32Array | Int32Array; shape: number[] }[],
  f: (t: Tensor[]) => Tensor[],
): Promise<void> {
  const run = async (backend: string) => {
    await setBackend(backend);
    await ready();
    return tidy(() =>
      f(
        inputs.map((x) => tensor(x.values, x.shape, x.values instanceof Int32Array ? 'int32' : 'float32')),
      ).map((t) => ({ shape: t.shape, values: t.dataSync<'float32'>() })),
    );
  };
  const [ours, plain] = [await run('simd'), await run('cpu')];
  ours.forEach((o, i) => {
    expect(o.shape).toEqual(plain[i].shape);
    const size = plain[i].values.reduce((m, x) => Math.max(m, Math.abs(x)), 1e-6);
    const worst = plain[i].values.reduce((m, x, k) => Math.max(m, Math.abs(x - o.values[k])), 0);
    expect(worst / size, `output ${i}`).toBeLessThan(1e-4);
  });
}

/** The output and the gradients of Σ output·fixed weights. */
const withGradients =
  (f: (...x: Tensor[]) => Tensor) =>
  (x: Tensor[]): Tensor[] => [
    f(...x),
    ...grads((...t: Tensor[]) => {
      const y = f(...t);
      return sum(
        mul(
          y,
          tensor(
            Float32Array.from({ length: y.size }, (_, i) => Math.cos(i * 0.7)),
            y.shape,
          ),
        ),
      );
    })(x),
  ];

describe('simd kernels against the plain composition on tfjs cpu, values and gradients', () => {
  it.each([
    ['plain', [1, 2, 8, 8, 3]],
    ['plain', [1, 1, 7, 9, 1]],
    ['plain', [2, 3, 4, 4, 16]],
    ['plain', [1, 2, 2, 2, 6]],
    ['pairA', [1, 2, 6, 6, 5]],
    ['pairB', [1, 2, 6, 6, 4]],
    ['pairB', [3, 1, 5, 5, 9]],
  ] as const)('waveletModulus %s %j', (bank, shape) =>
    agree(
      [{ values: values([...shape]), shape: [...shape] }],
      withGradients((x) => waveletModulus(x, bank)),
    ),
  );

  it.each([
    [[1, 5, 3], 'none'],
    [[2, 70, 15], 'none'],
    [[1, 3, 4, 5, 16], 'relu'],
    [[3, 2, 3, 3, 7], 'abs'],
    [[1, 129, 1], 'none'],
  ] as const)('batchNorm %j %s', (shape, activation) =>
    agree(
      [{ values: values([...shape]), shape: [...shape] }],
      withGradients((x) => batchNorm(x, { activation }).output),
    ),
  );

  it.each([
    ['plain', 1, [1, 3, 8, 8, 3]],
    ['plain', 2, [2, 4, 7, 9, 6]],
    ['pairA', 2, [1, 2, 6, 6, 5]],
    ['pairB', 2, [1, 4, 5, 6, 16]],
  ] as const)('waveletModulusComplex %s, %i parts, %j', (bank, parts, shape) =>
    agree(
      [{ values: values([...shape]), shape: [...shape] }],
      withGradients((z) => waveletModulusComplex(z, bank, parts)),
    ),
  );

  it.each([[[2, 6, 11, 4, 5]], [[1, 140, 1, 1, 16]]])('batchNorm of a complex field %j', (shape) =>
    agree(
      [{ values: values(shape), shape }],
      withGradients((z) => batchNorm(z, { activation: 'none', parts: 2 }).output),
    ),
  );

  it('statistics of a complex field, and normalise', () =>
    agree([{ values: values([2, 6, 3, 1, 5]), shape: [2, 6, 3, 1, 5] }], ([z]) => {
      const { mean, variance } = batchNorm(z, { activation: 'none', parts: 2 });
      return [mean, variance, normalise(z, mean, variance, { activation: 'none', parts: 2 })];
    }));

  it.each([
    [1, [2, 3, 4, 5, 7]],
    [2, [2, 4, 4, 5, 16]],
    [2, [1, 6, 1, 3, 21]],
  ] as const)('divisiveNorm, %i parts, %j', (parts, shape) =>
    agree(
      [{ values: values([...shape]), shape: [...shape] }],
      withGradients((z) => divisiveNorm(z, parts)),
    ),
  );

  it('batchNorm statistics and normalise', () =>
    agree([{ values: values([2, 9, 5]), shape: [2, 9, 5] }], ([x]) => {
      const { mean, variance } = batchNorm(x, { activation: 'relu' });
      return [mean, variance, normalise(x, mean, variance, { activation: 'relu' })];
    }));

  it.each([
    [1, 1, 1, 1],
    [1, 6, 8, 7],
    [2, 13, 9, 5],
    [1, 100, 33, 300],
    [3, 7, 17, 64],
    [1, 96, 16, 257],
  ])('product nets %i, %i × %i, inner %i', (nets, m, n, k) =>
    agree(
      [
        { values: values([nets, m, k]), shape: [nets, m, k] },
        { values: values([nets, n, k]), shape: [nets, n, k] },
      ],
      withGradients((x, l) => product(x, l)),
    ),
  );

  it.each([
    [1, 3, 5, 2000],
    [2, 17, 9, 513],
  ])('secondMoment nets %i, %i × %i, %i rows', (nets, d, e, rows) =>
    agree(
      [
        { values: values([nets, rows, d]), shape: [nets, rows, d] },
        { values: values([nets, rows, e]), shape: [nets, rows, e] },
      ],
      ([a, b]) => [secondMoment(a, b)],
    ),
  );

  it.each([
    [[1, 2, 7, 7, 3], { size: 3, stride: 2, padding: 1 }],
    [[2, 1, 5, 5, 4], { size: 3, stride: 1, padding: 1 }],
    [[1, 3, 4, 4, 2], { size: 4, stride: 1, padding: 0 }],
  ])('patches %j %j', (shape, options) =>
    agree(
      [{ values: values(shape), shape }],
      withGradients((x) => extractPatches(x, options)),
    ),
  );

  // More patches than are listed at a time, strides that leave pixels out, filters wider than the image is
  // large, borders wider than a filter.
  it.each([
    [[1, 2, 13, 11, 16], 16, { size: 3, stride: 1, padding: 1 }],
    [[2, 3, 10, 10, 9], 24, { size: 3, stride: 2, padding: 1 }],
    [[1, 9, 7, 7, 4], 11, { size: 1, stride: 2, padding: 0 }],
    [[1, 2, 15, 9, 3], 10, { size: 7, stride: 2, padding: 3 }],
    [[1, 3, 7, 7, 8], 8, { size: 5, stride: 1, padding: 0 }],
    [[1, 20, 4, 4, 6], 10, { size: 4, stride: 1, padding: 0 }],
    [[1, 2, 5, 6, 2], 3, { size: 2, stride: 3, padding: 2 }],
    [[1, 1, 3, 40, 5], 9, { size: 3, stride: 2, padding: 2 }],
    [[1, 2, 2, 2, 3], 5, { size: 1, stride: 9, padding: 3 }],
    ...Array.from({ length: fuzz }, () => {
      const size = int(1, 6);
      const stride = int(1, 4);
      const padding = int(0, 3);
      const side = () => int(Math.max(1, size - 2 * padding), 14);
      return [
        [int(1, 3), int(1, 12), side(), side(), int(1, 20)],
        int(1, 20),
        { size, stride, padding },
      ] as const;
    }),
  ] as const)('convolution %j, %i neurons, %j', ([...shape], neurons, options) => {
    const l = [shape[0], neurons, shape[4] * options.size ** 2];
    return agree(
      [
        { values: values(shape), shape },
        { values: values(l), shape: l },
      ],
      withGradients((x, w) => convolution(x, w, options)),
    );
  });

  it('softmaxCrossEntropy', () =>
    agree(
      [
        { values: values([2, 5, 10]).map((x) => x * 8), shape: [2, 5, 10] },
        { values: Int32Array.from({ length: 10 }, (_, i) => i), shape: [2, 5] },
      ],
      ([logits, labels]) => [
        softmaxCrossEntropy(logits, labels),
        ...grads((l: Tensor) => softmaxCrossEntropy(l, labels))([logits]),
      ],
    ));

  it('momentumUpdate', () =>
    agree(
      [0, 1, 2].map(() => ({ values: values([1, 3, 11]), shape: [1, 3, 11] })),
      ([w, v, g]) => momentumUpdate(w, v, g, { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 }),
    ));
});

describe('memory', () => {
  it('gives a larger free block where nothing more can be had, and says so where there is none', () => {
    const heap = new WasmHeap({ most: 32 });
    const large = heap.allocate(2 ** 20);
    const other = heap.allocate(2 ** 19);
    expect(() => heap.allocate(2 ** 19)).toThrow(/Out of memory/);
    heap.free(large);
    expect(heap.allocate(2 ** 18 + 1)).toBe(other + 2 ** 19);
    expect(heap.allocate(2 ** 19)).toBe(large);
    expect(() => heap.allocate(2 ** 19)).toThrow(/Out of memory/);
    heap.free(large);
    expect(heap.allocate(2 ** 20)).toBe(large);
  });

  it('recycles blocks and wastes little', () => {
    const heap = new WasmHeap();
    const a = heap.allocate(1000);
    const b = heap.allocate(1000);
    expect(a % 64).toBe(0);
    expect(b - a).toBeGreaterThanOrEqual(1000);
    heap.free(a);
    expect(heap.allocate(990)).toBe(a);
    expect(() => heap.free(12345)).toThrow();
    for (let bytes = 513; bytes < 1e7; bytes = Math.floor(bytes * 1.3))
      expect(sizeClass(bytes) / bytes).toBeLessThan(1.126);
  });

  it('keeps slices of a tensor whose memory is used again', async () => {
    await setBackend('simd');
    const whole = product(tensor(values([1, 4, 3]), [1, 4, 3]), tensor(values([1, 2, 3]), [1, 2, 3]));
    const part = slice(whole, [0, 1, 0], [1, 2, 2]);
    const before = part.dataSync().slice();
    whole.dispose();
    tidy(() => product(tensor(values([1, 4, 3]), [1, 4, 3]), tensor(values([1, 2, 3]), [1, 2, 3])));
    expect(part.dataSync()).toEqual(before);
  });

  it('stays flat over 1000 steps and outlives growth of the memory', async () => {
    await setBackend('simd');
    const { heap } = findBackend('simd') as SimdBackend;
    const x = tensor(values([1, 4, 6, 6, 3]), [1, 4, 6, 6, 3]);
    const l = tensor(values([1, 5, 15]), [1, 5, 15]);
    const step = () =>
      tidy(() => {
        const y = product(batchNorm(waveletModulus(x, 'plain'), { activation: 'none' }).output, l);
        return y.dataSync().slice();
      });
    const first = step();
    const [tensors, used, extent] = [memory().numTensors, heap.used, heap.extent];
    for (let i = 0; i < 1000; i++) step();
    expect([memory().numTensors, heap.used, heap.extent]).toEqual([tensors, used, extent]);
    const kept = tidy(() => clone(product(reshape(x, [1, 48, 9]), tensor(values([1, 2, 9]), [1, 2, 9]))));
    const before = kept.dataSync().slice();
    heap.free(heap.allocate(64 * 2 ** 20));
    expect(kept.dataSync()).toEqual(before);
    expect(step()).toEqual(first);
  });
});
