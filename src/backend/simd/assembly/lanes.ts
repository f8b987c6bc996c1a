// Numbers of up to four channels at a time, one a lane.

@inline
export function round4(c: i32): i32 {
  return (c + 3) & ~3;
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

/**
 * Element `angle` of four consecutive channels of a channel-major, angle-minor array: the columns of a 4 × 4
 * block.
 */
@inline
export function get4(from: usize, n: i32, row: i32): v128 {
  return row < n ? v128.load(from + ((<usize>row) << 4)) : f32x4.splat(0);
}


@inline
export function addTo(at: usize, x: v128): void {
  v128.store(at, f32x4.add(v128.load(at), x));
}
