import { rotateRows } from './householder.ts';
import { withWasm } from './wasm.ts';

const EPS = Number.EPSILON / 2;

/** Solves a small tridiagonal problem in place, vectors as rows (implicit QL). */
export type SmallSolver = (d: Float64Array, e: Float64Array, vectors: Float64Array) => void;

/** Largest problem left to `small`. */
const SMALL = 32;

/**
 * Eigenvalues and vectors of the symmetric tridiagonal (d, e) by divide and conquer (Cuppen 1981; deflation and the stable
 * vectors of Gu & Eisenstat 1995; LAPACK's dlaed1–4). `d` becomes the eigenvalues, ascending; `e` is destroyed; returns the
 * eigenvectors, n × n, one a row. Needs WebAssembly SIMD, as what makes T does.
 */
export function divideAndConquer(d: Float64Array, e: Float64Array, small: SmallSolver): Float64Array {
  const n = d.length, rows = new Float64Array(n * n);
  solve(0, n);
  return rows;

  function solve(lo: number, hi: number): void {
    if (hi - lo <= SMALL) return solveSmall(lo, hi);
    const mid = (lo + hi) >> 1, coupling = e[mid - 1];
    // T = diag(T₁, T₂) + |e|·v·vᵀ, v = (0 … 0, 1, ±1, 0 … 0).
    d[mid - 1] -= Math.abs(coupling);
    d[mid] -= Math.abs(coupling);
    solve(lo, mid);
    solve(mid, hi);
    merge(d, rows, n, lo, mid, hi, coupling);
  }

  function solveSmall(lo: number, hi: number): void {
    const size = hi - lo, own = d.slice(lo, hi), off = new Float64Array(size), vectors = new Float64Array(size * size);
    off.set(e.subarray(lo, hi - 1));
    for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
    small(own, off, vectors);
    Array.from(own.keys()).sort((i, j) => own[i] - own[j]).forEach((from, to) => {
      d[lo + to] = own[from];
      rows.set(vectors.subarray(from * size, from * size + size), (lo + to) * n + lo);
    });
  }
}

/** Where the entries of an eigenvector of the halves can differ from 0. */
const LEFT = 0, BOTH = 1, RIGHT = 2;

/** Joins the eigensystems of rows [lo, mid) and [mid, hi), coupled by |e|·v·vᵀ, into that of [lo, hi), ascending. */
function merge(d: Float64Array, rows: Float64Array, n: number, lo: number, mid: number, hi: number, coupling: number): void {
  const size = hi - lo;
  const z = new Float64Array(size), kind = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    const left = lo + i < mid;
    z[i] = (left ? rows[(lo + i) * n + mid - 1] : Math.sign(coupling) * rows[(lo + i) * n + mid]) * Math.SQRT1_2;
    kind[i] = left ? LEFT : RIGHT;
  }
  const own = d.subarray(lo, hi), rho = 2 * Math.abs(coupling);
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => own[i] - own[j]);
  const kept = deflate(own, z, rho, order, kind, (x, y, c, s) => rotateRows(rows, (lo + x) * n + lo, (lo + y) * n + lo, size, c, s));
  const k = kept.length;

  const values = new Float64Array(size), result = new Float64Array(size * size);
  // Deflated pairs stay as they are.
  const isKept = new Uint8Array(size);
  kept.forEach((i) => { isKept[i] = 1; });
  let at = k;
  for (let i = 0; i < size; i++) if (!isKept[i]) {
    values[at] = own[i];
    result.set(rows.subarray((lo + i) * n + lo, (lo + i) * n + hi), at * size);
    at++;
  }
  if (k) {
    // Columns of the small problem in the order left, both, right: each half is then a product of fewer rows.
    const column = new Int32Array(k), grouped: number[] = [], count = [0, 0, 0];
    for (const wanted of [LEFT, BOTH, RIGHT]) kept.forEach((i, j) => {
      if (kind[i] !== wanted) return;
      column[j] = grouped.length;
      grouped.push(i);
      count[wanted]++;
    });
    const poles = Float64Array.from(kept, (i) => own[i]), weights = Float64Array.from(kept, (i) => z[i]);
    const { roots, vectors } = rankOneUpdate(poles, weights, rho, column);
    values.set(roots);
    const half = (first: number, many: number, from: number, to: number) => {
      const width = to - from;
      if (!many) return;
      const old = new Float64Array(many * width);
      for (let r = 0; r < many; r++) old.set(rows.subarray((lo + grouped[first + r]) * n + from, (lo + grouped[first + r]) * n + to), r * width);
      multiplyInto(vectors, first, k, old, many, width, result, from - lo, size);
    };
    half(0, count[LEFT] + count[BOTH], lo, mid);
    half(count[LEFT], count[BOTH] + count[RIGHT], mid, hi);
  }
  Array.from({ length: size }, (_, i) => i).sort((i, j) => values[i] - values[j]).forEach((from, to) => {
    own[to] = values[from];
    rows.set(result.subarray(from * size, from * size + size), (lo + to) * n + lo);
  });
}

