import type { Arena } from './wasm.ts';

/**
 * Reflectors H₀·H₁⋯ in WebAssembly memory: number r in row r of `rows` (rows of n) from column r + shift on,
 * weights at `tau`.
 */
export interface Reflectors {
  rows: number;
  n: number;
  shift: number;
  count: number;
  tau: number;
}

/**
 * T = Qᵀ·A·Q of the symmetric n × n matrix at `a`, of which the upper triangle counts and which becomes the
 * reflectors of Q.
 */
export function tridiagonalise(
  { functions, take, view, run }: Arena,
  a: number,
  n: number,
): { diagonal: Float64Array; offDiagonal: Float64Array; q: Reflectors } {
  const d = take(n);
  const e = take(n);
  const tau = take(n);
  const width = functions.panelColumns();
  const left = take(2 * width * n);
  const right = take(2 * width * n);
  const partial = take(8 * n);
  for (let j0 = 0; j0 < n; j0 += width) {
    const count = Math.min(width, n - j0);
    for (let k = 0; k < count; k++) {
      functions.tridiagonalColumn({ n, a, d, e, tau, left, j0, k });
      const first = j0 + k + 1;
      if (first === n) break;
      const v = left + k * n * 8;
      run('symmetricTimesVector', functions.vectorParts(n - first), { n, a, first, v, partial });
      functions.tridiagonalWeights({ n, tau, left, j0, k, partial });
    }
    const vectors = view(left, width * n);
    const weights = view(left + width * n * 8, width * n);
    view(right, width * n).set(weights);
    view(right + width * n * 8, width * n).set(vectors);
    updateRest({ functions, run }, a, n, j0 + count, true, left, right);
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
  { functions, take, view, run }: Arena,
  a: number,
  n: number,
): { diagonal: Float64Array; above: Float64Array; q: Reflectors; p: Reflectors } {
  const d = take(n);
  const e = take(n);
  const tauLeft = take(n);
  const tauRight = take(n);
  const lefts = take(n * n);
  const width = functions.panelColumns();
  const left = take(2 * width * n);
  const right = take(2 * width * n);
  const partial = take(8 * n);
  for (let j0 = 0; j0 < n; j0 += width) {
    const count = Math.min(width, n - j0);
    for (let k = 0; k < count; k++) {
      const c = j0 + k;
      const parts = functions.vectorParts(n - c);
      functions.bidiagonalColumn({ n, a, d, tau: tauLeft, lefts, left, right, j0, k });
      if (c === n - 1) break;
      run('vectorTimesMatrix', parts, { n, a, c, v: left + k * n * 8, partial });
      functions.bidiagonalRow({ n, a, e, tauLeft, tauRight, left, right, j0, k, partial });
      const row = (width + k) * n * 8;
      run('matrixTimesVector', parts, { n, a, c, u: right + row, x: left + row });
      functions.bidiagonalWeights({ n, tauRight, left, right, j0, k, partial });
    }
    updateRest({ functions, run }, a, n, j0 + count, false, left, right);
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

/**
 * A·Q = (L 0) with L lower triangular, k × k, of the k × n matrix at `a` (k ≤ n), which becomes the
 * reflectors of Q. Returns the address of L.
 */
export function triangularise(
  { functions, take, view, run, runUnit }: Arena,
  a: number,
  k: number,
  n: number,
): { l: number; q: Reflectors } {
  const l = take(k * k);
  const tau = take(k);
  const block = functions.blockReflectors();
  const t = take(Math.ceil(k / block) * block * block);
  const reflectors = { n, a, shift: 0, count: k, t };
  view(l, k * k).fill(0);
  for (let r0 = 0; r0 < k; r0 += block) {
    functions.triangularBlock({ k, n, a, tau, l, r0 });
    const next = r0 + block;
    const index = r0 / block;
    if (next >= k) break;
    runUnit('blockFactors', index, { ...reflectors, tau });
    const rest = { m: k - next, x: a + next * n * 8 };
    const units = Math.ceil(rest.m / functions.unitRows());
    run('applyBlocks', units, { ...reflectors, ...rest, first: index, last: index + 1, forward: 1 });
  }
  return { l, q: { rows: a, n, shift: 0, count: k, tau } };
}

/**
 * X ← X·(H₀·H₁⋯)ᵀ for the m rows at `x`: from vectors of the reduced matrix to those of the matrix itself.
 */
export function applyTransposed(
  { functions, take, run }: Arena,
  { rows, n, shift, count, tau }: Reflectors,
  x: number,
  m: number,
): void {
  const block = functions.blockReflectors();
  const blocks = Math.ceil(count / block);
  const t = take(blocks * block * block);
  const reflectors = { n, a: rows, shift, count, t };
  run('blockFactors', blocks, { ...reflectors, tau });
  const units = Math.ceil(m / functions.unitRows());
  run('applyBlocks', units, { ...reflectors, m, first: 0, last: blocks, forward: 0, x });
}

function updateRest(
  { functions, run }: Pick<Arena, 'functions' | 'run'>,
  a: number,
  n: number,
  first: number,
  upper: boolean,
  left: number,
  right: number,
): void {
  if (first < n)
    run('updateRest', Math.ceil((n - first) / functions.unitRows()), {
      n,
      a,
      first,
      upper: Number(upper),
      left,
      right,
    });
}
