import { bidiagonalise, diagonaliseBidiagonal } from './bidiagonal.ts';
import { reflect, reflector } from './householder.ts';
import { checkFinite, identity, powerOfTwoScale, transpose } from './matrix.ts';

export interface Svd {
  /** m × k row-major, orthonormal columns. */
  u: Float64Array;
  /** k = min(m, n) values, descending, not negative. */
  s: Float64Array;
  /** k × n row-major, orthonormal rows. */
  vt: Float64Array;
}

/**
 * Thin singular value decomposition A = U·diag(s)·Vᵀ of an m × n row-major matrix, k = min(m, n), never through the
 * Gram matrix: QR if not square, Householder bidiagonalisation, implicit QR on the bidiagonal with zero shifts where a shift
 * would cost accuracy (Demmel & Kahan 1990). Absolute error of the values about ε·‖A‖, so small ones hold down to condition
 * 1e15; vectors orthonormal to rounding also where s is zero (an arbitrary completion, PAPER.md f.4). `a` is left as it is.
 * @throws RangeError on a wrong length or on the first entry that is not finite.
 */
export function svd(a: Float64Array, m: number, n: number): Svd {
  return decompose(a, m, n, true);
}

/** Singular values only, min(m, n) of them, descending: as `svd`, without the cost of the vectors. */
export function singularValues(a: Float64Array, m: number, n: number): Float64Array {
  return decompose(a, m, n, false).s;
}

function decompose(a: Float64Array, m: number, n: number, wantVectors: boolean): Svd {
  checkFinite(a, m, n);
  const wide = m < n;
  const long = wide ? n : m, k = wide ? m : n;
  const scale = powerOfTwoScale(a);
  // Work on the long × k matrix B (A, or Aᵀ where A is wide). Row j of `columns` is column j of B, contiguous for QR.
  const columns = wide ? a.slice() : transpose(a, m, n);
  for (let i = 0; i < columns.length; i++) columns[i] *= scale;
  const qr = long > k ? factorQr(columns, k, long) : null;
  const square = qr ? qr.r : transpose(columns, k, k);
  const { d, e, leftT, rightT } = bidiagonalise(square, k, wantVectors);
  diagonaliseBidiagonal(d, e, leftT, rightT);

  const order = Array.from(d, (_, i) => i).sort((i, j) => Math.abs(d[j]) - Math.abs(d[i]));
  const s = Float64Array.from(order, (i) => Math.abs(d[i]) / scale);
  if (!leftT || !rightT) return { u: new Float64Array(0), s, vt: new Float64Array(0) };
  const left = new Float64Array(k * long), right = new Float64Array(k * k); // one singular vector a row
  order.forEach((i, r) => {
    left.set(leftT.subarray(i * k, i * k + k), r * long);
    for (let j = 0; j < k; j++) right[r * k + j] = d[i] < 0 ? -rightT[i * k + j] : rightT[i * k + j];
    if (!qr) return;
    for (let h = k - 1; h >= 0; h--) reflect(columns, h * long + h, qr.tau[h], left, r * long + h, long - h);
  });
  return wide ? { u: transpose(right, k, k), s, vt: left } : { u: transpose(left, k, long), s, vt: right };
}

/** Householder QR of B in place (rows of `columns` = columns of B, overwritten by the reflectors): R, k × k row-major, and the weights τ. */
function factorQr(columns: Float64Array, k: number, long: number): { r: Float64Array; tau: Float64Array } {
  const r = identity(k), tau = new Float64Array(k);
  for (let h = 0; h < k; h++) {
    for (let i = 0; i < h; i++) r[i * k + h] = columns[h * long + i];
    const start = h * long + h;
    const [beta, weight] = reflector(columns, start, long - h);
    r[h * k + h] = beta;
    tau[h] = weight;
    for (let j = h + 1; j < k; j++) reflect(columns, start, weight, columns, j * long + h, long - h);
  }
  return { r, tau };
}
