import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { frobeniusNorm, multiply, multiplyTransposedLeft, transpose } from './matrix.ts';
import { polarFactor } from './polar.ts';
import {
  deviationFromOrthonormal,
  gaussianMatrix,
  largestDifference,
  rotationMatrix,
} from './testMatrices.ts';

describe('polarFactor', () => {
  it('returns Q from the cross-covariance of Φ and Φ·Q, with residual 0 (docs/paper.md D15.1, D2)', () => {
    const samples = 200;
    const d = 24;
    const random = rng(2);
    // Columns of very different size: the cross-covariance has condition 1e8.
    const phi = gaussianMatrix(samples, d, random).map((x, i) => x * 10 ** ((-4 * (i % d)) / (d - 1)));
    const q = rotationMatrix(d, random);
    const psi = multiply(phi, q, samples, d, d);
    const { factor, singularValues } = polarFactor(multiplyTransposedLeft(phi, psi, d, samples, d), d, d);
    expect(largestDifference(factor, q)).toBeLessThan(1e-6); // condition 1e8 × ε
    expect(
      frobeniusNorm(multiply(phi, factor, samples, d, d).map((x, i) => x - psi[i])) / frobeniusNorm(psi),
    ).toBeLessThan(1e-9);
    // Nuclear norm = trace of the covariance of Φ.
    expect(singularValues.reduce((sum, x) => sum + x, 0) / frobeniusNorm(phi) ** 2).toBeCloseTo(1, 12);
  });

  it('satisfies the residual identity ‖ΦA − Ψ‖² = ‖Φ‖² + ‖Ψ‖² − 2·Σs (docs/paper.md a.3), and no rotation does better', () => {
    const samples = 60;
    const d = 8;
    const random = rng(3);
    const phi = gaussianMatrix(samples, d, random);
    const psi = gaussianMatrix(samples, d, random);
    const error = (a: Float64Array) =>
      frobeniusNorm(multiply(phi, a, samples, d, d).map((x, i) => x - psi[i])) ** 2;
    const { factor, singularValues } = polarFactor(multiplyTransposedLeft(phi, psi, d, samples, d), d, d);
    const nuclear = singularValues.reduce((sum, x) => sum + x, 0);
    expect(error(factor)).toBeCloseTo(frobeniusNorm(phi) ** 2 + frobeniusNorm(psi) ** 2 - 2 * nuclear, 8);
    for (let i = 0; i < 20; i++) expect(error(rotationMatrix(d, random))).toBeGreaterThan(error(factor));
  });

  it('is a partial isometry for rectangular and rank-deficient matrices', () => {
    const random = rng(6);
    for (const [m, n, rank] of [
      [6, 10, 6],
      [10, 6, 6],
      [9, 9, 4],
      [5, 8, 2],
      [4, 4, 0],
    ]) {
      const a = multiply(gaussianMatrix(m, rank, random), gaussianMatrix(rank, n, random), m, rank, n);
      const { factor } = polarFactor(a, m, n);
      const short = m <= n ? factor : transpose(factor, m, n);
      expect(deviationFromOrthonormal(short, Math.min(m, n), Math.max(m, n))).toBeLessThan(1e-12);
    }
  });

  it('is U·Vᵀ in blocks: graded over 14 decades, clustered, rank-deficient, rectangular, zero', () => {
    const random = rng(9);
    const diagonal = (k: number, value: (i: number) => number) =>
      Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? value(i / (k + 1)) : 0));
    for (const [m, n, value] of [
      [80, 80, (i: number) => 10 ** ((-14 * i) / 79)],
      [70, 110, (i: number) => (i < 30 ? 1 : 1e-6)],
      [120, 66, (i: number) => (i < 20 ? 2 ** -i : 0)],
      [64, 64, () => 0],
    ] as const) {
      const k = Math.min(m, n);
      const left = rotationMatrix(m, random);
      const right = rotationMatrix(n, random);
      const u = left.filter((_, i) => i % m < k);
      const vt = right.slice(0, k * n);
      const a = multiply(multiply(u, diagonal(k, value), m, k, k), vt, m, k, n);
      const { factor, singularValues } = polarFactor(a, m, n);
      const short = m <= n ? factor : transpose(factor, m, n);
      expect(deviationFromOrthonormal(short, k, Math.max(m, n)), `${m} × ${n}`).toBeLessThan(1e-12);
      singularValues.forEach((s, i) => expect(Math.abs(s - value(i))).toBeLessThan(1e-13));
      // H = Aᵀ·factor is symmetric, positive and has A's trace norm: what defines the polar factor.
      const h = multiplyTransposedLeft(a, factor, n, m, n);
      const trace = h.reduce((sum, x, i) => sum + (i % (n + 1) === 0 ? x : 0), 0);
      expect(largestDifference(h, transpose(h, n, n))).toBeLessThan(1e-12);
      expect(trace).toBeCloseTo(
        singularValues.reduce((sum, x) => sum + x, 0),
        11,
      );
      // Where the singular values are far from zero the factor is U·Vᵀ itself.
      if (value(k - 1) > 1e-7) expect(largestDifference(factor, multiply(u, vt, m, k, n))).toBeLessThan(1e-7);
    }
  });

  it('is the identity on isometries and blind to positive scaling', () => {
    const q = rotationMatrix(7, rng(8));
    expect(
      largestDifference(
        polarFactor(
          q.map((x) => 1e-30 * x),
          7,
          7,
        ).factor,
        q,
      ),
    ).toBeLessThan(1e-13);
  });
});
