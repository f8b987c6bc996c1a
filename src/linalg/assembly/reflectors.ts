// Products of many reflectors in blocks (compact WY; LAPACK's dlarft, dlarfb). Reflector r stands in row r of
// `a` (rows of n), from column r + `shift` on, its first entry 1.

import { MC, multiply, SET, SUBTRACT } from '../../backend/simd/assembly/multiply';
import { BLOCK } from './panels';
import { at, dots, row } from './vector';

/**
 * Unit: block `unit` of `count` reflectors: H₀·H₁⋯ = I − Vᵀ·T·V with T upper triangular, at t + unit·BLOCK²;
 * clears what lies left of V.
 */
export function blockFactors(
  from: i32,
  to: i32,
  scratch: usize,
  n: i32,
  a: usize,
  shift: i32,
  count: i32,
  tau: usize,
  t: usize,
): void {
  for (let unit = from; unit < to; unit++) {
    const r0 = unit * BLOCK;
    const size = min(BLOCK, count - r0);
    const tb = row(t, BLOCK * BLOCK, unit);
    const start = r0 + shift;
    const width = n - start;
    memory.fill(tb, 0, BLOCK * BLOCK * 8);
    for (let k: i32 = 0; k < size; k++) {
      const vk = at(row(a, n, r0 + k), start);
      const tk = load<f64>(at(tau, r0 + k));
      memory.fill(vk, 0, (<usize>k) << 3);
      dots(k, at(row(a, n, r0), start), (<usize>n) << 3, vk, width, scratch);
      for (let i: i32 = 0; i < k; i++) {
        let sum: f64 = 0;
        for (let q = i; q < k; q++) sum += load<f64>(at(tb, i * BLOCK + q)) * load<f64>(at(scratch, q));
        store<f64>(at(tb, i * BLOCK + k), -tk * sum);
      }
      store<f64>(at(tb, k * BLOCK + k), tk);
    }
  }
}

/**
 * Unit: MC rows of X (m × n). Forward: X ← X·H₀·H₁⋯ of one block (`first`); else X ← X·(H₀·H₁⋯)ᵀ of blocks
 * first … last − 1, the last one first.
 */
export function applyBlocks(
  from: i32,
  to: i32,
  scratch: usize,
  m: i32,
  n: i32,
  a: usize,
  shift: i32,
  count: i32,
  t: usize,
  first: i32,
  last: i32,
  forward: i32,
  x: usize,
): void {
  const y = scratch;
  const z = y + MC * BLOCK * 8;
  const packed = z + MC * BLOCK * 8;
  for (let unit = from; unit < to; unit++) {
    const rows = min(MC, m - unit * MC);
    for (let block = last - 1; block >= first; block--) {
      const r0 = block * BLOCK;
      const size = min(BLOCK, count - r0);
      const start = r0 + shift;
      const width = n - start;
      const v = at(row(a, n, r0), start);
      const xs = at(row(x, n, unit * MC), start);
      multiply<f64>(0, 1, rows, size, width, xs, n, v, n, y, BLOCK, SET, packed);
      multiply<f64>(
        0,
        forward ? 0 : 1,
        rows,
        size,
        size,
        y,
        BLOCK,
        row(t, BLOCK * BLOCK, block),
        BLOCK,
        z,
        BLOCK,
        SET,
        packed,
      );
      multiply<f64>(0, 0, rows, width, size, z, BLOCK, v, n, xs, n, SUBTRACT, packed);
    }
  }
}
