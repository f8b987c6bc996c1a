// What convolutions are made of: images lie in scratch with their zero border, where a row of a patch is one
// contiguous run of k·c inputs, and tiles of 6 patches × 8 neurons (as in multiply.ts) read it there. The
// order of every sum depends on the shapes alone.

import { madd, MR } from './multiply';

/**
 * Patches whose addresses are written down at a time, 8 bytes each: where it is read, where its outputs go.
 */
export const BLOCK: i32 = 96;
/** Columns of a tile. */
export const NR: i32 = 8;
export const EDGE_BYTES: i32 = MR * NR * 4;

/** ⌈a / b⌉. */
@inline
export function cuts(a: i32, b: i32): i32 {
  return (a + b - 1) / b;
}

/** Images (h × w × c) with a zero border. */
export function padImages(
  from: usize,
  images: i32,
  h: i32,
  w: i32,
  c: i32,
  before: i32,
  below: i32,
  right: i32,
  out: usize,
): void {
  const pixel = (<usize>c) << 2;
  const row = <usize>w * pixel;
  const wide = <usize>(before + w + right) * pixel;
  memory.fill(out, 0, <usize>(images * (before + h + below)) * wide);
  for (let image: i32 = 0; image < images; image++) {
    out += <usize>before * (wide + pixel);
    for (let y: i32 = 0; y < h; y++) {
      memory.copy(out, from, row);
      from += row;
      out += wide;
    }
    out += <usize>below * wide - <usize>before * pixel;
  }
}

/**
 * 6 patches × 8 neurons of C: Σ over `runs` of `run` inputs, `skip` bytes between two runs, times panel b.
 * Written to where `patches` says, `shift` bytes on, or to `edge`.
 */
function tile(patches: usize, runs: i32, run: i32, skip: usize, b: usize, shift: usize, edge: usize): void {
  let a0 = load<usize>(patches);
  let a1 = load<usize>(patches, 8);
  let a2 = load<usize>(patches, 16);
  let a3 = load<usize>(patches, 24);
  let a4 = load<usize>(patches, 32);
  let a5 = load<usize>(patches, 40);
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
  for (let r: i32 = 0; r < runs; r++) {
    for (let p: i32 = 0; p < run; p++) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let x = v128.load_splat<f32>(a0);
      c00 = madd<f32>(x, b0, c00);
      c01 = madd<f32>(x, b1, c01);
      x = v128.load_splat<f32>(a1);
      c10 = madd<f32>(x, b0, c10);
      c11 = madd<f32>(x, b1, c11);
      x = v128.load_splat<f32>(a2);
      c20 = madd<f32>(x, b0, c20);
      c21 = madd<f32>(x, b1, c21);
      x = v128.load_splat<f32>(a3);
      c30 = madd<f32>(x, b0, c30);
      c31 = madd<f32>(x, b1, c31);
      x = v128.load_splat<f32>(a4);
      c40 = madd<f32>(x, b0, c40);
      c41 = madd<f32>(x, b1, c41);
      x = v128.load_splat<f32>(a5);
      c50 = madd<f32>(x, b0, c50);
      c51 = madd<f32>(x, b1, c51);
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
      a4 += 4;
      a5 += 4;
      b += 32;
    }
    a0 += skip;
    a1 += skip;
    a2 += skip;
    a3 += skip;
    a4 += skip;
    a5 += skip;
  }
  put(edge ? edge : load<usize>(patches, 4) + shift, c00, c01);
  put(edge ? edge + 32 : load<usize>(patches, 12) + shift, c10, c11);
  put(edge ? edge + 64 : load<usize>(patches, 20) + shift, c20, c21);
  put(edge ? edge + 96 : load<usize>(patches, 28) + shift, c30, c31);
  put(edge ? edge + 128 : load<usize>(patches, 36) + shift, c40, c41);
  put(edge ? edge + 160 : load<usize>(patches, 44) + shift, c50, c51);
}


@inline
export function put(at: usize, x: v128, y: v128): void {
  v128.store(at, x);
  v128.store(at, y, 16);
}

/** The outputs (`n` a patch) of `count` ≤ 96 patches; `panel`: bytes from one panel of b to the next. */
export function apply(
  patches: usize,
  count: i32,
  runs: i32,
  run: i32,
  jump: usize,
  b: usize,
  panel: usize,
  n: i32,
  edge: usize,
): void {
  const last = patches + ((count - 1) << 3);
  const skip = jump - ((<usize>run) << 2);
  for (let i = count; i % MR; i++) store<usize>(patches + (i << 3), load<usize>(last));
  for (let j: i32 = 0; j < n; j += NR) {
    const shift = (<usize>j) << 2;
    const columns = min(NR, n - j);
    for (let i: i32 = 0; i < count; i += MR) {
      const own = patches + (i << 3);
      const rows = min(MR, count - i);
      if (rows == MR && columns == NR) {
        tile(own, runs, run, skip, b, shift, 0);
        continue;
      }
      tile(own, runs, run, skip, b, shift, edge);
      for (let x: i32 = 0; x < rows; x++)
        memory.copy(load<usize>(own + (x << 3), 4) + shift, edge + (x << 5), columns << 2);
    }
    b += panel;
  }
}
