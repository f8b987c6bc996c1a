import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { ksDistance, normalCdf } from './ksDistance.ts';

const uniform = (x: number) => Math.min(1, Math.max(0, x));

describe('ksDistance', () => {
  it('is that of hand-made samples, from above and from below', () => {
    expect(ksDistance([0.5], uniform)).toBe(0.5);
    expect(ksDistance([0.9, 0.8], uniform)).toBeCloseTo(0.8, 15); // nothing up to 0.8
    expect(ksDistance([0.1, 0.2], uniform)).toBeCloseTo(0.8, 15); // everything from 0.2 on
    expect(ksDistance([0.125, 0.375, 0.625, 0.875], uniform)).toBe(0.125); // midpoints: the least possible, 1/(2n)
    expect(ksDistance([], uniform)).toBeNaN();
  });

  it('exceeds the 5 % critical value 1.358/√n in about 5 % of normal samples', () => {
    const random = rng(1);
    const n = 200;
    const trials = 400;
    let rejected = 0;
    for (let t = 0; t < trials; t++) {
      const sample = Float64Array.from({ length: n }, () => random.normal());
      if (ksDistance(sample, normalCdf) > 1.358 / Math.sqrt(n)) rejected++;
    }
    expect(rejected / trials).toBeGreaterThan(0.02);
    expect(rejected / trials).toBeLessThan(0.08);
  });
});

describe('normalCdf', () => {
  it('has the tabulated values (Abramowitz & Stegun, table 26.1)', () => {
    for (const [x, p] of [
      [0, 0.5],
      [1, 0.841344746068543],
      [2, 0.97724986805182],
      [3, 0.99865010196837],
    ]) {
      expect(normalCdf(x)).toBeCloseTo(p, 14);
      expect(normalCdf(-x)).toBeCloseTo(1 - p, 14);
    }
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalCdf(Infinity)).toBe(1);
    expect(normalCdf(8.9)).toBeCloseTo(1, 14);
    expect(normalCdf(NaN)).toBeNaN();
  });
});
