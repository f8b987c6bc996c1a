import { powerOfTwoScale } from './matrix.ts';

/**
 * A Householder reflector I − τ·v·vᵀ with v[start] = 1 that maps x[start … start + length) to (β, 0, …, 0).
 * Overwrites that part of x by v and returns [β, τ]; τ = 0 (nothing to do) when everything below the first
 * entry is zero. Entries must be below 1e150 (callers scale the matrix first). Golub & Van Loan, Matrix
 * Computations, §5.1.
 */
export function reflector(x: Float64Array, start: number, length: number): [beta: number, tau: number] {
  const alpha = x[start];
  const end = start + length;
  let tail = 0;
  for (let i = start + 1; i < end; i++) tail += x[i] * x[i];
  if (tail < 1e-280 && Math.abs(alpha) < 1e-140) {
    // Squares lose digits to underflow and the reflector its orthogonality: work on a larger scale.
    const part = x.subarray(start, end);
    const scale = powerOfTwoScale(part);
    if (scale > 1) {
      for (let i = 0; i < length; i++) part[i] *= scale;
      const [beta, tau] = reflector(part, 0, length);
      return [beta / scale, tau];
    }
  }
  x[start] = 1;
  if (tail === 0) {
    x.fill(0, start + 1, end);
    return [alpha, 0];
  }
  const norm = Math.sqrt(alpha * alpha + tail);
  const beta = alpha > 0 ? -norm : norm; // opposite sign: no cancellation in α − β
  const scale = 1 / (alpha - beta);
  for (let i = start + 1; i < end; i++) x[i] *= scale;
  return [beta, (beta - alpha) / beta];
}

/** y ← y − τ·(v·y)·v on `length` entries: the reflector applied to a vector in place. */
export function reflect(
  v: Float64Array,
  vStart: number,
  tau: number,
  y: Float64Array,
  yStart: number,
  length: number,
): void {
  if (tau === 0) return;
  let dot = 0;
  for (let i = 0; i < length; i++) dot += v[vStart + i] * y[yStart + i];
  dot *= tau;
  for (let i = 0; i < length; i++) y[yStart + i] -= dot * v[vStart + i];
}

/** Plane rotation of two rows of `length`: (x, y) ← (c·x + s·y, c·y − s·x). */
export function rotateRows(
  a: Float64Array,
  x: number,
  y: number,
  length: number,
  c: number,
  s: number,
): void {
  for (let i = 0; i < length; i++) {
    const p = a[x + i];
    const q = a[y + i];
    a[x + i] = c * p + s * q;
    a[y + i] = c * q - s * p;
  }
}
