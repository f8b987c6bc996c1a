import { divideAndConquer } from './divideAndConquer.ts';
import { reflect, reflector, rotateRows } from './householder.ts';
import { checkFinite, identity, powerOfTwoScale } from './matrix.ts';
import { applyTransposed, tridiagonalise as tridiagonaliseInBlocks } from './reductions.ts';
import { withWasm } from './wasm.ts';

export interface SymmetricEigen {
  /** Descending. */
  values: Float64Array;
  /** n × n row-major; row r is the unit eigenvector of values[r] (sign arbitrary). */
  vectors: Float64Array;
}

/** From this size on the work is done in WebAssembly, in blocks. */
const BLOCKED = 48;

/**
 * Eigenvalues and eigenvectors of the symmetric part (A + Aᵀ)/2 of an n × n row-major matrix: Householder
 * tridiagonalisation, then divide and conquer, small matrices implicit QL with Wilkinson's shift (Golub & Van
 * Loan §8.3, §8.4). Absolute error of the values about ε·‖A‖; vectors orthonormal to rounding, those of a
 * cluster an arbitrary basis of its space. `a` is left as it is.
 * @throws RangeError on a wrong length or on the first entry that is not finite.
 */
export function symmetricEigen(a: Float64Array, n: number): SymmetricEigen {
  const blocked = n >= BLOCKED ? inBlocks(a, n, true) : null;
  if (blocked) return blocked;
  const { diagonal, offDiagonal, vectors, scale } = tridiagonalise(a, n, true);
  implicitQl(diagonal, offDiagonal, vectors);
  return descending(diagonal, vectors, scale);
}

/** Eigenvalues only, descending: as `symmetricEigen`, without the cost of the vectors. */
export function symmetricEigenvalues(a: Float64Array, n: number): Float64Array {
  const blocked = n >= BLOCKED ? inBlocks(a, n, false) : null;
  if (blocked) return blocked.values;
  const { diagonal, offDiagonal, scale } = tridiagonalise(a, n, false);
  implicitQl(diagonal, offDiagonal, null);
  return descending(diagonal, null, scale).values;
}

/** In WebAssembly; null where it is missing. */
function inBlocks(a: Float64Array, n: number, wantVectors: boolean): SymmetricEigen | null {
  checkFinite(a, n, n);
  const scale = powerOfTwoScale(a);
  const t = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) t[i * n + j] = a[i * n + j] * scale * 0.5 + a[j * n + i] * scale * 0.5;
  return withWasm((arena) => {
    const { diagonal, offDiagonal, q } = tridiagonaliseInBlocks(arena, arena.take(t), n);
    if (!wantVectors) {
      smallEndFirst(diagonal, offDiagonal, null);
      return descending(diagonal, null, scale);
    }
    const rows = divideAndConquer(arena, diagonal, offDiagonal, smallEndFirst);
    applyTransposed(arena, q, rows, n);
    return descending(diagonal, arena.view(rows, n * n), scale);
  });
}

/** scale·A = Q·T·Qᵀ; `vectors` is Qᵀ (row-major) where wanted; offDiagonal[i] stands between i and i + 1. */
function tridiagonalise(a: Float64Array, n: number, wantVectors: boolean) {
  checkFinite(a, n, n);
  const scale = powerOfTwoScale(a);
  const t = new Float64Array(n * n); // only the lower triangle is used, so that all inner loops run along rows
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) t[i * n + j] = a[i * n + j] * scale * 0.5 + a[j * n + i] * scale * 0.5;
  }
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const tau = new Float64Array(n);
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    // Row i, left of the diagonal, reversed: the reflector leaves entry (i, i − 1) only.
    for (let j = 0; j < i; j++) v[j] = t[i * n + i - 1 - j];
    const [beta, weight] = reflector(v, 0, i);
    v.subarray(0, i).reverse();
    offDiagonal[i - 1] = beta;
    tau[i] = weight;
    for (let j = 0; j < i; j++) t[i * n + j] = v[j];
    if (weight !== 0) rankTwoUpdate(t, n, i, v, weight, p);
  }
  for (let i = 0; i < n; i++) diagonal[i] = t[i * n + i];
  const vectors = wantVectors ? identity(n) : null;
  if (vectors) {
    // Qᵀ = H₁·H₂·…·Hₙ₋₁; before factor i only the leading (i − 1) × (i − 1) block differs from the identity.
    for (let i = 1; i < n; i++) {
      for (let r = 0; r < i; r++) reflect(t, i * n, tau[i], vectors, r * n, i);
    }
  }
  return { diagonal, offDiagonal, vectors, scale };
}

