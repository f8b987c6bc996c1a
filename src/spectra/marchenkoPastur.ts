import { ksDistance } from './ksDistance.ts';
import type { MarchenkoPasturFit } from './types.ts';

/**
 * The Marchenko–Pastur law of the non-zero eigenvalues of WᵀW/n, for W neurons × inputs (n × d) with
 * independent entries of this variance σ², ratio q = d/n (docs/paper.md D7). For q > 1 the mass 1 − 1/q at
 * zero is left out and the rest multiplied by q, so that density, distribution function and quantiles always
 * describe min(n, d) eigenvalues, with mean σ²·max(1, q). All functions throw RangeError for a ratio that is
 * not positive or a negative variance.
 */

/** The ends of the support, σ²(1 ∓ √q)². */
export function edges(ratio: number, variance: number): { lower: number; upper: number } {
  check(ratio, variance);
  return { lower: variance * (1 - Math.sqrt(ratio)) ** 2, upper: variance * (1 + Math.sqrt(ratio)) ** 2 };
}

/** Density per unit of λ; 0 outside the support; infinite at λ = 0 for q = 1. */
export function density(eigenvalue: number, ratio: number, variance: number): number {
  const { lower, upper } = edges(ratio, variance);
  if (!(eigenvalue >= lower && eigenvalue <= upper) || variance === 0) return 0;
  if (eigenvalue === 0) return Infinity;
  return (
    Math.sqrt((upper - eigenvalue) * (eigenvalue - lower)) /
    (2 * Math.PI * variance * Math.min(1, ratio) * eigenvalue)
  );
}

/** Share of the eigenvalues at or below λ. */
export function cdf(eigenvalue: number, ratio: number, variance: number): number {
  const { lower, upper } = edges(ratio, variance);
  if (eigenvalue >= upper) return 1;
  if (!(eigenvalue > lower)) return 0;
  return cdfAtAngle(2 * Math.atan2(Math.sqrt(eigenvalue - lower), Math.sqrt(upper - eigenvalue)), ratio);
}

/**
 * The eigenvalue below which the share p ∈ [0, 1] lies: the inverse of `cdf`. Throws RangeError for another
 * p.
 */
export function quantile(p: number, ratio: number, variance: number): number {
  const { lower, upper } = edges(ratio, variance);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a share between 0 and 1 is needed, not ${p}`);
  if (p === 0) return lower;
  if (p === 1) return upper; // the distribution function is flat to rounding just before it
  // Bisection on the angle: safe at the edges, where the density is zero or infinite.
  let low = 0;
  let high = Math.PI;
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (cdfAtAngle(middle, ratio) < p) low = middle;
    else high = middle;
  }
  const root = Math.sqrt(ratio);
  // 1 + q − 2√q·cos θ, without cancellation near the lower edge.
  return lower + 4 * variance * root * Math.sin(high / 2) ** 2;
}

/**
 * Distribution function at λ = σ²(1 + q − 2√q·cos θ), 0 ≤ θ ≤ π. There the law is 4q·sin²θ/(1 + q − 2√q·cos
 * θ) dθ up to 2π·min(1, q), with the antiderivative (1 + q)θ + 2√q·sin θ − 2|1 − q|·atan((1 + √q)/|1 −
 * √q|·tan(θ/2)).
 */
function cdfAtAngle(angle: number, ratio: number): number {
  // The law of q > 1 is that of 1/q on another scale.
  const q = ratio > 1 ? 1 / ratio : ratio;
  const root = Math.sqrt(q);
  const slope = Math.atan2((1 + root) * Math.sin(angle / 2), (1 - root) * Math.cos(angle / 2));
  const value = ((1 + q) * angle + 2 * root * Math.sin(angle) - 2 * (1 - q) * slope) / (2 * Math.PI * q);
  return Math.min(1, Math.max(0, value));
}

/**
 * Fits the variance of the bulk: mean of the eigenvalues over max(1, q), repeated without those above the
 * upper edge until none leaves (docs/paper.md D7, which also says how far to trust it: k clear spikes bias it
 * by about (d − k)/d). The edge only falls, so the iteration ends.
 * @param eigenvalues The min(n, d) non-zero-part eigenvalues of WᵀW/n, any order.
 * @returns With `ks` over the eigenvalues inside the edges; all zero for a zero matrix.
 * @throws RangeError without eigenvalues, on one that is not finite, or on sizes that are not positive.
 */
export function fitMarchenkoPastur(
  eigenvalues: ArrayLike<number>,
  neurons: number,
  inputs: number,
): MarchenkoPasturFit {
  const sorted = Float64Array.from(eigenvalues).sort(); // ascending
  if (sorted.length === 0) throw new RangeError('no eigenvalues to fit');
  if (!sorted.every(Number.isFinite)) throw new RangeError('an eigenvalue is not finite');
  const ratio = inputs / neurons;
  check(ratio, 0);
  const sums = new Float64Array(sorted.length + 1);
  sorted.forEach((x, i) => (sums[i + 1] = sums[i] + x));
  let kept = sorted.length;
  let variance: number;
  let lower: number;
  let upper: number;
  for (;;) {
    variance = Math.max(0, sums[kept]) / kept / Math.max(1, ratio);
    ({ lower, upper } = edges(ratio, variance));
    let inside = kept;
    while (inside > 0 && sorted[inside - 1] > upper) inside--;
    if (inside === kept || inside === 0) break;
    kept = inside;
  }
  const bulk = sorted.filter((x) => x >= lower && x <= upper);
  const ks = variance > 0 && bulk.length > 0 ? ksDistance(bulk, (x) => cdf(x, ratio, variance)) : 0;
  return {
    ratio,
    variance,
    lower,
    upper,
    below: sorted.filter((x) => x < lower).length,
    above: sorted.filter((x) => x > upper).length,
    ks,
  };
}

function check(ratio: number, variance: number): void {
  if (!(ratio > 0 && Number.isFinite(ratio)))
    throw new RangeError(`the ratio inputs / neurons must be positive, not ${ratio}`);
  if (!(variance >= 0 && Number.isFinite(variance)))
    throw new RangeError(`a variance must be finite and not negative, not ${variance}`);
}
