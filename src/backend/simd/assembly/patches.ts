// Patch extraction: x (images × h × w × c) → y (images · h' · w' × c·k·k), zero outside the image.

export function outSize(n: i32, k: i32, stride: i32, padding: i32): i32 { return (n + 2 * padding - k) / stride + 1; }

/** Index tap·c + channel where `tapMajor`: a tap is then one contiguous copy; else channel·k² + tap. */
export function im2col(x: usize, images: i32, h: i32, w: i32, c: i32, k: i32, stride: i32, padding: i32, tapMajor: bool, out: usize): void {
  const oh = outSize(h, k, stride, padding), ow = outSize(w, k, stride, padding), pixel = <usize>c << 2, step = <usize>(tapMajor ? 1 : k * k) << 2;
  for (let image: i32 = 0; image < images; image++) {
    for (let oy: i32 = 0; oy < oh; oy++) {
      for (let ox: i32 = 0; ox < ow; ox++) {
        for (let row: i32 = 0; row < k; row++) {
          const iy = oy * stride + row - padding;
          for (let col: i32 = 0; col < k; col++) {
            const ix = ox * stride + col - padding, inside = iy >= 0 && iy < h && ix >= 0 && ix < w;
            const from = x + <usize>(iy * w + ix) * pixel;
            let to = out + (tapMajor ? <usize>(row * k + col) * pixel : <usize>(row * k + col) << 2);
            let ch: i32 = 0;
            if (tapMajor) {
              for (; ch + 4 <= c; ch += 4) {
                v128.store(to, inside ? v128.load(from + (<usize>ch << 2)) : f32x4.splat(0));
                to += 16;
              }
            }
            for (; ch < c; ch++) {
              store<f32>(to, inside ? load<f32>(from + (<usize>ch << 2)) : 0);
              to += step;
            }
          }
        }
        out += <usize>(k * k) * pixel;
      }
    }
    x += <usize>(h * w) * pixel;
  }
}

/** Channel-major; unit: an image. */
export function patches(from: i32, to: i32, scratch: usize, x: usize, h: i32, w: i32, c: i32, k: i32, stride: i32, padding: i32, y: usize): void {
  const outputs = outSize(h, k, stride, padding) * outSize(w, k, stride, padding) * c * k * k;
  im2col(x + ((<usize>from * h * w * c) << 2), to - from, h, w, c, k, stride, padding, false, y + ((<usize>from * outputs) << 2));
}
