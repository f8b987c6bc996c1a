import { reflect, reflector, rotateRows } from './householder.ts';
import { identity } from './matrix.ts';

export interface Bidiagonal {
  /** Diagonal, n. */
  d: Float64Array;
  /** Above the diagonal: e[i] stands at (i, i + 1); the last is 0. */
  e: Float64Array;
  /** A = leftTᵀ·B·rightT, both n × n row-major and orthogonal; null where vectors are not wanted. */
  leftT: Float64Array | null;
  rightT: Float64Array | null;
}

/**
 * Householder bidiagonalisation of a square n × n matrix with entries of order one, which is overwritten
 * (Golub & Van Loan §5.4.8).
 */
export function bidiagonalise(a: Float64Array, n: number, wantVectors: boolean): Bidiagonal {
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  const tauLeft = new Float64Array(n);
  const tauRight = new Float64Array(n);
  const lefts = new Float64Array(wantVectors ? n * n : 0); // row k, from entry k on: the reflector of column k
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    for (let i = k; i < n; i++) v[i] = a[i * n + k];
    [d[k], tauLeft[k]] = reflector(v, k, n - k);
    if (wantVectors) lefts.set(v.subarray(k), k * n + k);
    columnProducts(a, n, k, v, tauLeft[k], w);
    const row = k * n;
    for (let j = k + 1; j < n; j++) a[row + j] -= w[j];
    if (k + 1 < n) [e[k], tauRight[k]] = reflector(a, row + k + 1, n - k - 1);
    updateRows(a, n, k, v, w, tauRight[k]);
  }
  if (!wantVectors) return { d, e, leftT: null, rightT: null };
  const leftT = identity(n);
  const rightT = identity(n);
  // The last reflector first: before factor k only the block from k + 1 on differs from the identity.
  for (let k = n - 1; k >= 0; k--) {
    for (let r = k; r < n; r++) reflect(lefts, k * n + k, tauLeft[k], leftT, r * n + k, n - k);
    for (let r = k + 1; r < n; r++) reflect(a, k * n + k + 1, tauRight[k], rightT, r * n + k + 1, n - k - 1);
  }
  return { d, e, leftT, rightT };
}

/** w[j] = τ·Σᵢ v[i]·a[i, j] for i ≥ k, j > k. */
function columnProducts(
  a: Float64Array,
  n: number,
  k: number,
  v: Float64Array,
  tau: number,
  w: Float64Array,
): void {
  w.fill(0);
  let i = k;
  for (; i + 1 < n; i += 2) {
    const p = i * n;
    const q = p + n;
    const x = tau * v[i];
    const y = tau * v[i + 1];
    for (let j = k + 1; j < n; j++) w[j] += x * a[p + j] + y * a[q + j];
  }
  if (i < n) {
    const p = i * n;
    const x = tau * v[i];
    for (let j = k + 1; j < n; j++) w[j] += x * a[p + j];
  }
}

/**
 * Rows below k: subtract v·wᵀ (left reflector), then apply the right reflector, which stands in row k from
 * column k + 1 on.
 */
function updateRows(
  a: Float64Array,
  n: number,
  k: number,
  v: Float64Array,
  w: Float64Array,
  tau: number,
): void {
  const pivot = k * n;
  for (let i = k + 1; i < n; i++) {
    const row = i * n;
    const vi = v[i];
    let dot = 0;
    for (let j = k + 1; j < n; j++) {
      const x = a[row + j] - vi * w[j];
      a[row + j] = x;
      dot += x * a[pivot + j];
    }
    dot *= tau;
    if (dot !== 0) for (let j = k + 1; j < n; j++) a[row + j] -= dot * a[pivot + j];
  }
}

/**
 * Implicit QR on an upper bidiagonal matrix, in place: d becomes the singular values up to sign and order;
 * the rows of leftT and rightT, `width` long, follow. Sweeps run from the larger end of a block to the
 * smaller one, with zero shift where the shift is negligible or a diagonal entry is zero (Demmel & Kahan,
 * SIAM J. Sci. Stat. Comput. 11, 1990; LAPACK's dbdsqr).
 */
