import { diagonaliseBidiagonal } from './bidiagonal.ts';
import { rotateRows } from './householder.ts';
import { largestMagnitude } from './matrix.ts';
import { BOTH, deflate, EPS, joiner, LEFT, RIGHT, sorted } from './rankOne.ts';
import type { Arena } from './wasm.ts';

/** Largest problem solved by implicit QR. */
const SMALL = 32;

/**
 * Singular values and vectors of the upper bidiagonal (d, e), n × n, by divide and conquer on the matrix
 * itself (Gu & Eisenstat 1995; LAPACK's dbdsdc). `d` becomes the values, ascending; `e` is destroyed; returns
 * the addresses of the left and right vectors, one a row. Absolute error about ε·‖B‖.
 *
 * A problem on rows [lo, hi) has one column more than rows (`extra`) where a row below is coupled to it; the
 * null vector of such a problem then stands in row hi of the right vectors.
 */
export function bidiagonalDivide(
  arena: Arena,
  d: Float64Array,
  e: Float64Array,
): { left: number; right: number } {
  const n = d.length;
  const left = arena.take(n * n);
  const right = arena.take(n * n);
  const join = joiner(arena, n, true);
  const us = arena.view(left, n * n).fill(0);
  const vs = arena.view(right, n * n).fill(0);
  const norm = Math.max(largestMagnitude(d), largestMagnitude(e));
  solve(0, n, 0);
  return { left, right };

  function solve(lo: number, hi: number, extra: 0 | 1): void {
    if (hi - lo <= SMALL) return solveSmall(lo, hi, extra);
    const mid = (lo + hi) >> 1;
    const diagonal = d[mid];
    const above = e[mid];
    solve(lo, mid, 1);
    solve(mid + 1, hi, extra);
    merge(lo, mid, hi, extra, diagonal, above);
  }

  function solveSmall(lo: number, hi: number, extra: 0 | 1): void {
    const size = hi - lo;
    const width = size + extra;
    const own = d.slice(lo, hi);
    const off = new Float64Array(size);
    off.set(e.subarray(lo, hi - 1));
    const leftT = new Float64Array(size * width);
    const rightT = new Float64Array(width * width);
    for (let i = 0; i < size; i++) leftT[i * width + i] = 1;
    for (let i = 0; i < width; i++) rightT[i * width + i] = 1;
    if (extra) {
      // Rotations from the right take the last column away, from below.
      let x = e[hi - 1];
      for (let i = size - 1; i >= 0 && x !== 0; i--) {
        const r = Math.hypot(own[i], x);
        const c = own[i] / r;
        const s = x / r;
        own[i] = r;
        rotateRows(rightT, i * width, size * width, width, c, s);
        if (i === 0) break;
        x = -s * off[i - 1];
        off[i - 1] *= c;
      }
    }
    diagonaliseBidiagonal(own, off, leftT, rightT, width);
    Array.from(own.keys())
      .sort((i, j) => Math.abs(own[i]) - Math.abs(own[j]))
      .forEach((from, to) => {
        d[lo + to] = Math.abs(own[from]);
        us.set(leftT.subarray(from * width, from * width + size), (lo + to) * n + lo);
        const v = rightT.subarray(from * width, (from + 1) * width);
        vs.set(own[from] < 0 ? v.map((x) => -x) : v, (lo + to) * n + lo);
      });
    if (extra) vs.set(rightT.subarray(size * width), hi * n + lo);
  }

  /**
   * Joins the problems on rows [lo, mid) and (mid, hi) by row `mid`, with `diagonal` in column mid and
   * `above` beside it.
   */
  function merge(lo: number, mid: number, hi: number, extra: 0 | 1, diagonal: number, above: number): void {
    const size = hi - lo;
    const end = hi + extra;
    const own = d.subarray(lo, hi);
    const z = new Float64Array(size);
    const kind = new Uint8Array(size);
    const centre = mid - lo;
    // Row `mid` in terms of the right vectors; its part along the null vectors is joined into one, the pole
    // 0.
    let largest = Math.max(Math.abs(diagonal), Math.abs(above));
    own[centre] = 0;
    for (let i = 0; i < size; i++) {
      const row = (lo + i) * n;
      const isLeft = i < centre;
      if (i !== centre) z[i] = isLeft ? diagonal * vs[row + mid] : above * vs[row + mid + 1];
      kind[i] = isLeft ? LEFT : RIGHT;
      largest = Math.max(largest, own[i]);
    }
    // The floor keeps squares of the poles from underflow.
    const tolerance = 16 * EPS * Math.max(largest, EPS * norm);
    const ofLeft = diagonal * vs[mid * n + mid];
    const ofRight = extra ? above * vs[hi * n + mid + 1] : 0;
    const weight = Math.hypot(ofLeft, ofRight);
    z[centre] = weight > tolerance ? (extra ? weight : ofLeft) : tolerance;
    kind[centre] = extra ? BOTH : LEFT;
    if (extra && weight > tolerance)
      rotateRows(vs, mid * n + lo, hi * n + lo, end - lo, ofLeft / weight, ofRight / weight);
    us[mid * n + mid] = 1;
    if (norm === 0) return;

    const order = Array.from(own.keys())
      .filter((i) => i !== centre)
      .sort((i, j) => own[i] - own[j]);
    const kept = deflate(own, z, 1, tolerance, order, kind, (x, y, c, s) => {
      rotateRows(us, (lo + x) * n + lo, (lo + y) * n + lo, size, c, s);
      rotateRows(vs, (lo + x) * n + lo, (lo + y) * n + lo, end - lo, c, s);
    });
    // The smallest must differ from the pole 0.
    if (kept.length) own[kept[0]] = Math.max(own[kept[0]], tolerance / 2);
    const poles = [centre, ...kept];
    const { order: places, deflated } = sorted(join.solve(poles, own, z, 1, kind), own, poles);
    join.vectors(0, { rows: right, n }, lo, mid + 1, mid + 1, end, places, deflated);
    join.vectors(1, { rows: left, n }, lo, mid, mid + 1, hi, places, deflated, centre);
  }
}
