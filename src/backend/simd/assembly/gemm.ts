// Single-precision products of every net, cut into units for the threads.

import { MR, multiply, multiplyScratch, SET } from './multiply';

/** Bytes of scratch that a thread needs. */
export function gemmScratch(): i32 {
  return multiplyScratch<f32>();
}

/** Rows of one unit of `gemm`: one tile, so that rows are shared out evenly. */
export function gemmUnit(): i32 {
  return MR;
}

/**
 * C = op(A)·op(B) of each net; unit: MR rows of C, `ceil(m / MR)` of them a net. A range of units is
 * multiplied at once.
 */
export function gemm(
  from: i32,
  to: i32,
  scratch: usize,
  ta: i32,
  tb: i32,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  b: usize,
  c: usize,
): void {
  const blocks = (m + MR - 1) / MR;
  while (from < to) {
    const net = from / blocks;
    const first = from % blocks;
    const last = min(blocks, first + to - from);
    const i0 = first * MR;
    const rows = min(m, last * MR) - i0;
    const an = a + ((<usize>net * m * k) << 2);
    const bn = b + ((<usize>net * k * n) << 2);
    const cn = c + ((<usize>net * m * n) << 2);
    if (k == 0) memory.fill(cn + ((<usize>i0 * n) << 2), 0, (<usize>rows * n) << 2);
    else
      multiply<f32>(
        ta,
        tb,
        rows,
        n,
        k,
        an + ((ta ? <usize>i0 : <usize>i0 * k) << 2),
        ta ? m : k,
        bn,
        tb ? k : n,
        cn + ((<usize>i0 * n) << 2),
        n,
        SET,
        scratch,
      );
    from += last - first;
  }
}

/**
 * The product over `chunk` of the inner indices only, for `sumPartials` to add up; unit: one of `chunks` of a
 * net.
 */
export function gemmPartial(
  from: i32,
  to: i32,
  scratch: usize,
  ta: i32,
  tb: i32,
  m: i32,
  n: i32,
  k: i32,
  chunk: i32,
  chunks: i32,
  a: usize,
  b: usize,
  partials: usize,
): void {
  for (let unit = from; unit < to; unit++) {
    const net = unit / chunks;
    const p0 = (unit % chunks) * chunk;
    const depth = min(chunk, k - p0);
    const an = a + ((<usize>net * m * k) << 2);
    const bn = b + ((<usize>net * k * n) << 2);
    multiply<f32>(
      ta,
      tb,
      m,
      n,
      depth,
      an + ((ta ? <usize>p0 * m : <usize>p0) << 2),
      ta ? m : k,
      bn + ((tb ? <usize>p0 : <usize>p0 * n) << 2),
      tb ? k : n,
      partials + ((<usize>unit * m * n) << 2),
      n,
      SET,
      scratch,
    );
  }
}

/**
 * out [nets, length] = Σ in order over the chunks of partials [nets, chunks, length]; unit: an element of
 * out.
 */
export function sumPartials(
  from: i32,
  to: i32,
  scratch: usize,
  length: i32,
  chunks: i32,
  partials: usize,
  out: usize,
): void {
  for (let i = from; i < to; i++) {
    let at = partials + ((<usize>(i / length) * chunks * length + (i % length)) << 2);
    let total: f32 = 0;
    for (let chunk: i32 = 0; chunk < chunks; chunk++) {
      total += load<f32>(at);
      at += (<usize>length) << 2;
    }
    store<f32>(out + ((<usize>i) << 2), total);
  }
}
