import { normalCdf } from './ksDistance.ts';

/**
 * Spacings of levels after unfolding to mean spacing 1: every level is broadened to a Gaussian as wide as
 * half the distance of its neighbours `window` to the left and right, and the smooth counting function of all
 * read at the levels (Bruus and Anglès d'Auriac, Europhys. Lett. 35, 1996; so in Thamm, Staats and Rosenow,
 * PRE 2022). Levels nearer than `window` to an end are left out of the result.
 * @param levels Any order; equal ones have spacing 0.
 * @returns Empty under 2·window + 2 levels.
 */
export function unfoldedSpacings(
  levels: ArrayLike<number>,
  window = Math.max(4, Math.round(Math.sqrt(levels.length))),
): number[] {
  const x = Float64Array.from(levels).sort();
  const n = x.length;
  if (n < 2 * window + 2) return [];
  const widths = x.map((_, i) =>
    Math.max(Number.MIN_VALUE, (x[Math.min(n - 1, i + window)] - x[Math.max(0, i - window)]) / 2),
  );
  const count = (at: number): number =>
    x.reduce((sum, level, k) => sum + normalCdf((at - level) / widths[k]), 0);
  const unfolded = Array.from(x.subarray(window, n - window), count);
  const spacings = unfolded.slice(1).map((u, i) => u - unfolded[i]);
  const mean = spacings.reduce((a, b) => a + b, 0) / spacings.length;
  return mean > 0 ? spacings.map((s) => s / mean) : spacings;
}

/**
 * Density of Wigner's surmise for levels that repel, of random symmetric matrices: (π/2)·s·e^{−πs²/4} at
 * spacing s, mean 1.
 */
export const wignerDensity = (s: number): number =>
  s < 0 ? 0 : (Math.PI / 2) * s * Math.exp((-Math.PI * s * s) / 4);
/** Distribution function of Wigner's surmise. */
export const wignerCdf = (s: number): number => (s < 0 ? 0 : -Math.expm1((-Math.PI * s * s) / 4));

/** Density of the spacings of independent levels, e^{−s} at spacing s, mean 1. */
export const poissonDensity = (s: number): number => (s < 0 ? 0 : Math.exp(-s));
/** Distribution function of the spacings of independent levels. */
export const poissonCdf = (s: number): number => (s < 0 ? 0 : -Math.expm1(-s));
