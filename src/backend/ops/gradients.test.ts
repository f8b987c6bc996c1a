import '@tensorflow/tfjs-backend-cpu';
import {
  concat,
  getBackend,
  getKernel,
  grads,
  mul,
  ready,
  reshape,
  setBackend,
  sum,
  tensor,
  tidy,
  transpose,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rng } from '../../random/rng.ts';
import { registerSimdBackend } from '../simd/backend.ts';
import { gpuErrors, startDawn } from '../webgpu/dawn.ts';
import { BATCH_NORM, BATCH_NORM_GRAD, NORMALISE } from './batchNorm.ts';
import {
  activate,
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
  type Activation,
} from './index.ts';
import { CONVOLUTION, CONVOLUTION_FILTER_GRAD } from './convolution.ts';
import { DIVISIVE_NORM, DIVISIVE_NORM_GRAD } from './divisiveNorm.ts';
import { MOMENTUM_UPDATE } from './momentumUpdate.ts';
import { CONVOLUTION_INPUT_GRAD, PATCHES } from './patches.ts';
import { batchedProduct, PRODUCT } from './product.ts';
import * as reference from './reference.ts';
import { centralDifferences, type Numbers, type Shape } from './reference.ts';
import { SOFTMAX_CROSS_ENTROPY } from './softmaxCrossEntropy.ts';
import {
  WAVELET_COMPLEX,
  WAVELET_COMPLEX_GRAD,
  WAVELET_MODULUS,
  WAVELET_MODULUS_GRAD,
} from './waveletModulus.ts';

interface Input {
  values: Numbers;
  shape: Shape;
}

const random = rng(23).fork('gradients');
const length = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
/** Numbers that f32 holds exactly, so that both sides compute on the same. */
const input = (shape: Shape, draw: () => number = () => random.normal()): Input => ({
  shape,
  values: Float64Array.from({ length: length(shape) }, () => Math.fround(draw())),
});
/** Away from 0, where relu and abs have their kink. */
const offZero = (): number => {
  const x = random.normal();
  return x + Math.sign(x) * 0.05;
};

const asTensor = ({ values, shape }: Input): Tensor =>
  tensor(Float32Array.from(values), [...shape], 'float32');
const largest = (x: ArrayLike<number>): number => Array.from(x).reduce((m, v) => Math.max(m, Math.abs(v)), 0);
const worst = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Array.from(x).reduce((m, v, i) => Math.max(m, Math.abs(v - y[i])), 0);

/** Values of the tensors `f` makes; on a GPU reading is asynchronous. */
async function read(f: () => Tensor[]): Promise<Float32Array[]> {
  const out = tidy(f);
  const values = await Promise.all(out.map(async (t) => (await t.data<'float32'>()).slice()));
  out.forEach((t) => t.dispose());
  return values;
}

/**
 * `op` on tensors and `plain` on f64 arrays: values to 1e-5, gradients of Σ weights·output to 1e-3, of the
 * largest entry.
 */
async function check(
  inputs: Input[],
  op: (...x: Tensor[]) => Tensor,
  plain: (...x: Numbers[]) => Numbers,
): Promise<void> {
  const expected = plain(...inputs.map((i) => i.values));
  const weights = input([expected.length]);
  const [value, ...gradients] = await read(() => {
    const tensors = inputs.map(asTensor);
    const loss = (...x: Tensor[]) => sum(mul(reshape(op(...x), [-1]), asTensor(weights)));
    return [op(...tensors), ...grads(loss)(tensors)];
  });
  expect(value).toHaveLength(expected.length);
  // NaN must fail: it is not less than anything.
  expect(worst(value, expected)).toBeLessThan(1e-5 * largest(expected) + 1e-12);
  const loss = (x: Numbers[]) => plain(...x).reduce((s, v, i) => s + v * weights.values[i], 0);
  inputs.forEach((_, which) => {
    const differences = centralDifferences(
      loss,
      inputs.map((i) => i.values),
      which,
    );
    expect(gradients[which]).toHaveLength(differences.length);
    expect(worst(gradients[which], differences), `gradient of input ${which}`).toBeLessThan(
      1e-3 * largest(differences) + 1e-12,
    );
  });
}

const kernels = [
  BATCH_NORM,
  BATCH_NORM_GRAD,
  CONVOLUTION,
  CONVOLUTION_FILTER_GRAD,
  CONVOLUTION_INPUT_GRAD,
  DIVISIVE_NORM,
  DIVISIVE_NORM_GRAD,
  MOMENTUM_UPDATE,
  NORMALISE,
  PATCHES,
  PRODUCT,
  SOFTMAX_CROSS_ENTROPY,
  WAVELET_COMPLEX,
  WAVELET_COMPLEX_GRAD,
  WAVELET_MODULUS,
  WAVELET_MODULUS_GRAD,
];

