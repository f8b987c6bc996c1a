import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import {
  frobeniusNorm,
  gram,
  largestMagnitude,
  multiply,
  multiplyTransposedRight,
  transpose,
} from './matrix.ts';
import { matrixOf, type ReferenceCase } from './reference/cases.ts';
import cases from './reference/rectangular.json';
import { singularValues, svd } from './svd.ts';
import { symmetricEigenvalues } from './symmetricEigen.ts';
import {
  deviationFromOrthonormal,
  gaussianMatrix,
  largestDifference,
  projector,
  rotationMatrix,
} from './testMatrices.ts';

const references = cases as ReferenceCase[];

/** ‖U·S·Vᵀ − A‖ / ‖A‖ (Frobenius; absolute for zero). */
function residual(a: Float64Array, m: number, n: number, { u, s, vt }: ReturnType<typeof svd>): number {
  const k = s.length;
  const norm = frobeniusNorm(a) || 1;
  const rebuilt = multiply(
    u.map((x, i) => (x * s[i % k]) / norm),
    vt,
    m,
    k,
    n,
  );
  return frobeniusNorm(rebuilt.map((x, i) => x - a[i] / norm));
}

function expectOrthonormal(m: number, n: number, { u, s, vt }: ReturnType<typeof svd>): void {
  expect(deviationFromOrthonormal(transpose(u, m, s.length), s.length, m)).toBeLessThan(1e-10);
  expect(deviationFromOrthonormal(vt, s.length, n)).toBeLessThan(1e-10);
}

