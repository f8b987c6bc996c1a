import { afterAll, describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { gram, multiply, multiplyTransposedLeft, multiplyTransposedRight } from './matrix.ts';
import { polarFactor } from './polar.ts';
import { singularValues, svd } from './svd.ts';
import { symmetricEigen, symmetricEigenvalues } from './symmetricEigen.ts';
import { gaussianMatrix } from './testMatrices.ts';
import { useThreads } from './wasm.ts';

const a = gaussianMatrix(261, 317, rng(4));
const square = gram(a, 261, 317);

// Sizes above every threshold for sharing work out, and not multiples of any block.
const cases: [string, () => Float64Array[]][] = [
  [
    'products',
    () => [
      multiply(square, a, 261, 261, 317),
      multiplyTransposedLeft(a, square, 317, 261, 261),
      multiplyTransposedRight(a, a, 261, 317, 261),
    ],
  ],
  ['symmetricEigen', () => Object.values(symmetricEigen(square, 261))],
  ['symmetricEigenvalues', () => [symmetricEigenvalues(square, 261)]],
  ['svd of a wide matrix', () => Object.values(svd(a, 261, 317))],
  ['svd of a tall matrix', () => Object.values(svd(a, 317, 261))],
  ['singularValues', () => [singularValues(a, 261, 317)]],
  ['polarFactor', () => Object.values(polarFactor(square, 261, 261))],
];
const bits = (decompose: () => Float64Array[]) =>
  Buffer.concat(decompose().map((x) => Buffer.from(x.buffer, x.byteOffset, x.byteLength)));

describe('threads', () => {
  afterAll(() => useThreads(1));
  const alone = cases.map(([, decompose]) => bits(decompose));
  it.each([1, 2, 3, 5])('change no bit: %i', async (threads) => {
    await useThreads(threads);
    cases.forEach(([name, decompose], i) => expect(bits(decompose).equals(alone[i]), name).toBe(true));
  });
});
