import { FileError } from '../../files/inputFile.ts';
import type { NpyArray } from '../../files/npy.ts';
import { columnMajor, strided } from '../../files/strided.ts';
import type { RawImages } from '../images.ts';
import { baseName, labelsOf, pairLabels, type ArrayLabels, type NamedArray } from './arrayLabels.ts';
import { fromPlanes } from './cifar.ts';
import type { LeftOut } from './leftOut.ts';
import { bytesByRange } from './ranges.ts';
import type { Part, ReadSet } from './readSet.ts';
import { splitName, splitOfFile } from './splits.ts';

type Pixels = Omit<RawImages, 'labels'>;

interface ImageArray {
  file: string;
  path: string;
  array: NpyArray;
  layout: Layout;
}

interface Layout {
  count: number;
  height: number;
  width: number;
  channels: 1 | 3;
  planes: boolean;
}

/**
 * Images and labels of .npy and .npz files (numpy's format; keras' x_train, y_train, x_test, y_test; any
 * names). Images: (N, H, W), (N, H, W, C), (N, C, H, W) or rows of 784, 1024, 3072 values, bytes or numbers
 * in a range (ranges.ts); labels: arrayLabels.ts. Throws FileError.
 */
export function readArrays(arrays: readonly NamedArray[], leftOut: LeftOut[]): ReadSet {
  const images: ImageArray[] = [];
  const labels: ArrayLabels[] = [];
  const others: { named: NamedArray; problem: FileError | null }[] = [];
  for (const named of arrays) {
    const { file, path, array } = named;
    const own = labelsOf(named);
    if (own) labels.push(own);
    else if ('texts' in array || array.shape.length < 2 || array.shape.length > 4)
      others.push({ named, problem: null });
    else {
      const layout = layoutOf(array.shape);
      if (layout) images.push({ file, path, array, layout });
      else others.push({ named, problem: noImages(named) });
    }
  }
  if (images.length === 0) throw others.find(({ problem }) => problem)?.problem ?? noArray(arrays);
  for (const { named } of others) leftOut.push({ file: named.file, kind: ['other array', 'other arrays'] });
  const numbers = images.map(({ file, array }) => ({
    file,
    values: array.values,
    isFloat: /f[248]$/.test(array.dtype),
  }));
  const { bytes, notes } = bytesByRange(numbers);
  const pixels = images.map((image, i) => arranged(image, bytes[i]));
  const byName = labels.length === 0 ? classesByName(images) : null;
  const parts = images.map((image, i): Part => {
    const { file } = image;
    const { count } = pixels[i];
    const own = byName ? byName[i] : pairLabels(image, count, labels, images.length === 1);
    if (!own)
      throw new FileError(
        file,
        null,
        `${count.toLocaleString('en')} images, and no array of as many labels; drop it (y.npy, or "y" in the npz) with them`,
      );
    if (own.note) notes.push(own.note);
    return { split: splitOfFile(file), file, images: { ...pixels[i], labels: own.labels } };
  });
  return {
    kind: 'images',
    name: `Arrays from ${[...new Set(images.map((i) => i.file.split(' › ')[0]))].join(', ')}`,
    parts,
    classes: null,
    notes: [...new Set(notes)],
    leftOut,
  };
}

const noImages = ({ file, array }: NamedArray): FileError =>
  new FileError(
    file,
    null,
    `an array of ${array.shape.join(' × ')} holds no images that are read: N × height × width, with 1 or 3 channels behind or before, or rows of square images`,
  );

const noArray = (arrays: readonly NamedArray[]): FileError =>
  new FileError(
    arrays[0].file,
    null,
    `no array of images among ${arrays
      .map((a) => `${baseName(a.path)} (${a.array.shape.join(' × ')})`)
      .slice(0, 6)
      .join(', ')}: images are N × height × width (× channels)`,
  );

/**
 * Several arrays of images and none of labels: each is a class, called by what tells its name from the
 * others' ("full_numpy_bitmap_cat.npy"). Null where names are no classes.
 */
function classesByName(images: readonly ImageArray[]): ArrayLabels[] | null {
  const names = images.map(({ path, file }) =>
    baseName(/^arr_\d+\.npy$/.test(path) ? file.split(' › ').at(-2)! : path),
  );
  if (new Set(names).size < Math.max(2, names.length) || names.some((name) => splitName(name))) return null;
  const words = names.map((name) => name.split(/(?:[_\-.]|%2F)+/i));
  const shortest = Math.min(...words.map((list) => list.length));
  let common = 0;
  while (common < shortest - 1 && words.every((list) => list[common] === words[0][common])) common++;
  return images.map(({ file, path, layout }, i) => ({
    file,
    path,
    labels: new Array<string>(layout.count).fill(words[i].slice(common).join('_')),
    note: 'the classes are the names of the arrays: there are no labels',
  }));
}

function arranged({ array, layout }: ImageArray, bytes: Uint8Array): Pixels {
  const { count, height, width, channels, planes } = layout;
  const ordered = array.fortran ? strided(bytes, 0, array.shape, columnMajor(array.shape)) : bytes;
  const pixels = planes && channels === 3 ? fromPlanes(ordered, count, height * width) : ordered;
  return { count, height, width, channels, pixels };
}

/** Null for a shape that holds no images. */
export function layoutOf(shape: readonly number[]): Layout | null {
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
  return null;
}
