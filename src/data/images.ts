import { FileError } from '../files/inputFile.ts';
import type { LabelledImages } from './dataset.ts';

/** Images as they stand in a file: all of one size, not yet fitted to the network's. */
export interface RawImages {
  count: number;
  height: number;
  width: number;
  channels: 1 | 3;
  /** count · height · width · channels bytes, row-major, channels last (NHWC). */
  pixels: Uint8Array;
  /** Whole numbers, or words; any. */
  labels: ArrayLike<number | string>;
}

/** Pixels on a side that files may have. */
export const SMALLEST = 8;
export const LARGEST = 4096;

/** Checks that images have a size that is read. Throws FileError naming file and byte. */
export function checkSize(file: string, byte: number | null, height: number, width: number): void {
  if (!(height >= SMALLEST && width >= SMALLEST && height <= LARGEST && width <= LARGEST))
    throw new FileError(
      file,
      byte,
      `images of ${height} × ${width} pixels; ${SMALLEST} × ${SMALLEST} to ${LARGEST} × ${LARGEST} can be read`,
    );
}

/**
 * How images of this size come to `size` × `size`: set in the middle when they nearly fill it, scaled
 * otherwise.
 */
const fits = (height: number, width: number, size: number): 'as-is' | 'padded' | 'scaled' =>
  height === size && width === size
    ? 'as-is'
    : Math.max(height, width) <= size && Math.min(height, width) >= 0.75 * size
      ? 'padded'
      : 'scaled';

/**
 * How images of this size come to `size` × `size`, in words, for the name of the data set; empty where
 * nothing is done.
 */
export function fitting(height: number, width: number, size: number): string {
  const how = fits(height, width, size);
  if (how === 'as-is') return '';
  if (how === 'padded')
    return `${height} × ${width} images set in the middle of ${size} × ${size}, zeros around`;
  return `${height} × ${width} images scaled to ${size} pixels on the shorter side${height === width ? '' : ' and cut in the middle'}`;
}

/** Writes one image of height × width × channels to `out` (size × size × channels), as `fitting` says. */
export function fitImage(
  image: Uint8Array,
  height: number,
  width: number,
  channels: number,
  size: number,
  out: Uint8Array,
): void {
  const how = fits(height, width, size);
  if (how === 'as-is') out.set(image);
  else if (how === 'padded') {
    const top = Math.floor((size - height) / 2);
    const left = Math.floor((size - width) / 2);
    const row = width * channels;
    out.fill(0);
    for (let y = 0; y < height; y++)
      out.set(image.subarray(y * row, (y + 1) * row), ((top + y) * size + left) * channels);
  } else {
    const side = Math.min(height, width);
    const top = (height - side) / 2;
    const left = (width - side) / 2;
    const rows = triangleWeights(side, size, top, height);
    const columns = triangleWeights(side, size, left, width);
    const middle = new Float32Array(height * size * channels);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < size; x++) {
        const { from, weights } = columns[x];
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let k = 0; k < weights.length; k++)
            sum += weights[k] * image[(y * width + from + k) * channels + c];
          middle[(y * size + x) * channels + c] = sum;
        }
      }
    for (let y = 0; y < size; y++) {
      const { from, weights } = rows[y];
      for (let p = 0; p < size * channels; p++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k] * middle[(from + k) * size * channels + p];
        out[y * size * channels + p] = Math.round(sum);
      }
    }
  }
}

/**
 * Weights of a linear resampling of `from` pixels, `offset` into a line of `line`, to `to`: a triangle as
 * wide as the coarser of the two grids, so that shrinking averages (no aliasing) and growing interpolates;
 * normalised at the borders.
 */
function triangleWeights(
  from: number,
  to: number,
  offset: number,
  line: number,
): { from: number; weights: number[] }[] {
  const scale = from / to;
  const radius = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = offset + (i + 0.5) * scale;
    const first = Math.max(0, Math.ceil(centre - radius - 0.5));
    const last = Math.min(line - 1, Math.floor(centre + radius - 0.5));
    const weights = Array.from({ length: last - first + 1 }, (__, k) =>
      Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / radius),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { from: first, weights: weights.map((w) => w / sum) };
  });
}

/** The images `indices`, each fitted to size × size. */
export function takeFitted(
  images: LabelledImages,
  { height, width, channels }: { height: number; width: number; channels: number },
  indices: Uint32Array,
  size: number,
): LabelledImages {
  const from = height * width * channels;
  const to = size * size * channels;
  const pixels = new Uint8Array(indices.length * to);
  const labels = new Uint8Array(indices.length);
  indices.forEach((index, i) => {
    fitImage(
      images.pixels.subarray(index * from, (index + 1) * from),
      height,
      width,
      channels,
      size,
      pixels.subarray(i * to, (i + 1) * to),
    );
    labels[i] = images.labels[index];
  });
  return { count: indices.length, pixels, labels };
}
