import { FileError } from '../../files/inputFile.ts';
import type { NpyArray } from '../../files/npy.ts';
import { columnMajor, strided } from '../../files/strided.ts';
import { fromPlanes } from './cifar.ts';
import { isTestPath, type Part, type ReadSet } from './readSet.ts';
import type { RawImages } from '../images.ts';

/** A numpy array with where it stands: "set.npz › x_train.npy". */
export interface NamedArray {
  file: string;
  path: string;
  array: NpyArray;
}

type Pixels = Omit<RawImages, 'labels'>;

/**
 * Images and labels of .npy and .npz files (numpy's format; keras' x_train, y_train, x_test, y_test; any names). Images: (N, H, W), (N, H, W, C), (N, C, H, W) or rows of 784, 1024,
 * 3072 values, bytes or floats in [0, 1], [−1, 1] or [0, 255]; labels: N whole numbers. Throws FileError.
 */
export function readArrays(arrays: readonly NamedArray[]): ReadSet {
  const images: { named: NamedArray; pixels: Pixels; note: string | null }[] = [];
  const labels: NamedArray[] = [];
  for (const named of arrays) {
    const { shape } = named.array;
    if (isLabels(shape)) labels.push(named);
    else if (shape.length >= 2 && shape.length <= 4) images.push({ named, ...toPixels(named) });
  }
  if (images.length === 0)
    throw new FileError(
      arrays[0].file,
      null,
      `no array of images among ${arrays
        .map((a) => `${base(a.path)} (${a.array.shape.join(' × ')})`)
        .slice(0, 6)
        .join(', ')}: images are N × height × width (× channels)`,
    );
  const parts = images.map(({ named, pixels }): Part => {
    const own = labels.filter((l) => l.array.shape[0] === pixels.count);
    const test = isTestPath(named.path);
    const label =
      own.find((l) => key(l.path) === key(named.path)) ??
      own.find((l) => isTestPath(l.path) === test) ??
      (images.length === 1 ? own[0] : undefined);
    if (!label)
      throw new FileError(
        named.file,
        null,
        `${pixels.count.toLocaleString('en')} images, and no array of as many labels; drop it (y.npy, or "y" in the npz) with them`,
      );
    return { test, file: named.file, images: { ...pixels, labels: numbers(label) } };
  });
  return {
    kind: 'images',
    name: `Arrays from ${[...new Set(images.map((i) => i.named.file.split(' › ')[0]))].join(', ')}`,
    parts,
    classes: null,
    notes: [...new Set(images.flatMap((i) => i.note ?? []))],
  };
}

const base = (path: string): string =>
  path
    .split('/')
    .pop()!
    .replace(/\.npy$/, '');
/** What pairs x_train with y_train: the name without the letter or word that says images or labels. */
const key = (path: string): string =>
  base(path)
    .toLowerCase()
    .replace(/(^|_|-)(x|y|images?|labels?|data|targets?)(?=$|_|-)/g, '$1');

const isLabels = (shape: number[]): boolean => shape.length === 1 || (shape.length === 2 && shape[1] === 1);

function numbers({ file, array }: NamedArray): number[] {
  return Array.from(array.values as ArrayLike<number | bigint>, (value, i) => {
    const label = Number(value);
    if (!Number.isSafeInteger(label))
      throw new FileError(file, null, `label ${String(value)} of image ${i} is no whole number`);
    return label;
  });
}

function toPixels(named: NamedArray): { pixels: Pixels; note: string | null } {
  const { file, array } = named;
  const { shape } = array;
  const layout = layoutOf(file, shape);
  const { count, height, width, channels } = layout;
  const { bytes, note } = toBytes(file, array);
  const ordered = array.fortran ? strided(bytes, 0, shape, columnMajor(shape)) : bytes;
  const pixels = layout.planes && channels === 3 ? fromPlanes(ordered, count, height * width) : ordered;
  return { pixels: { count, height, width, channels, pixels }, note };
}

function layoutOf(
  file: string,
  shape: number[],
): { count: number; height: number; width: number; channels: 1 | 3; planes: boolean } {
  const [count, a, b, c] = shape;
  const isChannels = (n: number): n is 1 | 3 => n === 1 || n === 3;
  if (shape.length === 2) {
    const grey = Math.sqrt(a);
    const colour = Math.sqrt(a / 3);
    if (Number.isInteger(colour) && colour >= 8)
      return { count, height: colour, width: colour, channels: 3, planes: true };
    if (Number.isInteger(grey) && grey >= 8)
      return { count, height: grey, width: grey, channels: 1, planes: false };
  }
  if (shape.length === 3) return { count, height: a, width: b, channels: 1, planes: false };
  if (shape.length === 4 && isChannels(c)) return { count, height: a, width: b, channels: c, planes: false };
  if (shape.length === 4 && isChannels(a)) return { count, height: b, width: c, channels: a, planes: true };
  throw new FileError(
    file,
    null,
    `an array of ${shape.join(' × ')} holds no images that are read: N × height × width, with 1 or 3 channels behind or before, or rows of square images`,
  );
}

/** Bytes as they are; floats by the range they fill, which is said. */
function toBytes(file: string, array: NpyArray): { bytes: Uint8Array; note: string | null } {
  const { values } = array;
  if (values instanceof Uint8Array) return { bytes: values, note: null };
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (!Number.isFinite(value))
      throw new FileError(file, null, `pixel value ${i} is ${value}: images must be finite`);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const isFloat = /f[248]$/.test(array.dtype);
  const range =
    isFloat && low >= 0 && high <= 1
      ? [0, 1]
      : isFloat && low >= -1 && high <= 1
        ? [-1, 1]
        : low >= 0 && high <= 255
          ? [0, 255]
          : null;
  if (!range)
    throw new FileError(
      file,
      null,
      `pixels from ${low} to ${high}: bytes, or floats in 0 to 1, −1 to 1 or 0 to 255 are read; images that were normalised must be stored as they were before`,
    );
  const bytes = new Uint8Array(values.length);
  const scale = 255 / (range[1] - range[0]);
  for (let i = 0; i < values.length; i++) bytes[i] = Math.round((Number(values[i]) - range[0]) * scale);
  return {
    bytes,
    note: isFloat || low < 0 ? `numbers from ${range[0]} to ${range[1]} rounded to bytes` : null,
  };
}
