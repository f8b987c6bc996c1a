// z over √(Σ_c |z_c|² + eps) at each position. Fields are nets × parts × rows × channels; a unit is a row of
// a net: both its parts.

/** Σ over the parts and channels of x·y at a row. */
@inline
function dot(x: usize, y: usize, parts: i32, half: usize, c: i32): f32 {
  let sums = f32x4.splat(0);
  let rest: f32 = 0;
  for (let part: i32 = 0; part < parts; part++) {
    const a = x + <usize>part * half;
    const b = y + <usize>part * half;
    let i: i32 = 0;
    for (; i + 4 <= c; i += 4)
      sums = f32x4.add(sums, f32x4.mul(v128.load(a + ((<usize>i) << 2)), v128.load(b + ((<usize>i) << 2))));
    for (; i < c; i++) rest += load<f32>(a + ((<usize>i) << 2)) * load<f32>(b + ((<usize>i) << 2));
  }
  return (
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3)) +
    rest
  );
}

export function divisiveNorm(
  from: i32,
  to: i32,
  scratch: usize,
  z: usize,
  rows: i32,
  c: i32,
  parts: i32,
  eps: f32,
  y: usize,
): void {
  const half = (<usize>rows * c) << 2;
  for (let unit = from; unit < to; unit++) {
    const first = (<usize>((unit / rows) * parts * rows + (unit % rows)) * c) << 2;
    const inverse: f32 = 1 / sqrt<f32>(dot(z + first, z + first, parts, half, c) + eps);
    const scale = f32x4.splat(inverse);
    for (let part: i32 = 0; part < parts; part++) {
      const a = z + first + <usize>part * half;
      const b = y + first + <usize>part * half;
      let i: i32 = 0;
      for (; i + 4 <= c; i += 4)
        v128.store(b + ((<usize>i) << 2), f32x4.mul(v128.load(a + ((<usize>i) << 2)), scale));
      for (; i < c; i++) store<f32>(b + ((<usize>i) << 2), load<f32>(a + ((<usize>i) << 2)) * inverse);
    }
  }
}

/** dz = (dy − z·(Σ z·dy)/n²)/n, n the norm. */
export function divisiveNormGrad(
  from: i32,
  to: i32,
  scratch: usize,
  dy: usize,
  z: usize,
  rows: i32,
  c: i32,
  parts: i32,
  eps: f32,
  dz: usize,
): void {
  const half = (<usize>rows * c) << 2;
  for (let unit = from; unit < to; unit++) {
    const first = (<usize>((unit / rows) * parts * rows + (unit % rows)) * c) << 2;
    const square = dot(z + first, z + first, parts, half, c) + eps;
    const inverse: f32 = 1 / sqrt<f32>(square);
    const along = dot(z + first, dy + first, parts, half, c) / square;
    const scale = f32x4.splat(inverse);
    const toward = f32x4.splat(along);
    for (let part: i32 = 0; part < parts; part++) {
      const a = z + first + <usize>part * half;
      const g = dy + first + <usize>part * half;
      const b = dz + first + <usize>part * half;
      let i: i32 = 0;
      for (; i + 4 <= c; i += 4)
        v128.store(
          b + ((<usize>i) << 2),
          f32x4.mul(
            f32x4.sub(v128.load(g + ((<usize>i) << 2)), f32x4.mul(v128.load(a + ((<usize>i) << 2)), toward)),
            scale,
          ),
        );
      for (; i < c; i++)
        store<f32>(
          b + ((<usize>i) << 2),
          (load<f32>(g + ((<usize>i) << 2)) - load<f32>(a + ((<usize>i) << 2)) * along) * inverse,
        );
    }
  }
}
