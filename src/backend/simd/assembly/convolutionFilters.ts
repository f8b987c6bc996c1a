// Gradient of a convolution with respect to its filters: products over positions, chunk by chunk of the
// images, and the sum over the chunks. The order of every sum depends on the shapes alone.

import { madd, MR } from './multiply';
import { cuts, EDGE_BYTES, NR, put } from './patchTiles';
import { outSize } from './patches';

/** Positions over which a tile of dL is held in registers. */
const HELD: i32 = 128;
/** Neurons whose filters are summed up side by side. */
const SUMMED: i32 = 16;

/** 6 inputs × 8 neurons of dL: Σ over `rows` of `steps` positions, `skip` bytes of x between two rows. */
function filterTile(
  rows: i32,
  steps: i32,
  x: usize,
  stepX: usize,
  skip: usize,
  g: usize,
  stepG: usize,
  out: usize,
  ld: usize,
  add: bool,
): void {
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
  for (let r: i32 = 0; r < rows; r++) {
    for (let p: i32 = 0; p < steps; p++) {
      const b0 = v128.load(g);
      const b1 = v128.load(g, 16);
      let a = v128.load_splat<f32>(x);
      c00 = madd<f32>(a, b0, c00);
      c01 = madd<f32>(a, b1, c01);
      a = v128.load_splat<f32>(x, 4);
      c10 = madd<f32>(a, b0, c10);
      c11 = madd<f32>(a, b1, c11);
      a = v128.load_splat<f32>(x, 8);
      c20 = madd<f32>(a, b0, c20);
      c21 = madd<f32>(a, b1, c21);
      a = v128.load_splat<f32>(x, 12);
      c30 = madd<f32>(a, b0, c30);
      c31 = madd<f32>(a, b1, c31);
      a = v128.load_splat<f32>(x, 16);
      c40 = madd<f32>(a, b0, c40);
      c41 = madd<f32>(a, b1, c41);
      a = v128.load_splat<f32>(x, 20);
      c50 = madd<f32>(a, b0, c50);
      c51 = madd<f32>(a, b1, c51);
      x += stepX;
      g += stepG;
    }
    x += skip;
  }
  keep(out, c00, c01, add);
  keep(out + ld, c10, c11, add);
  keep(out + 2 * ld, c20, c21, add);
  keep(out + 3 * ld, c30, c31, add);
  keep(out + 4 * ld, c40, c41, add);
  keep(out + 5 * ld, c50, c51, add);
}


@inline
function keep(at: usize, x: v128, y: v128, add: bool): void {
  if (add) {
    x = f32x4.add(v128.load(at), x);
    y = f32x4.add(v128.load(at, 16), y);
  }
  put(at, x, y);
}

/** Bytes of scratch of `convolutionFilterGrad` for chunks of `images`. */
export function convolutionFilterGradScratch(
  images: i32,
  h: i32,
  w: i32,
  c: i32,
  k: i32,
  stride: i32,
  padding: i32,
  n: i32,
): i32 {
  const oh = outSize(h, k, stride, padding);
  const ow = outSize(w, k, stride, padding);
  return (
    EDGE_BYTES + 32 + images * oh * ((ow - 1) * stride + k) * c * 4 + (n % NR ? images * oh * ow * NR * 4 : 0)
  );
}

/**
 * Partial dL (tap-major, k·k·c × n) over a chunk of images, for `convolutionFilterSum`; unit: a row of taps
 * of `chunk` images, k·`chunks` of them a net.
 */
