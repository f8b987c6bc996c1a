// The wavelet bank of a scattering block (docs/paper.md e.1) and the moduli of its coefficients
// (waveletGradients.ts: backward). All banks are isotropic, so each 5 × 5 filter is a combination of products
// of one-dimensional factors: a vertical pass makes six fields (φ, Gaussian, cos and sin of the axis and of
// the diagonal frequency), a horizontal pass combines them. Four channels at a time.
//
// Unit: an image. `taps`: 6 rows of 5 f32 (phi, gauss, cos, sin, cosDiagonal, sinDiagonal), then offset,
// offsetDiagonal.

import { inverse, modulus, put, put4, round4 } from './lanes';

export const FIELDS: i32 = 6;

/** Index of position i of a signal of length n continued by reflection without repeating the edge. */
@inline
export function reflected(i: i32, n: i32): i32 {
  if (n == 1) return 0;
  const period = 2 * (n - 1);
  const m = ((i % period) + period) % period;
  return m < n ? m : period - m;
}

/** Bytes of scratch for images of this size: the padded image and one row of fields. */
export function waveletScratch(h: i32, w: i32, c: i32): i32 {
  return ((h + 4) * (w + 4) + FIELDS * (w + 4)) * round4(c) * 4 + 64;
}


@inline
export function tap(taps: usize, field: i32, i: i32): v128 {
  return v128.load_splat<f32>(taps + ((field * 5 + i) << 2));
}


@inline
function even(t0: v128, t1: v128, t2: v128, outer: v128, inner: v128, centre: v128): v128 {
  return f32x4.add(f32x4.add(f32x4.mul(t2, centre), f32x4.mul(t1, inner)), f32x4.mul(t0, outer));
}

/** Σ taps·x for odd taps: t3·(x3 − x1) + t4·(x4 − x0). */
@inline
function odd(t3: v128, t4: v128, inner: v128, outer: v128): v128 {
  return f32x4.add(f32x4.mul(t3, inner), f32x4.mul(t4, outer));
}

export function padImage(x: usize, h: i32, w: i32, c: i32, out: usize): void {
  const c4 = round4(c);
  for (let py: i32 = 0; py < h + 4; py++) {
    const y = reflected(py - 2, h);
    for (let px: i32 = 0; px < w + 4; px++) {
      const from = x + ((<usize>(y * w + reflected(px - 2, w)) * c) << 2);
      const to = out + ((<usize>(py * (w + 4) + px) * c4) << 2);
      if (c == c4) {
        memory.copy(to, from, (<usize>c) << 2);
      } else {
        let i: i32 = 0;
        for (; i < c; i++) store<f32>(to + ((<usize>i) << 2), load<f32>(from + ((<usize>i) << 2)));
        for (; i < c4; i++) store<f32>(to + ((<usize>i) << 2), 0);
      }
    }
  }
}

/** x (images × h × w × c) → y (images × h' × w' × 5c); phase (… × 8c) where `phase` is not 0. */
export function waveletModulus(
  from: i32,
  to: i32,
  scratch: usize,
  x: usize,
  h: i32,
  w: i32,
  c: i32,
  stride: i32,
  taps: usize,
  y: usize,
  phase: usize,
): void {
  const c4 = round4(c);
  const oh = (h + stride - 1) / stride;
  const ow = (w + stride - 1) / stride;
  const padded = scratch;
  const fields = scratch + ((<usize>(h + 4) * (w + 4) * c4) << 2);
  const rowBytes = (<usize>(w + 4) * c4) << 2;
  for (let image = from; image < to; image++) {
    padImage(x + ((<usize>image * h * w * c) << 2), h, w, c, padded);
    for (let oy: i32 = 0; oy < oh; oy++) {
      vertical(padded + <usize>(oy * stride) * rowBytes, rowBytes, taps, fields);
      const at = (<usize>image * oh + oy) * ow;
      for (let ox: i32 = 0; ox < ow; ox++) {
        horizontal(
          fields + ((<usize>(ox * stride) * c4) << 2),
          rowBytes,
          c,
          c4,
          taps,
          y + (((at + ox) * 5 * c) << 2),
          phase ? phase + (((at + ox) * 8 * c) << 2) : 0,
        );
      }
    }
  }
}

