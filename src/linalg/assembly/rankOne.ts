// Roots and vectors of 1 + ρ·Σ z²/(p − λ) with poles p ascending: what joins two halves in divide and conquer
// (LAPACK's dlaed4 and dlasd4). `squared` 0: poles p = d, of the symmetric eigenproblem; 1: p = d², d ≥ 0, of
// singular values, and λ = σ². Row i of `gaps` holds p − λ_i for every pole to full relative accuracy.

import { at, row } from './vector';

const EPS: f64 = 1.1102230246251565e-16;


@inline
function between(squared: i32, x: f64, y: f64): f64 {
  return squared ? (x - y) * (x + y) : x - y;
}

/** g[j] = p_j − p_origin. */
function differences(squared: i32, k: i32, d: usize, origin: i32, g: usize): void {
  const y = load<f64>(at(d, origin));
  const ys = f64x2.splat(y);
  let j: i32 = 0;
  for (; j + 2 <= k; j += 2) {
    const x = v128.load(at(d, j));
    const difference = f64x2.sub(x, ys);
    v128.store(at(g, j), squared ? f64x2.mul(difference, f64x2.add(x, ys)) : difference);
  }
  if (j < k) store<f64>(at(g, j), between(squared, load<f64>(at(d, j)), y));
}

/** Σ w/(g − x) and Σ w/(g − x)², to `sum` and beside it. */
function sums(g: usize, w: usize, from: i32, to: i32, x: f64, sum: usize): void {
  const xs = f64x2.splat(x);
  const one = f64x2.splat(1);
  let a0 = f64x2.splat(0);
  let b0 = f64x2.splat(0);
  let a1 = f64x2.splat(0);
  let b1 = f64x2.splat(0);
  let j = from;
  for (; j + 4 <= to; j += 4) {
    const p = at(g, j);
    const q = at(w, j);
    const r0 = f64x2.div(one, f64x2.sub(v128.load(p), xs));
    const r1 = f64x2.div(one, f64x2.sub(v128.load(p, 16), xs));
    const t0 = f64x2.mul(v128.load(q), r0);
    const t1 = f64x2.mul(v128.load(q, 16), r1);
    a0 = f64x2.add(a0, t0);
    a1 = f64x2.add(a1, t1);
    b0 = f64x2.add(b0, f64x2.mul(t0, r0));
    b1 = f64x2.add(b1, f64x2.mul(t1, r1));
  }
  a0 = f64x2.add(a0, a1);
  b0 = f64x2.add(b0, b1);
  let a = f64x2.extract_lane(a0, 0) + f64x2.extract_lane(a0, 1);
  let b = f64x2.extract_lane(b0, 0) + f64x2.extract_lane(b0, 1);
  for (; j < to; j++) {
    const gap = load<f64>(at(g, j)) - x;
    const t = load<f64>(at(w, j)) / gap;
    a += t;
    b += t / gap;
  }
  store<f64>(sum, a);
  store<f64>(sum, b, 8);
}

/**
 * Unit: root i, between p_i and p_{i+1} (the last: up to p_i + ρ‖z‖²), counted from the nearer pole so that
 * no distance loses digits. Steps by the rational model of Bunch, Nielsen & Sorensen (1978), kept inside a
 * bracket. `weights` = z².
 */
