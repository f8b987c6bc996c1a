// Packed matrix product, T = f32 or f64: C (m × n) = op(A)·op(B), all row-major. Blocks of A (MC × KC) and of
// B (KC × 4096 bytes) are copied into panels of 6 rows and 32 bytes of columns, so that the inner loop reads
// contiguously and keeps its block of C in 12 registers. The order of every sum depends on the shapes alone.

/** Rows of a tile. */
export const MR: i32 = 6;
const KC: i32 = 256;
/** Rows of A that are packed at a time. */
export const MC: i32 = 96;
const COLUMN_BYTES: i32 = 4096;

/** Rows of A up to which B is read in place, and panels of B up to which A is: to copy them costs more. */
const FEW_ROWS: i32 = 32;
const FEW_PANELS: i32 = 8;

/** What becomes of C. */
export const SET: i32 = 0;
export const ADD: i32 = 1;
export const SUBTRACT: i32 = 2;

/** Bytes of scratch that `multiply` needs. */
export function multiplyScratch<T>(): i32 {
  return MC * KC * sizeof<T>() + KC * COLUMN_BYTES + MR * 32;
}

/** a·b + c, fused where relaxed SIMD is compiled for. */
@inline
export function madd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** 6 rows × 32 bytes of C (row stride `ldc`) =, += or −= panel A (k × 6) · panel B. */
function micro<T>(k: i32, a: usize, b: usize, c: usize, ldc: i32, mode: i32): void {
  tile<T>(k, a, sizeof<T>(), MR * sizeof<T>(), b, 32, c, ldc, mode);
}

/**
 * `micro` on panels read where they lie: `row` and `step` bytes from one row of op(A) and one inner index to
 * the next, `stepB` in op(B).
 */
function microInPlace<T>(
  k: i32,
  a: usize,
  row: usize,
  step: usize,
  b: usize,
  stepB: usize,
  c: usize,
  ldc: i32,
  mode: i32,
): void {
  tile<T>(k, a, row, step, b, stepB, c, ldc, mode);
}


@inline
function tile<T>(
  k: i32,
  a: usize,
  row: usize,
  step: usize,
  b: usize,
  stepB: usize,
  c: usize,
  ldc: i32,
  mode: i32,
): void {
  let c00 = v128.splat<T>(<T>0);
  let c01 = v128.splat<T>(<T>0);
  let c10 = v128.splat<T>(<T>0);
  let c11 = v128.splat<T>(<T>0);
  let c20 = v128.splat<T>(<T>0);
  let c21 = v128.splat<T>(<T>0);
  let c30 = v128.splat<T>(<T>0);
  let c31 = v128.splat<T>(<T>0);
  let c40 = v128.splat<T>(<T>0);
  let c41 = v128.splat<T>(<T>0);
  let c50 = v128.splat<T>(<T>0);
  let c51 = v128.splat<T>(<T>0);
  for (let p: i32 = 0; p < k; p++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    c00 = madd<T>(x, b0, c00);
    c01 = madd<T>(x, b1, c01);
    x = v128.load_splat<T>(a + row);
    c10 = madd<T>(x, b0, c10);
    c11 = madd<T>(x, b1, c11);
    x = v128.load_splat<T>(a + 2 * row);
    c20 = madd<T>(x, b0, c20);
    c21 = madd<T>(x, b1, c21);
    x = v128.load_splat<T>(a + 3 * row);
    c30 = madd<T>(x, b0, c30);
    c31 = madd<T>(x, b1, c31);
    x = v128.load_splat<T>(a + 4 * row);
    c40 = madd<T>(x, b0, c40);
    c41 = madd<T>(x, b1, c41);
    x = v128.load_splat<T>(a + 5 * row);
    c50 = madd<T>(x, b0, c50);
    c51 = madd<T>(x, b1, c51);
    a += step;
    b += stepB;
  }
  const s = <usize>ldc * sizeof<T>();
  put<T>(c, c00, c01, mode);
  put<T>(c + s, c10, c11, mode);
  put<T>(c + 2 * s, c20, c21, mode);
  put<T>(c + 3 * s, c30, c31, mode);
  put<T>(c + 4 * s, c40, c41, mode);
  put<T>(c + 5 * s, c50, c51, mode);
}


@inline
function put<T>(at: usize, x: v128, y: v128, mode: i32): void {
  if (mode == ADD) {
    x = v128.add<T>(v128.load(at), x);
    y = v128.add<T>(v128.load(at, 16), y);
  } else if (mode == SUBTRACT) {
    x = v128.sub<T>(v128.load(at), x);
    y = v128.sub<T>(v128.load(at, 16), y);
  }
  v128.store(at, x);
  v128.store(at, y, 16);
}

/**
 * A block of `count` lanes × `depth` into panels of `width` lanes, zero-padded. Lanes are rows of op(A) or
 * columns of op(B): next to each other in memory (`adjacent`: A transposed, B plain) or `ld` apart.
 */
