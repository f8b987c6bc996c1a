// g = gradient + decay·w; v' = momentum·v + g; w' = w − rate·v'.

export function momentumUpdate(w: usize, v: usize, g: usize, n: i32, rate: f32, momentum: f32, decay: f32, wOut: usize, vOut: usize): void {
  for (let i: i32 = 0; i < n; i++) {
    const o = <usize>i << 2, weight = load<f32>(w + o);
    const velocity = momentum * load<f32>(v + o) + (load<f32>(g + o) + decay * weight);
    store<f32>(vOut + o, velocity);
    store<f32>(wOut + o, weight - rate * velocity);
  }
}
