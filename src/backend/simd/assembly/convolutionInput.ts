// Gradient of a convolution with respect to its images: itself a convolution without patches in memory
// (patchTiles.ts), but for filters as large as the image.

import { multiply, multiplyScratch, SET } from './multiply';
import { apply, BLOCK, cuts, EDGE_BYTES, NR, padImages } from './patchTiles';
import { col2im, outSize } from './patches';

/**
 * L (n × c·taps, channel-major) of a net as panels of 8 channels, zero-padded. Each has the taps that meet a
 * pixel, by the pixel's place in the stride, last tap first. Unit: one of ⌈c/8⌉ panels of a net.
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

/**
 * The input's gradient dx: a convolution of dy for each place of a pixel in the stride, with the filters of
 * `packFiltersForInputs`; unit as in `convolution`.
 */
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

/**
 * The input's gradient dx where few pixels meet few taps (a filter as large as the image): the patches'
 * gradient dy·L, folded back; L as it is.
 */
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