/** The first k rows of `out`, columns [at, at + width), from vectors (k × k, columns [first, first + many)) · old (many × width). */
function multiplyInto(vectors: Float64Array, first: number, k: number, old: Float64Array, many: number, width: number, out: Float64Array, at: number, size: number): void {
  withWasm(({ exports, take, view }) => {
    const a = take(vectors), b = take(old), c = take(k * width * 8), scratch = take(exports.multiplyScratch());
    exports.multiply(0, 0, k, width, many, a + first * 8, k, b, width, c, width, 0, scratch);
    for (let i = 0; i < k; i++) out.set(view(c + i * width * 8, width), i * size + at);
  });
}

/**
 * Which of diag(d) + ρ·z·zᵀ take part in the update (dlaed2), ascending: not those whose weight is negligible, and of two
 * poles that nearly coincide only one, after a rotation that takes the other's weight away.
 */
function deflate(d: Float64Array, z: Float64Array, rho: number, order: number[], kind: Uint8Array, rotate: (x: number, y: number, c: number, s: number) => void): number[] {
  let largest = 0;
  for (let i = 0; i < d.length; i++) largest = Math.max(largest, Math.abs(d[i]), Math.abs(z[i]));
  const tolerance = 16 * EPS * largest, kept: number[] = [];
  let last = -1;
  for (const i of order) {
    if (rho * Math.abs(z[i]) <= tolerance) continue;
    if (last >= 0) {
      const tau = Math.hypot(z[i], z[last]), c = z[i] / tau, s = -z[last] / tau, gap = d[i] - d[last];
      if (Math.abs(gap * c * s) <= tolerance) {
        z[i] = tau;
        z[last] = 0;
        rotate(last, i, c, s);
        if (kind[i] !== kind[last]) kind[i] = kind[last] = BOTH;
        const old = d[last];
        d[last] = old * c * c + d[i] * s * s;
        d[i] = old * s * s + d[i] * c * c;
      } else {
        kept.push(last);
      }
    }
    last = i;
  }
  if (last >= 0) kept.push(last);
  return kept;
}

