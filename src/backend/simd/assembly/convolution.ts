// Convolution by blocked im2col: the patches of a few images at a time, made and multiplied while they are in cache. Inside,
// the patch index is tap-major (tap·c + channel), so that a tap is one contiguous copy; L is reordered once per call.

import { gemmScratch } from './gemm';
import { ADD, multiply, SET } from './multiply';
import { im2col, outSize } from './patches';

/** The transpose of im2col: adds patches to the pixels they were copied from. */
function col2im(patches: usize, images: i32, h: i32, w: i32, c: i32, k: i32, stride: i32, padding: i32, dx: usize): void {
  const oh = outSize(h, k, stride, padding), ow = outSize(w, k, stride, padding), pixel = <usize>c << 2;
  memory.fill(dx, 0, <usize>(images * h * w) * pixel);
  for (let image: i32 = 0; image < images; image++) {
    for (let oy: i32 = 0; oy < oh; oy++) {
      for (let ox: i32 = 0; ox < ow; ox++) {
        for (let row: i32 = 0; row < k; row++) {
          const iy = oy * stride + row - padding;
          for (let col: i32 = 0; col < k; col++) {
            const ix = ox * stride + col - padding;
            if (iy >= 0 && iy < h && ix >= 0 && ix < w) {
              const to = dx + <usize>(iy * w + ix) * pixel;
              let i: i32 = 0;
              for (; i + 4 <= c; i += 4) v128.store(to + (<usize>i << 2), f32x4.add(v128.load(to + (<usize>i << 2)), v128.load(patches + (<usize>i << 2))));
              for (; i < c; i++) store<f32>(to + (<usize>i << 2), load<f32>(to + (<usize>i << 2)) + load<f32>(patches + (<usize>i << 2)));
            }
            patches += pixel;
          }
        }
      }
    }
    dx += <usize>(h * w) * pixel;
  }
}

/** Rows of `inputs` = c·taps between channel-major (ch·taps + tap) and tap-major; unit: a row. */
export function reorderTaps(from: i32, to: i32, scratch: usize, l: usize, c: i32, taps: i32, toTapMajor: i32, out: usize): void {
  for (let row = from; row < to; row++) {
    const base = <usize>row * c * taps;
    for (let tap: i32 = 0; tap < taps; tap++) {
      for (let ch: i32 = 0; ch < c; ch++) {
        const channelMajor = (base + ch * taps + tap) << 2, tapMajor = (base + tap * c + ch) << 2;
        if (toTapMajor) store<f32>(out + tapMajor, load<f32>(l + channelMajor));
        else store<f32>(out + channelMajor, load<f32>(l + tapMajor));
      }
    }
  }
}

/** Bytes of scratch for groups of `images`. */
export function convolutionScratch(images: i32, h: i32, w: i32, c: i32, k: i32, stride: i32, padding: i32): i32 {
  return images * outSize(h, k, stride, padding) * outSize(w, k, stride, padding) * c * k * k * 4 + gemmScratch();
}

/** y (images × h' × w' × n) of x (images × h × w × c) and L (n × k·k·c, tap-major) of each net; unit: `group` images, `groups` of them a net. */
export function convolution(from: i32, to: i32, scratch: usize, x: usize, images: i32, h: i32, w: i32, c: i32, k: i32, stride: i32, padding: i32, l: usize, n: i32, group: i32, groups: i32, y: usize): void {
  const positions = outSize(h, k, stride, padding) * outSize(w, k, stride, padding), inputs = c * k * k;
  const patches = scratch + gemmScratch();
  for (let unit = from; unit < to; unit++) {
    const net = unit / groups, first = (unit % groups) * group, count = min(group, images - first);
    const image = <usize>(net * images + first);
    im2col(x + ((image * h * w * c) << 2), count, h, w, c, k, stride, padding, true, patches);
    multiply<f32>(0, 1, count * positions, n, inputs, patches, inputs, l + ((<usize>net * n * inputs) << 2), inputs, y + ((image * positions * n) << 2), n, SET, scratch);
  }
}

/** dx: the patches' gradient dy·L, folded back; unit as in `convolution`. */
export function convolutionInputGrad(from: i32, to: i32, scratch: usize, dy: usize, images: i32, h: i32, w: i32, c: i32, k: i32, stride: i32, padding: i32, l: usize, n: i32, group: i32, groups: i32, dx: usize): void {
  const positions = outSize(h, k, stride, padding) * outSize(w, k, stride, padding), inputs = c * k * k;
  const patches = scratch + gemmScratch();
  for (let unit = from; unit < to; unit++) {
    const net = unit / groups, first = (unit % groups) * group, count = min(group, images - first);
    const image = <usize>(net * images + first);
    multiply<f32>(0, 0, count * positions, inputs, n, dy + ((image * positions * n) << 2), n, l + ((<usize>net * n * inputs) << 2), inputs, patches, inputs, SET, scratch);
    col2im(patches, count, h, w, c, k, stride, padding, dx + ((image * h * w * c) << 2));
  }
}

/** dL (n × k·k·c, tap-major) over the images of a chunk, for `sumPartials` to add up; unit: `chunk` images, `chunks` of them a net. */
export function convolutionFilterGrad(from: i32, to: i32, scratch: usize, x: usize, dy: usize, images: i32, h: i32, w: i32, c: i32, k: i32, stride: i32, padding: i32, n: i32, group: i32, chunk: i32, chunks: i32, partials: usize): void {
  const positions = outSize(h, k, stride, padding) * outSize(w, k, stride, padding), inputs = c * k * k;
  const patches = scratch + gemmScratch();
  for (let unit = from; unit < to; unit++) {
    const net = unit / chunks, start = (unit % chunks) * chunk, end = min(images, start + chunk);
    for (let first = start; first < end; first += group) {
      const count = min(group, end - first), image = <usize>(net * images + first);
      im2col(x + ((image * h * w * c) << 2), count, h, w, c, k, stride, padding, true, patches);
      multiply<f32>(1, 0, n, inputs, count * positions, dy + ((image * positions * n) << 2), n, patches, inputs, partials + ((<usize>unit * n * inputs) << 2), inputs, first > start ? ADD : SET, scratch);
    }
  }
}
