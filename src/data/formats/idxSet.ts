import { FileError } from '../../files/inputFile.ts';
import type { RawImages } from '../images.ts';
import { readIdx, type IdxArray } from './idx.ts';
import { bytesByRange } from './ranges.ts';
import type { Part, ReadSet } from './readSet.ts';
import { splitOfFile, type Split } from './splits.ts';
import type { Entry } from './unpack.ts';

interface NamedIdx extends Entry {
  split: Split | null;
  idx: IdxArray;
}

/**
 * Images and labels of MNIST and its kin, paired by number and by the split in their names. Throws FileError.
 */
export function readIdxSet(entries: readonly Entry[]): ReadSet {
  const arrays = entries.map((e): NamedIdx => ({
    ...e,
    split: splitOfFile(e.file),
    idx: readIdx(e.file, e.bytes),
  }));
  const images = arrays.filter((a) => a.idx.shape.length >= 3);
  const labels = arrays.filter((a) => a.idx.shape.length <= 2);
  if (images.length === 0)
    throw new FileError(
      entries[0].file,
      3,
      'these are labels without images; drop the images file (…images-idx3-ubyte) with it',
    );
  const notes = new Set<string>();
  const pixels = bytesByRange(
    images.map(({ file, idx }) => ({ file, values: idx.values, isFloat: idx.isFloat })),
  );
  const parts = images.map((image, i): Part => {
    const fitting = labels.filter((l) => l.idx.shape[0] === image.idx.shape[0]);
    // A labels file named for the other split serves only where there is one images file: else it is that
    // one's.
    const label =
      fitting.find((l) => l.split === image.split) ?? (images.length === 1 ? fitting[0] : undefined);
    if (!label)
      throw new FileError(
        image.file,
        4,
        `${image.idx.shape[0].toLocaleString('en')} images, and no labels file with as many; drop it (…labels-idx1-ubyte) with them`,
      );
    const columns = label.idx.shape[1] ?? 1;
    if (columns > 1) notes.add(`labels from the first of ${columns} columns, as QMNIST has them`);
    return {
      split: image.split,
      file: image.file,
      images: { ...sized(image, pixels.bytes[i]), labels: firstColumn(label) },
    };
  });
  const { height, width } = parts[0].images;
  return {
    // The digits, clothes and letters that come in this shape cannot be told apart by it.
    kind: height === width && (height === 28 || height === 32) ? 'MNIST' : 'images',
    name: `MNIST (idx) from ${images.map((i) => i.path.split('/').pop()).join(', ')}`,
    parts,
    classes: null,
    notes: [...notes, ...pixels.notes],
  };
}

function sized({ file, idx: { shape } }: NamedIdx, pixels: Uint8Array): Omit<RawImages, 'labels'> {
  const [count, height, width, channels = 1] = shape;
  if (count === 0) throw new FileError(file, 4, 'there is no image in it');
  if (channels !== 1 && channels !== 3)
    throw new FileError(file, 4, `images of ${channels} channels; 1 or 3 can be read`);
  return { count, height, width, channels, pixels };
}

function firstColumn({ file, idx: { shape, values, header, size } }: NamedIdx): number[] {
  const columns = shape[1] ?? 1;
  return Array.from({ length: shape[0] }, (_, i) => {
    const label = values[i * columns];
    if (!(Number.isInteger(label) && label >= 0 && label <= 99))
      throw new FileError(
        file,
        header + i * columns * size,
        `label ${label} of image ${i} is out of range (0 to 99)`,
      );
    return label;
  });
}
