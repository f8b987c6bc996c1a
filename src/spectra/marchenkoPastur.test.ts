import { describe, expect, it } from 'vitest';
import { singularValues } from '../linalg/svd.ts';
import { rng } from '../random/rng.ts';
import { cdf, density, edges, fitMarchenkoPastur, quantile } from './marchenkoPastur.ts';

/** Eigenvalues of WᵀW/n for Gaussian W of variance 1 with the first `spikes` columns larger by `gain`. */
function spectrum(n: number, d: number, seed: number, spikes = 0, gain = 1): Float64Array {
  const random = rng(seed).fork(n, d, spikes);
  const w = Float64Array.from({ length: n * d }, (_, i) => random.normal() * (i % d < spikes ? gain : 1));
  return singularValues(w, n, d).map((s) => (s * s) / n);
}

/**
 * ∫ f(λ)ρ(λ) dλ from the lower edge to `to` by the midpoint rule in θ, λ = middle − half·cos θ, which removes
 * the root at the edges.
 */
function integrate(f: (x: number) => number, ratio: number, variance: number, to = Infinity): number {
  const { lower, upper } = edges(ratio, variance);
  const middle = (lower + upper) / 2;
  const half = (upper - lower) / 2;
  const end = to >= upper ? Math.PI : Math.acos((middle - to) / half);
  const steps = 20_000;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const angle = ((i + 0.5) / steps) * end;
    const x = middle - half * Math.cos(angle);
    sum += f(x) * density(x, ratio, variance) * half * Math.sin(angle);
  }
  return (sum * end) / steps;
}

