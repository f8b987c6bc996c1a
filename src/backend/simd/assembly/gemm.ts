// Packed single-precision matrix product: C (m × n) = op(A)·op(B), all row-major. Blocks of A (MC × KC) and of B
// (KC × NC) are copied into panels of 6 rows and 8 columns, so that the inner loop reads contiguously and keeps its
// 6 × 8 block of C in 12 registers. The order of every sum depends on the shapes alone: results are the same bits on
// any number of threads.

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
function packA(t: i32, a: usize, lda: i32, i0: i32, rows: i32, p0: i32, depth: i32, out: usize): void {
  for (let i: i32 = 0; i < rows; i += MR) {
    const r = min(MR, rows - i);
    if (t) {
      for (let p: i32 = 0; p < depth; p++) {
        const from = a + ((<usize>(p0 + p) * lda + i0 + i) << 2);
        let x: i32 = 0;
        for (; x < r; x++) store<f32>(out + (<usize>x << 2), load<f32>(from + (<usize>x << 2)));
        for (; x < MR; x++) store<f32>(out + (<usize>x << 2), 0);
        out += MR * 4;
      }
    } else {
      for (let x: i32 = 0; x < MR; x++) {
        let to = out + (<usize>x << 2);
        if (x < r) {
          const from = a + ((<usize>(i0 + i + x) * lda + p0) << 2);
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
function packB(t: i32, b: usize, ldb: i32, j0: i32, cols: i32, p0: i32, depth: i32, out: usize): void {
  for (let j: i32 = 0; j < cols; j += NR) {
    const r = min(NR, cols - j);
    if (t) {
      for (let x: i32 = 0; x < NR; x++) {
        let to = out + (<usize>x << 2);
        if (x < r) {
          const from = b + ((<usize>(j0 + j + x) * ldb + p0) << 2);
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
        const from = b + ((<usize>(p0 + p) * ldb + j0 + j) << 2);
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

/** C (m × n, row stride `ldc`) = or += op(A)·op(B). `ta`: A is stored k × m; `tb`: B is stored n × k. */
export function multiply(ta: i32, tb: i32, m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, add: bool, scratch: usize): void {
  const packedA = scratch, packedB = scratch + MC * KC * 4, edge = packedB + KC * NC * 4;
  for (let j0: i32 = 0; j0 < n; j0 += NC) {
    const cols = min(NC, n - j0);
    for (let p0: i32 = 0; p0 < k; p0 += KC) {
      const depth = min(KC, k - p0), accumulate = add || p0 > 0;
      packB(tb, b, ldb, j0, cols, p0, depth, packedB);
      for (let i0: i32 = 0; i0 < m; i0 += MC) {
        const rows = min(MC, m - i0);
        packA(ta, a, lda, i0, rows, p0, depth, packedA);
        for (let j: i32 = 0; j < cols; j += NR) {
          const pb = packedB + <usize>j * depth * 4;
          for (let i: i32 = 0; i < rows; i += MR) {
            const pa = packedA + <usize>i * depth * 4;
            const at = c + ((<usize>(i0 + i) * ldc + j0 + j) << 2);
            if (i + MR <= rows && j + NR <= cols) {
              micro(depth, pa, pb, at, ldc, accumulate);
            } else {
              micro(depth, pa, pb, edge, NR, false);
              const er = min(MR, rows - i), ec = min(NR, cols - j);
              for (let x: i32 = 0; x < er; x++) {
                for (let y: i32 = 0; y < ec; y++) {
                  const to = at + ((<usize>x * ldc + y) << 2);
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

/** Rows of one unit of `gemm`. */
export function gemmUnit(): i32 { return MC; }

/** C = op(A)·op(B) of each net; unit: MC rows of C, `ceil(m / MC)` of them a net. */
export function gemm(from: i32, to: i32, scratch: usize, ta: i32, tb: i32, m: i32, n: i32, k: i32, a: usize, b: usize, c: usize): void {
  const blocks = (m + MC - 1) / MC;
  while (from < to) {
    const net = from / blocks, first = from % blocks, last = min(blocks, first + to - from);
    const i0 = first * MC, rows = min(m, last * MC) - i0;
    const an = a + ((<usize>net * m * k) << 2), bn = b + ((<usize>net * k * n) << 2), cn = c + ((<usize>net * m * n) << 2);
    if (k == 0) memory.fill(cn + ((<usize>i0 * n) << 2), 0, (<usize>rows * n) << 2);
    else multiply(ta, tb, rows, n, k, an + ((ta ? <usize>i0 : <usize>i0 * k) << 2), ta ? m : k, bn, tb ? k : n, cn + ((<usize>i0 * n) << 2), n, false, scratch);
    from += last - first;
  }
}

/** The product over `chunk` of the inner indices only, for `sumPartials` to add up; unit: one of `chunks` of a net. */
export function gemmPartial(from: i32, to: i32, scratch: usize, ta: i32, tb: i32, m: i32, n: i32, k: i32, chunk: i32, chunks: i32, a: usize, b: usize, partials: usize): void {
  for (let unit = from; unit < to; unit++) {
    const net = unit / chunks, p0 = (unit % chunks) * chunk, depth = min(chunk, k - p0);
    const an = a + ((<usize>net * m * k) << 2), bn = b + ((<usize>net * k * n) << 2);
    multiply(ta, tb, m, n, depth, an + ((ta ? <usize>p0 * m : <usize>p0) << 2), ta ? m : k, bn + ((tb ? <usize>p0 : <usize>p0 * n) << 2), tb ? k : n, partials + ((<usize>unit * m * n) << 2), n, false, scratch);
  }
}

/** out [nets, length] = Σ in order over the chunks of partials [nets, chunks, length]; unit: an element of out. */
export function sumPartials(from: i32, to: i32, scratch: usize, length: i32, chunks: i32, partials: usize, out: usize): void {
  for (let i = from; i < to; i++) {
    let at = partials + ((<usize>(i / length) * chunks * length + i % length) << 2);
    let total: f32 = 0;
    for (let chunk: i32 = 0; chunk < chunks; chunk++) {
      total += load<f32>(at);
      at += <usize>length << 2;
    }
    store<f32>(out + (<usize>i << 2), total);
  }
}
