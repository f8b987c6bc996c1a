// Packed single-precision matrix product: C (m × n) = op(A)·op(B), all row-major. Blocks of A (MC × KC) and of B
// (KC × NC) are copied into panels of 6 rows and 8 columns, so that the inner loop reads contiguously and keeps its
// 6 × 8 block of C in 12 registers. The order of every sum is fixed: results are bit-reproducible.

const MR: i32 = 6;
const NR: i32 = 8;
const KC: i32 = 256;
const MC: i32 = 96;
const NC: i32 = 1024;

/** Bytes of scratch that `gemm` needs. */
export function gemmScratch(): i32 {
  return (MC * KC + KC * NC + MR * NR) * 4;
}

@inline
function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** 6 × 8 block: C (row stride `ldc` floats) = or += panel A (k × 6) · panel B (k × 8). */
function micro(k: i32, a: usize, b: usize, c: usize, ldc: i32, accumulate: bool): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0), c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0), c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0), c41 = f32x4.splat(0), c50 = f32x4.splat(0), c51 = f32x4.splat(0);
  for (let p: i32 = 0; p < k; p++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    x = v128.load_splat<f32>(a, 4);
    c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
    x = v128.load_splat<f32>(a, 8);
    c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
    x = v128.load_splat<f32>(a, 12);
    c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
    x = v128.load_splat<f32>(a, 16);
    c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
    x = v128.load_splat<f32>(a, 20);
    c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
    a += 24;
    b += 32;
  }
  const s = <usize>ldc << 2;
  put(c, c00, c01, accumulate);
  put(c + s, c10, c11, accumulate);
  put(c + 2 * s, c20, c21, accumulate);
  put(c + 3 * s, c30, c31, accumulate);
  put(c + 4 * s, c40, c41, accumulate);
  put(c + 5 * s, c50, c51, accumulate);
}

@inline
function put(at: usize, x: v128, y: v128, accumulate: bool): void {
  if (accumulate) {
    x = f32x4.add(x, v128.load(at));
    y = f32x4.add(y, v128.load(at, 16));
  }
  v128.store(at, x);
  v128.store(at, y, 16);
}

/** Rows [i0, i0+rows) × columns [p0, p0+depth) of op(A) into panels of 6 rows, zero-padded. */
function packA(t: i32, a: usize, m: i32, k: i32, i0: i32, rows: i32, p0: i32, depth: i32, out: usize): void {
  for (let i: i32 = 0; i < rows; i += MR) {
    const r = min(MR, rows - i);
    if (t) {
      for (let p: i32 = 0; p < depth; p++) {
        const from = a + ((<usize>(p0 + p) * m + i0 + i) << 2);
        let x: i32 = 0;
        for (; x < r; x++) store<f32>(out + (<usize>x << 2), load<f32>(from + (<usize>x << 2)));
        for (; x < MR; x++) store<f32>(out + (<usize>x << 2), 0);
        out += MR * 4;
      }
    } else {
      for (let x: i32 = 0; x < MR; x++) {
        let to = out + (<usize>x << 2);
        if (x < r) {
          const from = a + ((<usize>(i0 + i + x) * k + p0) << 2);
          for (let p: i32 = 0; p < depth; p++) {
            store<f32>(to, load<f32>(from + (<usize>p << 2)));
            to += MR * 4;
          }
        } else {
          for (let p: i32 = 0; p < depth; p++) {
            store<f32>(to, 0);
            to += MR * 4;
          }
        }
      }
      out += <usize>depth * MR * 4;
    }
  }
}

/** Rows [p0, p0+depth) × columns [j0, j0+cols) of op(B) into panels of 8 columns, zero-padded. */
function packB(t: i32, b: usize, n: i32, k: i32, j0: i32, cols: i32, p0: i32, depth: i32, out: usize): void {
  for (let j: i32 = 0; j < cols; j += NR) {
    const r = min(NR, cols - j);
    if (t) {
      for (let x: i32 = 0; x < NR; x++) {
        let to = out + (<usize>x << 2);
        if (x < r) {
          const from = b + ((<usize>(j0 + j + x) * k + p0) << 2);
          for (let p: i32 = 0; p < depth; p++) {
            store<f32>(to, load<f32>(from + (<usize>p << 2)));
            to += NR * 4;
          }
        } else {
          for (let p: i32 = 0; p < depth; p++) {
            store<f32>(to, 0);
            to += NR * 4;
          }
        }
      }
      out += <usize>depth * NR * 4;
    } else {
      for (let p: i32 = 0; p < depth; p++) {
        const from = b + ((<usize>(p0 + p) * n + j0 + j) << 2);
        if (r == NR) {
          v128.store(out, v128.load(from));
          v128.store(out, v128.load(from, 16), 16);
        } else {
          let x: i32 = 0;
          for (; x < r; x++) store<f32>(out + (<usize>x << 2), load<f32>(from + (<usize>x << 2)));
          for (; x < NR; x++) store<f32>(out + (<usize>x << 2), 0);
        }
        out += NR * 4;
      }
    }
  }
}

/** C = op(A)·op(B). `ta`: A is stored k × m; `tb`: B is stored n × k. */
export function gemm(ta: i32, tb: i32, m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, scratch: usize): void {
  if (k == 0) {
    memory.fill(c, 0, <usize>m * n * 4);
    return;
  }
  const packedA = scratch, packedB = scratch + MC * KC * 4, edge = packedB + KC * NC * 4;
  for (let j0: i32 = 0; j0 < n; j0 += NC) {
    const cols = min(NC, n - j0);
    for (let p0: i32 = 0; p0 < k; p0 += KC) {
      const depth = min(KC, k - p0), accumulate = p0 > 0;
      packB(tb, b, n, k, j0, cols, p0, depth, packedB);
      for (let i0: i32 = 0; i0 < m; i0 += MC) {
        const rows = min(MC, m - i0);
        packA(ta, a, m, k, i0, rows, p0, depth, packedA);
        for (let j: i32 = 0; j < cols; j += NR) {
          const pb = packedB + <usize>j * depth * 4;
          for (let i: i32 = 0; i < rows; i += MR) {
            const pa = packedA + <usize>i * depth * 4;
            const at = c + ((<usize>(i0 + i) * n + j0 + j) << 2);
            if (i + MR <= rows && j + NR <= cols) {
              micro(depth, pa, pb, at, n, accumulate);
            } else {
              micro(depth, pa, pb, edge, NR, false);
              const er = min(MR, rows - i), ec = min(NR, cols - j);
              for (let x: i32 = 0; x < er; x++) {
                for (let y: i32 = 0; y < ec; y++) {
                  const to = at + ((<usize>x * n + y) << 2);
                  const value = load<f32>(edge + ((<usize>x * NR + y) << 2));
                  store<f32>(to, accumulate ? load<f32>(to) + value : value);
                }
              }
            }
          }
        }
      }
    }
  }
}
