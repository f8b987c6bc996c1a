import { grads, mul, setBackend, sum, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { rng } from '../../random/rng.ts';
import {
  batchNorm,
  convolution,
  divisiveNorm,
  extractPatches,
  momentumUpdate,
  product,
  secondMoment,
  waveletModulus,
  waveletModulusComplex,
} from '../ops/index.ts';
import { registerSimdBackend, simdVariant } from './backend.ts';
import { giveWayTo } from './threads.ts';

const random = rng(5).fork('threads');
const normal = (...shape: number[]): [Float32Array, number[]] => [
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
  shape,
];

/** Value and gradients of Σ y·cos on `threads`. */
async function run(
  threads: number,
  inputs: [Float32Array, number[]][],
  f: (...x: Tensor[]) => Tensor,
): Promise<Float32Array[]> {
  await registerSimdBackend(threads);
  const tensors = inputs.map(([values, shape]) => tensor(values, shape));
  const out = tidy(() =>
    [
      f(...tensors),
      ...grads((...x: Tensor[]) => {
        const y = f(...x);
        return sum(
          mul(
            y,
            tensor(
              Float32Array.from({ length: y.size }, (_, i) => Math.cos(i)),
              y.shape,
            ),
          ),
        );
      })(tensors),
    ].map((t) => t.dataSync<'float32'>().slice()),
  );
  tensors.forEach((t) => t.dispose());
  return out;
}

beforeAll(async () => {
  await registerSimdBackend(1);
  await setBackend('simd');
});

describe('threads', () => {
  it('are as many as asked for, 0 for one a core', async () => {
    for (const n of [3, 1, 2]) {
      await registerSimdBackend(n);
      expect(simdVariant()).toMatch(new RegExp(`, ${n} threads?$`));
    }
    await registerSimdBackend();
    expect(simdVariant()).toMatch(/, \d+ threads?$/);
  });

  // Sizes above the threshold under which threads sleep, and not multiples of any block.
  const cases: [string, [Float32Array, number[]][], (...x: Tensor[]) => Tensor][] = [
    ['waveletModulus', [normal(2, 7, 19, 17, 5)], (x) => waveletModulus(x, 'plain')],
    ['waveletModulusComplex', [normal(2, 6, 19, 17, 5)], (z) => waveletModulusComplex(z, 'plain', 2)],
    [
      'batchNorm of a complex field',
      [normal(2, 6, 31, 15, 18)],
      (z) => batchNorm(z, { activation: 'none', parts: 2 }).output,
    ],
    ['divisiveNorm', [normal(2, 6, 31, 15, 18)], (z) => divisiveNorm(z, 2)],
    ['batchNorm', [normal(2, 9, 31, 15, 18)], (x) => batchNorm(x, { activation: 'relu' }).output],
    ['product of many rows', [normal(1, 3001, 37), normal(1, 19, 37)], (x, l) => product(x, l)],
    ['product of three nets', [normal(3, 701, 33), normal(3, 21, 33)], (x, l) => product(x, l)],
    ['secondMoment', [normal(1, 9001, 23), normal(1, 9001, 11)], (x, y) => secondMoment(x, y)],
    [
      'extractPatches',
      [normal(1, 13, 15, 14, 7)],
      (x) => extractPatches(x, { size: 3, stride: 2, padding: 1 }),
    ],
    [
      'convolution',
      [normal(2, 19, 13, 11, 6), normal(2, 10, 54)],
      (x, l) => convolution(x, l, { size: 3, stride: 1, padding: 1 }),
    ],
  ];
  it.each(cases)('%s has the same bits on 1, 2, 3 and 5', async (_, inputs, f) => {
    const one = await run(1, inputs, f);
    for (const threads of [2, 3, 5]) expect(await run(threads, inputs, f)).toEqual(one);
  });

  it('wait for a page that draws, but not for ever, and then compute the same', async () => {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const [, inputs, f] = cases[0];
    const free = await run(2, inputs, f);
    giveWayTo(flag);
    Atomics.store(flag, 0, 1);
    expect(await run(2, inputs, f)).toEqual(free);
    expect(flag[0], 'given up').toBe(0);
  });

  it('momentumUpdate has the same bits on 1 and 4', async () => {
    const values = [normal(1, 401, 607), normal(1, 401, 607), normal(1, 401, 607)];
    const update = async (threads: number) => {
      await registerSimdBackend(threads);
      return tidy(() => {
        const [w, v, g] = values.map(([x, shape]) => tensor(x, shape));
        return momentumUpdate(w, v, g, { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 }).map((t) =>
          t.dataSync().slice(),
        );
      });
    };
    expect(await update(4)).toEqual(await update(1));
  });
});
