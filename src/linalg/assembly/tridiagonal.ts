// Blocked Householder tridiagonalisation A = Q·T·Qᵀ (LAPACK's dsytrd and dlatrd), one column a call, so that
// threads can share the products with a vector. The upper triangle is used, row-major, so that every inner
// loop runs along a row; reflector j stays in row j, right of the diagonal.

import { madd } from '../../backend/simd/assembly/multiply';
import { NB, vectorParts } from './panels';
import { at, axpy, combine, dot, dots, reflector, row, scale } from './vector';

/**
 * Products of four rows with v (added up at `sums`), and their multiples into p: four rows share the traffic
 * of v and p.
 */
function fourRows(
  r0: usize,
  r1: usize,
  r2: usize,
  r3: usize,
  v0: f64,
  v1: f64,
  v2: f64,
  v3: f64,
  v: usize,
  p: usize,
  n: i32,
  sums: usize,
): void {
  const c0 = f64x2.splat(v0);
  const c1 = f64x2.splat(v1);
  const c2 = f64x2.splat(v2);
  const c3 = f64x2.splat(v3);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let i: i32 = 0;
  for (; i + 2 <= n; i += 2) {
    const o = (<usize>i) << 3;
    const x = v128.load(v + o);
    let y = v128.load(p + o);
    let a = v128.load(r0 + o);
    s0 = madd<f64>(a, x, s0);
    y = madd<f64>(c0, a, y);
    a = v128.load(r1 + o);
    s1 = madd<f64>(a, x, s1);
    y = madd<f64>(c1, a, y);
    a = v128.load(r2 + o);
    s2 = madd<f64>(a, x, s2);
    y = madd<f64>(c2, a, y);
    a = v128.load(r3 + o);
    s3 = madd<f64>(a, x, s3);
    v128.store(p + o, madd<f64>(c3, a, y));
  }
  let t0 = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  let t1 = f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1);
  let t2 = f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1);
  let t3 = f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1);
  if (i < n) {
    const o = (<usize>i) << 3;
    const x = load<f64>(v + o);
    const a = load<f64>(r0 + o);
    const b = load<f64>(r1 + o);
    const c = load<f64>(r2 + o);
    const d = load<f64>(r3 + o);
    t0 += a * x;
    t1 += b * x;
    t2 += c * x;
    t3 += d * x;
    store<f64>(p + o, load<f64>(p + o) + v0 * a + v1 * b + v2 * c + v3 * d);
  }
  store<f64>(sums, load<f64>(sums) + t0);
  store<f64>(sums, load<f64>(sums, 8) + t1, 8);
  store<f64>(sums, load<f64>(sums, 16) + t2, 16);
  store<f64>(sums, load<f64>(sums, 24) + t3, 24);
}

/**
 * First row of part `part` of `parts` of the trailing block from `first`: parts of about the same area of the
 * triangle, by the size alone.
 */
function cut(n: i32, first: i32, part: i32, parts: i32): i32 {
  if (part >= parts) return n;
  const size = n - first;
  return first + ((<i32>(<f64>size * (1 - Math.sqrt(1 - <f64>part / <f64>parts)))) & ~3);
}

