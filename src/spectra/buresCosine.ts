import { multiplyTransposedRight, trace } from '../linalg/matrix.ts';
import { singularValues } from '../linalg/svd.ts';
import { symmetricEigen } from '../linalg/symmetricEigen.ts';

/**
 * Bures–Wasserstein cosine ‖C₁^{1/2}·C₂^{1/2}‖₁ / √(tr C₁ · tr C₂) of two covariances (n × n row-major, positive
 * semi-definite; eigenvalues below zero count as zero): 1 for proportional ones, 0 for orthogonal ranges. PAPER.md G.1. NaN for a zero matrix.
 * @throws RangeError on a wrong length or an entry that is not finite.
 */
export function buresCosine(c1: Float64Array, c2: Float64Array, n: number): number {
  // Rows √λ·v: a square root up to a rotation, which the nuclear norm does not see.
  const product = multiplyTransposedRight(rootRows(c1, n), rootRows(c2, n), n, n, n);
  return singularValues(product, n, n).reduce((sum, x) => sum + x, 0) / Math.sqrt(trace(c1, n) * trace(c2, n));
}

function rootRows(c: Float64Array, n: number): Float64Array {
  const { values, vectors } = symmetricEigen(c, n);
  return vectors.map((x, i) => x * Math.sqrt(Math.max(0, values[Math.floor(i / n)])));
}
