// The gradient of wavelets.ts: its two passes backwards, in the other order.

import { addTo, get, get4, round4 } from './lanes';
import { FIELDS, reflected, tap } from './wavelets';

/** Gradient: dy (images × h' × w' × 5c), phase (… × 8c) → dx (images × h × w × c). */
export function waveletModulusGrad(
  from: i32,
  to: i32,
  scratch: usize,
  dy: usize,
  phase: usize,
  h: i32,
  w: i32,
  c: i32,
  stride: i32,
  taps: usize,
  dx: usize,
): void {
  const c4 = round4(c);
  const oh = (h + stride - 1) / stride;
  const ow = (w + stride - 1) / stride;
  const padded = scratch;
  const fields = scratch + ((<usize>(h + 4) * (w + 4) * c4) << 2);
  const rowBytes = (<usize>(w + 4) * c4) << 2;
  const imageBytes = (<usize>h * w * c) << 2;
  for (let image = from; image < to; image++) {
    memory.fill(padded, 0, <usize>(h + 4) * rowBytes);
    for (let oy: i32 = 0; oy < oh; oy++) {
      memory.fill(fields, 0, FIELDS * rowBytes);
      const at = (<usize>image * oh + oy) * ow;
      for (let ox: i32 = 0; ox < ow; ox++) {
        horizontalGrad(
          dy + (((at + ox) * 5 * c) << 2),
          phase + (((at + ox) * 8 * c) << 2),
          c,
          c4,
          taps,
          fields + ((<usize>(ox * stride) * c4) << 2),
          rowBytes,
        );
      }
      verticalGrad(fields, rowBytes, taps, padded + <usize>(oy * stride) * rowBytes);
    }
    foldImage(padded, h, w, c, dx + <usize>image * imageBytes);
  }
}

function horizontalGrad(
  dy: usize,
  phase: usize,
  c: i32,
  c4: i32,
  taps: usize,
  field: usize,
  rowBytes: usize,
): void {
  const step = (<usize>c4) << 2;
  for (let ch: i32 = 0; ch < c; ch += 4) {
    const n = min(4, c - ch);
    const low = get(dy + ((<usize>ch) << 2), n);
    const g = dy + ((<usize>c + 4 * ch) << 2);
    const pr = phase + ((<usize>ch) << 4);
    const pi = phase + ((<usize>c + ch) << 4);
    // Rows are channels, columns angles: multiply by the phase first, then transpose.
    const a0 = get4(g, n, 0);
    const a1 = get4(g, n, 1);
    const a2 = get4(g, n, 2);
    const a3 = get4(g, n, 3);
    let x0 = f32x4.mul(a0, get4(pr, n, 0));
    let x1 = f32x4.mul(a1, get4(pr, n, 1));
    let x2 = f32x4.mul(a2, get4(pr, n, 2));
    let x3 = f32x4.mul(a3, get4(pr, n, 3));
    let t0 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
    let t1 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
    let t2 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
    let t3 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    const re0 = v128.shuffle<f32>(t0, t2, 0, 1, 4, 5);
    const re1 = v128.shuffle<f32>(t0, t2, 2, 3, 6, 7);
    const re2 = v128.shuffle<f32>(t1, t3, 0, 1, 4, 5);
    const re3 = v128.shuffle<f32>(t1, t3, 2, 3, 6, 7);
    x0 = f32x4.mul(a0, get4(pi, n, 0));
    x1 = f32x4.mul(a1, get4(pi, n, 1));
    x2 = f32x4.mul(a2, get4(pi, n, 2));
    x3 = f32x4.mul(a3, get4(pi, n, 3));
    t0 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
    t1 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
    t2 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
    t3 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    const im0 = v128.shuffle<f32>(t0, t2, 0, 1, 4, 5);
    const im1 = v128.shuffle<f32>(t0, t2, 2, 3, 6, 7);
    const im2 = v128.shuffle<f32>(t1, t3, 0, 1, 4, 5);
    const im3 = v128.shuffle<f32>(t1, t3, 2, 3, 6, 7);

    spread(low, re0, re1, re2, re3, im0, im1, im2, im3, taps, field + ((<usize>ch) << 2), rowBytes, step);
  }
}