/** Unit: a part of A·v over the trailing block from `first`, into row `unit` of `partial`. */
export function symmetricTimesVector(
  from: i32,
  to: i32,
  scratch: usize,
  n: i32,
  a: usize,
  first: i32,
  v: usize,
  partial: usize,
): void {
  const parts = vectorParts(n - first);
  for (let unit = from; unit < to; unit++) {
    const p = row(partial, n, unit);
    const end = cut(n, first, unit + 1, parts);
    let i = cut(n, first, unit, parts);
    memory.fill(at(p, i), 0, (<usize>(n - i)) << 3);
    for (; i + 4 <= end; i += 4) {
      const r0 = at(row(a, n, i), i);
      const r1 = at(row(a, n, i + 1), i);
      const r2 = at(row(a, n, i + 2), i);
      const r3 = at(row(a, n, i + 3), i);
      const vi = at(v, i);
      const pi = at(p, i);
      const v0 = load<f64>(vi);
      const v1 = load<f64>(vi, 8);
      const v2 = load<f64>(vi, 16);
      const v3 = load<f64>(vi, 24);
      // The 4 × 4 block on the diagonal, of which the upper half is stored.
      const a01 = load<f64>(r0, 8);
      const a02 = load<f64>(r0, 16);
      const a03 = load<f64>(r0, 24);
      const a12 = load<f64>(r1, 16);
      const a13 = load<f64>(r1, 24);
      const a23 = load<f64>(r2, 24);
      store<f64>(pi, load<f64>(pi) + load<f64>(r0) * v0 + a01 * v1 + a02 * v2 + a03 * v3);
      store<f64>(pi, load<f64>(pi, 8) + a01 * v0 + load<f64>(r1, 8) * v1 + a12 * v2 + a13 * v3, 8);
      store<f64>(pi, load<f64>(pi, 16) + a02 * v0 + a12 * v1 + load<f64>(r2, 16) * v2 + a23 * v3, 16);
      store<f64>(pi, load<f64>(pi, 24) + a03 * v0 + a13 * v1 + a23 * v2 + load<f64>(r3, 24) * v3, 24);
      fourRows(r0 + 32, r1 + 32, r2 + 32, r3 + 32, v0, v1, v2, v3, vi + 32, pi + 32, n - i - 4, pi);
    }
    for (; i < end; i++) {
      const r = at(row(a, n, i), i);
      const vi = at(v, i);
      const pi = at(p, i);
      store<f64>(pi, load<f64>(pi) + load<f64>(r) * load<f64>(vi) + dot(r + 8, vi + 8, n - i - 1));
      axpy(load<f64>(vi), r + 8, pi + 8, n - i - 1);
    }
  }
}

/**
 * Column j = j0 + k of a panel: row j of A brought up to date, its reflector (row k of `left`), d, e and τ.
 * Rows 0… of `left` hold V, rows NB… hold W: the trailing block is A − VᵀW − WᵀV until the panel ends.
 */
export function tridiagonalColumn(
  n: i32,
  a: usize,
  d: usize,
  e: usize,
  tau: usize,
  left: usize,
  j0: i32,
  k: i32,
): void {
  const j = j0 + k;
  const bytes = (<usize>n) << 3;
  const x = at(row(a, n, j), j);
  const v = at(left, j);
  const w = v + <usize>NB * bytes;
  if (k == 0) memory.fill(left, 0, 2 * NB * bytes);
  combine(k, v, bytes, w, bytes, -1, x, n - j);
  combine(k, w, bytes, v, bytes, -1, x, n - j);
  store<f64>(at(d, j), load<f64>(x));
  if (j == n - 1) return;
  reflector(x + 8, n - j - 1, at(tau, j), at(e, j));
  memory.copy(at(row(left, n, k), j + 1), x + 8, (<usize>(n - j - 1)) << 3);
}

/** Row k of W from the parts of A·v: w = τ·(A·v − V(Wᵀv) − W(Vᵀv)) − (τ²/2)(…·v)·v. */
export function tridiagonalWeights(n: i32, tau: usize, left: usize, j0: i32, k: i32, partial: usize): void {
  const j = j0 + k;
  const first = j + 1;
  const size = n - first;
  const bytes = (<usize>n) << 3;
  const t = load<f64>(at(tau, j));
  if (t == 0) return;
  const v = at(row(left, n, k), first);
  const w = at(row(left, n, NB + k), first);
  const vs = at(left, first);
  const ws = vs + <usize>NB * bytes;
  const parts = vectorParts(size);
  memory.copy(w, at(partial, first), (<usize>size) << 3);
  for (let part: i32 = 1; part < parts; part++) {
    const from = cut(n, first, part, parts);
    axpy(1, at(row(partial, n, part), from), at(row(left, n, NB + k), from), n - from);
  }
  // The dots stand where no part is needed any more.
  const wv = partial;
  const vv = at(partial, NB);
  dots(k, ws, bytes, v, size, wv);
  dots(k, vs, bytes, v, size, vv);
  combine(k, vs, bytes, wv, 8, -1, w, size);
  combine(k, ws, bytes, vv, 8, -1, w, size);
  const half = -0.5 * t * t * dot(w, v, size);
  scale(t, w, size);
  axpy(half, v, w, size);
}