/**
 * B ← H·B·H for the leading m × m block (lower triangle), H = I − τ·v·vᵀ: B − v·wᵀ − w·vᵀ with w = p −
 * (τ/2)(p·v)·v, p = τ·B·v.
 */
function rankTwoUpdate(
  t: Float64Array,
  n: number,
  m: number,
  v: Float64Array,
  tau: number,
  p: Float64Array,
): void {
  p.fill(0, 0, m);
  for (let i = 0; i < m; i++) {
    const row = i * n;
    const vi = v[i];
    let sum = t[row + i] * vi;
    for (let j = 0; j < i; j++) {
      sum += t[row + j] * v[j];
      p[j] += t[row + j] * vi;
    }
    p[i] += sum;
  }
  let dot = 0;
  for (let i = 0; i < m; i++) {
    p[i] *= tau;
    dot += p[i] * v[i];
  }
  const half = 0.5 * tau * dot;
  for (let i = 0; i < m; i++) p[i] -= half * v[i];
  for (let i = 0; i < m; i++) {
    const row = i * n;
    const vi = v[i];
    const wi = p[i];
    for (let j = 0; j <= i; j++) t[row + j] -= vi * p[j] + wi * v[j];
  }
}

/**
 * QL wants a graded matrix to grow downwards: one that shrinks is turned over, and the vectors with it. `d`
 * becomes the eigenvalues, in no order; `e` is destroyed.
 */
export function smallEndFirst(d: Float64Array, e: Float64Array, vectors: Float64Array | null): void {
  const n = d.length;
  const turned = Math.abs(d[0]) > Math.abs(d[n - 1]);
  if (turned) {
    d.reverse();
    e.subarray(0, n - 1).reverse();
  }
  implicitQl(d, e, vectors);
  if (turned && vectors) for (let i = 0; i < n; i++) vectors.subarray(i * n, i * n + n).reverse();
}

/** Diagonalises the tridiagonal (d, e) in place; the rows of `vectors` follow the rotations. */
function implicitQl(d: Float64Array, e: Float64Array, vectors: Float64Array | null): void {
  const n = d.length;
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(d[i]) + Math.abs(e[i]));
  // A floor far below rounding of the whole, so that blocks of exact or near zeros end.
  const floor = Number.EPSILON ** 2 * norm;
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]) > Number.EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1])) + floor)
        m++;
      if (m < n - 1) e[m] = 0;
      if (m === l) break;
      if (sweep === 60) throw new Error(`eigenvalue ${l} did not converge in 60 QL sweeps`);
      qlSweep(d, e, vectors, l, m);
    }
  }
}

/** One implicit QL sweep with Wilkinson's shift over rows l … m (after EISPACK's imtql2). */
function qlSweep(d: Float64Array, e: Float64Array, vectors: Float64Array | null, l: number, m: number): void {
  const n = d.length;
  let g = (d[l + 1] - d[l]) / (2 * e[l]);
  let r = hypotenuse(g, 1);
  g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r));
  let s = 1;
  let c = 1;
  let shift = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i];
    const b = c * e[i];
    r = hypotenuse(f, g);
    e[i + 1] = r;
    if (r === 0) {
      // Underflow: the block splits here.
      d[i + 1] -= shift;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - shift;
    r = (d[i] - g) * s + 2 * c * b;
    shift = s * r;
    d[i + 1] = g + shift;
    g = c * r - b;
    if (vectors) rotateRows(vectors, (i + 1) * n, i * n, n, c, s);
  }
  d[l] -= shift;
  e[l] = g;
  e[m] = 0;
}

/** √(x² + y²), scaled; far faster than Math.hypot. */
function hypotenuse(x: number, y: number): number {
  const p = Math.abs(x);
  const q = Math.abs(y);
  const large = p > q ? p : q;
  const small = p > q ? q : p;
  if (large === 0) return 0;
  const ratio = small / large;
  return large * Math.sqrt(1 + ratio * ratio);
}

function descending(d: Float64Array, vectors: Float64Array | null, scale: number): SymmetricEigen {
  const n = d.length;
  const order = Array.from(d, (_, i) => i).sort((i, j) => d[j] - d[i]);
  const values = Float64Array.from(order, (i) => d[i] / scale);
  const rows = new Float64Array(vectors ? n * n : 0);
  if (vectors) order.forEach((i, r) => rows.set(vectors.subarray(i * n, i * n + n), r * n));
  return { values, vectors: rows };
}
