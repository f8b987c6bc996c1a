import { multiplyTransposedLeft } from './matrix.ts';
import { singularRows } from './svd.ts';

/**
 * The orthogonal polar factor U·Vᵀ of an m × n row-major matrix A = U·S·Vᵀ: the partial isometry (m × n)
 * nearest to A, and the solution of the Procrustes problem where A is a cross-covariance (docs/paper.md D2).
 * Directions with singular value zero are completed arbitrarily (f.4), so that the factor is an isometry at
 * any rank.
 * @throws RangeError on a wrong length or on the first entry that is not finite.
 */
export function polarFactor(
  a: Float64Array,
  m: number,
  n: number,
): { factor: Float64Array; singularValues: Float64Array } {
  const { left, s, right } = singularRows(a, m, n);
  return { factor: multiplyTransposedLeft(left, right, m, s.length, n), singularValues: s };
}
