// The complex form of the wavelet bank, for skip connections (docs/paper.md e.2): z → (z∗φ, z∗ψ, |z∗φ|,
// |z∗ψ|). Fields are nets × parts × images, real parts first; z may be real (`parts` 1), y has both. y holds
// every coefficient beside its modulus, which is all the gradient needs.

import { get, get4, inverse, modulus, put, put4, round4 } from './lanes';
import { foldImage, spread, verticalGrad } from './waveletGradients';
import { FIELDS, linear, padImage, vertical, waveletScratch } from './wavelets';

/** Bytes of the nine coefficients of all channels at one position. */
@inline
function rawBytes(c: i32): i32 {
  return round4(c) * 36;
}

/** Bytes of scratch: for each part a padded image, a row of fields and the coefficients of a position. */
export function complexWaveletScratch(h: i32, w: i32, c: i32): i32 {
  return 2 * (waveletScratch(h, w, c) + rawBytes(c));
}

/** z (nets × parts × images × h × w × c) → y (nets × 2 × images × h' × w' × 10c). Unit: an image of a net. */
export function waveletComplex(
  from: i32,
  to: i32,
  scratch: usize,
  z: usize,
  images: i32,
  parts: i32,
  h: i32,
  w: i32,
  c: i32,
  stride: i32,
  taps: usize,
  y: usize,
): void {
  const c4 = round4(c);
  const oh = (h + stride - 1) / stride;
  const ow = (w + stride - 1) / stride;
  const rowBytes = (<usize>(w + 4) * c4) << 2;
  const padded = <usize>(h + 4) * rowBytes;
  const each = <usize>waveletScratch(h, w, c);
  const raw = scratch + 2 * each;
  const half = (<usize>images * oh * ow * 10 * c) << 2;
  for (let unit = from; unit < to; unit++) {
    const net = unit / images;
    const image = unit % images;
    for (let part: i32 = 0; part < parts; part++)
      padImage(
        z + ((<usize>((net * parts + part) * images + image) * h * w * c) << 2),
        h,
        w,
        c,
        scratch + <usize>part * each,
      );
    for (let oy: i32 = 0; oy < oh; oy++) {
      for (let part: i32 = 0; part < parts; part++) {
        const own = scratch + <usize>part * each;
        vertical(own + <usize>(oy * stride) * rowBytes, rowBytes, taps, own + padded);
      }
      for (let ox: i32 = 0; ox < ow; ox++) {
        const column = (<usize>(ox * stride) * c4) << 2;
        for (let part: i32 = 0; part < parts; part++)
          linear(
            scratch + <usize>part * each + padded + column,
            rowBytes,
            c,
            c4,
            taps,
            raw + <usize>(part * rawBytes(c)),
          );
        const re = y + ((((<usize>(2 * net * images + image) * oh + oy) * ow + ox) * 10 * c) << 2);
        combine(parts == 2, raw, raw + <usize>rawBytes(c), c, re, re + half);
      }
    }
  }
}

/** (a + ib)∗ψ from the coefficients of a and of b. */
function combine(complex: bool, a: usize, b: usize, c: i32, re: usize, im: usize): void {
  const zero = f32x4.splat(0);
  const step = (<usize>c) << 2;
  for (let ch: i32 = 0; ch < c; ch += 4) {
    const n = min(4, c - ch);
    const low = v128.load(a);
    let lowIm = zero;
    let r0 = v128.load(a, 16);
    let r1 = v128.load(a, 32);
    let r2 = v128.load(a, 48);
    let r3 = v128.load(a, 64);
    let i0 = v128.load(a, 80);
    let i1 = v128.load(a, 96);
    let i2 = v128.load(a, 112);
    let i3 = v128.load(a, 128);
    if (complex) {
      lowIm = v128.load(b);
      r0 = f32x4.sub(r0, v128.load(b, 80));
      r1 = f32x4.sub(r1, v128.load(b, 96));
      r2 = f32x4.sub(r2, v128.load(b, 112));
      r3 = f32x4.sub(r3, v128.load(b, 128));
      i0 = f32x4.add(i0, v128.load(b, 16));
      i1 = f32x4.add(i1, v128.load(b, 32));
      i2 = f32x4.add(i2, v128.load(b, 48));
      i3 = f32x4.add(i3, v128.load(b, 64));
    }
    const at = (<usize>ch) << 2;
    const angles = step + ((<usize>ch) << 4);
    put(re + at, low, n);
    put4(re + angles, r0, r1, r2, r3, n);
    put(re + 5 * step + at, modulus(low, lowIm), n);
    put4(re + 5 * step + angles, modulus(r0, i0), modulus(r1, i1), modulus(r2, i2), modulus(r3, i3), n);
    put(im + at, lowIm, n);
    put4(im + angles, i0, i1, i2, i3, n);
    put(im + 5 * step + at, zero, n);
    put4(im + 5 * step + angles, zero, zero, zero, zero, n);
    a += 144;
    b += 144;
  }
}

/**
 * Gradient: dy and y (nets × 2 × images × h' × w' × 10c) → dz (nets × parts × images × h × w × c). Unit: an
 * image of a part of a net.
 */
