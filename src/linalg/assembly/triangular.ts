// Blocked reduction of a k × n matrix (k ≤ n) to lower triangular form by reflectors from the right, A·Q = L
// (LAPACK's dgelqf).

import { BLOCK } from './panels';
import { axpy, at, dot, reflector, row } from './vector';

/**
 * One block: rows from r0 on are reduced among themselves; the row after them is left to `applyBlocks`. `l`
 * (k × k) takes the finished rows.
 */
export function triangularBlock(k: i32, n: i32, a: usize, tau: usize, l: usize, r0: i32): void {
  const end = min(k, r0 + BLOCK);
  for (let r = r0; r < end; r++) {
    const x = row(a, n, r);
    for (let q = r0; q < r; q++) {
      const v = at(row(a, n, q), q);
      const y = at(x, q);
      const size = n - q;
      axpy(-load<f64>(at(tau, q)) * dot(v, y, size), v, y, size);
    }
    memory.copy(row(l, k, r), x, (<usize>r) << 3);
    reflector(at(x, r), n - r, at(tau, r), at(row(l, k, r), r));
  }
}
