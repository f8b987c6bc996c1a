import { checkFinite } from './matrix.ts';

/**
 * The lower Cholesky factor L (n × n row-major, zero above the diagonal) of a symmetric positive definite matrix A = L·Lᵀ.
 * Reads the lower triangle only.
 * @throws RangeError on a wrong length, an entry that is not finite, or a pivot that is not positive, which is named (0-based).
 */
export function cholesky(a: Float64Array, n: number): Float64Array {
  checkFinite(a, n, n);
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let p = 0; p < j; p++) sum -= l[i * n + p] * l[j * n + p];
      if (j < i) l[i * n + j] = sum / l[j * n + j];
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else throw new RangeError(`not positive definite: pivot ${i} is ${sum}`);
    }
  }
  return l;
}
