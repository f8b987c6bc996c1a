// Batch norm after a pointwise non-linearity, rows × channels, one net at a time. Sums run in f32 over blocks of 64 rows
// and in f64 over blocks, in a fixed order.

const BLOCK: i32 = 64;

@inline
function act(x: v128, activation: i32): v128 {
  if (activation == 1) return f32x4.max(x, f32x4.splat(0));
  if (activation == 2) return f32x4.abs(x);
  return x;
}

@inline
function act1(x: f32, activation: i32): f32 {
  if (activation == 1) return max<f32>(x, 0);
  if (activation == 2) return abs<f32>(x);
  return x;
}

/** Derivative of the activation at x. */
@inline
function slope1(x: f32, activation: i32): f32 {
  if (activation == 1) return x > 0 ? 1 : 0;
  if (activation == 2) return x > 0 ? 1 : x < 0 ? -1 : 0;
  return 1;
}

@inline
function slope(x: v128, activation: i32): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (activation == 1) return v128.and(one, f32x4.gt(x, zero));
  if (activation == 2) return v128.or(v128.and(one, f32x4.gt(x, zero)), v128.and(f32x4.splat(-1), f32x4.lt(x, zero)));
  return one;
}

/** Bytes of scratch for `c` channels: two f64 and three f32 rows. */
export function batchNormScratch(c: i32): i32 { return c * 28 + 64; }

function flush(partial: usize, total: usize, c: i32): void {
  for (let i: i32 = 0; i < c; i++) {
    const at = total + (<usize>i << 3);
    store<f64>(at, load<f64>(at) + <f64>load<f32>(partial + (<usize>i << 2)));
  }
  memory.fill(partial, 0, <usize>c << 2);
}

/** mean and variance [c] of act(x), x rows × c. */
function moments(x: usize, rows: i32, c: i32, activation: i32, mean: usize, variance: usize, scratch: usize): void {
  const total = scratch, partial = scratch + (<usize>c << 3);
  for (let pass: i32 = 0; pass < 2; pass++) {
    memory.fill(total, 0, (<usize>c << 3) + (<usize>c << 2));
    let row = x;
    for (let r: i32 = 0; r < rows; r++) {
      let i: i32 = 0;
      for (; i + 4 <= c; i += 4) {
        const o = <usize>i << 2;
        let v = act(v128.load(row + o), activation);
        if (pass) {
          v = f32x4.sub(v, v128.load(mean + o));
          v = f32x4.mul(v, v);
        }
        v128.store(partial + o, f32x4.add(v128.load(partial + o), v));
      }
      for (; i < c; i++) {
        const o = <usize>i << 2;
        let v = act1(load<f32>(row + o), activation);
        if (pass) {
          v -= load<f32>(mean + o);
          v *= v;
        }
        store<f32>(partial + o, load<f32>(partial + o) + v);
      }
      row += <usize>c << 2;
      if ((r & (BLOCK - 1)) == BLOCK - 1) flush(partial, total, c);
    }
    flush(partial, total, c);
    const out = pass ? variance : mean;
    for (let i: i32 = 0; i < c; i++) store<f32>(out + (<usize>i << 2), <f32>(load<f64>(total + (<usize>i << 3)) / <f64>rows));
  }
}

/** y = (act(x) − mean)/√(variance + eps). */
export function normalise(x: usize, rows: i32, c: i32, activation: i32, mean: usize, variance: usize, eps: f32, y: usize, scratch: usize): void {
  for (let i: i32 = 0; i < c; i++) store<f32>(scratch + (<usize>i << 2), <f32>(1.0 / Math.sqrt(<f64>load<f32>(variance + (<usize>i << 2)) + <f64>eps)));
  const step = <usize>c << 2;
  for (let r: i32 = 0; r < rows; r++) {
    let i: i32 = 0;
    for (; i + 4 <= c; i += 4) {
      const o = <usize>i << 2;
      v128.store(y + o, f32x4.mul(f32x4.sub(act(v128.load(x + o), activation), v128.load(mean + o)), v128.load(scratch + o)));
    }
    for (; i < c; i++) {
      const o = <usize>i << 2;
      store<f32>(y + o, (act1(load<f32>(x + o), activation) - load<f32>(mean + o)) * load<f32>(scratch + o));
    }
    x += step;
    y += step;
  }
}

