// Blocked Householder tridiagonalisation A = Q·T·Qᵀ and the application of Q (LAPACK's dsytrd, dlatrd, dormtr). The upper
// triangle is used, row-major, so that every inner loop runs along a row; reflector j stays in row j, right of the diagonal.

import { madd, multiply, multiplyScratch, SET, SUBTRACT } from '../../backend/simd/assembly/multiply';

/** Columns reduced before the rest of the matrix is updated by one product. */
const NB: i32 = 32;
/** Rows of a block of that update. */
const ROWS: i32 = 96;

@inline
function row(a: usize, n: i32, i: i32): usize { return a + ((<usize>i * n) << 3); }

export function dot(x: usize, y: usize, n: i32): f64 {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  let i: i32 = 0;
  for (; i + 4 <= n; i += 4) {
    const o = <usize>i << 3;
    s0 = madd<f64>(v128.load(x + o), v128.load(y + o), s0);
    s1 = madd<f64>(v128.load(x + o, 16), v128.load(y + o, 16), s1);
  }
  s0 = f64x2.add(s0, s1);
  let s = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; i < n; i++) s += load<f64>(x + (<usize>i << 3)) * load<f64>(y + (<usize>i << 3));
  return s;
}

/** y += c·x. */
export function axpy(c: f64, x: usize, y: usize, n: i32): void {
  const s = f64x2.splat(c);
  let i: i32 = 0;
  for (; i + 2 <= n; i += 2) {
    const o = <usize>i << 3;
    v128.store(y + o, madd<f64>(s, v128.load(x + o), v128.load(y + o)));
  }
  if (i < n) store<f64>(y + (<usize>i << 3), load<f64>(y + (<usize>i << 3)) + c * load<f64>(x + (<usize>i << 3)));
}

/** Σ of two rows' products with v, and their axpy into p: two rows share the traffic of v and p. */
function twoRows(r0: usize, r1: usize, v0: f64, v1: f64, v: usize, p: usize, n: i32, sums: usize): void {
  const c0 = f64x2.splat(v0), c1 = f64x2.splat(v1);
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  let i: i32 = 0;
  for (; i + 2 <= n; i += 2) {
    const o = <usize>i << 3;
    const a = v128.load(r0 + o), b = v128.load(r1 + o), x = v128.load(v + o);
    s0 = madd<f64>(a, x, s0);
    s1 = madd<f64>(b, x, s1);
    v128.store(p + o, madd<f64>(c1, b, madd<f64>(c0, a, v128.load(p + o))));
  }
  let t0 = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1), t1 = f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1);
  if (i < n) {
    const o = <usize>i << 3, a = load<f64>(r0 + o), b = load<f64>(r1 + o);
    t0 += a * load<f64>(v + o);
    t1 += b * load<f64>(v + o);
    store<f64>(p + o, load<f64>(p + o) + v0 * a + v1 * b);
  }
  store<f64>(sums, t0);
  store<f64>(sums, t1, 8);
}

/** p[from…n) = A·v over the trailing block from `from`, of which the upper triangle is stored. */
function symv(a: usize, n: i32, from: i32, v: usize, p: usize, sums: usize): void {
  memory.fill(p + (<usize>from << 3), 0, <usize>(n - from) << 3);
  let i = from;
  for (; i + 1 < n; i += 2) {
    const o = <usize>i << 3, r0 = row(a, n, i) + o, r1 = row(a, n, i + 1) + o;
    const v0 = load<f64>(v + o), v1 = load<f64>(v + o, 8), off = load<f64>(r0, 8);
    twoRows(r0 + 16, r1 + 16, v0, v1, v + o + 16, p + o + 16, n - i - 2, sums);
    store<f64>(p + o, load<f64>(p + o) + load<f64>(sums) + load<f64>(r0) * v0 + off * v1);
    store<f64>(p + o, load<f64>(p + o, 8) + load<f64>(sums, 8) + off * v0 + load<f64>(r1, 8) * v1, 8);
  }
  if (i < n) {
    const o = <usize>i << 3;
    store<f64>(p + o, load<f64>(p + o) + load<f64>(row(a, n, i) + o) * load<f64>(v + o));
  }
}

/** Reflector that leaves only the first of x[0…n): x becomes v (v₀ = 1); τ at `tau`, what is left at `beta`. x is scaled to about 1. */
function reflector(x: usize, n: i32, tau: usize, beta: usize): void {
  const alpha = load<f64>(x), rest = dot(x + 8, x + 8, n - 1);
  store<f64>(x, 1);
  if (rest == 0) {
    store<f64>(tau, 0);
    store<f64>(beta, alpha);
    return;
  }
  const norm = Math.sqrt(alpha * alpha + rest), b = alpha > 0 ? -norm : norm;
  store<f64>(tau, (b - alpha) / b);
  store<f64>(beta, b);
  const scale = 1.0 / (alpha - b);
  for (let i: i32 = 1; i < n; i++) store<f64>(x + (<usize>i << 3), load<f64>(x + (<usize>i << 3)) * scale);
}

/** Bytes of scratch for size n. */
export function tridiagonalScratch(n: i32): i32 {
  return multiplyScratch<f64>() + (4 * NB * n + NB * NB + 2 * n + 8) * 8;
}