export function secularRoots(
  from: i32,
  to: i32,
  scratch: usize,
  squared: i32,
  k: i32,
  d: usize,
  weights: usize,
  rho: f64,
  gaps: usize,
  roots: usize,
): void {
  const psi = scratch;
  const phi = scratch + 16;
  let total: f64 = 0;
  for (let j: i32 = 0; j < k; j++) total += load<f64>(at(weights, j));
  for (let i = from; i < to; i++) {
    const g = row(gaps, k, i);
    const isLast = i == k - 1;
    differences(squared, k, d, i, g);
    const width = isLast ? rho * total : load<f64>(at(g, i + 1));
    sums(g, weights, 0, k, width / 2, psi);
    const value = 1 + rho * load<f64>(psi);
    const fromRight = !isLast && value < 0;
    const origin = fromRight ? i + 1 : i;
    if (fromRight) differences(squared, k, d, origin, g);
    let low = fromRight ? -width / 2 : isLast && value < 0 ? width / 2 : 0;
    let high = fromRight ? 0 : isLast && value < 0 ? width : width / 2;
    let x = fromRight ? -width / 2 : width / 2;
    for (let iteration = 0; iteration < 100; iteration++) {
      sums(g, weights, 0, i + 1, x, psi);
      sums(g, weights, i + 1, k, x, phi);
      const s0 = load<f64>(psi);
      const s1 = load<f64>(psi, 8);
      const t0 = load<f64>(phi);
      const t1 = load<f64>(phi, 8);
      const f = 1 + rho * (s0 + t0);
      if (Math.abs(f) <= 8 * EPS * (1 + rho * (Math.abs(s0) + Math.abs(t0)))) break;
      if (f < 0) low = x;
      else high = x;
      const a = load<f64>(at(g, i)) - x;
      const s = rho * s1 * a * a;
      const r = rho * (s0 - s1 * a);
      let step: f64;
      if (isLast) {
        step = a + s / (1 + r);
      } else {
        const b = load<f64>(at(g, i + 1)) - x;
        const S = rho * t1 * b * b;
        const c = 1 + r + rho * (t0 - t1 * b);
        const linear = c * (a + b) + s + S;
        const constant = a * b * f;
        const root = Math.sqrt(Math.max(0, linear * linear - 4 * c * constant));
        step = linear > 0 ? (2 * constant) / (linear + root) : (linear - root) / (2 * c);
      }
      const next = x + step;
      x = next > low && next < high ? next : (low + high) / 2;
      if (high - low <= 2 * EPS * Math.max(Math.abs(low), Math.abs(high))) break;
      if (next == x && step == 0) break;
    }
    for (let j: i32 = 0; j < k; j++) store<f64>(at(g, j), load<f64>(at(g, j)) - x);
    const o = load<f64>(at(d, origin));
    store<f64>(at(roots, i), squared ? o + x / (o + Math.sqrt(Math.max(0, o * o + x))) : o + x);
  }
}

/** Poles of one unit of `exactWeights`. */
const STRIP: i32 = 64;
export function stripPoles(): i32 {
  return STRIP;
}

/**
 * Unit: STRIP poles. The weights for which the computed roots are exact (Löwner's formula): with these the
 * vectors are orthogonal.
 */
export function exactWeights(
  from: i32,
  to: i32,
  scratch: usize,
  squared: i32,
  k: i32,
  d: usize,
  z: usize,
  gaps: usize,
  exact: usize,
): void {
  const first = from * STRIP;
  const end = min(k, to * STRIP);
  for (let j = first; j < end; j++) store<f64>(at(exact, j), 1);
  for (let i: i32 = 0; i < k; i++) {
    const g = row(gaps, k, i);
    const p = load<f64>(at(d, i));
    const ps = f64x2.splat(p);
    for (let j = first; j < end;) {
      if (j + 2 <= end && (i < j || i > j + 1)) {
        const x = v128.load(at(d, j));
        let below = f64x2.sub(x, ps);
        if (squared) below = f64x2.mul(below, f64x2.add(x, ps));
        v128.store(at(exact, j), f64x2.mul(v128.load(at(exact, j)), f64x2.div(v128.load(at(g, j)), below)));
        j += 2;
      } else {
        const below = j == i ? 1 : between(squared, load<f64>(at(d, j)), p);
        store<f64>(at(exact, j), load<f64>(at(exact, j)) * (load<f64>(at(g, j)) / below));
        j++;
      }
    }
  }
  for (let j = first; j < end; j++) {
    const size = Math.sqrt(Math.abs(load<f64>(at(exact, j))));
    store<f64>(at(exact, j), load<f64>(at(z, j)) < 0 ? -size : size);
  }
}

/**
 * Unit: unit vector i, entry j at `column[j]` of its row. `right`: z/(p − λ), the eigenvector or right
 * singular vector; `left` (squared only): d·z/(p − λ), with −1 at the pole 0, the first.
 */
export function rankOneVectors(
  from: i32,
  to: i32,
  scratch: usize,
  squared: i32,
  k: i32,
  d: usize,
  exact: usize,
  gaps: usize,
  column: usize,
  right: usize,
  left: usize,
): void {
  for (let i = from; i < to; i++) {
    const g = row(gaps, k, i);
    const r = row(right, k, i);
    const l = row(left, k, i);
    let norm: f64 = 0;
    let leftNorm: f64 = 1;
    for (let j: i32 = 0; j < k; j++) {
      const x = load<f64>(at(exact, j)) / load<f64>(at(g, j));
      store<f64>(at(g, j), x);
      norm += x * x;
      if (squared && j > 0) {
        const y = x * load<f64>(at(d, j));
        leftNorm += y * y;
      }
    }
    norm = 1 / Math.sqrt(norm);
    leftNorm = 1 / Math.sqrt(leftNorm);
    for (let j: i32 = 0; j < k; j++) {
      const x = load<f64>(at(g, j));
      const to = (<usize>load<i32>(column + ((<usize>j) << 2))) << 3;
      store<f64>(r + to, x * norm);
      if (squared) store<f64>(l + to, (j > 0 ? x * load<f64>(at(d, j)) : -1) * leftNorm);
    }
  }
}