export function batchNorm(x: usize, rows: i32, c: i32, activation: i32, eps: f32, y: usize, mean: usize, variance: usize, scratch: usize): void {
  moments(x, rows, c, activation, mean, variance, scratch);
  normalise(x, rows, c, activation, mean, variance, eps, y, scratch);
}

/** dx of batchNorm: inv·(dy − E[dy] − x̂·E[dy·x̂])·act'(x). */
export function batchNormGrad(dy: usize, x: usize, rows: i32, c: i32, activation: i32, eps: f32, mean: usize, variance: usize, dx: usize, scratch: usize): void {
  const step = <usize>c << 2;
  const total = scratch, partial = scratch + (<usize>c << 4), sumG = partial, sumGX = partial + step;
  const inv = sumGX + step;
  memory.fill(scratch, 0, (<usize>c << 4) + 2 * step);
  for (let i: i32 = 0; i < c; i++) store<f32>(inv + (<usize>i << 2), <f32>(1.0 / Math.sqrt(<f64>load<f32>(variance + (<usize>i << 2)) + <f64>eps)));
  let g = dy, a = x;
  for (let r: i32 = 0; r < rows; r++) {
    let i: i32 = 0;
    for (; i + 4 <= c; i += 4) {
      const o = <usize>i << 2;
      const v = v128.load(g + o);
      const xh = f32x4.mul(f32x4.sub(act(v128.load(a + o), activation), v128.load(mean + o)), v128.load(inv + o));
      v128.store(sumG + o, f32x4.add(v128.load(sumG + o), v));
      v128.store(sumGX + o, f32x4.add(v128.load(sumGX + o), f32x4.mul(v, xh)));
    }
    for (; i < c; i++) {
      const o = <usize>i << 2;
      const v = load<f32>(g + o), xh = (act1(load<f32>(a + o), activation) - load<f32>(mean + o)) * load<f32>(inv + o);
      store<f32>(sumG + o, load<f32>(sumG + o) + v);
      store<f32>(sumGX + o, load<f32>(sumGX + o) + v * xh);
    }
    g += step;
    a += step;
    if ((r & (BLOCK - 1)) == BLOCK - 1) flush(partial, total, 2 * c);
  }
  flush(partial, total, 2 * c);
  for (let i: i32 = 0; i < 2 * c; i++) store<f32>(partial + (<usize>i << 2), <f32>(load<f64>(total + (<usize>i << 3)) / <f64>rows));
  for (let r: i32 = 0; r < rows; r++) {
    const at = <usize>r * step;
    let i: i32 = 0;
    for (; i + 4 <= c; i += 4) {
      const o = <usize>i << 2;
      const w = v128.load(x + at + o), s = v128.load(inv + o);
      const xh = f32x4.mul(f32x4.sub(act(w, activation), v128.load(mean + o)), s);
      const v = f32x4.sub(f32x4.sub(v128.load(dy + at + o), v128.load(sumG + o)), f32x4.mul(xh, v128.load(sumGX + o)));
      v128.store(dx + at + o, f32x4.mul(f32x4.mul(v, s), slope(w, activation)));
    }
    for (; i < c; i++) {
      const o = <usize>i << 2;
      const w = load<f32>(x + at + o), s = load<f32>(inv + o);
      const xh = (act1(w, activation) - load<f32>(mean + o)) * s;
      store<f32>(dx + at + o, (load<f32>(dy + at + o) - load<f32>(sumG + o) - xh * load<f32>(sumGX + o)) * s * slope1(w, activation));
    }
  }
}
