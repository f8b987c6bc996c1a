/**
 * Two-sided Kolmogorov–Smirnov distance sup |F_n − F| between a sample (any order; not changed) and a
 * continuous distribution function. NaN for an empty sample. docs/paper.md D8.
 */
export function ksDistance(sample: ArrayLike<number>, cdf: (x: number) => number): number {
  const n = sample.length;
  if (n === 0) return NaN;
  let distance = 0;
  Float64Array.from(sample)
    .sort()
    .forEach((x, i) => {
      const p = cdf(x);
      distance = Math.max(distance, p - i / n, (i + 1) / n - p);
    });
  return distance;
}

/**
 * Standard normal distribution function, absolute error below 1e-15: Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) +
 * …) (Marsaglia, J. Stat. Softw. 11(4), 2004). Not for relative accuracy in the far lower tail.
 */
export function normalCdf(x: number): number {
  if (!(Math.abs(x) <= 9)) return x < 0 ? 0 : x > 0 ? 1 : NaN; // the tail is below 2e-19
  let sum = x;
  let term = x;
  for (let k = 3, before = NaN; sum !== before; k += 2) {
    before = sum;
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
}

/** Distance from its own law that a sample of n exceeds once in a hundred times (Kolmogorov, for large n). */
export const ksCritical = (n: number): number => 1.628 / Math.sqrt(n);
