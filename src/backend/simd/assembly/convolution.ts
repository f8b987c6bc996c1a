// A filter's outputs at every patch of an image, without patches in memory (patchTiles.ts).

import { apply, BLOCK, cuts, EDGE_BYTES, NR, padImages } from './patchTiles';
import { outSize } from './patches';

/**
 * L (n × c·taps, channel-major) of a net as panels of 8 neurons, tap-major, zero-padded; unit: one of ⌈n/8⌉
 * panels of a net.
 */
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

/** Bytes of scratch of `convolution` for groups of `images`. */
export function convolutionScratch(images: i32, h: i32, w: i32, c: i32, padding: i32): i32 {
  return BLOCK * 8 + EDGE_BYTES + images * (h + 2 * padding) * (w + 2 * padding) * c * 4;
}

/**
 * y (images × h' × w' × n) of x (images × h × w × c) and the filters of `packFilters`, of each net; unit:
 * `group` images, `groups` of them a net.
 */
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
