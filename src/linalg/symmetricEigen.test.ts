import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { frobeniusNorm, identity, multiplyTransposedRight } from './matrix.ts';
import { matrixOf, type ReferenceCase } from './reference/cases.ts';
import cases from './reference/symmetric.json';
import { symmetricEigen, symmetricEigenvalues } from './symmetricEigen.ts';
import { deviationFromOrthonormal, largestDifference, projector, rotationMatrix } from './testMatrices.ts';

/** ‖A·V − V·Λ‖ / ‖A‖ (Frobenius), with the eigenvectors in rows. */
function residual(a: Float64Array, n: number, values: Float64Array, vectors: Float64Array): number {
  const norm = frobeniusNorm(a);
  const av = multiplyTransposedRight(
    a.map((x) => x / norm),
    vectors,
    n,
    n,
    n,
  );
  return frobeniusNorm(
    av.map((x, i) => x - (vectors[(i % n) * n + Math.floor(i / n)] * values[i % n]) / norm),
  );
}

describe('symmetricEigen', () => {
  for (const reference of cases as ReferenceCase[]) {
    it(`agrees with LAPACK: ${reference.name}`, () => {
      const n = reference.rows;
      const a = matrixOf(reference);
      const norm = frobeniusNorm(a);
      const { values, vectors } = symmetricEigen(a, n);
      expect(largestDifference(values, reference.values)).toBeLessThan(1e-10 * norm);
      expect(largestDifference(symmetricEigenvalues(a, n), reference.values)).toBeLessThan(1e-10 * norm);
      expect(residual(a, n, values, vectors)).toBeLessThan(1e-10);
      expect(deviationFromOrthonormal(vectors, n, n)).toBeLessThan(1e-10);
      for (const [from, to] of reference.clusters ?? []) {
        expect(
          largestDifference(projector(vectors, n, from, to), projector(reference.vectors!, n, from, to)),
        ).toBeLessThan(1e-10);
      }
    });
  }

  it('finds repeated eigenvalues of integer matrices', () => {
    // The Petersen graph: 3, 1 five times, −2 four times. All ones: n, then 0.
    const petersen = new Float64Array(100);
    for (let i = 0; i < 5; i++) {
      for (const [p, q] of [
        [i, (i + 1) % 5],
        [i, i + 5],
        [i + 5, ((i + 2) % 5) + 5],
      ])
        petersen[p * 10 + q] = petersen[q * 10 + p] = 1;
    }
    expect(
      largestDifference(symmetricEigenvalues(petersen, 10), [3, 1, 1, 1, 1, 1, -2, -2, -2, -2]),
    ).toBeLessThan(1e-13);
    const ones = symmetricEigen(new Float64Array(144).fill(1), 12);
    expect(largestDifference(ones.values, [12, ...new Array<number>(11).fill(0)])).toBeLessThan(1e-13);
    expect(deviationFromOrthonormal(ones.vectors, 12, 12)).toBeLessThan(1e-13);
  });

  it('finds the small eigenvalues of a discrete Laplacian: 4·sin²(kπ/2(n + 1))', () => {
    const n = 101;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      a[i * n + i] = 2;
      if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
    }
    const expected = Array.from(
      { length: n },
      (_, i) => 4 * Math.sin(((n - i) * Math.PI) / (2 * (n + 1))) ** 2,
    );
    expect(largestDifference(symmetricEigenvalues(a, n), expected)).toBeLessThan(1e-13);
  });

  it('handles sizes 0 and 1, zero, identity and diagonal matrices', () => {
    expect(symmetricEigen(new Float64Array(0), 0)).toEqual({
      values: new Float64Array(0),
      vectors: new Float64Array(0),
    });
    expect(symmetricEigen(Float64Array.of(-3), 1)).toEqual({
      values: Float64Array.of(-3),
      vectors: Float64Array.of(1),
    });
    expect(symmetricEigen(new Float64Array(36), 6)).toEqual({
      values: new Float64Array(6),
      vectors: identity(6),
    });
    expect(symmetricEigenvalues(identity(7), 7)).toEqual(new Float64Array(7).fill(1));
    expect(symmetricEigenvalues(Float64Array.of(2, 0, 0, 0, -5, 0, 0, 0, 9), 3)).toEqual(
      Float64Array.of(9, 2, -5),
    );
    expect(symmetricEigenvalues(Float64Array.of(0, 1e-320, 1e-320, 0), 2)[0]).toBeCloseTo(1e-320, 322);
  });

  it('keeps vectors orthonormal where squares underflow', () => {
    const n = 16;
    const random = rng(3);
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = random.normal() * 10 ** (-20 * j);
    const { values, vectors } = symmetricEigen(a, n);
    expect(deviationFromOrthonormal(vectors, n, n)).toBeLessThan(1e-13);
    expect(residual(a, n, values, vectors)).toBeLessThan(1e-13);
  });

  it('keeps its input and uses the symmetric part of it', () => {
    const a = Float64Array.of(1, 5, -1, 1);
    const before = a.slice();
    expect(largestDifference(symmetricEigenvalues(a, 2), [3, -1])).toBeLessThan(1e-15);
    expect(a).toEqual(before);
  });

  it('commutes with rotations: Q·diag·Qᵀ has the diagonal as eigenvalues and the columns of Q as vectors', () => {
    const n = 9;
    const q = rotationMatrix(n, rng(4));
    const values = Array.from({ length: n }, (_, i) => 4 - i);
    const a = multiplyTransposedRight(
      q.map((x, i) => x * values[i % n]),
      q,
      n,
      n,
      n,
    );
    const { values: found, vectors } = symmetricEigen(a, n);
    expect(largestDifference(found, values)).toBeLessThan(1e-13);
    for (let r = 0; r < n; r++) {
      const dot = vectors.subarray(r * n, r * n + n).reduce((sum, x, j) => sum + x * q[j * n + r], 0);
      expect(Math.abs(dot)).toBeCloseTo(1, 12);
    }
  });

  it('names the first entry that is not finite, and a wrong length', () => {
    expect(() => symmetricEigen(Float64Array.of(1, 2, NaN, 1), 2)).toThrow(
      new RangeError('entry (1, 0) is NaN'),
    );
    expect(() => symmetricEigenvalues(Float64Array.of(1, Infinity, 1, 1), 2)).toThrow(
      new RangeError('entry (0, 1) is Infinity'),
    );
    expect(() => symmetricEigenvalues(new Float64Array(5), 2)).toThrow(RangeError);
  });
});