describe('marchenkoPastur', () => {
  it('has the densities of docs/paper.md D7', () => {
    for (const [x, p] of [
      [0.2, 0.886137],
      [1, 0.421084],
      [2, 0.210542],
    ])
      expect(density(x, 0.5, 1)).toBeCloseTo(p, 6);
    for (const [x, p] of [
      [0.5, 0.31831],
      [1, 0.308202],
      [3, 0.165654],
      [6, 0.051367],
    ])
      expect(density(x, 2.5, 1)).toBeCloseTo(p, 6);
    expect(density(0.01, 0.5, 1)).toBe(0);
    expect(density(7, 2.5, 1)).toBe(0);
  });

  it('has the medians of docs/paper.md D7, scaled by the variance', () => {
    for (const [ratio, median] of [
      [0.5, 0.8305],
      [1, 0.6528],
      [2, 1.661],
      [2.5, 2.162],
      [5, 4.665],
    ]) {
      expect(Math.abs(quantile(0.5, ratio, 1) / median - 1)).toBeLessThan(3e-4);
      expect(quantile(0.5, ratio, 3)).toBeCloseTo(3 * quantile(0.5, ratio, 1), 12);
    }
  });

  for (const [ratio, variance] of [
    [0.02, 1],
    [0.5, 2],
    [1, 1],
    [2.5, 0.1],
    [40, 1],
  ]) {
    it(`has mass 1 and the moments of the law: q = ${ratio}, σ² = ${variance}`, () => {
      const scale = Math.max(1, ratio); // the share of non-zero eigenvalues is 1/q for q > 1
      expect(integrate(() => 1, ratio, variance)).toBeCloseTo(1, 7);
      expect(integrate((x) => x, ratio, variance) / (variance * scale)).toBeCloseTo(1, 7);
      expect(integrate((x) => x * x, ratio, variance) / (variance ** 2 * (1 + ratio) * scale)).toBeCloseTo(
        1,
        7,
      );
    });

    it(`has a distribution function that integrates the density, and quantiles that invert it: q = ${ratio}`, () => {
      const { lower, upper } = edges(ratio, variance);
      for (const share of [0.001, 0.1, 0.3, 0.7, 0.99]) {
        const x = lower + share * (upper - lower);
        expect(cdf(x, ratio, variance)).toBeCloseTo(
          integrate(() => 1, ratio, variance, x),
          ratio === 1 ? 6 : 8,
        );
        expect(cdf(quantile(share, ratio, variance), ratio, variance)).toBeCloseTo(share, 10);
      }
      expect([cdf(lower - 1, ratio, variance), cdf(upper + 1, ratio, variance)]).toEqual([0, 1]);
      expect(quantile(0, ratio, variance)).toBeCloseTo(lower, 12);
      expect(quantile(1, ratio, variance)).toBeCloseTo(upper, 12);
    });
  }

  it('is the quarter-circle law of the singular values for q = 1', () => {
    // λ = x², density of x: √(4 − x²)/π; distribution x√(4 − x²)/(2π) + (2/π)·asin(x/2).
    for (const x of [0.01, 0.5, 1, 1.9])
      expect(cdf(x * x, 1, 1)).toBeCloseTo(
        (x * Math.sqrt(4 - x * x)) / (2 * Math.PI) + (2 / Math.PI) * Math.asin(x / 2),
        12,
      );
  });

  it('fits Gaussian matrices: variance 1, hardly anything outside, small distance', () => {
    for (const [n, d] of [
      [128, 320],
      [320, 128],
      [150, 150],
    ]) {
      const fit = fitMarchenkoPastur(spectrum(n, d, 1), n, d);
      expect(fit.ratio).toBe(d / n);
      expect(Math.abs(fit.variance - 1)).toBeLessThan(0.02); // standard error √(2/(n d)) < 0.01
      expect([fit.lower, fit.upper]).toEqual(Object.values(edges(d / n, fit.variance)));
      expect(fit.above + fit.below).toBeLessThanOrEqual(1);
      expect(fit.ks).toBeLessThan(0.03); // eigenvalues repel: far closer than 1/√n
    }
  });

  it('finds few spikes and keeps the variance of the bulk (docs/paper.md D7: 0.98–1.00)', () => {
    const fit = fitMarchenkoPastur(spectrum(128, 320, 2, 3, 10), 128, 320);
    expect(fit.above).toBe(3);
    expect(fit.variance).toBeGreaterThan(0.95);
    expect(fit.variance).toBeLessThan(1.02);
  });

  it('has the known bias with many clear spikes, about (d − k)/d: 0.865 for 64 × 160 with 20', () => {
    const fits = [1, 2, 3, 4, 5].map((seed) => fitMarchenkoPastur(spectrum(64, 160, seed, 20, 10), 64, 160));
    expect(fits.reduce((sum, fit) => sum + fit.variance, 0) / 5).toBeCloseTo(0.865, 1);
    for (const fit of fits) expect(fit.above).toBe(20);
  });

  it('has a large distance for a spectrum that is nothing like it', () => {
    expect(
      fitMarchenkoPastur(
        Float64Array.from({ length: 60 }, (_, i) => (i < 30 ? 3 : 1.5)),
        60,
        120,
      ).ks,
    ).toBeGreaterThan(0.3);
  });

  it('scales with the eigenvalues, takes any order, and does not change them', () => {
    const eigenvalues = spectrum(40, 60, 3);
    const fit = fitMarchenkoPastur(eigenvalues, 40, 60);
    const scaled = fitMarchenkoPastur(eigenvalues.map((x) => 4 * x).reverse(), 40, 60);
    expect(scaled.variance).toBeCloseTo(4 * fit.variance, 12);
    expect(scaled.ks).toBeCloseTo(fit.ks, 12);
    expect(eigenvalues[0]).toBeGreaterThan(eigenvalues[1]);
  });

  it('gives zeros for a zero matrix and refuses what has no law', () => {
    expect(fitMarchenkoPastur([0, 0, 0], 3, 9)).toEqual({
      ratio: 3,
      variance: 0,
      lower: 0,
      upper: 0,
      below: 0,
      above: 0,
      ks: 0,
    });
    expect(() => fitMarchenkoPastur([], 3, 9)).toThrow(RangeError);
    expect(() => fitMarchenkoPastur([1, NaN], 2, 2)).toThrow(/not finite/);
    expect(() => fitMarchenkoPastur([1], 0, 2)).toThrow(/ratio/);
    expect(() => density(1, -1, 1)).toThrow(/ratio/);
    expect(() => cdf(1, 1, NaN)).toThrow(/variance/);
    expect(() => quantile(1.1, 1, 1)).toThrow(/share/);
  });
});