const gpu = await startDawn();

describe.each(['cpu', 'simd', ...(gpu ? ['webgpu'] : [])])(
  '%s: values and gradients against f64',
  (backend) => {
    beforeAll(async () => {
      expect(await registerSimdBackend()).toBe(true);
      await setBackend(backend);
      await ready();
      if (backend === 'webgpu') (await import('../webgpu/index.ts')).registerWebgpuKernels();
      expect(getBackend()).toBe(backend);
    });

    afterAll(() => expect(gpuErrors).toEqual([]));

    it(backend === 'cpu' ? 'runs the compositions' : 'runs the kernels', async () => {
      for (const name of kernels)
        expect(getKernel(name, backend) !== undefined, name).toBe(backend !== 'cpu');
    });

    describe('waveletModulus', () => {
      // One channel, numbers of channels around the vector width of 4, odd sizes, sizes below the filter's,
      // two nets.
      it.each(
        (['plain', 'pairA', 'pairB'] as const).flatMap((bank) =>
          [
            [1, 1, 6, 6, 1],
            [2, 2, 5, 3, 2],
            [1, 1, 4, 7, 5],
            [1, 1, 2, 2, 4],
            [1, 1, 3, 2, 1],
          ].map((shape) => [bank, shape] as const),
        ),
      )('%s %j', async (bank, shape) => {
        await check(
          [input(shape)],
          (x) => waveletModulus(x, bank),
          (x) => reference.waveletModulus(x, shape, bank),
        );
      });

      // Central differences at exactly 0 are 0 by symmetry, |h·c| − |−h·c|: the convention
      // docs/architecture.md §3 asks for.
      it('has gradient 0 of the modulus where it is exactly 0, beside channels where it is not', async () => {
        const shape = [1, 1, 4, 4, 3];
        const x = input(shape);
        for (let p = 0; p < 16; p++) x.values[p * 3 + 1] = 0;
        await check(
          [x],
          (t) => waveletModulus(t, 'plain'),
          (t) => reference.waveletModulus(t, shape, 'plain'),
        );
        const [modulusOnly] = await read(() =>
          grads((t: Tensor) =>
            sum(
              mul(reshape(waveletModulus(t, 'plain'), [-1, 15]), [0, 0, 0, ...new Array<number>(12).fill(1)]),
            ),
          )([asTensor({ values: new Float64Array(48), shape })]),
        );
        expect(Array.from(modulusOnly)).toEqual(new Array(48).fill(0));
      });

      it('has a bounded gradient on an image of one colour, where only rounding is left of the modulus', async () => {
        const shape = [1, 1, 6, 6, 2];
        const x = input(shape, () => -0.42);
        const [gradient] = await read(() =>
          grads((t: Tensor) => sum(waveletModulus(t, 'plain')))([asTensor(x)]),
        );
        // Σ|ψ| ≤ 2 for each of four ψ and Σφ ≤ 1.01, counted up to four times by the reflection. NaN would
        // fail as well.
        expect(gradient.every((g) => Math.abs(g) < 36)).toBe(true);
      });
    });

    describe('waveletModulusComplex', () => {
      const op = (bank: 'plain' | 'pairA' | 'pairB') => (re: Tensor, im?: Tensor) => {
        const out = waveletModulusComplex(im ? concat([re, im], 1) : re, bank, im ? 2 : 1);
        const [nets] = out.shape;
        // Real parts of all nets, then imaginary parts, as the reference has them.
        return transpose(reshape(out, [nets, 2, -1]), [1, 0, 2]);
      };

      it.each([
        ['plain', [1, 1, 5, 4, 1]],
        ['pairA', [1, 2, 3, 3, 2]],
        ['pairB', [2, 1, 4, 4, 2]],
        ['plain', [2, 2, 3, 6, 5]],
        ['pairA', [1, 1, 2, 2, 4]],
      ] as const)('%s %j, real and complex', async (bank, shape) => {
        await check(
          [input(shape)],
          (re) => op(bank)(re),
          (re) => reference.waveletModulusComplex(re, new Float64Array(re.length), shape, bank),
        );
        await check([input(shape), input(shape)], op(bank), (re, im) =>
          reference.waveletModulusComplex(re, im, shape, bank),
        );
      });

      it('has gradient 0 of the modulus at exactly 0', async () => {
        const shape = [1, 1, 4, 4, 1];
        const zero = input(shape, () => 0);
        await check(
          [zero],
          (re) => op('plain')(re),
          (re) => reference.waveletModulusComplex(re, new Float64Array(re.length), shape, 'plain'),
        );
        await check([zero, zero], op('plain'), (re, im) =>
          reference.waveletModulusComplex(re, im, shape, 'plain'),
        );
      });
    });

    describe('batchNorm and normalise', () => {
      it.each(
        (['none', 'relu', 'abs'] as const).flatMap((f) =>
          [
            [1, 7, 1],
            [2, 3, 2, 2, 5],
            [1, 70, 3],
          ].map((shape) => [f, shape] as const),
        ),
      )('%s %j', async (f: Activation, shape) => {
        await check(
          [input(shape, offZero)],
          (x) => batchNorm(x, { activation: f }).output,
          (x) => reference.batchNorm(x, shape, f),
        );
      });

      it.each(
        [
          [1, 2, 3, 1],
          [2, 6, 2, 2, 5],
          [1, 70, 3],
        ].map((shape) => [shape]),
      )('complex fields, %j', async (shape) => {
        const channels = shape[shape.length - 1];
        const mean = input([shape[0], 2 * channels]);
        const variance = input([shape[0], channels], () => 0.1 + random.uniform());
        await check(
          [input(shape)],
          (x) => batchNorm(x, { activation: 'none', parts: 2 }).output,
          (x) => reference.complexBatchNorm(x, shape),
        );
        await check(
          [input(shape)],
          (x) => normalise(x, asTensor(mean), asTensor(variance), { activation: 'none', parts: 2 }),
          (x) => reference.complexBatchNorm(x, shape, { mean: mean.values, variance: variance.values }),
        );
      });

      it.each(['none', 'relu', 'abs'] as const)('fixed statistics, %s', async (f) => {
        const shape = [2, 3, 2, 5];
        const mean = input([2, 5]);
        const variance = input([2, 5], () => 0.1 + random.uniform());
        await check(
          [input(shape, offZero)],
          (x) => normalise(x, asTensor(mean), asTensor(variance), { activation: f }),
          (x) => reference.batchNorm(x, shape, f, { mean: mean.values, variance: variance.values }),
        );
      });

      it('is finite on a channel that never changes, and where relu lets nothing through', async () => {
        const shape = [1, 6, 3];
        const x = input(shape, offZero);
        for (let row = 0; row < 6; row++) [x.values[row * 3 + 1], x.values[row * 3 + 2]] = [0.5, -0.5];
        await check(
          [x],
          (t) => batchNorm(t, { activation: 'relu' }).output,
          (t) => reference.batchNorm(t, shape, 'relu'),
        );
        await check(
          [x],
          (t) => batchNorm(t, { activation: 'none' }).output,
          (t) => reference.batchNorm(t, shape, 'none'),
        );
      });

      it('gives the statistics it normalises by', async () => {
        const x = input([2, 40, 3], () => 3 + random.normal());
        const [mean, variance] = await read(() => {
          const out = batchNorm(asTensor(x), { activation: 'abs' });
          return [out.mean, out.variance];
        });
        for (let net = 0; net < 2; net++)
          for (let c = 0; c < 3; c++) {
            const values = Array.from({ length: 40 }, (_, row) =>
              Math.abs(x.values[(net * 40 + row) * 3 + c]),
            );
            const m = values.reduce((a, b) => a + b, 0) / 40;
            expect(mean[net * 3 + c]).toBeCloseTo(m, 5);
            expect(variance[net * 3 + c]).toBeCloseTo(values.reduce((s, v) => s + (v - m) ** 2, 0) / 40, 5);
          }
      });

      it.each(['none', 'relu', 'abs'] as const)('activate %s', (f) =>
        check(
          [input([1, 9, 2], offZero)],
          (x) => activate(x, f),
          (x) => x.map(reference.activation[f]),
        ),
      );
    });

    describe('product', () => {
      it.each([
        [false, false],
        [false, true],
        [true, false],
        [true, true],
      ])('transposed %s, %s', async (ta, tb) => {
        const a = input([2, ...(ta ? [5, 3] : [3, 5])]);
        const b = input([2, ...(tb ? [9, 5] : [5, 9])]);
        await check(
          [a, b],
          (x, y) => batchedProduct(x, y, ta, tb),
          (x, y) => reference.product(x, a.shape, y, b.shape, ta, tb),
        );
      });

      it('at every position, and second moments', async () => {
        const x = input([2, 2, 3, 1, 4]);
        const l = input([2, 3, 4]);
        const e = input([2, 2, 3, 1, 2]);
        await check([x, l], product, (a, b) => reference.product(a, [2, 6, 4], b, l.shape, false, true));
        await check([x, e], secondMoment, (a, b) =>
          reference.product(a, [2, 6, 4], b, [2, 6, 2], true, false),
        );
      });
    });

    it.each([
      [[1, 2, 5, 4, 3], 3, 1, 1],
      [[2, 1, 7, 7, 1], 3, 2, 1],
      [[1, 1, 4, 4, 2], 4, 1, 0],
      [[1, 2, 5, 5, 5], 2, 3, 0],
      [[1, 1, 3, 3, 4], 1, 1, 0],
      [[1, 1, 4, 6, 2], 5, 1, 2],
    ])('extractPatches %j, size %i, stride %i, padding %i', async (shape, size, stride, padding) => {
      await check(
        [input(shape)],
        (x) => extractPatches(x, { size, stride, padding }),
        (x) => reference.patches(x, shape, size, stride, padding),
      );
    });

    it.each([
      [[1, 2, 5, 4, 3], 4, 3, 1, 1],
      [[2, 3, 7, 7, 1], 2, 3, 2, 1],
      [[1, 1, 4, 4, 2], 7, 4, 1, 0],
      [[2, 2, 5, 5, 5], 1, 2, 3, 0],
      [[1, 17, 3, 3, 4], 3, 1, 1, 0],
      [[1, 1, 4, 6, 2], 5, 5, 1, 2],
    ])(
      'convolution %j, %i neurons, size %i, stride %i, padding %i',
      async (shape, neurons, size, stride, padding) => {
        const inputs = shape[4] * size * size;
        const l = input([shape[0], neurons, inputs]);
        await check(
          [input(shape), l],
          (x, w) => convolution(x, w, { size, stride, padding }),
          (x, w) => {
            const rows = reference.patches(x, shape, size, stride, padding);
            return reference.product(
              rows,
              [shape[0], rows.length / shape[0] / inputs, inputs],
              w,
              l.shape,
              false,
              true,
            );
          },
        );
      },
    );

    describe('softmaxCrossEntropy', () => {
      const labels = Int32Array.of(0, 3, 2, 1, 0, 3);
      const shape = [2, 3, 4];
      const op = (logits: Tensor) => softmaxCrossEntropy(logits, tensor(labels, [2, 3], 'int32'));

      it('is the mean of −log p per net', () =>
        check([input(shape)], op, (logits) => reference.crossEntropy(logits, shape, labels)));

      it('is finite for scores in the hundreds', () =>
        check([input(shape, () => 200 * random.normal())], op, (logits) =>
          reference.crossEntropy(logits, shape, labels),
        ));
    });

    it.each(
      [
        [2, 3, 2, 2, 5],
        [1, 1, 1, 1, 2],
        [1, 17, 1, 1, 8],
        [1, 2, 3, 3, 19],
      ].map((shape) => [shape]),
    )('divisiveNorm %j, real and complex', async (shape) => {
      for (const draw of [() => random.normal(), () => 0]) {
        await check(
          [input(shape, draw)],
          (z) => divisiveNorm(z),
          (z) => reference.divisiveNorm(z, shape, 1),
        );
        const both = [shape[0], 2 * shape[1], ...shape.slice(2)];
        await check(
          [input(both, draw)],
          (z) => divisiveNorm(z, 2),
          (z) => reference.divisiveNorm(z, both, 2),
        );
      }
    });

    it('momentumUpdate', async () => {
      const shape = [2, 3, 7];
      const [w, v, g] = [input(shape), input(shape), input(shape)];
      for (const weightDecay of [0, 0.01]) {
        const [w2, v2] = await read(() =>
          momentumUpdate(asTensor(w), asTensor(v), asTensor(g), {
            learningRate: 0.3,
            momentum: 0.9,
            weightDecay,
          }),
        );
        const velocity = v.values.map((x, i) => 0.9 * x + g.values[i] + weightDecay * w.values[i]);
        expect(worst(v2, velocity)).toBeLessThan(1e-5);
        expect(
          worst(
            w2,
            w.values.map((x, i) => x - 0.3 * velocity[i]),
          ),
        ).toBeLessThan(1e-5);
      }
    });
  },
);