export function diagonaliseBidiagonal(
  d: Float64Array,
  e: Float64Array,
  leftT: Float64Array | null,
  rightT: Float64Array | null,
  width = d.length,
): void {
  const n = d.length;
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(d[i]), Math.abs(e[i]));
  // A floor far below rounding of the whole, so that blocks of exact or near zeros end.
  const floor = Number.EPSILON ** 2 * norm;
  const negligible = (i: number) =>
    Math.abs(e[i]) <= Number.EPSILON * (Math.abs(d[i]) + Math.abs(d[i + 1])) + floor;
  let sweeps = 0;
  for (let last = n - 1; last > 0;) {
    if (negligible(last - 1)) {
      e[--last] = 0;
      continue;
    }
    let first = last - 1;
    while (first > 0 && !negligible(first - 1)) first--;
    if (first > 0) e[first - 1] = 0;
    if (++sweeps > 60 * n) throw new Error(`singular value ${last} did not converge in ${60 * n} QR sweeps`);
    sweep(d, e, first, last, leftT, rightT, width, floor);
  }
}

/**
 * One sweep over the block first … last, from its larger end. Read from below, the transpose of the block is
 * upper bidiagonal again, with left and right exchanged.
 */
function sweep(
  d: Float64Array,
  e: Float64Array,
  first: number,
  last: number,
  leftT: Float64Array | null,
  rightT: Float64Array | null,
  n: number,
  floor: number,
): void {
  const down = Math.abs(d[first]) >= Math.abs(d[last]);
  const step = down ? 1 : -1;
  const length = last - first;
  const d0 = down ? first : last;
  const e0 = down ? first : last - 1;
  const left = down ? leftT : rightT;
  const right = down ? rightT : leftT;
  const end = d0 + step * length;
  const lastE = e0 + step * (length - 1);

  let zero = false;
  for (let i = first; i <= last; i++) zero ||= Math.abs(d[i]) <= floor;
  const top = d[d0];
  const shift = zero ? 0 : smallestSingularValue(d[end - step], e[lastE], d[end]);
  if (zero || (shift / top) ** 2 < Number.EPSILON) {
    let c = 1;
    let s = 0;
    let cOld = 1;
    let sOld = 0;
    for (let i = 0; i < length; i++) {
      const p = d0 + step * i;
      const q = p + step;
      const at = e0 + step * i;
      let r: number;
      [c, s, r] = rotation(d[p] * c, e[at]);
      if (i > 0) e[at - step] = sOld * r;
      [cOld, sOld, d[p]] = rotation(cOld * r, d[q] * s);
      if (right) rotateRows(right, p * n, q * n, n, c, s);
      if (left) rotateRows(left, p * n, q * n, n, cOld, sOld);
    }
    const h = d[end] * c;
    d[end] = h * cOld;
    e[lastE] = h * sOld;
    return;
  }
  let f = (Math.abs(top) - shift) * (Math.sign(top) + shift / top);
  let g = e[e0];
  for (let i = 0; i < length; i++) {
    const p = d0 + step * i;
    const q = p + step;
    const at = e0 + step * i;
    const [cr, sr, r] = rotation(f, g);
    if (i > 0) e[at - step] = r;
    f = cr * d[p] + sr * e[at];
    e[at] = cr * e[at] - sr * d[p];
    g = sr * d[q];
    d[q] *= cr;
    const [cl, sl, r2] = rotation(f, g);
    d[p] = r2;
    f = cl * e[at] + sl * d[q];
    d[q] = cl * d[q] - sl * e[at];
    if (i < length - 1) {
      g = sl * e[at + step];
      e[at + step] *= cl;
    }
    if (right) rotateRows(right, p * n, q * n, n, cr, sr);
    if (left) rotateRows(left, p * n, q * n, n, cl, sl);
  }
  e[lastE] = f;
}

/** [c, s, r] with c·f + s·g = r, c·g − s·f = 0. */
function rotation(f: number, g: number): [c: number, s: number, r: number] {
  if (g === 0) return [1, 0, f];
  if (f === 0) return [0, 1, g];
  const p = Math.abs(f);
  const q = Math.abs(g);
  const large = p > q ? p : q;
  const x = f / large;
  const y = g / large;
  const norm = Math.sqrt(x * x + y * y);
  return [x / norm, y / norm, large * norm];
}

/** The smaller singular value of [f g; 0 h] (after LAPACK's dlas2). */
function smallestSingularValue(f: number, g: number, h: number): number {
  const p = Math.abs(f);
  const q = Math.abs(h);
  const top = Math.abs(g);
  const small = Math.min(p, q);
  const large = Math.max(p, q);
  if (small === 0) return 0;
  const sum = 1 + small / large;
  const difference = (large - small) / large;
  if (top < large) {
    const x = (top / large) ** 2;
    return small * (2 / (Math.sqrt(sum * sum + x) + Math.sqrt(difference * difference + x)));
  }
  const x = large / top;
  if (x === 0) return (small * large) / top;
  return (2 * small * x) / (Math.sqrt(1 + (sum * x) ** 2) + Math.sqrt(1 + (difference * x) ** 2));
}
