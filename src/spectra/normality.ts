import { ksDistance, normalCdf } from './ksDistance.ts';

/**
 * How far a sample is from N(0, 1): Kolmogorov–Smirnov D, skewness and excess kurtosis (of the sample about
 * its own mean).
 */
export interface NormalityTest {
  ks: number;
  skewness: number;
  kurtosis: number;
}

/**
 * D8. Effect sizes, not p-values: with thousands of neurons every deviation is significant (docs/paper.md
 * f.5.7).
 */
export function testNormality(sample: ArrayLike<number>): NormalityTest {
  const n = sample.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += sample[i] / n;
  let m2 = 0;
  let m3 = 0;
  let m4 = 0;
  for (let i = 0; i < n; i++) {
    const x = sample[i] - mean;
    m2 += (x * x) / n;
    m3 += (x * x * x) / n;
    m4 += (x * x * x * x) / n;
  }
  return { ks: ksDistance(sample, normalCdf), skewness: m3 / m2 ** 1.5, kurtosis: m4 / (m2 * m2) - 3 };
}

/** Quantile of N(0, 1): Acklam's rational approximation, |error| < 1.2e-9 relative. */
export function normalQuantile(p: number): number {
  const a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ];
  const b = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
  ];
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
  const poly = (k: readonly number[], x: number) => k.reduce((sum, v) => sum * x + v, 0);
  if (p > 0.97575) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return poly(c, q) / (poly(d, q) * q + 1);
  }
  const q = p - 0.5;
  const r = q * q;
  return (poly(a, r) * q) / (poly(b, r) * r + 1);
}
