import { decode, encode } from 'fast-png';

/**
 * The same picture in few bytes: 16 levels of each colour as a palette where 256 colours are enough for it,
 * else 8 levels. No pixel is further than 8 (18) of 255 from what it was, which nobody sees in a chart and no
 * comparison with a tolerance does either.
 */
export function smallPng(bytes) {
  const { width, height, data, channels } = decode(bytes);
  const n = width * height;
  for (const levels of [16, 8]) {
    const level = (value) => Math.round(Math.round((value / 255) * (levels - 1)) * (255 / (levels - 1)));
    const found = new Map();
    const palette = [];
    const indices = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      const colour = [0, 1, 2].map((k) => level(data[i * channels + k]));
      const key = (colour[0] << 16) | (colour[1] << 8) | colour[2];
      let index = found.get(key);
      if (index === undefined) {
        found.set(key, (index = palette.length));
        palette.push(colour);
      }
      indices[i] = index;
    }
    if (palette.length <= 256)
      return encode({ width, height, data: indices, channels: 1, depth: 8, palette }, { zlib: { level: 9 } });
  }
  return bytes;
}
