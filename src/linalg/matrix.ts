import { SET, withWasm } from './wasm.ts';

/** Dense row-major f64 matrices as flat arrays: entry (i, j) of an m × n matrix is at i·n + j. */

/** The n × n identity. */
export function identity(n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  return out;
}

/** The transpose (n × m) of an m × n matrix. */
export function transpose(a: Float64Array, m: number, n: number): Float64Array {
  checkSize(a, m, n);
  const out = new Float64Array(n * m);
  const block = 16; // both sides of a 16 × 16 tile stay in the first-level cache
  for (let i0 = 0; i0 < m; i0 += block) {
    const i1 = Math.min(i0 + block, m);
    for (let j0 = 0; j0 < n; j0 += block) {
      const j1 = Math.min(j0 + block, n);
      for (let i = i0; i < i1; i++) {
        for (let j = j0; j < j1; j++) out[j * m + i] = a[i * n + j];
      }
    }
  }
  return out;
}

/** Multiply–adds from which a product is worth the copies to WebAssembly and back. */
const LARGE = 200_000;

/** A·B (m × n), with A m × k and B k × n. */
export function multiply(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array {
  checkSize(a, m, k);
  checkSize(b, k, n);
  return large(a, b, m, k, n, false, false) ?? small(a, b, m, k, n);
}

/** Aᵀ·B (m × n), with A k × m and B k × n. */
export function multiplyTransposedLeft(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
): Float64Array {
  checkSize(a, k, m);
  checkSize(b, k, n);
  return large(a, b, m, k, n, true, false) ?? small(transpose(a, k, m), b, m, k, n);
}

/** A·Bᵀ (m × n), with A m × k and B n × k. */
export function multiplyTransposedRight(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
): Float64Array {
  checkSize(a, m, k);
  checkSize(b, n, k);
  return large(a, b, m, k, n, false, true) ?? small(a, transpose(b, n, k), m, k, n);
}

/** A large product, in WebAssembly; null where it is small or WebAssembly missing. */
function large(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
  transposeA: boolean,
  transposeB: boolean,
): Float64Array | null {
  if (m * n * k <= LARGE) return null;
  return withWasm(({ functions, take, view, run }) => {
    const left = { a: take(a), lda: transposeA ? m : k, ta: Number(transposeA) };
    const right = { b: take(b), ldb: transposeB ? k : n, tb: Number(transposeB) };
    const c = take(m * n);
    const units = Math.ceil(m / functions.unitRows());
    run('products', units, { m, n, k, ...left, ...right, c, ldc: n, mode: SET });
    return view(c, m * n).slice();
  });
}

function small(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array {
  const out = new Float64Array(m * n);
  const k4 = k - (k % 4);
  for (let i = 0; i < m; i++) {
    const row = i * n;
    let p = 0;
    // Four rows of B at once: one load and store of the output row instead of four.
    for (; p < k4; p += 4) {
      const a0 = a[i * k + p];
      const a1 = a[i * k + p + 1];
      const a2 = a[i * k + p + 2];
      const a3 = a[i * k + p + 3];
      const b0 = p * n;
      const b1 = b0 + n;
      const b2 = b1 + n;
      const b3 = b2 + n;
      for (let j = 0; j < n; j++)
        out[row + j] += a0 * b[b0 + j] + a1 * b[b1 + j] + a2 * b[b2 + j] + a3 * b[b3 + j];
    }
    for (; p < k; p++) {
      const a0 = a[i * k + p];
      const b0 = p * n;
      for (let j = 0; j < n; j++) out[row + j] += a0 * b[b0 + j];
    }
  }
  return out;
}

/** A·Aᵀ (m × m, symmetric to the last bit), with A m × k. */
export function gram(a: Float64Array, m: number, k: number): Float64Array {
  checkSize(a, m, k);
  const out = new Float64Array(m * m);
  // 2 × 2 blocks of dot products: four products for four loads. An odd last row pairs with itself.
  for (let i = 0; i < m; i += 2) {
    const i1 = Math.min(i + 1, m - 1);
    for (let j = 0; j <= i; j += 2) {
      const j1 = Math.min(j + 1, m - 1);
      let p = i * k;
      let q = i1 * k;
      let r = j * k;
      let t = j1 * k;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      for (const end = p + k; p < end; p++, q++, r++, t++) {
        const x = a[p];
        const y = a[q];
        const z = a[r];
        const w = a[t];
        s00 += x * z;
        s01 += x * w;
        s10 += y * z;
        s11 += y * w;
      }
      out[i * m + j] = out[j * m + i] = s00;
      out[i * m + j1] = out[j1 * m + i] = s01;
      out[i1 * m + j] = out[j * m + i1] = s10;
      out[i1 * m + j1] = out[j1 * m + i1] = s11;
    }
  }
  return out;
}

/** Sum of the diagonal of an n × n matrix. */
export function trace(a: Float64Array, n: number): number {
  checkSize(a, n, n);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[i * n + i];
  return sum;
}

/** Square root of the sum of squares, without overflow or underflow. */
export function frobeniusNorm(a: Float64Array): number {
  const scale = largestMagnitude(a);
  if (scale === 0 || !Number.isFinite(scale)) return scale;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] / scale) ** 2;
  return scale * Math.sqrt(sum);
}

/** max |aᵢⱼ|; NaN if an entry is NaN. */
export function largestMagnitude(a: Float64Array): number {
  let max = 0;
  for (let i = 0; i < a.length; i++) max = Math.max(max, Math.abs(a[i]));
  return max;
}

/** Throws RangeError unless `a` has rows × columns entries. */
export function checkSize(a: Float64Array, rows: number, columns: number): void {
  if (
    !Number.isInteger(rows) ||
    !Number.isInteger(columns) ||
    rows < 0 ||
    columns < 0 ||
    a.length !== rows * columns
  ) {
    throw new RangeError(`a ${rows} × ${columns} matrix has ${rows * columns} entries, not ${a.length}`);
  }
}

/**
 * Throws RangeError unless `a` has rows × columns entries, all finite; names the first that is not (0-based).
 */
export function checkFinite(a: Float64Array, rows: number, columns: number): void {
  checkSize(a, rows, columns);
  for (let i = 0; i < a.length; i++) {
    if (!Number.isFinite(a[i]))
      throw new RangeError(`entry (${Math.floor(i / columns)}, ${i % columns}) is ${a[i]}`);
  }
}

/**
 * A power of two that brings the largest entry of a finite matrix into [1, 2), so that squares neither over-
 * nor underflow. 1 for zero.
 */
export function powerOfTwoScale(a: Float64Array): number {
  const max = largestMagnitude(a);
  // 2^±1023 at most: beyond it the scale itself would be infinite or subnormal.
  return max === 0 ? 1 : 2 ** Math.max(-1022, Math.min(1022, -Math.floor(Math.log2(max))));
}
