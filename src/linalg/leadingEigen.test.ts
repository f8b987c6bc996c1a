import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { leadingEigen } from './leadingEigen.ts';
import { multiply, transpose } from './matrix.ts';
import {
  deviationFromOrthonormal,
  gaussianMatrix,
  largestDifference,
  rotationMatrix,
} from './testMatrices.ts';

describe('leadingEigen', () => {
  it.each([
    [12, 3],
    [64, 4],
    [65, 1],
    [150, 6],
  ])('finds the eigenvalues and leading vectors that a matrix of size %s was made of', (n, count) => {
    const random = rng(3).fork(n);
    const q = rotationMatrix(n, random);
    const values = Float64Array.from({ length: n }, (_, i) => 2 ** (-i / 7) - 0.4);
    const a = multiply(
      transpose(
        q.map((x, i) => x * values[Math.floor(i / n)]),
        n,
        n,
      ),
      q,
      n,
      n,
      n,
    );
    const found = leadingEigen(a, n, count);
    expect(largestDifference(found.values, values)).toBeLessThan(1e-13 * n);
    for (let r = 0; r < count; r++) {
      const dot = q.subarray(r * n, (r + 1) * n).reduce((sum, x, i) => sum + x * found.vectors[r * n + i], 0);
      expect(Math.abs(Math.abs(dot) - 1)).toBeLessThan(1e-11);
    }
  });

  it('gives an orthonormal basis of a cluster, and of a matrix that is diagonal already', () => {
    const n = 90;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) a[i * n + i] = i < 5 ? 2 : 1;
    const { values, vectors } = leadingEigen(a, n, 5);
    expect([...values.slice(0, 6)]).toEqual([2, 2, 2, 2, 2, 1]);
    expect(deviationFromOrthonormal(vectors, 5, n)).toBeLessThan(1e-12);
    for (let r = 0; r < 5; r++)
      expect(vectors.subarray(r * n, r * n + 5).reduce((s, x) => s + x * x, 0)).toBeCloseTo(1, 10);
  });

  it('leaves the matrix as it is and refuses more vectors than there are', () => {
    const n = 80;
    const a = gaussianMatrix(n, n, rng(1));
    const copy = a.slice();
    leadingEigen(a, n, 2);
    expect(a).toEqual(copy);
    expect(() => leadingEigen(a, n, 81)).toThrow('0 to 80 eigenvectors');
  });
});