@inline
function pack<T>(
  adjacent: bool,
  width: i32,
  source: usize,
  ld: i32,
  lane0: i32,
  count: i32,
  p0: i32,
  depth: i32,
  out: usize,
): void {
  const step = <usize>width * sizeof<T>();
  for (let i: i32 = 0; i < count; i += width) {
    const r = min(width, count - i);
    if (adjacent) {
      for (let p: i32 = 0; p < depth; p++) {
        const from = source + (<usize>(p0 + p) * ld + lane0 + i) * sizeof<T>();
        if (r == width && step == 32) {
          v128.store(out, v128.load(from));
          v128.store(out, v128.load(from, 16), 16);
        } else {
          for (let x: i32 = 0; x < width; x++)
            store<T>(out + <usize>x * sizeof<T>(), x < r ? load<T>(from + <usize>x * sizeof<T>()) : <T>0);
        }
        out += step;
      }
    } else {
      for (let x: i32 = 0; x < width; x++) {
        const from = source + (<usize>(lane0 + i + x) * ld + p0) * sizeof<T>();
        let to = out + <usize>x * sizeof<T>();
        for (let p: i32 = 0; p < depth; p++) {
          store<T>(to, x < r ? load<T>(from + <usize>p * sizeof<T>()) : <T>0);
          to += step;
        }
      }
      out += <usize>depth * step;
    }
  }
}

/**
 * C (m × n, row stride `ldc`) =, += or −= op(A)·op(B), by `mode`. `ta`: A is stored k × m; `tb`: B is stored
 * n × k.
 */
export function multiply<T>(
  ta: i32,
  tb: i32,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  mode: i32,
  scratch: usize,
): void {
  const nr: i32 = 32 / sizeof<T>();
  const nc: i32 = COLUMN_BYTES / sizeof<T>();
  const packedA = scratch;
  const packedB = scratch + MC * KC * sizeof<T>();
  const edge = packedB + KC * COLUMN_BYTES;
  // Whole panels only: the edges are packed, padded with zeros.
  const inPlaceA = n <= FEW_PANELS * nr;
  const inPlaceB = !tb && m <= FEW_ROWS;
  const row = <usize>(ta ? 1 : lda) * sizeof<T>();
  const step = <usize>(ta ? lda : 1) * sizeof<T>();
  for (let j0: i32 = 0; j0 < n; j0 += nc) {
    const cols = min(nc, n - j0);
    const colsInPlace = inPlaceB ? (cols / nr) * nr : 0;
    for (let p0: i32 = 0; p0 < k; p0 += KC) {
      const depth = min(KC, k - p0);
      const how = mode == SET && p0 > 0 ? ADD : mode;
      pack<T>(
        !tb,
        nr,
        b,
        ldb,
        j0 + colsInPlace,
        cols - colsInPlace,
        p0,
        depth,
        packedB + <usize>colsInPlace * depth * sizeof<T>(),
      );
      for (let i0: i32 = 0; i0 < m; i0 += MC) {
        const rows = min(MC, m - i0);
        const rowsInPlace = inPlaceA ? (rows / MR) * MR : 0;
        pack<T>(
          !!ta,
          MR,
          a,
          lda,
          i0 + rowsInPlace,
          rows - rowsInPlace,
          p0,
          depth,
          packedA + <usize>rowsInPlace * depth * sizeof<T>(),
        );
        for (let j: i32 = 0; j < cols; j += nr) {
          const heldB = j >= colsInPlace;
          const pb = heldB
            ? packedB + <usize>j * depth * sizeof<T>()
            : b + (<usize>p0 * ldb + j0 + j) * sizeof<T>();
          const stepB = heldB ? 32 : <usize>ldb * sizeof<T>();
          for (let i: i32 = 0; i < rows; i += MR) {
            const heldA = i >= rowsInPlace;
            const pa = heldA
              ? packedA + <usize>i * depth * sizeof<T>()
              : a + <usize>(i0 + i) * row + <usize>p0 * step;
            const at = c + (<usize>(i0 + i) * ldc + j0 + j) * sizeof<T>();
            const whole = i + MR <= rows && j + nr <= cols;
            if (!heldA || !heldB) {
              microInPlace<T>(
                depth,
                pa,
                heldA ? sizeof<T>() : row,
                heldA ? MR * sizeof<T>() : step,
                pb,
                stepB,
                whole ? at : edge,
                whole ? ldc : nr,
                whole ? how : SET,
              );
            } else {
              micro<T>(depth, pa, pb, whole ? at : edge, whole ? ldc : nr, whole ? how : SET);
            }
            if (!whole) {
              const er = min(MR, rows - i);
              const ec = min(nr, cols - j);
              for (let x: i32 = 0; x < er; x++) {
                for (let y: i32 = 0; y < ec; y++) {
                  const to = at + (<usize>x * ldc + y) * sizeof<T>();
                  const value = load<T>(edge + (<usize>x * nr + y) * sizeof<T>());
                  store<T>(to, how == SET ? value : how == ADD ? load<T>(to) + value : load<T>(to) - value);
                }
              }
            }
          }
        }
      }
    }
  }
}
