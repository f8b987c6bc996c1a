import type { Rng } from '../random/rng.ts';
import type { LabelledImages } from './dataset.ts';

/**
 * Random changes of training images (docs/paper.md e.4): mirrored half of the time, moved by up to `shift`
 * pixels over zeros.
 */
export interface Augmentation {
  flip: boolean;
  shift: number;
  rng: Rng;
}

/**
 * Writes the images `indices` to `out` as (x/255 − mean)/std, NHWC; pixels moved in from outside are black
 * before normalisation. `mean` and `std` are per channel, of x/255.
 */
export function toFloats(
  images: LabelledImages,
  indices: Uint32Array,
  size: number,
  channels: number,
  { mean, std }: { mean: number[]; std: number[] },
  out: Float32Array,
  augment?: Augmentation,
): void {
  const tables = mean.map((m, c) =>
    Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - m) / std[c]),
  );
  const row = size * channels;
  const length = size * row;
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i] * length;
    const to = i * length;
    if (!augment) {
      if (channels === 1) for (let p = 0; p < length; p++) out[to + p] = tables[0][images.pixels[from + p]];
      else
        for (let p = 0; p < length; p += 3) {
          out[to + p] = tables[0][images.pixels[from + p]];
          out[to + p + 1] = tables[1][images.pixels[from + p + 1]];
          out[to + p + 2] = tables[2][images.pixels[from + p + 2]];
        }
      continue;
    }
    const mirror = augment.flip && augment.rng.below(2) === 1;
    const dy = augment.shift ? augment.rng.below(2 * augment.shift + 1) - augment.shift : 0;
    const dx = augment.shift ? augment.rng.below(2 * augment.shift + 1) - augment.shift : 0;
    for (let y = 0; y < size; y++) {
      const sy = y + dy;
      for (let x = 0; x < size; x++) {
        const moved = x + dx;
        const sx = mirror ? size - 1 - moved : moved;
        const inside = sy >= 0 && sy < size && sx >= 0 && sx < size;
        for (let c = 0; c < channels; c++)
          out[to + y * row + x * channels + c] =
            tables[c][inside ? images.pixels[from + sy * row + sx * channels + c] : 0];
      }
    }
  }
}

/** Mean and standard deviation of x/255 per channel, over all images. */
export function channelStatistics(
  images: LabelledImages,
  channels: number,
  size: number,
): { mean: number[]; std: number[] } {
  const mean = new Array<number>(channels).fill(0);
  const square = new Array<number>(channels).fill(0);
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  const length = images.count * size * size * channels;
  for (let p = 0; p < length; p++) counts[p % channels][images.pixels[p]]++;
  counts.forEach((histogram, c) =>
    histogram.forEach((n, byte) => {
      mean[c] += (n * byte) / 255;
      square[c] += n * (byte / 255) ** 2;
    }),
  );
  const pixels = length / channels;
  return {
    mean: mean.map((m) => m / pixels),
    std: mean.map((m, c) => Math.sqrt(Math.max(square[c] / pixels - (m / pixels) ** 2, 1e-12))),
  };
}
