// Wavelet bank and modulus of a scattering block (docs/paper.md e.1), forward and backward. All banks are isotropic, so each
// 5 × 5 filter is a combination of products of one-dimensional factors: a vertical pass makes six fields (φ, Gaussian,
// cos and sin of the axis and of the diagonal frequency), a horizontal pass combines them. Four channels at a time.
//
// Unit: an image. `taps`: 6 rows of 5 f32 (phi, gauss, cos, sin, cosDiagonal, sinDiagonal), then offset, offsetDiagonal.

export const FIELDS: i32 = 6;

/** Index of position i of a signal of length n continued by reflection without repeating the edge. */
@inline
function reflected(i: i32, n: i32): i32 {
  if (n == 1) return 0;
  const period = 2 * (n - 1);
  const m = ((i % period) + period) % period;
  return m < n ? m : period - m;
}


@inline
export function round4(c: i32): i32 {
  return (c + 3) & ~3;
}

/** Bytes of scratch for images of this size: the padded image and one row of fields. */
export function waveletScratch(h: i32, w: i32, c: i32): i32 {
  return ((h + 4) * (w + 4) + FIELDS * (w + 4)) * round4(c) * 4 + 64;
}


@inline
function tap(taps: usize, field: i32, i: i32): v128 {
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

/** The nine coefficients (low pass, four Re, four Im) of each four channels, one vector after the other, to `out`. */
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


@inline
export function modulus(re: v128, im: v128): v128 {
  return f32x4.sqrt(f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im)));
}

/** 1/x, and 0 where x is 0. */
@inline
export function inverse(x: v128): v128 {
  return v128.and(f32x4.div(f32x4.splat(1), x), f32x4.gt(x, f32x4.splat(0)));
}

/** The first n ≤ 4 lanes. */
@inline
export function put(to: usize, x: v128, n: i32): void {
  if (n == 4) v128.store(to, x);
  else {
    store<f32>(to, f32x4.extract_lane(x, 0));
    if (n > 1) store<f32>(to, f32x4.extract_lane(x, 1), 4);
    if (n > 2) store<f32>(to, f32x4.extract_lane(x, 2), 8);
  }
}

/** n ≤ 4 lanes, the others 0. */
@inline
export function get(from: usize, n: i32): v128 {
  if (n == 4) return v128.load(from);
  let x = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(from));
  if (n > 1) x = f32x4.replace_lane(x, 1, load<f32>(from, 4));
  if (n > 2) x = f32x4.replace_lane(x, 2, load<f32>(from, 8));
  return x;
}

/** Four angles of n ≤ 4 channels, stored channel-major: a 4 × 4 transpose. */
@inline
export function put4(to: usize, a: v128, b: v128, c: v128, d: v128, n: i32): void {
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5));
  if (n > 1) v128.store(to, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7), 16);
  if (n > 2) v128.store(to, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5), 32);
  if (n > 3) v128.store(to, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7), 48);
}

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

/** Element `angle` of four consecutive channels of a channel-major, angle-minor array: the columns of a 4 × 4 block. */
@inline
export function get4(from: usize, n: i32, row: i32): v128 {
  return row < n ? v128.load(from + ((<usize>row) << 4)) : f32x4.splat(0);
}


@inline
function addTo(at: usize, x: v128): void {
  v128.store(at, f32x4.add(v128.load(at), x));
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
