import { multiplyTransposedRight } from '../linalg/matrix.ts';
import { singularValues } from '../linalg/svd.ts';
import { symmetricEigen } from '../linalg/symmetricEigen.ts';

/**
 * Bures–Wasserstein cosine ‖C₁^{1/2}·C₂^{1/2}‖₁ / √(tr C₁ · tr C₂) of two covariances (n × n row-major,
 * positive semi-definite; eigenvalues below zero count as zero): 1 for proportional ones, 0 for orthogonal
 * ranges. docs/paper.md G.1. NaN for a zero matrix.
 * @throws RangeError on a wrong length or an entry that is not finite.
 */
export function buresCosine(c1: Float64Array, c2: Float64Array, n: number): number {
  return buresCosineOfRows(rootRows(c1, n), rootRows(c2, n), n);
}

/**
 * Bures–Wasserstein cosine of RᵀR of two sets of rows (each × n), such as √λ·v: square roots up to a
 * rotation, which the nuclear norm does not see. @throws RangeError on an entry that is not finite.
 */
export function buresCosineOfRows(r1: Float64Array, r2: Float64Array, n: number): number {
  const [a, b] = [r1.length / n, r2.length / n];
  const squares = (r: Float64Array) => r.reduce((sum, x) => sum + x * x, 0);
  return (
    singularValues(multiplyTransposedRight(r1, r2, a, n, b), a, b).reduce((sum, x) => sum + x, 0) /
    Math.sqrt(squares(r1) * squares(r2))
  );
}

function rootRows(c: Float64Array, n: number): Float64Array {
  const { values, vectors } = symmetricEigen(c, n);
  return vectors.map((x, i) => x * Math.sqrt(Math.max(0, values[Math.floor(i / n)])));
}