/** Six fields of one output row, for all columns and channels at once (`rowBytes` of them). */
export function vertical(row: usize, rowBytes: usize, taps: usize, out: usize): void {
  const p0 = tap(taps, 0, 0);
  const p1 = tap(taps, 0, 1);
  const p2 = tap(taps, 0, 2);
  const g0 = tap(taps, 1, 0);
  const g1 = tap(taps, 1, 1);
  const g2 = tap(taps, 1, 2);
  const c0 = tap(taps, 2, 0);
  const c1 = tap(taps, 2, 1);
  const c2 = tap(taps, 2, 2);
  const s3 = tap(taps, 3, 3);
  const s4 = tap(taps, 3, 4);
  const e0 = tap(taps, 4, 0);
  const e1 = tap(taps, 4, 1);
  const e2 = tap(taps, 4, 2);
  const f3 = tap(taps, 5, 3);
  const f4 = tap(taps, 5, 4);
  for (let i: usize = 0; i < rowBytes; i += 16) {
    const r0 = v128.load(row + i);
    const r1 = v128.load(row + rowBytes + i);
    const r2 = v128.load(row + 2 * rowBytes + i);
    const r3 = v128.load(row + 3 * rowBytes + i);
    const r4 = v128.load(row + 4 * rowBytes + i);
    const si = f32x4.add(r1, r3);
    const so = f32x4.add(r0, r4);
    const di = f32x4.sub(r3, r1);
    const dO = f32x4.sub(r4, r0);
    v128.store(out + i, even(p0, p1, p2, so, si, r2));
    v128.store(out + rowBytes + i, even(g0, g1, g2, so, si, r2));
    v128.store(out + 2 * rowBytes + i, even(c0, c1, c2, so, si, r2));
    v128.store(out + 3 * rowBytes + i, odd(s3, s4, di, dO));
    v128.store(out + 4 * rowBytes + i, even(e0, e1, e2, so, si, r2));
    v128.store(out + 5 * rowBytes + i, odd(f3, f4, di, dO));
  }
}

/** All channels of one output position: low pass and moduli to `y`, phases to `phase`. */
function horizontal(
  field: usize,
  rowBytes: usize,
  c: i32,
  c4: i32,
  taps: usize,
  y: usize,
  phase: usize,
): void {
  coefficients(false, field, rowBytes, c, c4, taps, y, phase);
}

/**
 * The nine coefficients (low pass, four Re, four Im) of each four channels, one vector after the other, to
 * `out`.
 */
export function linear(field: usize, rowBytes: usize, c: i32, c4: i32, taps: usize, out: usize): void {
  coefficients(true, field, rowBytes, c, c4, taps, out, 0);
}


