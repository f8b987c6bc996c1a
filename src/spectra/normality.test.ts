import { describe, expect, it } from 'vitest';
import { normalCdf } from './ksDistance.ts';
import { normalQuantile, testNormality } from './normality.ts';

describe('normality', () => {
  it('has the quantiles of tables, and inverts the distribution function', () => {
    // scipy.stats.norm.ppf
    for (const [p, z] of [
      [0.5, 0],
      [0.975, 1.959963985],
      [0.01, -2.326347874],
      [0.999, 3.090232306],
      [1e-5, -4.264890794],
    ])
      expect(normalQuantile(p)).toBeCloseTo(z, 7);
    for (let p = 0.005; p < 1; p += 0.03) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 6);
  });

  it('measures shape: exact moments of small samples', () => {
    // Skewness and excess kurtosis by hand: (1, 1, 1, 5) has m2 = 3, m3 = 6, m4 = 21.
    const { skewness, kurtosis } = testNormality([1, 1, 1, 5]);
    expect(skewness).toBeCloseTo(6 / 3 ** 1.5, 12);
    expect(kurtosis).toBeCloseTo(21 / 9 - 3, 12);
    expect(
      testNormality(Array.from({ length: 2000 }, (_, i) => normalQuantile((i + 0.5) / 2000))).ks,
    ).toBeCloseTo(1 / 4000, 5);
  });
});
