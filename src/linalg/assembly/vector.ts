// Operations on vectors and a few rows at a time, in f64. Lengths in elements, pointers in bytes.

import { madd } from '../../backend/simd/assembly/multiply';


@inline
export function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

/** Row i of a matrix with rows of n. */
@inline
export function row(a: usize, n: i32, i: i32): usize {
  return a + ((<usize>i * n) << 3);
}


@inline
function sum(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

export function dot(x: usize, y: usize, n: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let i: i32 = 0;
  for (; i + 8 <= n; i += 8) {
    const o = (<usize>i) << 3;
    s0 = madd<f64>(v128.load(x + o), v128.load(y + o), s0);
    s1 = madd<f64>(v128.load(x + o, 16), v128.load(y + o, 16), s1);
    s2 = madd<f64>(v128.load(x + o, 32), v128.load(y + o, 32), s2);
    s3 = madd<f64>(v128.load(x + o, 48), v128.load(y + o, 48), s3);
  }
  let s = sum(f64x2.add(f64x2.add(s0, s2), f64x2.add(s1, s3)));
  for (; i < n; i++) s += load<f64>(at(x, i)) * load<f64>(at(y, i));
  return s;
}

/**
 * out[q] = row q · v for `rows` rows that lie `stride` bytes apart, four at a time: v is read once for four.
 */
export function dots(rows: i32, r: usize, stride: usize, v: usize, n: i32, out: usize): void {
  let q: i32 = 0;
  for (; q + 4 <= rows; q += 4) {
    const r0 = r + <usize>q * stride;
    const r1 = r0 + stride;
    const r2 = r1 + stride;
    const r3 = r2 + stride;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let i: i32 = 0;
    for (; i + 2 <= n; i += 2) {
      const o = (<usize>i) << 3;
      const x = v128.load(v + o);
      s0 = madd<f64>(v128.load(r0 + o), x, s0);
      s1 = madd<f64>(v128.load(r1 + o), x, s1);
      s2 = madd<f64>(v128.load(r2 + o), x, s2);
      s3 = madd<f64>(v128.load(r3 + o), x, s3);
    }
    let t0 = sum(s0);
    let t1 = sum(s1);
    let t2 = sum(s2);
    let t3 = sum(s3);
    if (i < n) {
      const o = (<usize>i) << 3;
      const x = load<f64>(v + o);
      t0 += load<f64>(r0 + o) * x;
      t1 += load<f64>(r1 + o) * x;
      t2 += load<f64>(r2 + o) * x;
      t3 += load<f64>(r3 + o) * x;
    }
    const to = at(out, q);
    store<f64>(to, t0);
    store<f64>(to, t1, 8);
    store<f64>(to, t2, 16);
    store<f64>(to, t3, 24);
  }
  for (; q < rows; q++) store<f64>(at(out, q), dot(r + <usize>q * stride, v, n));
}

/**
 * y += Σ c[q]·row q, four rows at a time: y is read and written once for four. `c` lies `gap` bytes apart.
 */
export function combine(
  rows: i32,
  r: usize,
  stride: usize,
  c: usize,
  gap: usize,
  sign: f64,
  y: usize,
  n: i32,
): void {
  let q: i32 = 0;
  for (; q + 4 <= rows; q += 4) {
    const r0 = r + <usize>q * stride;
    const r1 = r0 + stride;
    const r2 = r1 + stride;
    const r3 = r2 + stride;
    const cq = c + <usize>q * gap;
    const f0 = sign * load<f64>(cq);
    const f1 = sign * load<f64>(cq + gap);
    const f2 = sign * load<f64>(cq + 2 * gap);
    const f3 = sign * load<f64>(cq + 3 * gap);
    const c0 = f64x2.splat(f0);
    const c1 = f64x2.splat(f1);
    const c2 = f64x2.splat(f2);
    const c3 = f64x2.splat(f3);
    let i: i32 = 0;
    for (; i + 2 <= n; i += 2) {
      const o = (<usize>i) << 3;
      v128.store(
        y + o,
        madd<f64>(
          c3,
          v128.load(r3 + o),
          madd<f64>(
            c2,
            v128.load(r2 + o),
            madd<f64>(c1, v128.load(r1 + o), madd<f64>(c0, v128.load(r0 + o), v128.load(y + o))),
          ),
        ),
      );
    }
    if (i < n) {
      const o = (<usize>i) << 3;
      store<f64>(
        y + o,
        load<f64>(y + o) +
          f0 * load<f64>(r0 + o) +
          f1 * load<f64>(r1 + o) +
          f2 * load<f64>(r2 + o) +
          f3 * load<f64>(r3 + o),
      );
    }
  }
  for (; q < rows; q++) axpy(sign * load<f64>(c + <usize>q * gap), r + <usize>q * stride, y, n);
}

/** y += c·x. */
export function axpy(c: f64, x: usize, y: usize, n: i32): void {
  const s = f64x2.splat(c);
  let i: i32 = 0;
  for (; i + 2 <= n; i += 2) {
    const o = (<usize>i) << 3;
    v128.store(y + o, madd<f64>(s, v128.load(x + o), v128.load(y + o)));
  }
  if (i < n) store<f64>(at(y, i), load<f64>(at(y, i)) + c * load<f64>(at(x, i)));
}

/** x *= c. */
export function scale(c: f64, x: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i++) store<f64>(at(x, i), load<f64>(at(x, i)) * c);
}

/**
 * Reflector I − τ·v·vᵀ that leaves only the first of x[0…n): x becomes v (v₀ = 1); τ at `tau`, what is left
 * at `beta`. The matrix is scaled to about 1; where squares underflow, x is worked on at a larger scale.
 */
export function reflector(x: usize, n: i32, tau: usize, beta: usize): void {
  const alpha = load<f64>(x);
  const rest = dot(x + 8, x + 8, n - 1);
  if (rest < 1e-280 && Math.abs(alpha) < 1e-140) {
    let largest = Math.abs(alpha);
    for (let i: i32 = 1; i < n; i++) largest = Math.max(largest, Math.abs(load<f64>(at(x, i))));
    if (largest > 0) {
      const up: f64 = 3.273390607896142e150; // 2^500: a power of two loses nothing
      scale(up, x, n);
      reflector(x, n, tau, beta);
      store<f64>(beta, load<f64>(beta) / up);
      return;
    }
  }
  store<f64>(x, 1);
  if (rest == 0) {
    memory.fill(x + 8, 0, (<usize>(n - 1)) << 3);
    store<f64>(tau, 0);
    store<f64>(beta, alpha);
    return;
  }
  const norm = Math.sqrt(alpha * alpha + rest);
  const b = alpha > 0 ? -norm : norm;
  store<f64>(tau, (b - alpha) / b);
  store<f64>(beta, b);
  scale(1.0 / (alpha - b), x + 8, n - 1);
}
