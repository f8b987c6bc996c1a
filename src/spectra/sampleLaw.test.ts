import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { density, edges } from './marchenkoPastur.ts';
import { randomSpectrum } from './nullBand.ts';
import { sampleLaw } from './sampleLaw.ts';
import { shrink } from './shrinkage.ts';
import { largestEigenvalue } from './tracyWidom.ts';
import { deviation, mean } from './statistics.ts';
import { singularValues } from '../linalg/svd.ts';

const white = (variance: number) => ({ values: [variance], shares: [1] });
/** Half of the directions of variance 1, half of 3. */
const two = { values: [1, 3], shares: [0.5, 0.5] };

describe('sampleLaw', () => {
  it.each([
    [0.25, 1],
    [0.8, 0.3],
    [2.5, 1],
    [4, 2],
  ])('is Marchenko–Pastur for one population eigenvalue, q = %s, σ² = %s', (q, variance) => {
    const law = sampleLaw(white(variance), q);
    const { lower, upper } = edges(q, variance);
    const { x, density: y } = law.table();
    expect(law.lower).toBeCloseTo(lower, 9);
    expect(law.upper).toBeCloseTo(upper, 9);
    x.forEach((at, i) =>
      expect(Math.abs(y[i] - density(at, q, variance))).toBeLessThan(1e-4 * Math.max(...y)),
    );
    // Johnstone 2001: (1 + √q)(1 + 1/√q)^(1/3).
    expect(law.edgeScale / variance).toBeCloseTo((1 + Math.sqrt(q)) * (1 + 1 / Math.sqrt(q)) ** (1 / 3), 9);
    expect(law.threshold / variance).toBeCloseTo(1 + Math.sqrt(q), 9);
  });

  it('has its lower edge at 0 for as many inputs as neurons', () => {
    expect(sampleLaw(white(1), 1).lower).toBe(0);
  });

  it('a spike leaves the bulk above 1 + √q only, where shrinking takes its eigenvalue back', () => {
    for (const q of [0.25, 1, 2.5]) {
      const law = sampleLaw(white(1), q);
      const root = Math.sqrt(q);
      expect(law.spike(1 + 0.99 * root)).toBeNull();
      for (const theta of [1.05 * root, 2 * root, 10]) {
        const { eigenvalue, overlap } = law.spike(1 + theta)!;
        expect(eigenvalue).toBeCloseTo((1 + theta) * (1 + q / theta), 10);
        expect(overlap).toBeCloseTo((1 - q / theta ** 2) / (1 + q / theta), 10);
        expect(shrink(eigenvalue, q)).toBeCloseTo(theta, 8);
      }
    }
  });

  it('keeps mass and mean with two population eigenvalues, and their matrices stay within its edges', () => {
    for (const q of [0.1, 0.5, 2]) {
      const law = sampleLaw(two, q);
      const { x, density: y } = law.table();
      let mass = 0;
      let first = 0;
      for (let i = 1; i < x.length; i++) {
        mass += ((y[i] + y[i - 1]) / 2) * (x[i] - x[i - 1]);
        first += ((y[i] * x[i] + y[i - 1] * x[i - 1]) / 2) * (x[i] - x[i - 1]);
      }
      expect(mass).toBeCloseTo(1, 2);
      // The mean of the population, over the share of eigenvalues that are not zero.
      expect(first / (2 * Math.max(1, q))).toBeCloseTo(1, 2);
      const n = 240;
      const d = n * q;
      const random = rng(5).fork('two', d);
      const values = singularValues(
        Float64Array.from({ length: n * d }, (_, i) => random.normal() * (i % d < d / 2 ? 1 : Math.sqrt(3))),
        n,
        d,
      ).map((s) => (s * s) / n);
      expect(values[0] / law.upper).toBeGreaterThan(0.93);
      expect(values[0] / law.upper).toBeLessThan(1.05);
      expect(values[values.length - 1] / law.lower).toBeGreaterThan(0.9);
    }
  });

  it('the largest eigenvalue of Gaussian matrices has the mean and spread of Tracy and Widom', () => {
    const n = 160;
    const d = 80;
    const largest = Array.from(
      { length: 200 },
      (_, i) => randomSpectrum(n, d, 'gaussian', 1, rng(9).fork('edge', i))[0],
    );
    const expected = largestEigenvalue(sampleLaw(white(1), d / n), n);
    // Corrections at the edge are of the size n^(−2/3), here a few hundredths; the standard error of the mean
    // is sd/14.
    expect(Math.abs(mean(largest) - expected.mean)).toBeLessThan(0.5 * expected.sd);
    expect(deviation(largest) / expected.sd).toBeGreaterThan(0.8);
    expect(deviation(largest) / expected.sd).toBeLessThan(1.2);
  });

  it('refuses what is not positive', () => {
    expect(() => sampleLaw(white(0), 1)).toThrow('population eigenvalue 0 is 0');
    expect(() => sampleLaw(white(1), 0)).toThrow('must be positive');
  });
});