/** Eigensystem of diag(poles) + ρ·z·zᵀ, poles strictly ascending, no z zero: roots ascending, unit vectors as rows with entry j at `column[j]`. */
function rankOneUpdate(poles: Float64Array, z: Float64Array, rho: number, column: Int32Array): { roots: Float64Array; vectors: Float64Array } {
  const k = poles.length, roots = new Float64Array(k);
  // distance[i·k + j] = poles[j] − roots[i], to full relative accuracy.
  const distance = new Float64Array(k * k), squares = z.map((x) => x * x);
  for (let i = 0; i < k; i++) roots[i] = secularRoot(poles, squares, rho, i, distance.subarray(i * k, i * k + k));
  // The weights for which the computed roots are exact (Löwner's formula): with these the vectors are orthogonal.
  const exact = new Float64Array(k);
  for (let j = 0; j < k; j++) exact[j] = distance[j * k + j];
  for (let i = 0; i < k; i++) {
    const row = i * k, pole = poles[i];
    for (let j = 0; j < i; j++) exact[j] *= distance[row + j] / (poles[j] - pole);
    for (let j = i + 1; j < k; j++) exact[j] *= distance[row + j] / (poles[j] - pole);
  }
  for (let j = 0; j < k; j++) exact[j] = Math.sign(z[j]) * Math.sqrt(Math.abs(exact[j]));
  const vectors = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    const row = i * k;
    let norm = 0;
    for (let j = 0; j < k; j++) {
      const x = exact[j] / distance[row + j];
      vectors[row + column[j]] = x;
      norm += x * x;
    }
    const scale = 1 / Math.sqrt(norm);
    for (let j = 0; j < k; j++) vectors[row + j] *= scale;
  }
  return { roots, vectors };
}

/**
 * Root i of 1 + ρ Σ z_j²/(p_j − λ), between p_i and p_{i+1} (the last: up to p_i + ρ‖z‖²), counted from the nearer pole so that
 * no distance loses digits. Steps by the rational model of Bunch, Nielsen & Sorensen (1978), kept inside a bracket.
 */
function secularRoot(poles: Float64Array, squares: Float64Array, rho: number, i: number, distance: Float64Array): number {
  const k = poles.length, isLast = i === k - 1;
  let total = 0;
  for (let j = 0; j < k; j++) total += squares[j];
  const width = isLast ? rho * total : poles[i + 1] - poles[i];
  let value = 1;
  for (let j = 0; j < k; j++) value += (rho * squares[j]) / (poles[j] - poles[i] - width / 2);
  const fromRight = !isLast && value < 0, origin = fromRight ? poles[i + 1] : poles[i];
  let low = fromRight ? -width / 2 : isLast && value < 0 ? width / 2 : 0, high = fromRight ? 0 : isLast && value < 0 ? width : width / 2;
  let x = fromRight ? -width / 2 : width / 2;
  for (let iteration = 0; iteration < 100; iteration++) {
    let psi = 0, dpsi = 0, phi = 0, dphi = 0;
    for (let j = 0; j <= i; j++) {
      const gap = poles[j] - origin - x, t = squares[j] / gap;
      psi += t;
      dpsi += t / gap;
    }
    for (let j = i + 1; j < k; j++) {
      const gap = poles[j] - origin - x, t = squares[j] / gap;
      phi += t;
      dphi += t / gap;
    }
    const f = 1 + rho * (psi + phi);
    if (Math.abs(f) <= 4 * EPS * (1 + rho * (Math.abs(psi) + Math.abs(phi)))) break;
    if (f < 0) low = x;
    else high = x;
    const a = poles[i] - origin - x, s = rho * dpsi * a * a, r = rho * (psi - dpsi * a);
    let step: number;
    if (isLast) {
      step = a + s / (1 + r);
    } else {
      const b = poles[i + 1] - origin - x, S = rho * dphi * b * b, c = 1 + r + rho * (phi - dphi * b);
      const linear = c * (a + b) + s + S, constant = a * b * f, root = Math.sqrt(Math.max(0, linear * linear - 4 * c * constant));
      step = linear > 0 ? (2 * constant) / (linear + root) : (linear - root) / (2 * c);
    }
    const next = x + step;
    x = next > low && next < high ? next : (low + high) / 2;
    if (high - low <= 2 * EPS * Math.max(Math.abs(low), Math.abs(high))) break;
    if (next === x && step === 0) break;
  }
  for (let j = 0; j < k; j++) distance[j] = poles[j] - origin - x;
  return origin + x;
}
