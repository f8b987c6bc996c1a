import { expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { largestOfNoise } from './largestOfNoise.ts';
import { randomSpectrum } from './nullBand.ts';

it.each([
  [40, 25],
  [20, 60],
])(
  'of %i × %i noise, half of the largest eigenvalues lie above the median and one in a hundred above the upper quantile',
  (n, d) => {
    const { median, upper } = largestOfNoise(n, d, 0.5);
    const count = 600;
    const largest = Array.from(
      { length: count },
      (_, i) => randomSpectrum(n, d, 'gaussian', 0.5, rng(3).fork('largest', n, i))[0],
    );
    // Three standard deviations of the counts, and what the law's rate of convergence leaves at these sizes.
    expect(Math.abs(largest.filter((x) => x > median).length / count - 0.5)).toBeLessThan(0.07);
    expect(largest.filter((x) => x > upper).length / count).toBeLessThan(0.023);
  },
);

it('scales with the variance, and refuses what has no such law', () => {
  expect(largestOfNoise(100, 100, 2).upper).toBeCloseTo(2 * largestOfNoise(100, 100, 1).upper, 12);
  expect(() => largestOfNoise(1, 5, 1)).toThrow(RangeError);
});
