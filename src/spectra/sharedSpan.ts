/**
 * ‖V₁V₂ᵀ‖²/k of the first k of two orthonormal lists of vectors: 1 for the same span, k/d for unrelated ones
 * of d dimensions; NaN for vectors of different length.
 */
export function sharedSpan(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  k: number,
): number {
  let sum = 0;
  for (const u of a.slice(0, k))
    for (const v of b.slice(0, k)) sum += u.reduce((dot, x, i) => dot + x * v[i], 0) ** 2;
  return a[0].length === b[0].length ? sum / k : NaN;
}
