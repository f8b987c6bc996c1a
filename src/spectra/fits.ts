import type { ExponentialFit, PowerLawFit } from './types.ts';

/** Fewest ranks a power law is fitted to (docs/paper.md D6). */
const POWER_LAW_POINTS = 10;
const EXPONENTIAL_POINTS = 4;

/**
 * Least squares of ln λ_m on ln m over ranks from … to (1-based, inclusive; docs/paper.md D6). Values that
 * are not positive are dropped; `from` and `to` of the result are the first and last rank used. Scaling the
 * eigenvalues changes the intercept only.
 * @param eigenvalues Descending.
 * @returns null when fewer than 10 ranks are left.
 */
export function fitPowerLaw(
  eigenvalues: ArrayLike<number>,
  { from = 4, to = Math.floor(eigenvalues.length / 2) }: { from?: number; to?: number } = {},
): PowerLawFit | null {
  const { ranks, logs } = positive(eigenvalues, from, to);
  if (ranks.length < POWER_LAW_POINTS) return null;
  const { slope, intercept, r2 } = leastSquares(ranks.map(Math.log), logs);
  return { index: -slope, intercept, from: ranks[0], to: ranks[ranks.length - 1], r2 };
}

/**
 * Least squares of ln λ_r on r over ranks 1 … to (docs/paper.md D6): to = 40, and no more than a third of the
 * eigenvalues. Values that are not positive are dropped; `from` and `to` of the result are the first and last
 * rank used.
 * @param eigenvalues Descending.
 * @returns null when fewer than 4 ranks are left, or when they do not fall.
 */
export function fitExponential(
  eigenvalues: ArrayLike<number>,
  { to = Math.min(40, Math.floor(eigenvalues.length / 3)) }: { to?: number } = {},
): ExponentialFit | null {
  const { ranks, logs } = positive(eigenvalues, 1, to);
  if (ranks.length < EXPONENTIAL_POINTS) return null;
  const { slope, intercept, r2 } = leastSquares(ranks, logs);
  return slope < 0 ? { scale: -1 / slope, intercept, from: ranks[0], to: ranks[ranks.length - 1], r2 } : null;
}

function positive(
  eigenvalues: ArrayLike<number>,
  from: number,
  to: number,
): { ranks: number[]; logs: number[] } {
  const ranks: number[] = [];
  const logs: number[] = [];
  for (let r = Math.max(1, from); r <= Math.min(to, eigenvalues.length); r++) {
    const value = eigenvalues[r - 1];
    if (!(value > 0 && value < Infinity)) continue;
    ranks.push(r);
    logs.push(Math.log(value));
  }
  return { ranks, logs };
}

function leastSquares(x: number[], y: number[]): { slope: number; intercept: number; r2: number } {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const mx = mean(x);
  const my = mean(y);
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  x.forEach((value, i) => {
    sxx += (value - mx) ** 2;
    sxy += (value - mx) * (y[i] - my);
    syy += (y[i] - my) ** 2;
  });
  const slope = sxy / sxx;
  // A constant is explained in full.
  return { slope, intercept: my - slope * mx, r2: syy === 0 ? 1 : Math.min(1, (slope * sxy) / syy) };
}

/**
 * Least squares of ln y on ln x over the positive points: y ≈ e^intercept·x^slope. Null under three points.
 */
export function fitSlope(
  x: readonly number[],
  y: readonly number[],
): { slope: number; intercept: number; r2: number } | null {
  const points = x.flatMap((v, i) => (v > 0 && y[i] > 0 ? [[Math.log(v), Math.log(y[i])]] : []));
  return points.length < 3
    ? null
    : leastSquares(
        points.map((p) => p[0]),
        points.map((p) => p[1]),
      );
}
