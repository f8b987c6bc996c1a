import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { multiplyTransposedRight } from './matrix.ts';
import { symmetricEigen, symmetricEigenvalues } from './symmetricEigen.ts';
import { rotationMatrix } from './testMatrices.ts';

const random = rng(41).fork('divide and conquer');

/** Q·diag(values)·Qᵀ for a random rotation. */
function withSpectrum(values: readonly number[]): Float64Array {
  const n = values.length;
  const q = rotationMatrix(n, random);
  const scaled = q.map((x, i) => x * values[i % n]);
  return multiplyTransposedRight(scaled, q, n, n, n);
}

function tridiagonal(d: readonly number[], e: readonly number[]): Float64Array {
  const n = d.length;
  const a = new Float64Array(n * n);
  d.forEach((x, i) => {
    a[i * n + i] = x;
  });
  e.forEach((x, i) => {
    a[i * n + i + 1] = a[(i + 1) * n + i] = x;
  });
  return a;
}

/** W⁺ of size 2m + 1: pairs of eigenvalues that agree to many digits. */
const wilkinson = (m: number): { d: number[]; e: number[] } => ({
  d: Array.from({ length: 2 * m + 1 }, (_, i) => Math.abs(i - m)),
  e: new Array<number>(2 * m).fill(1),
});
const glued = (copies: number, m: number, glue: number): Float64Array => {
  const one = wilkinson(m);
  const d: number[] = [];
  const e: number[] = [];
  for (let c = 0; c < copies; c++) {
    d.push(...one.d);
    e.push(...one.e);
    if (c < copies - 1) e.push(glue);
  }
  return tridiagonal(d, e);
};

/**
 * Residual, orthogonality, and the values of the path without vectors (implicit QL), all to rounding of ‖A‖.
 */
function check(a: Float64Array, n: number): void {
  const { values, vectors } = symmetricEigen(a, n);
  const alone = symmetricEigenvalues(a, n);
  const norm = Math.max(Math.abs(values[0]), Math.abs(values[n - 1]), 1e-300);
  const bound = 1e-14 * Math.max(8, Math.sqrt(n)) * 4;
  for (let i = 0; i < n; i++) expect(Math.abs(values[i] - alone[i])).toBeLessThanOrEqual(bound * norm);
  const products = multiplyTransposedRight(vectors, a, n, n, n);
  const gram = multiplyTransposedRight(vectors, vectors, n, n, n);
  let residual = 0;
  let overlap = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      residual = Math.max(residual, Math.abs(products[i * n + j] - values[i] * vectors[i * n + j]));
      overlap = Math.max(overlap, Math.abs(gram[i * n + j] - (i === j ? 1 : 0)));
    }
  expect(residual).toBeLessThanOrEqual(bound * norm);
  expect(overlap).toBeLessThanOrEqual(bound);
}

describe('symmetricEigen in blocks', () => {
  it.each([48, 49, 63, 64, 65, 96, 127, 200, 257])('random, n = %i', (n) => {
    const x = Float64Array.from({ length: n * n }, () => random.normal());
    check(
      x.map((v, i) => v + x[(i % n) * n + Math.floor(i / n)]),
      n,
    );
  });
  it('finds a spectrum that was planted', () => {
    const planted = Array.from({ length: 120 }, (_, i) => 1 / (i + 1));
    const { values } = symmetricEigen(withSpectrum(planted), 120);
    planted.forEach((x, i) => expect(Math.abs(values[i] - x)).toBeLessThan(1e-13));
  });
  it.each([
    ['clusters', Array.from({ length: 100 }, (_, i) => Math.floor(i / 10))],
    ['nearly equal', Array.from({ length: 90 }, (_, i) => 1 + i * 1e-15)],
    ['rank 5', Array.from({ length: 80 }, (_, i) => (i < 5 ? 5 - i : 0))],
    ['graded over 30 decades', Array.from({ length: 90 }, (_, i) => 10 ** (-i / 3))],
    ['both signs', Array.from({ length: 101 }, (_, i) => 50 - i)],
    ['a power law', Array.from({ length: 160 }, (_, i) => (i + 1) ** -1.5)],
  ])('%s', (_, values) => check(withSpectrum(values), values.length));
  it('identity, zero, diagonal', () => {
    const n = 70;
    const eye = new Float64Array(n * n);
    for (let i = 0; i < n; i++) eye[i * n + i] = 1;
    check(eye, n);
    check(new Float64Array(n * n), n);
    check(
      eye.map((x, i) => x * (Math.floor(i / n) % 7)),
      n,
    );
  });
  it("Wilkinson's matrices, alone and glued", () => {
    const one = wilkinson(60);
    check(tridiagonal(one.d, one.e), 121);
    check(glued(6, 10, 1e-7), 126);
    check(glued(6, 10, 1e-14), 126);
    check(tridiagonal(new Array<number>(150).fill(2), new Array<number>(149).fill(-1)), 150);
  });
  it('the second difference has the eigenvalues 2 − 2 cos(kπ/(n + 1))', () => {
    const n = 200;
    const { values } = symmetricEigen(
      tridiagonal(new Array<number>(n).fill(2), new Array<number>(n - 1).fill(-1)),
      n,
    );
    values.forEach((x, i) =>
      expect(Math.abs(x - (2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1))))).toBeLessThan(2e-14),
    );
  });
  it('holds for tiny and huge scales', () => {
    const x = withSpectrum(Array.from({ length: 64 }, (_, i) => i - 20));
    const { values } = symmetricEigen(x, 64);
    for (const scale of [2 ** -900, 2 ** 900])
      expect(
        Array.from(
          symmetricEigen(
            x.map((v) => v * scale),
            64,
          ).values,
        ),
      ).toEqual(Array.from(values, (v) => v * scale));
  });
  it('is the same twice and leaves its input', () => {
    const a = withSpectrum(Array.from({ length: 77 }, (_, i) => i ** 0.5));
    const copy = a.slice();
    expect(symmetricEigen(a, 77)).toEqual(symmetricEigen(a, 77));
    expect(a).toEqual(copy);
  });
});
