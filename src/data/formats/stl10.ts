import { FileError } from '../../files/inputFile.ts';
import { leaveOut } from './kinds.ts';
import type { LeftOut } from './leftOut.ts';
import type { Part, ReadSet } from './readSet.ts';
import { splitOfFile } from './splits.ts';
import type { Entry } from './unpack.ts';

const SIDE = 96;
const AREA = SIDE * SIDE;
const NAME = /(^|\/)(train|test|unlabeled)_([Xy])\.bin$/;

/** STL-10's binary files have no mark: their names and lengths tell them. */
export const isStl10 = ({ path, bytes }: Entry): boolean =>
  NAME.exec(path)?.[3] === 'X' && bytes.length > 0 && bytes.length % (3 * AREA) === 0;

/**
 * STL-10 in binary: images of 3 planes of 96 × 96 bytes, column by column, and labels 1 to 10 in a file
 * beside them; names in class_names.txt. Images without labels are left out. Throws FileError.
 */
export function readStl10(entries: readonly Entry[], leftOut: LeftOut[]): ReadSet {
  const used = new Set<Entry>();
  const parts = entries.filter(isStl10).flatMap((images): Part[] => {
    const labels = entries.find(({ path }) => path === images.path.replace(/_X\.bin$/, '_y.bin'));
    const count = images.bytes.length / (3 * AREA);
    if (!labels) return [];
    if (labels.bytes.length !== count)
      throw new FileError(
        labels.file,
        labels.bytes.length,
        `${labels.bytes.length.toLocaleString('en')} labels of ${count.toLocaleString('en')} images: one of the files is cut off`,
      );
    used.add(images).add(labels);
    return [
      {
        split: splitOfFile(images.path),
        file: images.file,
        images: {
          count,
          height: SIDE,
          width: SIDE,
          channels: 3,
          pixels: byRows(images.bytes, count),
          labels: labels.bytes,
        },
      },
    ];
  });
  if (parts.length === 0)
    throw new FileError(
      entries.find(isStl10)!.file,
      null,
      'images of STL-10 without their labels; drop train_y.bin and test_y.bin with train_X.bin and test_X.bin',
    );
  const list = entries.find(({ path }) => /(^|\/)class_names\.txt$/.test(path));
  const names = list ? new TextDecoder().decode(list.bytes).split(/\s+/).filter(Boolean) : [];
  if (list) used.add(list);
  leaveOut(
    leftOut,
    entries.filter((entry) => !used.has(entry)),
  );
  const named = parts.map(({ images, ...part }) => ({
    ...part,
    images: { ...images, labels: Array.from(images.labels, (label) => names[Number(label) - 1] ?? label) },
  }));
  return { kind: 'images', name: 'STL-10 (binary)', parts: named, classes: null, notes: [], leftOut };
}

/** Planes column by column to rows, channels last. */
function byRows(planes: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(planes.length);
  for (let i = 0; i < count; i++)
    for (let c = 0; c < 3; c++)
      for (let x = 0; x < SIDE; x++)
        for (let y = 0; y < SIDE; y++)
          out[((i * SIDE + y) * SIDE + x) * 3 + c] = planes[(i * 3 + c) * AREA + x * SIDE + y];
  return out;
}