@inline
function coefficients(
  raw: bool,
  field: usize,
  rowBytes: usize,
  c: i32,
  c4: i32,
  taps: usize,
  y: usize,
  phase: usize,
): void {
  const p0 = tap(taps, 0, 0);
  const p1 = tap(taps, 0, 1);
  const p2 = tap(taps, 0, 2);
  const g0 = tap(taps, 1, 0);
  const g1 = tap(taps, 1, 1);
  const g2 = tap(taps, 1, 2);
  const c0 = tap(taps, 2, 0);
  const c1 = tap(taps, 2, 1);
  const c2 = tap(taps, 2, 2);
  const s3 = tap(taps, 3, 3);
  const s4 = tap(taps, 3, 4);
  const e0 = tap(taps, 4, 0);
  const e1 = tap(taps, 4, 1);
  const e2 = tap(taps, 4, 2);
  const f3 = tap(taps, 5, 3);
  const f4 = tap(taps, 5, 4);
  const k = v128.load_splat<f32>(taps + 120);
  const kd = v128.load_splat<f32>(taps + 124);
  const step = (<usize>c4) << 2;
  for (let ch: i32 = 0; ch < c; ch += 4) {
    let at = field + ((<usize>ch) << 2);
    let a = v128.load(at);
    let b = v128.load(at + step);
    let m = v128.load(at + 2 * step);
    let d = v128.load(at + 3 * step);
    let e = v128.load(at + 4 * step);
    const low = even(p0, p1, p2, f32x4.add(a, e), f32x4.add(b, d), m);

    at += rowBytes;
    a = v128.load(at);
    b = v128.load(at + step);
    m = v128.load(at + 2 * step);
    d = v128.load(at + 3 * step);
    e = v128.load(at + 4 * step);
    let si = f32x4.add(b, d);
    let so = f32x4.add(a, e);
    const flat = even(g0, g1, g2, so, si, m);
    const re3 = f32x4.sub(even(c0, c1, c2, so, si, m), f32x4.mul(k, flat));
    const im3 = f32x4.neg(odd(s3, s4, f32x4.sub(d, b), f32x4.sub(e, a)));

    at += rowBytes;
    a = v128.load(at);
    b = v128.load(at + step);
    m = v128.load(at + 2 * step);
    d = v128.load(at + 3 * step);
    e = v128.load(at + 4 * step);
    const re1 = f32x4.sub(even(g0, g1, g2, f32x4.add(a, e), f32x4.add(b, d), m), f32x4.mul(k, flat));

    at += rowBytes;
    a = v128.load(at);
    b = v128.load(at + step);
    m = v128.load(at + 2 * step);
    d = v128.load(at + 3 * step);
    e = v128.load(at + 4 * step);
    const im1 = even(g0, g1, g2, f32x4.add(a, e), f32x4.add(b, d), m);

    at += rowBytes;
    a = v128.load(at);
    b = v128.load(at + step);
    m = v128.load(at + 2 * step);
    d = v128.load(at + 3 * step);
    e = v128.load(at + 4 * step);
    const cc = even(e0, e1, e2, f32x4.add(a, e), f32x4.add(b, d), m);
    const cs = odd(f3, f4, f32x4.sub(d, b), f32x4.sub(e, a));

    at += rowBytes;
    a = v128.load(at);
    b = v128.load(at + step);
    m = v128.load(at + 2 * step);
    d = v128.load(at + 3 * step);
    e = v128.load(at + 4 * step);
    const sc = even(e0, e1, e2, f32x4.add(a, e), f32x4.add(b, d), m);
    const ss = odd(f3, f4, f32x4.sub(d, b), f32x4.sub(e, a));

    const kf = f32x4.mul(kd, flat);
    const re0 = f32x4.sub(f32x4.sub(cc, ss), kf);
    const im0 = f32x4.add(sc, cs);
    const re2 = f32x4.sub(f32x4.add(cc, ss), kf);
    const im2 = f32x4.sub(sc, cs);

    if (raw) {
      v128.store(y, low);
      v128.store(y, re0, 16);
      v128.store(y, re1, 32);
      v128.store(y, re2, 48);
      v128.store(y, re3, 64);
      v128.store(y, im0, 80);
      v128.store(y, im1, 96);
      v128.store(y, im2, 112);
      v128.store(y, im3, 128);
      y += 144;
      continue;
    }
    const n = min(4, c - ch);
    put(y + ((<usize>ch) << 2), low, n);
    const m0 = modulus(re0, im0);
    const m1 = modulus(re1, im1);
    const m2 = modulus(re2, im2);
    const m3 = modulus(re3, im3);
    put4(y + ((<usize>c + 4 * ch) << 2), m0, m1, m2, m3, n);
    if (phase) {
      const i0 = inverse(m0);
      const i1 = inverse(m1);
      const i2 = inverse(m2);
      const i3 = inverse(m3);
      put4(
        phase + ((<usize>ch) << 4),
        f32x4.mul(re0, i0),
        f32x4.mul(re1, i1),
        f32x4.mul(re2, i2),
        f32x4.mul(re3, i3),
        n,
      );
      put4(
        phase + ((<usize>c + ch) << 4),
        f32x4.mul(im0, i0),
        f32x4.mul(im1, i1),
        f32x4.mul(im2, i2),
        f32x4.mul(im3, i3),
        n,
      );
    }
  }
}