export function convolutionFilterGrad(
  from: i32,
  to: i32,
  scratch: usize,
  x: usize,
  dy: usize,
  images: i32,
  h: i32,
  w: i32,
  c: i32,
  k: i32,
  stride: i32,
  padding: i32,
  n: i32,
  chunk: i32,
  chunks: i32,
  partials: usize,
): void {
  const oh = outSize(h, k, stride, padding);
  const ow = outSize(w, k, stride, padding);
  const wide = (ow - 1) * stride + k;
  const run = k * c;
  const pixel = (<usize>c) << 2;
  const neurons = (<usize>n) << 2;
  const edge = scratch;
  const rowsAt = edge + EDGE_BYTES;
  const rowBytes = <usize>wide * pixel;
  const whole = (n / NR) * NR;
  const block = max(1, HELD / ow);
  for (let unit = from; unit < to; unit++) {
    const r = unit % k;
    const net = unit / (k * chunks);
    const first = ((unit / k) % chunks) * chunk;
    const count = min(chunk, images - first);
    const image = <usize>(net * images + first);
    const gradients = dy + image * (oh * ow) * neurons;
    const out = partials + <usize>((unit / k) * k + r) * run * neurons;
    // The rows of x that this row of taps meets, with their border.
    let end = rowsAt;
    for (let row: i32 = 0; row < count * oh; row++) {
      const iy = (row % oh) * stride + r - padding;
      const inside = iy >= 0 && iy < h;
      if (padding || !inside) memory.fill(end, 0, rowBytes);
      if (inside)
        memory.copy(
          end + <usize>padding * pixel,
          x + ((image + row / oh) * h + iy) * w * pixel,
          <usize>max(0, min(w, wide - padding)) * pixel,
        );
      end += rowBytes;
    }
    // The last neurons of each position, where they fill no panel; behind what tiles read beyond the last
    // row.
    const rest = end + 32;
    for (let i: i32 = 0; whole < n && i < count * oh * ow; i++) {
      memory.fill(rest + ((<usize>i) << 5), 0, 32);
      memory.copy(
        rest + ((<usize>i) << 5),
        gradients + <usize>i * neurons + ((<usize>whole) << 2),
        (<usize>(n - whole)) << 2,
      );
    }
    for (let row: i32 = 0; row < count * oh; row += block) {
      const rows = min(block, count * oh - row);
      for (let j: i32 = 0; j < n; j += NR) {
        const g =
          j < whole
            ? gradients + <usize>(row * ow) * neurons + ((<usize>j) << 2)
            : rest + ((<usize>(row * ow)) << 5);
        const stepG = j < whole ? neurons : 32;
        for (let i: i32 = 0; i < run; i += MR) {
          const a = rowsAt + <usize>row * rowBytes + ((<usize>i) << 2);
          const at = out + <usize>i * neurons + ((<usize>j) << 2);
          const skip = rowBytes - <usize>(ow * stride) * pixel;
          if (i + MR <= run && j < whole) {
            filterTile(rows, ow, a, <usize>stride * pixel, skip, g, stepG, at, neurons, row > 0);
            continue;
          }
          filterTile(rows, ow, a, <usize>stride * pixel, skip, g, stepG, edge, 32, false);
          for (let p: i32 = 0; p < min(MR, run - i); p++) {
            for (let q: i32 = 0; q < min(NR, n - j); q++) {
              const cell = at + <usize>p * neurons + ((<usize>q) << 2);
              const value = load<f32>(edge + ((<usize>(p * NR + q)) << 2));
              store<f32>(cell, row > 0 ? load<f32>(cell) + value : value);
            }
          }
        }
      }
    }
  }
}

/**
 * dL (n × c·taps, channel-major) of each net: Σ in order over the chunks of partials; unit: one of ⌈n/16⌉
 * groups of neurons of a net.
 */
export function convolutionFilterSum(
  from: i32,
  to: i32,
  scratch: usize,
  partials: usize,
  chunks: i32,
  c: i32,
  taps: i32,
  n: i32,
  dl: usize,
): void {
  const inputs = c * taps;
  const groups = cuts(n, SUMMED);
  const step = (<usize>inputs * n) << 2;
  for (let unit = from; unit < to; unit++) {
    const net = unit / groups;
    const first = (unit % groups) * SUMMED;
    const last = min(n, first + SUMMED);
    const own = partials + <usize>(net * chunks) * step;
    const out = dl + ((<usize>net * n * inputs) << 2);
    for (let input: i32 = 0; input < inputs; input++) {
      const at = own + ((<usize>(((input % taps) * c + input / taps) * n)) << 2);
      let neuron = first;
      for (; neuron + 4 <= last; neuron += 4) {
        let total = f32x4.splat(0);
        for (let chunk: i32 = 0; chunk < chunks; chunk++)
          total = f32x4.add(total, v128.load(at + <usize>chunk * step + ((<usize>neuron) << 2)));
        const to = out + ((<usize>neuron * inputs + input) << 2);
        const row = (<usize>inputs) << 2;
        v128.store_lane<f32>(to, total, 0);
        v128.store_lane<f32>(to + row, total, 1);
        v128.store_lane<f32>(to + 2 * row, total, 2);
        v128.store_lane<f32>(to + 3 * row, total, 3);
      }
      for (; neuron < last; neuron++) {
        let total: f32 = 0;
        for (let chunk: i32 = 0; chunk < chunks; chunk++)
          total += load<f32>(at + <usize>chunk * step + ((<usize>neuron) << 2));
        store<f32>(out + ((<usize>neuron * inputs + input) << 2), total);
      }
    }
  }
}
