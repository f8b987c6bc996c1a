import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { histogramOf } from './histograms.ts';

describe('histograms', () => {
  it('count every finite value once, and what is not finite beside', () => {
    const h = histogramOf([0, 0.5, 1, NaN, Infinity, -Infinity, 1]);
    expect(h).toMatchObject({ low: 0, high: 1, nan: 1, infinite: 2, mean: 0.625 });
    expect(h.counts.reduce((a, b) => a + b)).toBe(4);
    expect([h.counts[0], h.counts[20], h.counts[39]]).toEqual([1, 1, 2]);
    expect(h.sd).toBeCloseTo(Math.sqrt((0.625 ** 2 + 0.125 ** 2 + 2 * 0.375 ** 2) / 4), 12);
  });

  it('of Gaussian numbers is the normal law: 68.3 % within a standard deviation', () => {
    const random = rng(3);
    const values = Float64Array.from({ length: 40_000 }, () => random.normal());
    const h = histogramOf(values);
    const size = (h.high - h.low) / h.counts.length;
    const within =
      h.counts.reduce(
        (sum, n, i) => (Math.abs(h.low + (i + 0.5) * size - h.mean) < h.sd ? sum + n : sum),
        0,
      ) / values.length;
    // A bar's width of error at each end, of density 0.24.
    expect(Math.abs(within - 0.6827)).toBeLessThan(0.24 * size + 0.01);
    expect([Math.abs(h.mean), Math.abs(h.sd - 1)].every((error) => error < 0.02)).toBe(true);
  });

  it('of nothing, of one value and of none that is finite has no bars out of range', () => {
    expect(histogramOf([]).counts.every((n) => n === 0)).toBe(true);
    expect(histogramOf([2, 2])).toMatchObject({ low: 2, high: 2, sd: 0 });
    expect(histogramOf([2, 2]).counts[0]).toBe(2);
    expect(histogramOf([NaN, NaN])).toMatchObject({ nan: 2, low: 0, high: 0 });
  });
});
