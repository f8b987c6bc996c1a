// Batch norm after a pointwise non-linearity, nets × rows × channels. Rows are cut into chunks by the shape alone; sums run
// in f32 over blocks of 64 rows and in f64 over the blocks of a chunk, and chunks are combined in order: the same bits on any
// number of threads. Unit: one of `chunks` of a field: a net, or each of the two `parts` of a net's complex field, which have a mean
// each and share a variance.

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
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (activation == 1) return v128.and(one, f32x4.gt(x, zero));
  if (activation == 2)
    return v128.or(v128.and(one, f32x4.gt(x, zero)), v128.and(f32x4.splat(-1), f32x4.lt(x, zero)));
  return one;
}

/** Bytes of scratch for `c` channels. */
export function batchNormScratch(c: i32): i32 {
  return c * 28 + 64;
}

function flush(partial: usize, total: usize, c: i32): void {
  for (let i: i32 = 0; i < c; i++) {
    const at = total + ((<usize>i) << 3);
    store<f64>(at, load<f64>(at) + <f64>load<f32>(partial + ((<usize>i) << 2)));
  }
  memory.fill(partial, 0, (<usize>c) << 2);
}


@inline
function rowsOfChunk(rows: i32, chunkRows: i32, chunk: i32): i32 {
  return min(chunkRows, rows - chunk * chunkRows);
}

/** Mean of each chunk and the sum of squares about it, f64 [units, 2c]. The chunk stays in cache between the two passes. */
export function batchNormMoments(
  from: i32,
  to: i32,
  scratch: usize,
  x: usize,
  rows: i32,
  c: i32,
  chunkRows: i32,
  chunks: i32,
  activation: i32,
  moments: usize,
): void {
  const mean = scratch;
  const partial = scratch + ((<usize>c) << 2);
  for (let unit = from; unit < to; unit++) {
    const chunk = unit % chunks;
    const count = rowsOfChunk(rows, chunkRows, chunk);
    const first = x + ((<usize>((unit / chunks) * rows + chunk * chunkRows) * c) << 2);
    for (let pass: i32 = 0; pass < 2; pass++) {
      const total = moments + ((<usize>(2 * unit + pass) * c) << 3);
      memory.fill(total, 0, (<usize>c) << 3);
      memory.fill(partial, 0, (<usize>c) << 2);
      let row = first;
      for (let r: i32 = 0; r < count; r++) {
        let i: i32 = 0;
        for (; i + 4 <= c; i += 4) {
          const o = (<usize>i) << 2;
          let v = act(v128.load(row + o), activation);
          if (pass) {
            v = f32x4.sub(v, v128.load(mean + o));
            v = f32x4.mul(v, v);
          }
          v128.store(partial + o, f32x4.add(v128.load(partial + o), v));
        }
        for (; i < c; i++) {
          const o = (<usize>i) << 2;
          let v = act1(load<f32>(row + o), activation);
          if (pass) {
            v -= load<f32>(mean + o);
            v *= v;
          }
          store<f32>(partial + o, load<f32>(partial + o) + v);
        }
        row += (<usize>c) << 2;
        if ((r & (BLOCK - 1)) == BLOCK - 1) flush(partial, total, c);
      }
      flush(partial, total, c);
      if (pass) continue;
      for (let i: i32 = 0; i < c; i++) {
        const at = total + ((<usize>i) << 3);
        const m = load<f64>(at) / <f64>count;
        store<f64>(at, m);
        store<f32>(mean + ((<usize>i) << 2), <f32>m);
      }
    }
  }
}

/** mean [nets, parts, c] and variance [nets, c] from the chunks' moments (Chan, Golub & LeVeque 1983). Unit: a net. */
export function batchNormCombine(
  from: i32,
  to: i32,
  scratch: usize,
  rows: i32,
  c: i32,
  chunkRows: i32,
  chunks: i32,
  parts: i32,
  moments: usize,
  mean: usize,
  variance: usize,
): void {
  for (let net = from; net < to; net++) {
    for (let i: i32 = 0; i < c; i++) {
      let all: f64 = 0;
      for (let field = net * parts; field < (net + 1) * parts; field++) {
        let count: f64 = 0;
        let m: f64 = 0;
        let squares: f64 = 0;
        for (let chunk: i32 = 0; chunk < chunks; chunk++) {
          const at = moments + ((<usize>(2 * (field * chunks + chunk)) * c + i) << 3);
          const n = <f64>rowsOfChunk(rows, chunkRows, chunk);
          const delta = load<f64>(at) - m;
          const total = count + n;
          squares += load<f64>(at + ((<usize>c) << 3)) + (delta * delta * count * n) / total;
          m += (delta * n) / total;
          count = total;
        }
        store<f32>(mean + ((<usize>field * c + i) << 2), <f32>m);
        all += squares;
      }
      store<f32>(variance + ((<usize>net * c + i) << 2), <f32>(all / <f64>rows));
    }
  }
}

function inverseDeviations(variance: usize, c: i32, eps: f32, out: usize): void {
  for (let i: i32 = 0; i < c; i++)
    store<f32>(
      out + ((<usize>i) << 2),
      <f32>(1.0 / Math.sqrt(<f64>load<f32>(variance + ((<usize>i) << 2)) + <f64>eps)),
    );
}

/** y = (act(x) − mean)/√(variance + eps). */
export function normalise(
  from: i32,
  to: i32,
  scratch: usize,
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
  y: usize,
): void {
  const step = (<usize>c) << 2;
  for (let unit = from; unit < to; unit++) {
    const field = unit / chunks;
    const chunk = unit % chunks;
    const count = rowsOfChunk(rows, chunkRows, chunk);
    const mu = mean + <usize>field * step;
    const offset = <usize>(field * rows + chunk * chunkRows) * step;
    inverseDeviations(variance + <usize>(field / parts) * step, c, eps, scratch);
    let a = x + offset;
    let b = y + offset;
    for (let r: i32 = 0; r < count; r++) {
      let i: i32 = 0;
      for (; i + 4 <= c; i += 4) {
        const o = (<usize>i) << 2;
        v128.store(
          b + o,
          f32x4.mul(f32x4.sub(act(v128.load(a + o), activation), v128.load(mu + o)), v128.load(scratch + o)),
        );
      }
      for (; i < c; i++) {
        const o = (<usize>i) << 2;
        store<f32>(b + o, (act1(load<f32>(a + o), activation) - load<f32>(mu + o)) * load<f32>(scratch + o));
      }
      a += step;
      b += step;
    }
  }
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

/** dx of batch norm: inv·(dy − E[dy] − x̂·E[dy·x̂])·act'(x); a complex field's parts share the last mean, Σ over both. */
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
