import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import {
  largestMagnitude,
  multiply,
  multiplyTransposedLeft,
  multiplyTransposedRight,
  transpose,
} from './matrix.ts';
import { polarFactor } from './polar.ts';
import cases from './reference/blocked.json';
import { matrixOf, type ReferenceCase } from './reference/cases.ts';
import { singularRows, singularValues } from './svd.ts';
import { deviationFromOrthonormal, gaussianMatrix, largestDifference } from './testMatrices.ts';

const EPS = 2 ** -53;
const random = rng(12).fork('svd in blocks');

/**
 * Residual, orthogonality, and the values of the path without vectors (implicit QR), in units of k·ε·‖A‖, k
 * the larger side up to 300.
 */
function check(a: Float64Array, m: number, n: number): Float64Array {
  const { left, s, right } = singularRows(a, m, n);
  const k = s.length;
  const bound = 4 * Math.min(300, Math.max(m, n)) * EPS;
  const norm = s[0] || 1;
  for (let i = 1; i < k; i++) expect(s[i]).toBeLessThanOrEqual(s[i - 1]);
  expect(s[k - 1]).toBeGreaterThanOrEqual(0);
  expect(deviationFromOrthonormal(left, k, m)).toBeLessThanOrEqual(bound);
  expect(deviationFromOrthonormal(right, k, n)).toBeLessThanOrEqual(bound);
  const rebuilt = multiplyTransposedLeft(
    left.map((x, i) => x * (s[Math.floor(i / m)] / norm)),
    right,
    m,
    k,
    n,
  );
  expect(
    largestDifference(
      rebuilt,
      a.map((x) => x / norm),
    ),
  ).toBeLessThanOrEqual(bound);
  expect(largestDifference(singularValues(a, m, n), s)).toBeLessThanOrEqual(bound * norm);
  return s;
}

/** k orthonormal rows of length n. */
const orthonormal = (k: number, n: number) => singularRows(gaussianMatrix(k, n, random), k, n).right;

/** m × n with these singular values. */
function planted(values: readonly number[], m: number, n: number): Float64Array {
  const k = values.length;
  return multiplyTransposedLeft(
    orthonormal(k, m).map((x, i) => x * values[Math.floor(i / m)]),
    orthonormal(k, n),
    m,
    k,
    n,
  );
}

const bidiagonal = (n: number, d: (i: number) => number, e: (i: number) => number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, at) => {
    const i = Math.floor(at / n);
    const j = at % n;
    return j === i ? d(i) : j === i + 1 ? e(i) : 0;
  });

describe('singular values and vectors in blocks', () => {
  it.each([
    [48, 48],
    [49, 49],
    [63, 64],
    [65, 64],
    [96, 97],
    [129, 127],
    [200, 200],
    [257, 300],
    [2000, 64],
    [50, 900],
    [1, 300],
    [300, 1],
  ])('random, %i × %i', (m, n) => {
    check(gaussianMatrix(m, n, random), m, n);
  });

  it.each<[string, (i: number) => number]>([
    ['clusters', (i) => 10 - Math.floor(i / 10)],
    ['two clusters', (i) => (i < 50 ? 1 : 1e-6)],
    ['nearly equal', (i) => 1 + (100 - i) * 1e-15],
    ['all equal', () => 1],
    ['rank 5', (i) => (i < 5 ? 5 - i : 0)],
    ['graded over 30 decades', (i) => 10 ** (-i / 3)],
    ['a power law', (i) => (i + 1) ** -1.5],
  ])('planted: %s', (_, value) => {
    const values = Array.from({ length: 100 }, (_, i) => value(i));
    for (const [m, n] of [
      [100, 100],
      [130, 100],
      [100, 101],
    ])
      expect(largestDifference(check(planted(values, m, n), m, n), values)).toBeLessThan(
        400 * EPS * values[0],
      );
  });

  it.each<[string, (i: number) => number, (i: number) => number]>([
    ['zero', () => 0, () => 0],
    ['the identity', () => 1, () => 0],
    ['nilpotent', () => 0, () => 1],
    ['ones', () => 1, () => 1],
    ['zeros on the diagonal', (i) => (i % 7 === 3 ? 0 : 1 + (i % 3)), () => 1],
    ['zeros above the diagonal', (i) => 1 + (i % 5), (i) => (i % 9 === 4 ? 0 : 1)],
    ['a first zero', (i) => (i === 0 ? 0 : 1), () => 1],
    ['a last zero', (i) => (i === 99 ? 0 : 1), () => 1],
    ['falling', (i) => 2 ** -i, (i) => 2 ** -i],
    ['rising', (i) => 2 ** (i - 100), (i) => 2 ** (i - 99)],
    ['glued', (i) => Math.abs((i % 20) - 10), (i) => (i % 20 === 19 ? 1e-9 : 1)],
    ['hardly coupled', (i) => 1 + (i % 4), () => 1e-16],
    ['squares that underflow', (i) => (i < 50 ? 1 : 1e-200), (i) => (i < 50 ? 1 : 1e-200)],
  ])('bidiagonal: %s', (_, d, e) => {
    check(bidiagonal(100, d, e), 100, 100);
  });

  it('gives 2·cos(kπ/(2n + 1)) for ones on and above the diagonal', () => {
    const n = 150;
    const s = check(
      bidiagonal(
        n,
        () => 1,
        () => 1,
      ),
      n,
      n,
    );
    expect(
      largestDifference(
        s,
        Array.from(s, (_, i) => 2 * Math.cos(((i + 1) * Math.PI) / (2 * n + 1))),
      ),
    ).toBeLessThan(n * EPS);
  });

  it('takes matrices of equal entries, equal rows, and rows that are multiples of each other', () => {
    check(new Float64Array(100 * 100).fill(1), 100, 100);
    check(
      Float64Array.from({ length: 90 * 120 }, (_, i) => Math.sin(i % 120)),
      90,
      120,
    );
    check(
      Float64Array.from({ length: 120 * 90 }, (_, i) => Math.floor(i / 90) * 1e-3 * Math.cos(i % 90)),
      120,
      90,
    );
  });

  it('keeps vectors orthonormal where squares underflow', () => {
    const n = 60;
    const a = gaussianMatrix(n, n, random).map((x, i) => x * 10 ** (-5 * Math.floor(i / n)));
    for (const matrix of [a, a.slice().reverse(), transpose(a, n, n)]) check(matrix, n, n);
  });

  it('holds for tiny and huge scales, is the same twice and leaves its input', () => {
    const a = gaussianMatrix(70, 90, random);
    const copy = a.slice();
    const { s, right } = singularRows(a, 70, 90);
    for (const scale of [2 ** -900, 2 ** 900]) {
      const other = singularRows(
        a.map((x) => x * scale),
        70,
        90,
      );
      expect(
        largestDifference(
          other.s,
          s.map((x) => x * scale),
        ),
      ).toBe(0);
      expect(largestDifference(other.right, right)).toBe(0);
    }
    expect(a).toEqual(copy);
  });
});

