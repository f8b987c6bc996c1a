// Blocked Householder bidiagonalisation of a square matrix, A = Q·B·Pᵀ (LAPACK's dgebrd and dlabrd), one
// column a call. The reflector of column c stays in row c of `lefts` from entry c on, that of row c in row c
// of A, right of the diagonal. Until a panel ends, what is left of the matrix is A − VᵀY − XᵀU: `left` holds
// V in rows 0… and X in rows NB…, `right` Y and U.

import { NB, vectorParts } from './panels';
import { at, axpy, combine, dots, reflector, row, scale } from './vector';

/** First row of part `part` of `parts` of rows first … n − 1. */
function cut(n: i32, first: i32, part: i32, parts: i32): i32 {
  return part >= parts ? n : first + ((((n - first) * part) / parts) & ~3);
}

/** Column c = j0 + k brought up to date, its reflector and d. */
export function bidiagonalColumn(
  n: i32,
  a: usize,
  d: usize,
  tau: usize,
  lefts: usize,
  left: usize,
  right: usize,
  j0: i32,
  k: i32,
): void {
  const c = j0 + k;
  const bytes = (<usize>n) << 3;
  const v = at(row(lefts, n, c), c);
  const size = n - c;
  if (k == 0) {
    memory.fill(left, 0, 2 * NB * bytes);
    memory.fill(right, 0, 2 * NB * bytes);
  }
  for (let i: i32 = 0; i < size; i++) store<f64>(at(v, i), load<f64>(at(row(a, n, c + i), c)));
  combine(k, at(left, c), bytes, at(right, c), bytes, -1, v, size);
  combine(k, at(row(left, n, NB), c), bytes, at(row(right, n, NB), c), bytes, -1, v, size);
  reflector(v, size, at(tau, c), at(d, c));
  memory.copy(at(row(left, n, k), c), v, (<usize>size) << 3);
}

/** Unit: a part of Aᵀ·v, over rows from c on and columns after c, into row `unit` of `partial`. */
export function vectorTimesMatrix(
  from: i32,
  to: i32,
  scratch: usize,
  n: i32,
  a: usize,
  c: i32,
  v: usize,
  partial: usize,
): void {
  const parts = vectorParts(n - c);
  const first = c + 1;
  const bytes = (<usize>n) << 3;
  for (let unit = from; unit < to; unit++) {
    const i = cut(n, c, unit, parts);
    const p = at(row(partial, n, unit), first);
    memory.fill(p, 0, (<usize>(n - first)) << 3);
    combine(cut(n, c, unit + 1, parts) - i, at(row(a, n, i), first), bytes, at(v, i), 8, 1, p, n - first);
  }
}

/**
 * Row k of Y from the parts of Aᵀ·v; then row c of A brought up to date, its reflector (row k of U) and e.
 */
export function bidiagonalRow(
  n: i32,
  a: usize,
  e: usize,
  tauLeft: usize,
  tauRight: usize,
  left: usize,
  right: usize,
  j0: i32,
  k: i32,
  partial: usize,
): void {
  const c = j0 + k;
  const first = c + 1;
  const size = n - first;
  const bytes = (<usize>n) << 3;
  const parts = vectorParts(n - c);
  const y = at(row(right, n, k), first);
  const v = at(row(left, n, k), c);
  const ys = at(right, first);
  const us = at(row(right, n, NB), first);
  memory.copy(y, at(partial, first), (<usize>size) << 3);
  for (let part: i32 = 1; part < parts; part++) axpy(1, at(row(partial, n, part), first), y, size);
  dots(k, at(left, c), bytes, v, n - c, partial);
  combine(k, ys, bytes, partial, 8, -1, y, size);
  dots(k, at(row(left, n, NB), c), bytes, v, n - c, partial);
  combine(k, us, bytes, partial, 8, -1, y, size);
  scale(load<f64>(at(tauLeft, c)), y, size);
  const x = at(row(a, n, c), first);
  combine(k + 1, ys, bytes, at(left, c), bytes, -1, x, size);
  combine(k, us, bytes, at(row(left, n, NB), c), bytes, -1, x, size);
  reflector(x, size, at(tauRight, c), at(e, c));
  memory.copy(at(row(right, n, NB + k), first), x, (<usize>size) << 3);
}

/** Unit: a part of the rows of A·u, after row and column c, into row k of X. */
export function matrixTimesVector(
  from: i32,
  to: i32,
  scratch: usize,
  n: i32,
  a: usize,
  c: i32,
  u: usize,
  x: usize,
): void {
  const parts = vectorParts(n - c);
  const first = c + 1;
  const i = cut(n, first, from, parts);
  const end = cut(n, first, to, parts);
  dots(end - i, at(row(a, n, i), first), (<usize>n) << 3, at(u, first), n - first, at(x, i));
}

/** Row k of X from A·u. */
export function bidiagonalWeights(
  n: i32,
  tauRight: usize,
  left: usize,
  right: usize,
  j0: i32,
  k: i32,
  partial: usize,
): void {
  const c = j0 + k;
  const first = c + 1;
  const size = n - first;
  const bytes = (<usize>n) << 3;
  const x = at(row(left, n, NB + k), first);
  const u = at(row(right, n, NB + k), first);
  dots(k + 1, at(right, first), bytes, u, size, partial);
  combine(k + 1, at(left, first), bytes, partial, 8, -1, x, size);
  dots(k, at(row(right, n, NB), first), bytes, u, size, partial);
  combine(k, at(row(left, n, NB), first), bytes, partial, 8, -1, x, size);
  scale(load<f64>(at(tauRight, c)), x, size);
}