export function waveletComplexGrad(
  from: i32,
  to: i32,
  scratch: usize,
  dy: usize,
  y: usize,
  images: i32,
  parts: i32,
  h: i32,
  w: i32,
  c: i32,
  stride: i32,
  taps: usize,
  dz: usize,
): void {
  const c4 = round4(c);
  const oh = (h + stride - 1) / stride;
  const ow = (w + stride - 1) / stride;
  const padded = scratch;
  const fields = scratch + ((<usize>(h + 4) * (w + 4) * c4) << 2);
  const rowBytes = (<usize>(w + 4) * c4) << 2;
  const half = (<usize>images * oh * ow * 10 * c) << 2;
  for (let unit = from; unit < to; unit++) {
    const image = unit % images;
    const part = (unit / images) % parts;
    const net = unit / images / parts;
    memory.fill(padded, 0, <usize>(h + 4) * rowBytes);
    for (let oy: i32 = 0; oy < oh; oy++) {
      memory.fill(fields, 0, FIELDS * rowBytes);
      for (let ox: i32 = 0; ox < ow; ox++) {
        const at = (((<usize>(2 * net * images + image) * oh + oy) * ow + ox) * 10 * c) << 2;
        separate(
          part == 1,
          dy + at,
          dy + at + half,
          y + at,
          y + at + half,
          c,
          c4,
          taps,
          fields + ((<usize>(ox * stride) * c4) << 2),
          rowBytes,
        );
      }
      verticalGrad(fields, rowBytes, taps, padded + <usize>(oy * stride) * rowBytes);
    }
    foldImage(padded, h, w, c, dz + ((<usize>unit * h * w * c) << 2));
  }
}

/**
 * dy of a coefficient itself plus dy of its modulus along its phase; of z = a + ib, b sees (Im, −Re) where a
 * sees (Re, Im).
 */
function separate(
  imaginary: bool,
  dRe: usize,
  dIm: usize,
  re: usize,
  im: usize,
  c: i32,
  c4: i32,
  taps: usize,
  field: usize,
  rowBytes: usize,
): void {
  const step = (<usize>c) << 2;
  for (let ch: i32 = 0; ch < c; ch += 4) {
    const n = min(4, c - ch);
    const at = (<usize>ch) << 2;
    const angles = step + ((<usize>ch) << 4);
    const own = imaginary ? im : re;
    const dOwn = imaginary ? dIm : dRe;
    const along = f32x4.mul(get(dRe + 5 * step + at, n), inverse(get(re + 5 * step + at, n)));
    const low = f32x4.add(get(dOwn + at, n), f32x4.mul(along, get(own + at, n)));
    // Rows are channels, columns angles; transposed after.
    const l0 = toward(dRe, re, 5 * step + angles, n, 0);
    const l1 = toward(dRe, re, 5 * step + angles, n, 1);
    const l2 = toward(dRe, re, 5 * step + angles, n, 2);
    const l3 = toward(dRe, re, 5 * step + angles, n, 3);
    let x0 = gradient(dRe, re, angles, l0, n, 0);
    let x1 = gradient(dRe, re, angles, l1, n, 1);
    let x2 = gradient(dRe, re, angles, l2, n, 2);
    let x3 = gradient(dRe, re, angles, l3, n, 3);
    let t0 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
    let t1 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
    let t2 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
    let t3 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    const r0 = v128.shuffle<f32>(t0, t2, 0, 1, 4, 5);
    const r1 = v128.shuffle<f32>(t0, t2, 2, 3, 6, 7);
    const r2 = v128.shuffle<f32>(t1, t3, 0, 1, 4, 5);
    const r3 = v128.shuffle<f32>(t1, t3, 2, 3, 6, 7);
    x0 = gradient(dIm, im, angles, l0, n, 0);
    x1 = gradient(dIm, im, angles, l1, n, 1);
    x2 = gradient(dIm, im, angles, l2, n, 2);
    x3 = gradient(dIm, im, angles, l3, n, 3);
    t0 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
    t1 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
    t2 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
    t3 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    const i0 = v128.shuffle<f32>(t0, t2, 0, 1, 4, 5);
    const i1 = v128.shuffle<f32>(t0, t2, 2, 3, 6, 7);
    const i2 = v128.shuffle<f32>(t1, t3, 0, 1, 4, 5);
    const i3 = v128.shuffle<f32>(t1, t3, 2, 3, 6, 7);
    const to = field + at;
    const width = (<usize>c4) << 2;
    if (imaginary)
      spread(
        low,
        i0,
        i1,
        i2,
        i3,
        f32x4.neg(r0),
        f32x4.neg(r1),
        f32x4.neg(r2),
        f32x4.neg(r3),
        taps,
        to,
        rowBytes,
        width,
      );
    else spread(low, r0, r1, r2, r3, i0, i1, i2, i3, taps, to, rowBytes, width);
  }
}

/** Four angles' dy of the modulus over the modulus. */
@inline
function toward(dRe: usize, re: usize, at: usize, n: i32, row: i32): v128 {
  return f32x4.mul(get4(dRe + at, n, row), inverse(get4(re + at, n, row)));
}


@inline
function gradient(d: usize, x: usize, at: usize, along: v128, n: i32, row: i32): v128 {
  return f32x4.add(get4(d + at, n, row), f32x4.mul(along, get4(x + at, n, row)));
}