describe('svd', () => {
  for (const reference of references) {
    it(`agrees with LAPACK: ${reference.name}`, () => {
      const { rows: m, columns: n } = reference;
      const a = matrixOf(reference);
      const norm = frobeniusNorm(a);
      const found = svd(a, m, n);
      expect(largestDifference(found.s, reference.values)).toBeLessThan(1e-10 * norm);
      expect(largestDifference(singularValues(a, m, n), reference.values)).toBeLessThan(1e-10 * norm);
      expect(residual(a, m, n, found)).toBeLessThan(1e-10);
      expectOrthonormal(m, n, found);
      const k = found.s.length;
      for (const [from, to] of reference.clusters ?? []) {
        expect(
          largestDifference(projector(found.vt, n, from, to), projector(reference.vt!, n, from, to)),
        ).toBeLessThan(1e-10);
        const ours = transpose(found.u, m, k);
        const theirs = transpose(Float64Array.from(reference.u!), m, k);
        expect(largestDifference(projector(ours, m, from, to), projector(theirs, m, from, to))).toBeLessThan(
          1e-10,
        );
      }
    });
  }

  for (const reference of references.filter((c) => c.name.startsWith('condition 1e9'))) {
    it(`holds every singular value where the Gram matrix loses them: ${reference.name}`, () => {
      const { rows: m, columns: n } = reference;
      const a = matrixOf(reference);
      const k = Math.min(m, n);
      const s = singularValues(a, m, n);
      // By construction they are 10^(−9r/19).
      for (let r = 0; r < k; r++) expect(Math.abs(s[r] / 10 ** ((-9 * r) / 19) - 1)).toBeLessThan(1e-6);
      const throughGram = Math.sqrt(
        Math.abs(symmetricEigenvalues(m <= n ? gram(a, m, n) : gram(transpose(a, m, n), n, m), k)[k - 1]),
      );
      expect(Math.abs(throughGram / 1e-9 - 1)).toBeGreaterThan(0.1);
    });
  }

  it('holds tiny singular values of bidiagonal matrices to high relative accuracy', () => {
    // Diagonal δ, 1, …, 1 and ones above: det = δ, and the others tend to those of δ = 0: 2·cos(kπ/(2n)), k <
    // n.
    const n = 12;
    const delta = 1e-25;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      a[i * n + i] = i === 0 ? delta : 1;
      if (i + 1 < n) a[i * n + i + 1] = 1;
    }
    const s = singularValues(a, n, n);
    const others = Array.from({ length: n - 1 }, (_, i) => 2 * Math.cos(((i + 1) * Math.PI) / (2 * n)));
    expect(largestDifference(s.subarray(0, n - 1), others)).toBeLessThan(1e-13);
    expect(Math.abs((s[n - 1] * others.reduce((x, y) => x * y, 1)) / delta - 1)).toBeLessThan(1e-12);
  });

  it('keeps the determinant of graded bidiagonal matrices, which shifted sweeps alone lose altogether', () => {
    const n = 8;
    for (const exponent of [
      (i: number) => -2 * i,
      (i: number) => 2 * (i - n),
      (i: number) => -Math.abs(2 * i - n),
      (i: number) => (i === 3 ? -20 : 0),
    ]) {
      const a = new Float64Array(n * n);
      let determinant = 1;
      for (let i = 0; i < n; i++) {
        a[i * n + i] = 10 ** exponent(i);
        determinant *= a[i * n + i];
        if (i + 1 < n) a[i * n + i + 1] = 1;
      }
      expect(Math.abs(singularValues(a, n, n).reduce((x, y) => x * y, 1) / determinant - 1)).toBeLessThan(
        1e-9,
      );
    }
  });

  it('keeps vectors orthonormal where squares underflow', () => {
    const m = 15;
    const n = 16;
    const a = gaussianMatrix(m, n, rng(3)).map((x, i) => x * 10 ** (-20 * Math.floor(i / n)));
    for (const matrix of [a, a.slice().reverse()]) {
      const found = svd(matrix, m, n);
      expectOrthonormal(m, n, found);
      expect(residual(matrix, m, n, found)).toBeLessThan(1e-13);
    }
  });

  it('handles empty, 1 × 1, zero, diagonal and permuted matrices', () => {
    expect(svd(new Float64Array(0), 0, 3).s.length).toBe(0);
    expect(svd(new Float64Array(0), 3, 0).s.length).toBe(0);
    expect(Array.from(svd(Float64Array.of(-2), 1, 1).s)).toEqual([2]);
    expect(residual(Float64Array.of(-2), 1, 1, svd(Float64Array.of(-2), 1, 1))).toBe(0);
    for (const [m, n] of [
      [4, 4],
      [3, 5],
      [5, 3],
    ]) {
      const zero = svd(new Float64Array(m * n), m, n);
      expect(largestMagnitude(zero.s)).toBe(0);
      expectOrthonormal(m, n, zero);
    }
    expect(Array.from(singularValues(Float64Array.of(0, -3, 0, 0, 0, 5, 2, 0, 0), 3, 3))).toEqual(
      [5, 3, 2].map((x) => expect.closeTo(x, 14) as number),
    );
  });

  it('completes the vectors of nilpotent and singular bidiagonal matrices', () => {
    for (const diagonal of [
      [0, 0, 0, 0, 0],
      [1, 0, 1, 0, 1],
      [0, 1, 2, 3, 0],
    ]) {
      const n = 5;
      const a = new Float64Array(n * n);
      diagonal.forEach((x, i) => {
        a[i * n + i] = x;
        if (i + 1 < n) a[i * n + i + 1] = 1;
      });
      const found = svd(a, n, n);
      expect(residual(a, n, n, found)).toBeLessThan(1e-14);
      expectOrthonormal(n, n, found);
      if (diagonal.every((x) => x === 0))
        expect(largestDifference(found.s, [1, 1, 1, 1, 0])).toBeLessThan(1e-15);
    }
  });

  it('gives the singular values of Q·S·Rᵀ back, and the same for the transpose', () => {
    const m = 11;
    const n = 7;
    const random = rng(9);
    const s = [9, 7, 7, 3, 1, 1e-3, 0];
    const q = rotationMatrix(m, random);
    const r = rotationMatrix(n, random);
    const a = multiplyTransposedRight(
      multiply(
        q,
        Float64Array.from({ length: m * n }, (_, i) => (i % n === Math.floor(i / n) ? s[i % n] : 0)),
        m,
        m,
        n,
      ),
      r,
      m,
      n,
      n,
    );
    expect(largestDifference(singularValues(a, m, n), s)).toBeLessThan(1e-13);
    expect(largestDifference(singularValues(transpose(a, m, n), n, m), s)).toBeLessThan(1e-13);
  });

  it('keeps its input and the sum of squares', () => {
    const m = 64;
    const n = 150;
    const a = gaussianMatrix(m, n, rng(5));
    const before = a.slice();
    expect(frobeniusNorm(singularValues(a, m, n))).toBeCloseTo(frobeniusNorm(a), 10);
    expect(a).toEqual(before);
  });

  it('names the first entry that is not finite, and a wrong length', () => {
    expect(() => svd(Float64Array.of(1, 2, 3, 4, -Infinity, 6), 2, 3)).toThrow(
      new RangeError('entry (1, 1) is -Infinity'),
    );
    expect(() => singularValues(new Float64Array(5), 2, 3)).toThrow(RangeError);
  });
});
