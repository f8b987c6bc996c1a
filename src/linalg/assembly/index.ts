import * as generic from '../../backend/simd/assembly/multiply';

export { applyReflectors, tridiagonalise, tridiagonalScratch } from './tridiagonal';

export function multiply(ta: i32, tb: i32, m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, mode: i32, scratch: usize): void {
  generic.multiply<f64>(ta, tb, m, n, k, a, lda, b, ldb, c, ldc, mode, scratch);
}

export function multiplyScratch(): i32 { return generic.multiplyScratch<f64>(); }
