// What the blocked reductions share: cuts that depend on sizes alone, the update of what is left of the
// matrix after a panel, and products for the threads. Kernels of the form (from, to, scratch, …) do a range
// of units.

import { MC, multiply, multiplyScratch, SUBTRACT } from '../../backend/simd/assembly/multiply';
import { at, row } from './vector';

/** Columns reduced before the rest of the matrix is updated by one product. */
export const NB: i32 = 32;
/** Most parts a product with a vector is cut into. */
const PARTS: i32 = 8;

/** Bytes of scratch that a thread needs. */
export function scratchBytes(): i32 {
  return multiplyScratch<f64>() + 2 * MC * BLOCK * 8 + 64;
}

/** Reflectors that are applied together. */
export const BLOCK: i32 = 64;

/** Rows of one unit of products and block updates. */
export function unitRows(): i32 {
  return MC;
}

/** Columns of one panel. */
export function panelColumns(): i32 {
  return NB;
}

/** Reflectors of one block. */
export function blockReflectors(): i32 {
  return BLOCK;
}

/** Parts into which products of an n × n matrix with a vector are cut. */
export function vectorParts(n: i32): i32 {
  return max(1, min(PARTS, n / 96));
}

/** Unit: MC rows of C (m × n) =, += or −= op(A)·op(B). */
export function products(
  from: i32,
  to: i32,
  scratch: usize,
  ta: i32,
  tb: i32,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  mode: i32,
): void {
  const i0 = from * MC;
  const rows = min(m, to * MC) - i0;
  multiply<f64>(
    ta,
    tb,
    rows,
    n,
    k,
    ta ? at(a, i0) : row(a, lda, i0),
    lda,
    b,
    ldb,
    row(c, ldc, i0),
    ldc,
    mode,
    scratch,
  );
}

/**
 * A −= leftᵀ·right on rows and columns from `first`; unit: MC rows; only from the block's diagonal on where
 * `upper`.
 */
export function updateRest(
  from: i32,
  to: i32,
  scratch: usize,
  n: i32,
  a: usize,
  first: i32,
  upper: i32,
  left: usize,
  right: usize,
): void {
  for (let unit = from; unit < to; unit++) {
    const i = first + unit * MC;
    const j = upper ? i : first;
    const rows = min(MC, n - i);
    multiply<f64>(
      1,
      0,
      rows,
      n - j,
      2 * NB,
      at(left, i),
      n,
      at(right, j),
      n,
      at(row(a, n, i), j),
      n,
      SUBTRACT,
      scratch,
    );
  }
}
