import { rotateRows } from './householder.ts';
import { deflate, EPS, joiner, LEFT, RIGHT, sorted } from './rankOne.ts';
import type { Arena } from './wasm.ts';

/** Solves a small tridiagonal problem in place, vectors as rows (implicit QL). */
export type SmallSolver = (d: Float64Array, e: Float64Array, vectors: Float64Array) => void;

/** Largest problem left to `small`. */
const SMALL = 32;

/**
 * Eigenvalues and vectors of the symmetric tridiagonal (d, e) by divide and conquer (Cuppen 1981; deflation
 * and the stable vectors of Gu & Eisenstat 1995; LAPACK's dlaed1–4). `d` becomes the eigenvalues, ascending;
 * `e` is destroyed; returns the address of the eigenvectors, n × n, one a row.
 */
export function divideAndConquer(arena: Arena, d: Float64Array, e: Float64Array, small: SmallSolver): number {
  const n = d.length;
  const rows = arena.take(n * n);
  const join = joiner(arena, n, false);
  const all = arena.view(rows, n * n);
  all.fill(0);
  solve(0, n);
  return rows;

  function solve(lo: number, hi: number): void {
    if (hi - lo <= SMALL) return solveSmall(lo, hi);
    const mid = (lo + hi) >> 1;
    const coupling = e[mid - 1];
    // T = diag(T₁, T₂) + |e|·v·vᵀ, v = (0 … 0, 1, ±1, 0 … 0).
    d[mid - 1] -= Math.abs(coupling);
    d[mid] -= Math.abs(coupling);
    solve(lo, mid);
    solve(mid, hi);
    merge(lo, mid, hi, coupling);
  }

  function solveSmall(lo: number, hi: number): void {
    const size = hi - lo;
    const own = d.slice(lo, hi);
    const off = new Float64Array(size);
    const vectors = new Float64Array(size * size);
    off.set(e.subarray(lo, hi - 1));
    for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
    small(own, off, vectors);
    Array.from(own.keys())
      .sort((i, j) => own[i] - own[j])
      .forEach((from, to) => {
        d[lo + to] = own[from];
        all.set(vectors.subarray(from * size, from * size + size), (lo + to) * n + lo);
      });
  }

  /**
   * Joins the eigensystems of rows [lo, mid) and [mid, hi), coupled by |e|·v·vᵀ, into that of [lo, hi),
   * ascending.
   */
  function merge(lo: number, mid: number, hi: number, coupling: number): void {
    const size = hi - lo;
    const own = d.subarray(lo, hi);
    const z = new Float64Array(size);
    const kind = new Uint8Array(size);
    let largest = 0;
    for (let i = 0; i < size; i++) {
      const left = lo + i < mid;
      z[i] =
        (left ? all[(lo + i) * n + mid - 1] : Math.sign(coupling) * all[(lo + i) * n + mid]) * Math.SQRT1_2;
      kind[i] = left ? LEFT : RIGHT;
      largest = Math.max(largest, Math.abs(own[i]), Math.abs(z[i]));
    }
    const rho = 2 * Math.abs(coupling);
    const order = Array.from(own.keys()).sort((i, j) => own[i] - own[j]);
    const kept = deflate(own, z, rho, 16 * EPS * largest, order, kind, (x, y, c, s) =>
      rotateRows(all, (lo + x) * n + lo, (lo + y) * n + lo, size, c, s),
    );
    const { order: places, deflated } = sorted(join.solve(kept, own, z, rho, kind), own, kept);
    join.vectors(0, { rows, n }, lo, mid, mid, hi, places, deflated);
  }
}
