// Patch extraction and its transpose: x (images × h × w × c) ↔ y (images × h' × w' × c·k·k), index ch·k² + row·k + column.

@inline
export function outSize(n: i32, k: i32, stride: i32, padding: i32): i32 { return (n + 2 * padding - k) / stride + 1; }

export function patches(from: i32, to: i32, scratch: usize, x: usize, h: i32, w: i32, c: i32, k: i32, stride: i32, padding: i32, y: usize): void {
  const oh = outSize(h, k, stride, padding), ow = outSize(w, k, stride, padding), taps = k * k;
  x += (<usize>from * h * w * c) << 2;
  y += (<usize>from * oh * ow * c * taps) << 2;
  for (let image = from; image < to; image++) {
    for (let oy: i32 = 0; oy < oh; oy++) {
      for (let ox: i32 = 0; ox < ow; ox++) {
        for (let row: i32 = 0; row < k; row++) {
          const iy = oy * stride + row - padding;
          for (let col: i32 = 0; col < k; col++) {
            const ix = ox * stride + col - padding;
            let at = y + (<usize>(row * k + col) << 2);
            if (iy >= 0 && iy < h && ix >= 0 && ix < w) {
              const pixel = x + ((<usize>(iy * w + ix) * c) << 2);
              for (let ch: i32 = 0; ch < c; ch++) {
                store<f32>(at, load<f32>(pixel + (<usize>ch << 2)));
                at += <usize>taps << 2;
              }
            } else {
              for (let ch: i32 = 0; ch < c; ch++) {
                store<f32>(at, 0);
                at += <usize>taps << 2;
              }
            }
          }
        }
        y += (<usize>c * taps) << 2;
      }
    }
    x += (<usize>h * w * c) << 2;
  }
}

export function patchesGrad(from: i32, to: i32, scratch: usize, dy: usize, h: i32, w: i32, c: i32, k: i32, stride: i32, padding: i32, dx: usize): void {
  const oh = outSize(h, k, stride, padding), ow = outSize(w, k, stride, padding), taps = k * k;
  dy += (<usize>from * oh * ow * c * taps) << 2;
  dx += (<usize>from * h * w * c) << 2;
  memory.fill(dx, 0, (<usize>(to - from) * h * w * c) << 2);
  for (let image = from; image < to; image++) {
    for (let oy: i32 = 0; oy < oh; oy++) {
      for (let ox: i32 = 0; ox < ow; ox++) {
        for (let row: i32 = 0; row < k; row++) {
          const iy = oy * stride + row - padding;
          if (iy < 0 || iy >= h) continue;
          for (let col: i32 = 0; col < k; col++) {
            const ix = ox * stride + col - padding;
            if (ix < 0 || ix >= w) continue;
            let at = dy + (<usize>(row * k + col) << 2);
            const pixel = dx + ((<usize>(iy * w + ix) * c) << 2);
            for (let ch: i32 = 0; ch < c; ch++) {
              store<f32>(pixel + (<usize>ch << 2), load<f32>(pixel + (<usize>ch << 2)) + load<f32>(at));
              at += <usize>taps << 2;
            }
          }
        }
        dy += (<usize>c * taps) << 2;
      }
    }
    dx += (<usize>h * w * c) << 2;
  }
}
