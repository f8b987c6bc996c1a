// Batch norm after a pointwise non-linearity, nets × rows × channels. Rows are cut into chunks by the shape
// alone; sums run in f32 over blocks of 64 rows and in f64 over the blocks of a chunk, and chunks are
// combined in order: the same bits on any number of threads. Unit: one of `chunks` of a field: a net, or each
// of the two `parts` of a net's complex field, which have a mean each and share a variance.

/** Rows that are summed in f32. */
export const BLOCK: i32 = 64;


@inline
export function act(x: v128, activation: i32): v128 {
  if (activation == 1) return f32x4.max(x, f32x4.splat(0));
  if (activation == 2) return f32x4.abs(x);
  return x;
}


@inline
export function act1(x: f32, activation: i32): f32 {
  if (activation == 1) return max<f32>(x, 0);
  if (activation == 2) return abs<f32>(x);
  return x;
}

/** Bytes of scratch for `c` channels. */
export function batchNormScratch(c: i32): i32 {
  return c * 28 + 64;
}

export function flush(partial: usize, total: usize, c: i32): void {
  for (let i: i32 = 0; i < c; i++) {
    const at = total + ((<usize>i) << 3);
    store<f64>(at, load<f64>(at) + <f64>load<f32>(partial + ((<usize>i) << 2)));
  }
  memory.fill(partial, 0, (<usize>c) << 2);
}


@inline
export function rowsOfChunk(rows: i32, chunkRows: i32, chunk: i32): i32 {
  return min(chunkRows, rows - chunk * chunkRows);
}

/**
 * Mean of each chunk and the sum of squares about it, f64 [units, 2c]. The chunk stays in cache between the
 * two passes.
 */
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

/**
 * mean [nets, parts, c] and variance [nets, c] from the chunks' moments (Chan, Golub & LeVeque 1983). Unit: a
 * net.
 */
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

export function inverseDeviations(variance: usize, c: i32, eps: f32, out: usize): void {
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
