// g = gradient + decay·w; v' = momentum·v + g; w' = w − rate·v'. Unit: four elements (blocks of memory are
// longer than their last).

export function momentumUpdate(
  from: i32,
  to: i32,
  scratch: usize,
  w: usize,
  v: usize,
  g: usize,
  rate: f32,
  momentum: f32,
  decay: f32,
  wOut: usize,
  vOut: usize,
): void {
  const r = f32x4.splat(rate);
  const m = f32x4.splat(momentum);
  const d = f32x4.splat(decay);
  for (let o = (<usize>from) << 4, end = (<usize>to) << 4; o < end; o += 16) {
    const weight = v128.load(w + o);
    const velocity = f32x4.add(
      f32x4.mul(m, v128.load(v + o)),
      f32x4.add(v128.load(g + o), f32x4.mul(d, weight)),
    );
    v128.store(vOut + o, velocity);
    v128.store(wOut + o, f32x4.sub(weight, f32x4.mul(r, velocity)));
  }
}
