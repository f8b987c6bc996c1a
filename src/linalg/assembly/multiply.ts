// Packed double-precision matrix product, as the single-precision one of the backend (backend/simd/assembly/gemm.ts): panels
// of 6 rows and 4 columns, a 6 × 4 block of C in 12 registers, every sum in a fixed order.

const MR: i32 = 6;
const NR: i32 = 4;
const KC: i32 = 256;
const MC: i32 = 96;
const NC: i32 = 512;

/** Bytes of scratch that `multiply` needs. */
export function multiplyScratch(): i32 {
  return (MC * KC + KC * NC + MR * NR) * 8;
}

@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/** 6 × 4 block: C (row stride `ldc`) =, += or −= panel A (k × 6) · panel B (k × 4). */
function micro(k: i32, a: usize, b: usize, c: usize, ldc: i32, how: i32): void {
  let c00 = f64x2.splat(0), c01 = f64x2.splat(0), c10 = f64x2.splat(0), c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0), c21 = f64x2.splat(0), c30 = f64x2.splat(0), c31 = f64x2.splat(0);
  let c40 = f64x2.splat(0), c41 = f64x2.splat(0), c50 = f64x2.splat(0), c51 = f64x2.splat(0);
  for (let p: i32 = 0; p < k; p++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load_splat<f64>(a);
    c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    x = v128.load_splat<f64>(a, 8);
    c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
    x = v128.load_splat<f64>(a, 16);
    c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
    x = v128.load_splat<f64>(a, 24);
    c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
    x = v128.load_splat<f64>(a, 32);
    c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
    x = v128.load_splat<f64>(a, 40);
    c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
    a += 48;
    b += 32;
  }
  const s = <usize>ldc << 3;
  put(c, c00, c01, how);
  put(c + s, c10, c11, how);
  put(c + 2 * s, c20, c21, how);
  put(c + 3 * s, c30, c31, how);
  put(c + 4 * s, c40, c41, how);
  put(c + 5 * s, c50, c51, how);
}

@inline
function put(at: usize, x: v128, y: v128, how: i32): void {
  if (how == 1) {
    x = f64x2.add(v128.load(at), x);
    y = f64x2.add(v128.load(at, 16), y);
  } else if (how == 2) {
    x = f64x2.sub(v128.load(at), x);
    y = f64x2.sub(v128.load(at, 16), y);
  }
  v128.store(at, x);
  v128.store(at, y, 16);
}

/** Rows [i0, i0+rows) × columns [p0, p0+depth) of op(A) into panels of 6 rows, zero-padded. */
function packA(t: i32, a: usize, lda: i32, i0: i32, rows: i32, p0: i32, depth: i32, out: usize): void {
  for (let i: i32 = 0; i < rows; i += MR) {
    const r = min(MR, rows - i);
    if (t) {
      for (let p: i32 = 0; p < depth; p++) {
        const from = a + ((<usize>(p0 + p) * lda + i0 + i) << 3);
        let x: i32 = 0;
        for (; x < r; x++) store<f64>(out + (<usize>x << 3), load<f64>(from + (<usize>x << 3)));
        for (; x < MR; x++) store<f64>(out + (<usize>x << 3), 0);
        out += MR * 8;
      }
    } else {
      for (let x: i32 = 0; x < MR; x++) {
        let to = out + (<usize>x << 3);
        if (x < r) {
          const from = a + ((<usize>(i0 + i + x) * lda + p0) << 3);
          for (let p: i32 = 0; p < depth; p++) {
            store<f64>(to, load<f64>(from + (<usize>p << 3)));
            to += MR * 8;
          }
        } else {
          for (let p: i32 = 0; p < depth; p++) {
            store<f64>(to, 0);
            to += MR * 8;
          }
        }
      }
      out += <usize>depth * MR * 8;
    }
  }
}

/** Rows [p0, p0+depth) × columns [j0, j0+cols) of op(B) into panels of 4 columns, zero-padded. */
function packB(t: i32, b: usize, ldb: i32, j0: i32, cols: i32, p0: i32, depth: i32, out: usize): void {
  for (let j: i32 = 0; j < cols; j += NR) {
    const r = min(NR, cols - j);
    if (t) {
      for (let x: i32 = 0; x < NR; x++) {
        let to = out + (<usize>x << 3);
        if (x < r) {
          const from = b + ((<usize>(j0 + j + x) * ldb + p0) << 3);
          for (let p: i32 = 0; p < depth; p++) {
            store<f64>(to, load<f64>(from + (<usize>p << 3)));
            to += NR * 8;
          }
        } else {
          for (let p: i32 = 0; p < depth; p++) {
            store<f64>(to, 0);
            to += NR * 8;
          }
        }
      }
      out += <usize>depth * NR * 8;
    } else {
      for (let p: i32 = 0; p < depth; p++) {
        const from = b + ((<usize>(p0 + p) * ldb + j0 + j) << 3);
        if (r == NR) {
          v128.store(out, v128.load(from));
          v128.store(out, v128.load(from, 16), 16);
        } else {
          let x: i32 = 0;
          for (; x < r; x++) store<f64>(out + (<usize>x << 3), load<f64>(from + (<usize>x << 3)));
          for (; x < NR; x++) store<f64>(out + (<usize>x << 3), 0);
        }
        out += NR * 8;
      }
    }
  }
}

/** C (m × n, row stride `ldc`) = (mode 0), += (1) or −= (2) op(A)·op(B). `ta`: A is stored k × m; `tb`: B is stored n × k. */
export function multiply(ta: i32, tb: i32, m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, mode: i32, scratch: usize): void {
  const packedA = scratch, packedB = scratch + MC * KC * 8, edge = packedB + KC * NC * 8;
  for (let j0: i32 = 0; j0 < n; j0 += NC) {
    const cols = min(NC, n - j0);
    for (let p0: i32 = 0; p0 < k; p0 += KC) {
      const depth = min(KC, k - p0), how = mode == 0 && p0 > 0 ? 1 : mode;
      packB(tb, b, ldb, j0, cols, p0, depth, packedB);
      for (let i0: i32 = 0; i0 < m; i0 += MC) {
        const rows = min(MC, m - i0);
        packA(ta, a, lda, i0, rows, p0, depth, packedA);
        for (let j: i32 = 0; j < cols; j += NR) {
          const pb = packedB + <usize>j * depth * 8;
          for (let i: i32 = 0; i < rows; i += MR) {
            const pa = packedA + <usize>i * depth * 8;
            const at = c + ((<usize>(i0 + i) * ldc + j0 + j) << 3);
            if (i + MR <= rows && j + NR <= cols) {
              micro(depth, pa, pb, at, ldc, how);
            } else {
              micro(depth, pa, pb, edge, NR, 0);
              const er = min(MR, rows - i), ec = min(NR, cols - j);
              for (let x: i32 = 0; x < er; x++) {
                for (let y: i32 = 0; y < ec; y++) {
                  const to = at + ((<usize>x * ldc + y) << 3);
                  const value = load<f64>(edge + ((<usize>x * NR + y) << 3));
                  store<f64>(to, how == 0 ? value : how == 1 ? load<f64>(to) + value : load<f64>(to) - value);
                }
              }
            }
          }
        }
      }
    }
  }
}
