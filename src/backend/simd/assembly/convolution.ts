// Convolution without patches in memory (but for `convolutionInputGradByPatches`): images lie in scratch with their zero border, where a row of a patch is one contiguous run of
// k·c inputs, and tiles of 6 patches × 8 neurons (multiply.ts) read it there. The order of every sum depends on the shapes alone.

import { madd, MR, multiply, multiplyScratch, SET } from './multiply';
import { col2im, outSize } from './patches';

/** Patches whose addresses are written down at a time, 8 bytes each: where it is read, where its outputs go. */
const BLOCK: i32 = 96;
/** Columns of a tile. */
const NR: i32 = 8;
const EDGE_BYTES: i32 = MR * NR * 4;
/** Positions over which a tile of dL is held in registers. */
const HELD: i32 = 128;

/** Neurons whose filters are summed up side by side. */
const SUMMED: i32 = 16;

/** ⌈a / b⌉. */
@inline
function cuts(a: i32, b: i32): i32 {
  return (a + b - 1) / b;
}

/** L (n × c·taps, channel-major) of a net as panels of 8 neurons, tap-major, zero-padded; unit: one of ⌈n/8⌉ panels of a net. */
export function packFilters(
  from: i32,
  to: i32,
  scratch: usize,
  l: usize,
  n: i32,
  c: i32,
  taps: i32,
  out: usize,
): void {
  const panels = cuts(n, NR);
  const inputs = c * taps;
  out += (<usize>(from * inputs)) << 5;
  for (let unit = from; unit < to; unit++) {
    const first = (unit % panels) * NR;
    const own = l + ((<usize>((unit / panels) * n + first) * inputs) << 2);
    // In the order of L.
    for (let ch: i32 = 0; ch < c; ch++) {
      for (let tap: i32 = 0; tap < taps; tap++) {
        const to = out + ((<usize>(tap * c + ch)) << 5);
        for (let lane: i32 = 0; lane < NR; lane++)
          store<f32>(
            to + ((<usize>lane) << 2),
            first + lane < n ? load<f32>(own + ((<usize>lane * inputs + ch * taps + tap) << 2)) : 0,
          );
      }
    }
    out += (<usize>inputs) << 5;
  }
}

/**
 * Packs filters for the input's gradient: panels of 8 channels, each with the taps that meet a pixel, by the pixel's place in the stride, last
 * tap first; unit: one of ⌈c/8⌉ panels of a net.
 */
export function packFiltersForInputs(
  from: i32,
  to: i32,
  scratch: usize,
  l: usize,
  n: i32,
  c: i32,
  k: i32,
  stride: i32,
  out: usize,
): void {
  const panels = cuts(c, NR);
  const taps = k * k;
  out += (<usize>(from * taps * n)) << 5;
  for (let unit = from; unit < to; unit++) {
    const first = (unit % panels) * NR;
    const own = l + ((<usize>((unit / panels) * n) * c * taps) << 2);
    for (let neuron: i32 = 0; neuron < n; neuron++) {
      let to = out + ((<usize>neuron) << 5);
      for (let py: i32 = 0; py < min(k, stride); py++) {
        for (let px: i32 = 0; px < min(k, stride); px++) {
          for (let row = py + ((k - 1 - py) / stride) * stride; row >= 0; row -= stride) {
            for (let col = px + ((k - 1 - px) / stride) * stride; col >= 0; col -= stride) {
              const from = own + ((<usize>(neuron * c * taps + row * k + col)) << 2);
              for (let lane: i32 = 0; lane < NR; lane++)
                store<f32>(
                  to + ((<usize>lane) << 2),
                  first + lane < c ? load<f32>(from + ((<usize>((first + lane) * taps)) << 2)) : 0,
                );
              to += (<usize>n) << 5;
            }
          }
        }
      }
    }
    out += (<usize>(taps * n)) << 5;
  }
}

