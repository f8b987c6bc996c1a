import { bidiagonalise, diagonaliseBidiagonal } from './bidiagonal.ts';
import { bidiagonalDivide } from './bidiagonalDivide.ts';
import { reflect, reflector } from './householder.ts';
import { checkFinite, identity, powerOfTwoScale, transpose } from './matrix.ts';
import { applyTransposed, bidiagonalise as bidiagonaliseInBlocks, triangularise } from './reductions.ts';
import { withWasm, type Arena } from './wasm.ts';

export interface Svd {
  /** m × k row-major, orthonormal columns. */
  u: Float64Array;
  /** k = min(m, n) values, descending, not negative. */
  s: Float64Array;
  /** k × n row-major, orthonormal rows. */
  vt: Float64Array;
}

/** Singular vectors in rows: `left` k × m, `right` k × n; both empty where they are not wanted. */
export interface SingularRows {
  left: Float64Array;
  s: Float64Array;
  right: Float64Array;
}

/** From this size on the work is done in WebAssembly, in blocks. */
const BLOCKED = 48;

/**
 * Thin singular value decomposition A = U·diag(s)·Vᵀ of an m × n row-major matrix, k = min(m, n), never
 * through the Gram matrix: QR if not square, Householder bidiagonalisation, then divide and conquer (Gu &
 * Eisenstat 1995), small matrices implicit QR with zero shifts where a shift would cost accuracy (Demmel &
 * Kahan 1990). Absolute error of the values about ε·‖A‖, so small ones hold down to condition 1e15; vectors
 * orthonormal to rounding also where s is zero (an arbitrary completion, docs/paper.md f.4). `a` is left as
 * it is.
 * @throws RangeError on a wrong length or on the first entry that is not finite.
 */
export function svd(a: Float64Array, m: number, n: number): Svd {
  const { left, s, right } = singularRows(a, m, n);
  return { u: transpose(left, s.length, m), s, vt: right };
}

/**
 * Singular values only, min(m, n) of them, descending: those of `svd` without the cost of the vectors.
 * @throws RangeError as `svd`.
 */
export function singularValues(a: Float64Array, m: number, n: number): Float64Array {
  return decompose(a, m, n, false).s;
}

/**
 * Thin singular value decomposition with the singular vectors of both sides in rows, k × m and k × n, which
 * is how they are made; else as `svd`, its errors too.
 */
export function singularRows(a: Float64Array, m: number, n: number): SingularRows {
  return decompose(a, m, n, true);
}

function decompose(a: Float64Array, m: number, n: number, wantVectors: boolean): SingularRows {
  checkFinite(a, m, n);
  const tall = m > n;
  const k = Math.min(m, n);
  const long = Math.max(m, n);
  const scale = powerOfTwoScale(a);
  // Work on the k × long matrix.
  const wide = tall ? transpose(a, m, n) : a.slice();
  for (let i = 0; i < wide.length; i++) wide[i] *= scale;
  const { d, left, right } =
    (k >= BLOCKED ? withWasm((arena) => inBlocks(arena, wide, k, long, wantVectors)) : null) ??
    oneByOne(wide, k, long, wantVectors);

  const order = Array.from(d.keys()).sort((i, j) => Math.abs(d[j]) - Math.abs(d[i]));
  const s = Float64Array.from(order, (i) => Math.abs(d[i]) / scale);
  if (!wantVectors) return { left: new Float64Array(0), s, right: new Float64Array(0) };
  const ordered = (rows: Float64Array, length: number, signed: boolean) => {
    const out = new Float64Array(k * length);
    order.forEach((i, r) => {
      out.set(rows.subarray(i * length, (i + 1) * length), r * length);
      if (signed && d[i] < 0) for (let j = r * length; j < (r + 1) * length; j++) out[j] = -out[j];
    });
    return out;
  };
  const short = ordered(left, k, true);
  const other = ordered(right, long, false);
  return tall ? { left: other, s, right: short } : { left: short, s, right: other };
}

/**
 * Decomposition of a k × n matrix, k ≤ n: values up to sign and order, and vectors in rows, k × k and k × n.
 */
interface Unordered {
  d: Float64Array;
  left: Float64Array;
  right: Float64Array;
}

function inBlocks(arena: Arena, a: Float64Array, k: number, n: number, wantVectors: boolean): Unordered {
  const { take, view } = arena;
  const at = take(a);
  const reduced = n > k ? triangularise(arena, at, k, n) : null;
  const { diagonal: d, above, q, p } = bidiagonaliseInBlocks(arena, reduced?.l ?? at, k);
  if (!wantVectors) {
    diagonaliseBidiagonal(d, above, null, null);
    return { d, left: new Float64Array(0), right: new Float64Array(0) };
  }
  const { left, right } = bidiagonalDivide(arena, d, above);
  applyTransposed(arena, q, left, k);
  applyTransposed(arena, p, right, k);
  if (!reduced) return { d, left: view(left, k * k), right: view(right, k * k) };
  const long = take(k * n);
  const rows = view(long, k * n).fill(0);
  const short = view(right, k * k);
  for (let r = 0; r < k; r++) rows.set(short.subarray(r * k, (r + 1) * k), r * n);
  applyTransposed(arena, reduced.q, long, k);
  return { d, left: view(left, k * k), right: view(long, k * n) };
}

/** Column by column, for small matrices. */
function oneByOne(rows: Float64Array, k: number, n: number, wantVectors: boolean): Unordered {
  const reduced = n > k ? triangulariseRows(rows, k, n) : null;
  const { d, e, leftT, rightT } = bidiagonalise(reduced?.l ?? rows, k, wantVectors);
  diagonaliseBidiagonal(d, e, leftT, rightT);
  if (!leftT || !rightT || !reduced)
    return { d, left: leftT ?? new Float64Array(0), right: rightT ?? new Float64Array(0) };
  const long = new Float64Array(k * n);
  for (let r = 0; r < k; r++) {
    long.set(rightT.subarray(r * k, (r + 1) * k), r * n);
    for (let h = k - 1; h >= 0; h--) reflect(rows, h * n + h, reduced.tau[h], long, r * n + h, n - h);
  }
  return { d, left: leftT, right: long };
}

/** A·Q = (L 0) in place (rows overwritten by the reflectors): L, k × k, and the weights τ. */
function triangulariseRows(rows: Float64Array, k: number, n: number): { l: Float64Array; tau: Float64Array } {
  const l = identity(k);
  const tau = new Float64Array(k);
  for (let h = 0; h < k; h++) {
    l.set(rows.subarray(h * n, h * n + h), h * k);
    const start = h * n + h;
    const [beta, weight] = reflector(rows, start, n - h);
    l[h * k + h] = beta;
    tau[h] = weight;
    for (let j = h + 1; j < k; j++) reflect(rows, start, weight, rows, j * n + h, n - h);
  }
  return { l, tau };
}
