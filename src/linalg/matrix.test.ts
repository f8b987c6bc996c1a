import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import {
  frobeniusNorm,
  gram,
  identity,
  multiply,
  multiplyTransposedLeft,
  multiplyTransposedRight,
  powerOfTwoScale,
  trace,
  transpose,
} from './matrix.ts';
import { gaussianMatrix } from './testMatrices.ts';

/** The definition, one entry at a time. */
const entry = (a: Float64Array, b: Float64Array, k: number, n: number, i: number, j: number) =>
  Array.from({ length: k }, (_, p) => a[i * k + p] * b[p * n + j]).reduce((x, y) => x + y, 0);

describe('matrix', () => {
  const random = rng(1).fork('matrix');
  for (const [m, k, n] of [
    [1, 1, 1],
    [3, 5, 2],
    [17, 18, 33],
    [4, 0, 3],
  ]) {
    it(`multiplies ${m} × ${k} by ${k} × ${n} in every transposition`, () => {
      const a = gaussianMatrix(m, k, random);
      const b = gaussianMatrix(k, n, random);
      const products = [
        multiply(a, b, m, k, n),
        multiplyTransposedLeft(transpose(a, m, k), b, m, k, n),
        multiplyTransposedRight(a, transpose(b, k, n), m, k, n),
      ];
      for (const product of products) {
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++) expect(product[i * n + j]).toBeCloseTo(entry(a, b, k, n, i, j), 12);
      }
    });
  }

  it('forms A·Aᵀ for even and odd sizes', () => {
    for (const [m, k] of [
      [1, 3],
      [4, 5],
      [7, 2],
    ]) {
      const a = gaussianMatrix(m, k, random);
      const g = gram(a, m, k);
      const at = transpose(a, m, k);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < m; j++) expect(g[i * m + j]).toBeCloseTo(entry(a, at, k, m, i, j), 12);
      expect(transpose(g, m, m)).toEqual(g);
    }
  });

  it('has the trace and norm of simple matrices', () => {
    expect(trace(identity(5), 5)).toBe(5);
    expect(trace(Float64Array.of(1, 2, 3, 4), 2)).toBe(5);
    expect(frobeniusNorm(Float64Array.of(3, 0, 0, 4))).toBe(5);
    expect(frobeniusNorm(Float64Array.of(3e200, 4e200))).toBeCloseTo(5e200, -190);
    expect(frobeniusNorm(new Float64Array(4))).toBe(0);
  });

  it('scales the largest entry to between 1 and 2', () => {
    for (const x of [1, 3.7, 1e300, 1.7e308, 1e-300, -0.2]) {
      const scaled = Math.abs(x) * powerOfTwoScale(Float64Array.of(0, x));
      expect(scaled).toBeGreaterThanOrEqual(1);
      expect(scaled).toBeLessThan(4); // one more than promised only beyond 2^1022
    }
  });

  it('refuses a wrong length', () => {
    expect(() => multiply(new Float64Array(5), new Float64Array(4), 2, 2, 2)).toThrow(
      /2 × 2 matrix has 4 entries, not 5/,
    );
    expect(() => trace(new Float64Array(6), 2)).toThrow(RangeError);
  });
});
