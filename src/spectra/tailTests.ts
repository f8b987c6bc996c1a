import type { Rng } from '../random/rng.ts';
import { normalCdf } from './ksDistance.ts';
import { fitPowerTail, type PowerTail } from './powerTail.ts';

/**
 * Share of simulated samples that are as far from their own fitted power law as this one is from its own
 * (Clauset, Shalizi and Newman 2009, §4.1): below 0.1 the law is ruled out. Samples are semi-parametric: the
 * tail from the fitted law, the rest drawn from the values below xmin; each is fitted anew, xmin included.
 * @param values Positive values count, as in `fitPowerTail`.
 */
export function powerTailPValue(
  values: ArrayLike<number>,
  fit: PowerTail,
  samples: number,
  rng: Rng,
): number {
  const positive = Array.from(values).filter((v) => v > 0 && v < Infinity);
  const below = positive.filter((v) => v < fit.xmin);
  const share = fit.count / positive.length;
  let farther = 0;
  for (let s = 0; s < samples; s++) {
    const sample = positive.map(() =>
      below.length === 0 || rng.uniform() < share
        ? fit.xmin * (1 - rng.uniform()) ** (-1 / (fit.alpha - 1))
        : below[rng.below(below.length)],
    );
    const own = fitPowerTail(sample);
    if (own && own.ks >= fit.ks) farther++;
  }
  return farther / samples;
}

/**
 * Vuong's test: `z` > 0 where the power law, < 0 where the other law describes the tail better; `p` that
 * neither does.
 */
export interface TailPreference {
  z: number;
  p: number;
}

/**
 * The power law against an exponential in rank, λ_r ∝ e^{−r/s}, on the same tail: eigenvalues that fall so
 * have the density 1/(λ·ln(λmax/xmin)) between xmin and λmax, whose log-range is estimated without bias as
 * ln(max/xmin)·(k + 1)/k of k values. Likelihood ratio, normalised (Vuong 1989).
 * @returns null for fewer than five values in the tail.
 */
export function powerAgainstExponential(
  values: ArrayLike<number>,
  { alpha, xmin }: PowerTail,
): TailPreference | null {
  const tail = Array.from(values).filter((v) => v >= xmin);
  const k = tail.length;
  if (k < 5) return null;
  const range = (Math.log(Math.max(...tail) / xmin) * (k + 1)) / k;
  const differences = tail.map(
    (v) => Math.log((alpha - 1) / xmin) - alpha * Math.log(v / xmin) + Math.log(v) + Math.log(range),
  );
  const mean = differences.reduce((a, b) => a + b, 0) / k;
  const sd = Math.sqrt(differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / k);
  const z = (Math.sqrt(k) * mean) / sd;
  return { z, p: 2 * (1 - normalCdf(Math.abs(z))) };
}
