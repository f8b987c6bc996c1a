// Patch extraction: x (images × h × w × c) → y (images · h' · w' × c·k·k), index channel·k² + tap, zero
// outside the image; and its transpose.

export function outSize(n: i32, k: i32, stride: i32, padding: i32): i32 {
  return (n + 2 * padding - k) / stride + 1;
}

/** Unit: an image. */
export function patches(
  from: i32,
  to: i32,
  scratch: usize,
  x: usize,
  h: i32,
  w: i32,
  c: i32,
  k: i32,
  stride: i32,
  padding: i32,
  y: usize,
): void {
  const outputs = outSize(h, k, stride, padding) * outSize(w, k, stride, padding) * c * k * k;
  const image = h * w * c;
  walk(
    true,
    y + ((<usize>from * outputs) << 2),
    to - from,
    h,
    w,
    c,
    k,
    stride,
    padding,
    x + ((<usize>from * image) << 2),
  );
}

/** dx of `patches`: adds each entry of a patch to the pixel it was copied from. */
export function col2im(
  patches: usize,
  images: i32,
  h: i32,
  w: i32,
  c: i32,
  k: i32,
  stride: i32,
  padding: i32,
  dx: usize,
): void {
  memory.fill(dx, 0, (<usize>images * h * w * c) << 2);
  walk(false, patches, images, h, w, c, k, stride, padding, dx);
}

/** From pixels to patches (`extract`) or back. */
@inline
function walk(
  extract: bool,
  at: usize,
  images: i32,
  h: i32,
  w: i32,
  c: i32,
  k: i32,
  stride: i32,
  padding: i32,
  x: usize,
): void {
  const oh = outSize(h, k, stride, padding);
  const ow = outSize(w, k, stride, padding);
  const pixel = (<usize>c) << 2;
  const step = (<usize>(k * k)) << 2;
  for (let image: i32 = 0; image < images; image++) {
    for (let oy: i32 = 0; oy < oh; oy++) {
      for (let ox: i32 = 0; ox < ow; ox++) {
        for (let row: i32 = 0; row < k; row++) {
          const iy = oy * stride + row - padding;
          for (let col: i32 = 0; col < k; col++) {
            const ix = ox * stride + col - padding;
            const inside = iy >= 0 && iy < h && ix >= 0 && ix < w;
            let source = x + <usize>(iy * w + ix) * pixel;
            let entry = at + ((<usize>(row * k + col)) << 2);
            if (!extract && !inside) continue;
            for (let ch: i32 = 0; ch < c; ch++) {
              if (extract) store<f32>(entry, inside ? load<f32>(source) : 0);
              else store<f32>(source, load<f32>(source) + load<f32>(entry));
              source += 4;
              entry += step;
            }
          }
        }
        at += <usize>c * step;
      }
    }
    x += <usize>(h * w) * pixel;
  }
}
