import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { cholesky } from './cholesky.ts';
import { gram, multiplyTransposedRight } from './matrix.ts';
import { gaussianMatrix, largestDifference } from './testMatrices.ts';

describe('cholesky', () => {
  it('factors a known matrix exactly', () => {
    // The classical example with integer factor (2, 6 1, −8 5 3).
    expect(Array.from(cholesky(Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98), 3))).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3]);
  });

  it('multiplies back', () => {
    const n = 30, a = gram(gaussianMatrix(n, 45, rng(1)), n, 45), l = cholesky(a, n);
    expect(largestDifference(multiplyTransposedRight(l, l, n, n, n), a)).toBeLessThan(1e-12);
  });

  it('names the pivot of a matrix that is not positive definite', () => {
    expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow(new RangeError('not positive definite: pivot 1 is -3'));
    expect(() => cholesky(new Float64Array(4), 2)).toThrow(/pivot 0/);
    expect(() => cholesky(Float64Array.of(1, 0, NaN, 1), 2)).toThrow(/entry \(1, 0\)/);
    expect(cholesky(new Float64Array(0), 0).length).toBe(0);
  });
});
