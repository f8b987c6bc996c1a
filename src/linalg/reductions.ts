import type { Arena } from './wasm.ts';

/** Reflectors H₀·H₁⋯ in WebAssembly memory: number r in row r of `rows` (rows of n) from column r + shift on, weights at `tau`. */
export interface Reflectors {
  rows: number;
  n: number;
  shift: number;
  count: number;
  tau: number;
}

/** T = Qᵀ·A·Q of the symmetric n × n matrix at `a`, of which the upper triangle counts and which becomes the reflectors of Q. */
export function tridiagonalise(
  { exports, take, view, run }: Arena,
  a: number,
  n: number,
): { diagonal: Float64Array; offDiagonal: Float64Array; q: Reflectors } {
  const d = take(n);
  const e = take(n);
  const tau = take(n);
  const width = exports.panelColumns();
  const left = take(2 * width * n);
  const right = take(2 * width * n);
  const partial = take(8 * n);
  for (let j0 = 0; j0 < n; j0 += width) {
    const count = Math.min(width, n - j0);
    for (let k = 0; k < count; k++) {
      exports.tridiagonalColumn(n, a, d, e, tau, left, j0, k);
      const first = j0 + k + 1;
      if (first === n) break;
      run('symmetricTimesVector', exports.vectorParts(n - first), n, a, first, left + k * n * 8, partial);
      exports.tridiagonalWeights(n, tau, left, j0, k, partial);
    }
    const vectors = view(left, width * n);
    const weights = view(left + width * n * 8, width * n);
    view(right, width * n).set(weights);
    view(right + width * n * 8, width * n).set(vectors);
    updateRest({ exports, run }, a, n, j0 + count, true, left, right);
  }
  return {
    diagonal: view(d, n).slice(),
    offDiagonal: view(e, n)
      .fill(0, n - 1)
      .slice(),
    q: { rows: a, n, shift: 1, count: n - 1, tau },
  };
}

/** B = Qᵀ·A·P, upper bidiagonal, of the n × n matrix at `a`, which is overwritten: A = Q·B·Pᵀ. */
export function bidiagonalise(
  { exports, take, view, run }: Arena,
  a: number,
  n: number,
): { diagonal: Float64Array; above: Float64Array; q: Reflectors; p: Reflectors } {
  const d = take(n);
  const e = take(n);
  const tauLeft = take(n);
  const tauRight = take(n);
  const lefts = take(n * n);
  const width = exports.panelColumns();
  const left = take(2 * width * n);
  const right = take(2 * width * n);
  const partial = take(8 * n);
  for (let j0 = 0; j0 < n; j0 += width) {
    const count = Math.min(width, n - j0);
    for (let k = 0; k < count; k++) {
      const c = j0 + k;
      const parts = exports.vectorParts(n - c);
      exports.bidiagonalColumn(n, a, d, tauLeft, lefts, left, right, j0, k);
      if (c === n - 1) break;
      run('vectorTimesMatrix', parts, n, a, c, left + k * n * 8, partial);
      exports.bidiagonalRow(n, a, e, tauLeft, tauRight, left, right, j0, k, partial);
      run('matrixTimesVector', parts, n, a, c, right + (width + k) * n * 8, left + (width + k) * n * 8);
      exports.bidiagonalWeights(n, tauRight, left, right, j0, k, partial);
    }
    updateRest({ exports, run }, a, n, j0 + count, false, left, right);
  }
  return {
    diagonal: view(d, n).slice(),
    above: view(e, n)
      .fill(0, n - 1)
      .slice(),
    q: { rows: lefts, n, shift: 0, count: n, tau: tauLeft },
    p: { rows: a, n, shift: 1, count: n - 1, tau: tauRight },
  };
}

/** A·Q = (L 0) with L lower triangular, k × k, of the k × n matrix at `a` (k ≤ n), which becomes the reflectors of Q. Returns the address of L. */
export function triangularise(
  { exports, take, view, run, scratch }: Arena,
  a: number,
  k: number,
  n: number,
): { l: number; q: Reflectors } {
  const l = take(k * k);
  const tau = take(k);
  const block = exports.blockReflectors();
  const t = take(Math.ceil(k / block) * block * block);
  view(l, k * k).fill(0);
  for (let r0 = 0; r0 < k; r0 += block) {
    exports.triangularBlock(k, n, a, tau, l, r0);
    const next = r0 + block;
    const index = r0 / block;
    if (next >= k) break;
    exports.blockFactors(index, index + 1, scratch, n, a, 0, k, tau, t);
    run(
      'applyBlocks',
      Math.ceil((k - next) / exports.unitRows()),
      k - next,
      n,
      a,
      0,
      k,
      t,
      index,
      index + 1,
      1,
      a + next * n * 8,
    );
  }
  return { l, q: { rows: a, n, shift: 0, count: k, tau } };
}

/** X ← X·(H₀·H₁⋯)ᵀ for the m rows at `x`: from vectors of the reduced matrix to those of the matrix itself. */
export function applyTransposed(
  { exports, take, run }: Arena,
  { rows, n, shift, count, tau }: Reflectors,
  x: number,
  m: number,
): void {
  const block = exports.blockReflectors();
  const blocks = Math.ceil(count / block);
  const t = take(blocks * block * block);
  run('blockFactors', blocks, n, rows, shift, count, tau, t);
  run('applyBlocks', Math.ceil(m / exports.unitRows()), m, n, rows, shift, count, t, 0, blocks, 0, x);
}

function updateRest(
  { exports, run }: Pick<Arena, 'exports' | 'run'>,
  a: number,
  n: number,
  first: number,
  upper: boolean,
  left: number,
  right: number,
): void {
  if (first < n)
    run('updateRest', Math.ceil((n - first) / exports.unitRows()), n, a, first, upper ? 1 : 0, left, right);
}