/** Adds what a position's nine coefficients of four channels say about the six fields. */
@inline
export function spread(
  low: v128,
  re0: v128,
  re1: v128,
  re2: v128,
  re3: v128,
  im0: v128,
  im1: v128,
  im2: v128,
  im3: v128,
  taps: usize,
  field: usize,
  rowBytes: usize,
  step: usize,
): void {
  const k = v128.load_splat<f32>(taps + 120);
  const kd = v128.load_splat<f32>(taps + 124);
  const sumRe = f32x4.add(re0, re2);
  const difRe = f32x4.sub(re2, re0);
  const sumIm = f32x4.add(im0, im2);
  const difIm = f32x4.sub(im0, im2);
  const flat = f32x4.neg(f32x4.add(f32x4.mul(kd, sumRe), f32x4.mul(k, f32x4.add(re1, re3))));
  let at = field;
  for (let i: i32 = 0; i < 5; i++) {
    const gi = tap(taps, 1, i);
    const ci = tap(taps, 2, i);
    const si = tap(taps, 3, i);
    const ei = tap(taps, 4, i);
    const fi = tap(taps, 5, i);
    addTo(at, f32x4.mul(tap(taps, 0, i), low));
    addTo(at + rowBytes, f32x4.add(f32x4.mul(gi, flat), f32x4.sub(f32x4.mul(ci, re3), f32x4.mul(si, im3))));
    addTo(at + 2 * rowBytes, f32x4.mul(gi, re1));
    addTo(at + 3 * rowBytes, f32x4.mul(gi, im1));
    addTo(at + 4 * rowBytes, f32x4.add(f32x4.mul(ei, sumRe), f32x4.mul(fi, difIm)));
    addTo(at + 5 * rowBytes, f32x4.add(f32x4.mul(ei, sumIm), f32x4.mul(fi, difRe)));
    at += step;
  }
}

export function verticalGrad(fields: usize, rowBytes: usize, taps: usize, row: usize): void {
  for (let i: i32 = 0; i < 5; i++) {
    const p = tap(taps, 0, i);
    const g = tap(taps, 1, i);
    const c = tap(taps, 2, i);
    const s = tap(taps, 3, i);
    const e = tap(taps, 4, i);
    const f = tap(taps, 5, i);
    const to = row + <usize>i * rowBytes;
    for (let x: usize = 0; x < rowBytes; x += 16) {
      const at = fields + x;
      const a = f32x4.add(f32x4.mul(p, v128.load(at)), f32x4.mul(g, v128.load(at + rowBytes)));
      const b = f32x4.add(
        f32x4.mul(c, v128.load(at + 2 * rowBytes)),
        f32x4.mul(s, v128.load(at + 3 * rowBytes)),
      );
      const d = f32x4.add(
        f32x4.mul(e, v128.load(at + 4 * rowBytes)),
        f32x4.mul(f, v128.load(at + 5 * rowBytes)),
      );
      addTo(to + x, f32x4.add(f32x4.add(a, b), d));
    }
  }
}

/** Adds every padded position to the pixel it was copied from. */
export function foldImage(padded: usize, h: i32, w: i32, c: i32, dx: usize): void {
  const c4 = round4(c);
  memory.fill(dx, 0, (<usize>h * w * c) << 2);
  for (let py: i32 = 0; py < h + 4; py++) {
    const y = reflected(py - 2, h);
    for (let px: i32 = 0; px < w + 4; px++) {
      const from = padded + ((<usize>(py * (w + 4) + px) * c4) << 2);
      const to = dx + ((<usize>(y * w + reflected(px - 2, w)) * c) << 2);
      let i: i32 = 0;
      for (; i + 4 <= c; i += 4) addTo(to + ((<usize>i) << 2), v128.load(from + ((<usize>i) << 2)));
      for (; i < c; i++)
        store<f32>(
          to + ((<usize>i) << 2),
          load<f32>(to + ((<usize>i) << 2)) + load<f32>(from + ((<usize>i) << 2)),
        );
    }
  }
}
