import { SET, type Arena } from './wasm.ts';

/** Unit roundoff. */
export const EPS = Number.EPSILON / 2;

/** Where the entries of a vector of the halves can differ from 0. */
export const LEFT = 0;
export const BOTH = 1;
export const RIGHT = 2;

/** Vectors, one a row, of a problem that is put together from halves: in rows of `n`. */
export interface Side {
  rows: number;
  n: number;
}

/**
 * Which of diag(d) + ρ·z·zᵀ, or of the rows z over diag(d), take part in the update (dlaed2, dlasd2),
 * ascending: not those whose weight is negligible, and of two poles that nearly coincide only one, after a
 * rotation that takes the other's weight away.
 */
export function deflate(
  d: Float64Array,
  z: Float64Array,
  rho: number,
  tolerance: number,
  order: number[],
  kind: Uint8Array,
  rotate: (x: number, y: number, c: number, s: number) => void,
): number[] {
  const kept: number[] = [];
  let last = -1;
  for (const i of order) {
    if (rho * Math.abs(z[i]) <= tolerance) continue;
    if (last >= 0) {
      const tau = Math.hypot(z[i], z[last]);
      const c = z[i] / tau;
      const s = -z[last] / tau;
      const gap = d[i] - d[last];
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

/**
 * Joins halves of problems up to size n. `singular`: singular values, with vectors on two sides; else
 * eigenvalues (assembly/rankOne.ts).
 */
export function joiner({ functions, take, view, run }: Arena, n: number, singular: boolean) {
  const squared = Number(singular);
  const d = take(n);
  const z = take(n);
  const weights = take(n);
  const exact = take(n);
  const roots = take(n);
  const column = take(Math.ceil(n / 2));
  const gaps = take(n * n);
  const vectors = [take(n * n), squared ? take(n * n) : 0];
  const old = take(n * (n >> 1) + n);
  const result = take(n * n + n);
  let k = 0;
  let grouped: number[] = [];
  const count = [0, 0, 0];

  return {
    /** Roots of the update of `kept` poles, ascending as given, and the vectors of the small problem. */
    solve(
      kept: readonly number[],
      own: Float64Array,
      weight: Float64Array,
      rho: number,
      kind: Uint8Array,
    ): Float64Array {
      k = kept.length;
      // Columns of the small problem in the order left, both, right: each half is then a product of fewer
      // rows.
      const columns = new Int32Array(k);
      grouped = [];
      for (const wanted of [LEFT, BOTH, RIGHT]) {
        count[wanted] = 0;
        kept.forEach((i, j) => {
          if (kind[i] !== wanted) return;
          columns[j] = grouped.length;
          grouped.push(i);
          count[wanted]++;
        });
      }
      const poles = view(d, k);
      const zs = view(z, k);
      const squares = view(weights, k);
      kept.forEach((i, j) => {
        poles[j] = own[i];
        zs[j] = weight[i];
        squares[j] = weight[i] * weight[i];
      });
      new Int32Array(poles.buffer, column, k).set(columns);
      const strips = Math.ceil(k / functions.stripPoles());
      const [right, left] = vectors;
      run('secularRoots', k, { squared, k, d, weights, rho, gaps, roots });
      run('exactWeights', strips, { squared, k, d, z, gaps, exact });
      run('rankOneVectors', k, { squared, k, d, exact, gaps, column, right, left });
      return view(roots, k);
    },
    /**
     * The vectors of the joined problem on one side (0: eigenvectors or right singular vectors, 1: left
     * ones), in rows `lo` … of `side`: columns [from, mid) come from the left half, [next, to) from the right
     * one. Where they leave a column between them, `between` is the pole whose vector it is. `order`: row r
     * becomes solved root order[r] < k, or the deflated row `deflated[order[r] − k]`.
     */
    vectors(
      which: 0 | 1,
      { rows, n: stride }: Side,
      lo: number,
      mid: number,
      next: number,
      to: number,
      order: readonly number[],
      deflated: readonly number[],
      between?: number,
    ): void {
      const width = to - lo;
      const size = order.length;
      const small = vectors[which];
      const half = (first: number, many: number, from: number, end: number): void => {
        const own = end - from;
        if (own === 0) return;
        if (many === 0) {
          const out = view(result, k * width);
          for (let r = 0; r < k; r++) out.fill(0, r * width + from - lo, r * width + end - lo);
          return;
        }
        const source = view(rows, stride * stride);
        const packed = view(old, many * own);
        for (let r = 0; r < many; r++) {
          const start = (lo + grouped[first + r]) * stride;
          packed.set(source.subarray(start + from, start + end), r * own);
        }
        run('products', Math.ceil(k / functions.unitRows()), {
          ta: 0,
          tb: 0,
          m: k,
          n: own,
          k: many,
          a: small + first * 8,
          lda: k,
          b: old,
          ldb: own,
          c: result + (from - lo) * 8,
          ldc: width,
          mode: SET,
        });
      };
      half(0, count[LEFT] + count[BOTH], lo, mid);
      half(count[LEFT], count[BOTH] + count[RIGHT], next, to);
      const all = view(rows, stride * stride);
      const joined = view(result, size * width);
      if (between !== undefined) {
        const coefficients = view(small, k * k);
        const at = grouped.indexOf(between);
        for (let r = 0; r < k; r++) joined[r * width + mid - lo] = coefficients[r * k + at];
      }
      deflated.forEach((i, r) =>
        joined.set(all.subarray((lo + i) * stride + lo, (lo + i) * stride + to), (k + r) * width),
      );
      order.forEach((from, r) =>
        all.set(joined.subarray(from * width, (from + 1) * width), (lo + r) * stride + lo),
      );
    },
  };
}

/** Values of the joined problem: the solved roots and those left over, with the order that sorts them. */
export function sorted(
  roots: Float64Array,
  own: Float64Array,
  kept: readonly number[],
): { order: number[]; deflated: number[] } {
  const isKept = new Set(kept);
  const deflated = Array.from(own.keys()).filter((i) => !isKept.has(i));
  const values = [...roots, ...deflated.map((i) => own[i])];
  const order = Array.from(values.keys()).sort((i, j) => values[i] - values[j]);
  own.set(order.map((i) => values[i]));
  return { order, deflated };
}