/** Images (h × w × c) with a zero border. */
function padImages(
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

/** 6 patches × 8 neurons of C: Σ over `runs` of `run` inputs, `skip` bytes between two runs, times panel b. Written to where `patches` says, `shift` bytes on, or to `edge`. */
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
function put(at: usize, x: v128, y: v128): void {
  v128.store(at, x);
  v128.store(at, y, 16);
}

/** The outputs (`n` a patch) of `count` ≤ 96 patches; `panel`: bytes from one panel of b to the next. */
function apply(
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

/** Bytes of scratch of `convolution` for groups of `images`. */
export function convolutionScratch(images: i32, h: i32, w: i32, c: i32, padding: i32): i32 {
  return BLOCK * 8 + EDGE_BYTES + images * (h + 2 * padding) * (w + 2 * padding) * c * 4;
}

/** y (images × h' × w' × n) of x (images × h × w × c) and the filters of `packFilters`, of each net; unit: `group` images, `groups` of them a net. */
export function convolution(
  from: i32,
  to: i32,
  scratch: usize,
  x: usize,
  images: i32,
  h: i32,
  w: i32,
  c: i32,
  k: i32,
  stride: i32,
  padding: i32,
  filters: usize,
  n: i32,
  group: i32,
  groups: i32,
  y: usize,
): void {
  const oh = outSize(h, k, stride, padding);
  const ow = outSize(w, k, stride, padding);
  const hp = h + 2 * padding;
  const wp = w + 2 * padding;
  const pixel = (<usize>c) << 2;
  const panel = (<usize>k * k * c * NR) << 2;
  const edge = scratch + BLOCK * 8;
  const padded = edge + EDGE_BYTES;
  for (let unit = from; unit < to; unit++) {
    const net = unit / groups;
    const first = (unit % groups) * group;
    const count = min(group, images - first);
    const image = <usize>(net * images + first);
    const own = filters + <usize>(net * cuts(n, NR)) * panel;
    let source = x + image * (h * w) * pixel;
    let out = y + ((image * (oh * ow) * n) << 2);
    let held: i32 = 0;
    if (padding) {
      padImages(source, count, h, w, c, padding, padding, padding, padded);
      source = padded;
    }
    for (let row: i32 = 0; row < count * oh; row++) {
      const start = source + <usize>(((row / oh) * hp + (row % oh) * stride) * wp) * pixel;
      for (let ox: i32 = 0; ox < ow; ox++) {
        store<usize>(scratch + (held << 3), start + <usize>(ox * stride) * pixel);
        store<usize>(scratch + (held << 3), out, 4);
        out += (<usize>n) << 2;
        if (++held < BLOCK && (row < count * oh - 1 || ox < ow - 1)) continue;
        apply(scratch, held, k, k * c, <usize>wp * pixel, own, panel, n, edge);
        held = 0;
      }
    }
  }
}

/** Rows or columns below or right of dy that some pixel of an axis of `size` asks for. */
@inline
function beyond(size: i32, out: i32, stride: i32, padding: i32): i32 {
  return max(0, (size - 1 + padding) / stride - (out - 1));
}

/** Bytes of scratch of `convolutionInputGrad` for groups of `images`. */
export function convolutionInputGradScratch(
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
  const before = (k - 1) / stride;
  return (
    BLOCK * 8 +
    EDGE_BYTES +
    images *
      (before + oh + beyond(h, oh, stride, padding)) *
      (before + ow + beyond(w, ow, stride, padding)) *
      n *
      4
  );
}

/** dx, a convolution of dy for each place of a pixel in the stride, with the filters of `packFiltersForInputs`; unit as in `convolution`. */
export function convolutionInputGrad(
  from: i32,
  to: i32,
  scratch: usize,
  dy: usize,
  images: i32,
  h: i32,
  w: i32,
  c: i32,
  k: i32,
  stride: i32,
  padding: i32,
  filters: usize,
  n: i32,
  group: i32,
  groups: i32,
  dx: usize,
): void {
  const oh = outSize(h, k, stride, padding);
  const ow = outSize(w, k, stride, padding);
  const before = (k - 1) / stride;
  const below = beyond(h, oh, stride, padding);
  const right = beyond(w, ow, stride, padding);
  const hp = before + oh + below;
  const wp = before + ow + right;
  const neurons = (<usize>n) << 2;
  const pixel = (<usize>c) << 2;
  const panel = <usize>(k * k * NR) * neurons;
  const edge = scratch + BLOCK * 8;
  const padded = edge + EDGE_BYTES;
  for (let unit = from; unit < to; unit++) {
    const net = unit / groups;
    const first = (unit % groups) * group;
    const count = min(group, images - first);
    const image = <usize>(net * images + first);
    const out = dx + image * (h * w) * pixel;
    let own = filters + <usize>(net * cuts(c, NR)) * panel;
    padImages(dy + image * (oh * ow) * neurons, count, oh, ow, n, before, below, right, padded);
    if (k < stride) memory.fill(out, 0, <usize>(count * h * w) * pixel);
    for (let py: i32 = 0; py < min(k, stride); py++) {
      const tapsY = cuts(k - py, stride);
      const y0 = (((py - padding) % stride) + stride) % stride;
      const rows = max(0, cuts(h - y0, stride));
      for (let px: i32 = 0; px < min(k, stride); px++) {
        const tapsX = cuts(k - px, stride);
        const x0 = (((px - padding) % stride) + stride) % stride;
        const columns = max(0, cuts(w - x0, stride));
        let held: i32 = 0;
        for (let row: i32 = 0; row < count * rows; row++) {
          const iy = y0 + (row % rows) * stride;
          const at = row / rows;
          const start =
            padded + <usize>((at * hp + (iy + padding - py) / stride - (tapsY - 1) + before) * wp) * neurons;
          for (let column: i32 = 0; column < columns; column++) {
            const ix = x0 + column * stride;
            store<usize>(
              scratch + (held << 3),
              start + <usize>((ix + padding - px) / stride - (tapsX - 1) + before) * neurons,
            );
            store<usize>(scratch + (held << 3), out + <usize>((at * h + iy) * w + ix) * pixel, 4);
            if (++held < BLOCK && (row < count * rows - 1 || column < columns - 1)) continue;
            apply(scratch, held, tapsY, tapsX * n, <usize>wp * neurons, own, panel, c, edge);
            held = 0;
          }
        }
        own += <usize>(tapsY * tapsX * NR) * neurons;
      }
    }
  }
}

/** Bytes of scratch of `convolutionInputGradByPatches` for groups of `images`. */
export function convolutionByPatchesScratch(
  images: i32,
  h: i32,
  w: i32,
  c: i32,
  k: i32,
  stride: i32,
  padding: i32,
): i32 {
  return (
    multiplyScratch<f32>() +
    images * outSize(h, k, stride, padding) * outSize(w, k, stride, padding) * c * k * k * 4
  );
}

/** The input's gradient dx where few pixels meet few taps (a filter as large as the image): the patches' gradient dy·L, folded back; L as it is. */
export function convolutionInputGradByPatches(
  from: i32,
  to: i32,
  scratch: usize,
  dy: usize,
  images: i32,
  h: i32,
  w: i32,
  c: i32,
  k: i32,
  stride: i32,
  padding: i32,
  l: usize,
  n: i32,
  group: i32,
  groups: i32,
  dx: usize,
): void {
  const positions = outSize(h, k, stride, padding) * outSize(w, k, stride, padding);
  const inputs = c * k * k;
  const patches = scratch + multiplyScratch<f32>();
  for (let unit = from; unit < to; unit++) {
    const net = unit / groups;
    const first = (unit % groups) * group;
    const count = min(group, images - first);
    const image = <usize>(net * images + first);
    multiply<f32>(
      0,
      0,
      count * positions,
      inputs,
      n,
      dy + ((image * positions * n) << 2),
      n,
      l + ((<usize>net * n * inputs) << 2),
      inputs,
      patches,
      inputs,
      SET,
      scratch,
    );
    col2im(patches, count, h, w, c, k, stride, padding, dx + ((image * h * w * c) << 2));
  }
}

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

/** Partial dL (tap-major, k·k·c × n) over a chunk of images, for `convolutionFilterSum`; unit: a row of taps of `chunk` images, k·`chunks` of them a net. */
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
    // The last neurons of each position, where they fill no panel; behind what tiles read beyond the last row.
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

/** dL (n × c·taps, channel-major) of each net: Σ in order over the chunks of partials; unit: one of ⌈n/16⌉ groups of neurons of a net. */
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