/** d (n), e (n − 1) and τ (n − 1) of A (n × n; only the upper triangle counts; overwritten by the reflectors). */
export function tridiagonalise(n: i32, a: usize, d: usize, e: usize, tau: usize, scratch: usize): void {
  const sums = scratch, left = sums + 64, right = left + ((<usize>2 * NB * n) << 3), products = right + ((<usize>2 * NB * n) << 3);
  const bytes = <usize>n << 3;
  for (let j0: i32 = 0; j0 < n - 1; j0 += NB) {
    const count = min(NB, n - 1 - j0);
    // Rows 0…count of `left` hold V, rows NB… hold W; `right` the other way round: A −= leftᵀ·right afterwards.
    memory.fill(left, 0, 2 * NB * bytes);
    for (let k: i32 = 0; k < count; k++) {
      const j = j0 + k, o = <usize>j << 3, at = row(a, n, j) + o;
      for (let q: i32 = 0; q < k; q++) {
        const v = left + <usize>q * bytes + o, w = left + <usize>(NB + q) * bytes + o;
        axpy(-load<f64>(w), v, at, n - j);
        axpy(-load<f64>(v), w, at, n - j);
      }
      store<f64>(d + o, load<f64>(at));
      reflector(at + 8, n - j - 1, tau + o, e + o);
      const t = load<f64>(tau + o), v = left + <usize>k * bytes, w = left + <usize>(NB + k) * bytes;
      memory.copy(v + o + 8, at + 8, bytes - o - 8);
      if (t == 0) continue;
      symv(a, n, j + 1, v, w, sums);
      for (let q: i32 = 0; q < k; q++) {
        const vq = left + <usize>q * bytes + o + 8, wq = left + <usize>(NB + q) * bytes + o + 8;
        const wv = dot(wq, v + o + 8, n - j - 1), vv = dot(vq, v + o + 8, n - j - 1);
        axpy(-wv, vq, w + o + 8, n - j - 1);
        axpy(-vv, wq, w + o + 8, n - j - 1);
      }
      const half = -0.5 * t * t * dot(w + o + 8, v + o + 8, n - j - 1);
      for (let i = j + 1; i < n; i++) {
        const p = w + (<usize>i << 3);
        store<f64>(p, load<f64>(p) * t + half * load<f64>(v + (<usize>i << 3)));
      }
    }
    memory.copy(right, left + NB * bytes, NB * bytes);
    memory.copy(right + NB * bytes, left, NB * bytes);
    for (let i = j0 + count; i < n; i += ROWS) {
      const rows = min(ROWS, n - i), o = <usize>i << 3;
      multiply<f64>(1, 0, rows, n - i, 2 * NB, left + o, n, right + o, n, row(a, n, i) + o, n, SUBTRACT, products);
    }
  }
  store<f64>(d + bytes - 8, load<f64>(row(a, n, n - 1) + bytes - 8));
}

/** Every row of X (m × n, m ≤ n) from an eigenvector of T to one of A: X ← X·Qᵀ, panel by panel in compact WY form, the last first. */
export function applyReflectors(n: i32, a: usize, tau: usize, m: i32, x: usize, scratch: usize): void {
  const bytes = <usize>n << 3;
  const t = scratch + 64, v = t + NB * NB * 8, y = v + NB * bytes, products = scratch + 64 + ((<usize>4 * NB * n + NB * NB) << 3);
  const panels = (n - 1 + NB - 1) / NB;
  for (let panel = panels - 1; panel >= 0; panel--) {
    const j0 = panel * NB, count = min(NB, n - 1 - j0), width = n - j0 - 1;
    for (let k: i32 = 0; k < count; k++) {
      memory.fill(v + ((<usize>k * width) << 3), 0, <usize>k << 3);
      memory.copy(v + ((<usize>k * width + k) << 3), row(a, n, j0 + k) + ((<usize>(j0 + k) + 1) << 3), <usize>(width - k) << 3);
    }
    // H₀·H₁⋯ = I − Vᵀ·T·V with T upper triangular (dlarft).
    memory.fill(t, 0, NB * NB * 8);
    for (let k: i32 = 0; k < count; k++) {
      const tk = load<f64>(tau + (<usize>(j0 + k) << 3)), vk = v + ((<usize>k * width) << 3);
      for (let q: i32 = 0; q < k; q++) store<f64>(y + (<usize>q << 3), dot(v + ((<usize>q * width) << 3), vk, width));
      for (let i: i32 = 0; i < k; i++) {
        let sum: f64 = 0;
        for (let q = i; q < k; q++) sum += load<f64>(t + (<usize>(i * NB + q) << 3)) * load<f64>(y + (<usize>q << 3));
        store<f64>(t + (<usize>(i * NB + k) << 3), -tk * sum);
      }
      store<f64>(t + (<usize>(k * NB + k) << 3), tk);
    }
    // X ← X − ((X·Vᵀ)·Tᵀ)·V.
    const xj = x + (<usize>(j0 + 1) << 3), z = y + ((<usize>NB * m) << 3);
    multiply<f64>(0, 1, m, count, width, xj, n, v, width, y, NB, SET, products);
    multiply<f64>(0, 1, m, count, count, y, NB, t, NB, z, NB, SET, products);
    multiply<f64>(0, 0, m, width, count, z, NB, v, width, xj, n, SUBTRACT, products);
  }
}
