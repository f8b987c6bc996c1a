import { ksDistance } from './ksDistance.ts';

/** A power-law tail p(x) ∝ x^−α from xmin on, and how far the sample is from it there. */
export interface PowerTail {
  alpha: number;
  xmin: number;
  /** Kolmogorov–Smirnov distance of the tail to the fitted law. */
  ks: number;
  /** Values in the tail. */
  count: number;
}

/**
 * The tail of a continuous sample by Clauset, Shalizi and Newman (SIAM Review 51, 2009; what the field fits
 * to weight spectra): for every xmin among the values the maximum-likelihood exponent α = 1 + n / Σ
 * ln(x/xmin) of the n values from it on, and the xmin whose Kolmogorov–Smirnov distance is the least. O(n²).
 * Values that are not positive are left out; the largest is no candidate.
 * @returns null when fewer than three different positive values are there.
 */
export function fitPowerTail(values: ArrayLike<number>): PowerTail | null {
  const x = Float64Array.from(values)
    .filter((v) => v > 0 && v < Infinity)
    .sort();
  const n = x.length;
  const logs = x.map(Math.log);
  // Sums of logarithms from each value to the end.
  const sums = new Float64Array(n + 1);
  for (let i = n - 1; i >= 0; i--) sums[i] = sums[i + 1] + logs[i];
  let best: PowerTail | null = null;
  for (let i = 0; i < n - 1; i++) {
    if (i > 0 && x[i] === x[i - 1]) continue;
    const count = n - i;
    const spread = sums[i] - count * logs[i];
    if (!(spread > 0)) break;
    const alpha = 1 + count / spread;
    let ks = 0;
    for (let k = 0; k < count && (best === null || ks < best.ks); k++) {
      const law = 1 - Math.exp((1 - alpha) * (logs[i + k] - logs[i]));
      ks = Math.max(ks, law - k / count, (k + 1) / count - law);
    }
    if (best === null || ks < best.ks) best = { alpha, xmin: x[i], ks, count };
  }
  return n < 3 ? null : best;
}

/**
 * The tail of a sample from a given xmin on: the exponent of the values that are at least xmin, and their
 * distance to the law. Null for fewer than two different ones.
 */
export function powerTailFrom(values: ArrayLike<number>, xmin: number): PowerTail | null {
  const tail = Float64Array.from(values)
    .filter((v) => v >= xmin && v < Infinity)
    .sort();
  const spread = tail.reduce((sum, v) => sum + Math.log(v / xmin), 0);
  if (!(xmin > 0 && spread > 0) || tail.length < 2) return null;
  const alpha = 1 + tail.length / spread;
  return { alpha, xmin, count: tail.length, ks: ksDistance(tail, (v) => 1 - (v / xmin) ** (1 - alpha)) };
}

/**
 * Standard error of the exponent, (α − 1)/√n of the n values in the tail (Clauset et al., eq. 3.2), for a
 * tail that is a power law and an xmin that was not chosen.
 */
export const exponentError = ({ alpha, count }: PowerTail): number => (alpha - 1) / Math.sqrt(count);