describe('against LAPACK', () => {
  for (const reference of cases as ReferenceCase[]) {
    it(reference.name, () => {
      const { rows: m, columns: n, values } = reference;
      const a = matrixOf(reference);
      const k = values.length;
      expect(largestDifference(check(a, m, n), values)).toBeLessThan(8 * k * EPS * values[0]);
      const { factor, singularValues: s } = polarFactor(a, m, n);
      const short = m <= n ? factor : transpose(factor, m, n);
      expect(deviationFromOrthonormal(short, k, Math.max(m, n))).toBeLessThan(4 * 200 * EPS);
      expect(largestDifference(s, values)).toBeLessThan(8 * k * EPS * values[0]);
      // What defines the polar factor: AᵀF is symmetric and not negative, its trace the sum of the values.
      const h = multiplyTransposedLeft(a, factor, n, m, n);
      expect(largestDifference(h, transpose(h, n, n))).toBeLessThan(4 * Math.max(m, n) * EPS * values[0]);
      // The factor itself is as certain as the smallest value: its error is about ε·s₁/s_k. Without rank it
      // is arbitrary there.
      const condition = values[0] / values[k - 1];
      if (condition < 1e14) {
        const image = multiply(
          factor,
          Float64Array.from({ length: n }, (_, j) => Math.cos(j)),
          m,
          n,
          1,
        );
        expect(largestDifference(image, reference.polar!)).toBeLessThan(Math.max(m, n) * EPS * condition);
      }
    });
  }
});

describe('the polar factor', () => {
  it.each([
    ['condition 1e5', 5],
    ['condition 1e8', 8],
    ['condition 1e12', 12],
  ])('U·Vᵀ as planted: %s', (_, decades) => {
    const m = 90;
    const n = 140;
    const k = 90;
    const u = orthonormal(k, m);
    const v = orthonormal(k, n);
    const smallest = 10 ** -decades;
    const a = multiplyTransposedLeft(
      u.map((x, i) => x * 10 ** ((-decades * Math.floor(i / m)) / (k - 1))),
      v,
      m,
      k,
      n,
    );
    for (const [matrix, exact, p, q] of [
      [a, multiplyTransposedLeft(u, v, m, k, n), m, n],
      [transpose(a, m, n), multiplyTransposedLeft(v, u, n, k, m), n, m],
    ] as const) {
      expect(largestDifference(polarFactor(matrix, p, q).factor, exact)).toBeLessThan((n * EPS) / smallest);
    }
  });

  it('is an isometry on the null directions too, and U·Vᵀ on the others', () => {
    const m = 120;
    const n = 80;
    const rank = 30;
    const u = orthonormal(rank, m);
    const v = orthonormal(rank, n);
    const { factor } = polarFactor(
      multiplyTransposedLeft(
        u.map((x, i) => x * (1 + Math.floor(i / m))),
        v,
        m,
        rank,
        n,
      ),
      m,
      n,
    );
    expect(deviationFromOrthonormal(transpose(factor, m, n), n, m)).toBeLessThan(n * 4 * EPS);
    // F·V = U.
    expect(largestDifference(multiplyTransposedRight(v, factor, rank, n, m), u)).toBeLessThan(
      rank * 8 * n * EPS,
    );
    expect(largestMagnitude(polarFactor(new Float64Array(64 * 64), 64, 64).singularValues)).toBe(0);
  });
});
