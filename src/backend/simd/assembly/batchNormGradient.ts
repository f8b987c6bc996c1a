// The gradient of batchNorm.ts; units and chunks as there.

import { act, act1, BLOCK, flush, inverseDeviations, rowsOfChunk } from './batchNorm';

/** Derivative of the activation at x. */
@inline
function slope1(x: f32, activation: i32): f32 {
  if (activation == 1) return x > 0 ? 1 : 0;
  if (activation == 2) return x > 0 ? 1 : x < 0 ? -1 : 0;
  return 1;
}


@inline
function slope(x: v128, activation: i32): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (activation == 1) return v128.and(one, f32x4.gt(x, zero));
  if (activation == 2)
    return v128.or(v128.and(one, f32x4.gt(x, zero)), v128.and(f32x4.splat(-1), f32x4.lt(x, zero)));
  return one;
}

/** Σ dy and Σ dy·x̂ of each chunk, f64 [units, 2c]. */
export function batchNormGradSums(
  from: i32,
  to: i32,
  scratch: usize,
  dy: usize,
  x: usize,
  rows: i32,
  c: i32,
  chunkRows: i32,
  chunks: i32,
  parts: i32,
  activation: i32,
  eps: f32,
  mean: usize,
  variance: usize,
  sums: usize,
): void {
  const step = (<usize>c) << 2;
  const sumG = scratch;
  const sumGX = sumG + step;
  const inv = sumGX + step;
  for (let unit = from; unit < to; unit++) {
    const field = unit / chunks;
    const chunk = unit % chunks;
    const count = rowsOfChunk(rows, chunkRows, chunk);
    const mu = mean + <usize>field * step;
    const offset = <usize>(field * rows + chunk * chunkRows) * step;
    const total = sums + <usize>unit * 4 * step;
    inverseDeviations(variance + <usize>(field / parts) * step, c, eps, inv);
    memory.fill(total, 0, 4 * step);
    memory.fill(sumG, 0, 2 * step);
    let g = dy + offset;
    let a = x + offset;
    for (let r: i32 = 0; r < count; r++) {
      let i: i32 = 0;
      for (; i + 4 <= c; i += 4) {
        const o = (<usize>i) << 2;
        const v = v128.load(g + o);
        const xh = f32x4.mul(
          f32x4.sub(act(v128.load(a + o), activation), v128.load(mu + o)),
          v128.load(inv + o),
        );
        v128.store(sumG + o, f32x4.add(v128.load(sumG + o), v));
        v128.store(sumGX + o, f32x4.add(v128.load(sumGX + o), f32x4.mul(v, xh)));
      }
      for (; i < c; i++) {
        const o = (<usize>i) << 2;
        const v = load<f32>(g + o);
        const xh = (act1(load<f32>(a + o), activation) - load<f32>(mu + o)) * load<f32>(inv + o);
        store<f32>(sumG + o, load<f32>(sumG + o) + v);
        store<f32>(sumGX + o, load<f32>(sumGX + o) + v * xh);
      }
      g += step;
      a += step;
      if ((r & (BLOCK - 1)) == BLOCK - 1) flush(sumG, total, 2 * c);
    }
    flush(sumG, total, 2 * c);
  }
}

/** Σ over `count` units from `unit` of number `i` of their 2c. */
function totalOf(sums: usize, unit: i32, count: i32, c: i32, i: i32): f64 {
  let total: f64 = 0;
  for (let k: i32 = 0; k < count; k++) total += load<f64>(sums + ((<usize>(unit + k) * 2 * c + i) << 3));
  return total;
}

/**
 * dx of batch norm: inv·(dy − E[dy] − x̂·E[dy·x̂])·act'(x); a complex field's parts share the last mean, Σ
 * over both.
 */
export function batchNormGrad(
  from: i32,
  to: i32,
  scratch: usize,
  dy: usize,
  x: usize,
  rows: i32,
  c: i32,
  chunkRows: i32,
  chunks: i32,
  parts: i32,
  activation: i32,
  eps: f32,
  mean: usize,
  variance: usize,
  sums: usize,
  dx: usize,
): void {
  const step = (<usize>c) << 2;
  const meanG = scratch;
  const meanGX = meanG + step;
  const inv = meanGX + step;
  let prepared: i32 = -1;
  for (let unit = from; unit < to; unit++) {
    const field = unit / chunks;
    const chunk = unit % chunks;
    const count = rowsOfChunk(rows, chunkRows, chunk);
    const mu = mean + <usize>field * step;
    const offset = <usize>(field * rows + chunk * chunkRows) * step;
    if (field != prepared) {
      prepared = field;
      const first = (field / parts) * parts;
      inverseDeviations(variance + <usize>(field / parts) * step, c, eps, inv);
      for (let i: i32 = 0; i < c; i++) {
        store<f32>(meanG + ((<usize>i) << 2), <f32>(totalOf(sums, field * chunks, chunks, c, i) / <f64>rows));
        store<f32>(
          meanGX + ((<usize>i) << 2),
          <f32>(totalOf(sums, first * chunks, parts * chunks, c, c + i) / <f64>rows),
        );
      }
    }
    for (let r: i32 = 0; r < count; r++) {
      const at = offset + <usize>r * step;
      let i: i32 = 0;
      for (; i + 4 <= c; i += 4) {
        const o = (<usize>i) << 2;
        const w = v128.load(x + at + o);
        const s = v128.load(inv + o);
        const xh = f32x4.mul(f32x4.sub(act(w, activation), v128.load(mu + o)), s);
        const v = f32x4.sub(
          f32x4.sub(v128.load(dy + at + o), v128.load(meanG + o)),
          f32x4.mul(xh, v128.load(meanGX + o)),
        );
        v128.store(dx + at + o, f32x4.mul(f32x4.mul(v, s), slope(w, activation)));
      }
      for (; i < c; i++) {
        const o = (<usize>i) << 2;
        const w = load<f32>(x + at + o);
        const s = load<f32>(inv + o);
        const xh = (act1(w, activation) - load<f32>(mu + o)) * s;
        store<f32>(
          dx + at + o,
          (load<f32>(dy + at + o) - load<f32>(meanG + o) - xh * load<f32>(meanGX + o)) *
            s *
            slope1(w, activation),
        );
      }
    }
  }
}
