import { FileError } from '../../files/inputFile.ts';
import type { NpyArray } from '../../files/npy.ts';
import { numpyGlobals } from '../../files/numpyPickle.ts';
import { unpickle } from '../../files/pickle.ts';
import { CIFAR100_CLASSES, CIFAR_CLASSES, fromPlanes } from './cifar.ts';
import type { NamedArray } from './arrayLabels.ts';
import { readArrays } from './arrays.ts';
import type { LeftOut } from './leftOut.ts';
import type { TextArray } from './npyText.ts';
import type { Part, ReadSet } from './readSet.ts';
import { splitOfFile } from './splits.ts';
import type { Entry } from './unpack.ts';

const AREA = 32 * 32;

/** Values under text or byte-string keys (Python 2 wrote the latter). */
function entriesOf(value: unknown): Map<string, unknown> | null {
  if (!(value instanceof Map)) return null;
  return new Map(
    Array.from(value, ([key, item]) => [
      key instanceof Uint8Array ? new TextDecoder().decode(key) : String(key),
      item,
    ]),
  );
}

const isArray = (value: unknown): value is NpyArray =>
  typeof value === 'object' && value !== null && 'shape' in value && 'values' in value;

const texts = (value: unknown): string[] | null =>
  Array.isArray(value)
    ? value.map((v) => (v instanceof Uint8Array ? new TextDecoder().decode(v) : String(v)))
    : null;

/** Numbers or words of a Python list as an array; null for anything else. */
function listAsArray(value: unknown): NpyArray | TextArray | null {
  if (isArray(value)) return value;
  if (!Array.isArray(value) || value.length === 0) return null;
  if (value.every((item) => typeof item === 'number'))
    return { dtype: '<f8', shape: [value.length], fortran: false, values: Float64Array.from(value) };
  const words = texts(value);
  return words && value.every((item) => typeof item === 'string' || item instanceof Uint8Array)
    ? { shape: [words.length], texts: words }
    : null;
}

/** What pairs in a row stand for. */
const SPLITS: Record<number, string[]> = {
  1: [''],
  2: ['train', 'test'],
  3: ['train', 'valid', 'test'],
};

/**
 * Arrays by name: those of a dictionary, or images and labels of one, two or three pairs (mnist.pkl:
 * training, validation, test). Null for anything else.
 */
function arraysIn({ file, path }: Entry, value: unknown): NamedArray[] | null {
  const named = (name: string, item: unknown): NamedArray[] => {
    const array = listAsArray(item);
    return array ? [{ file: `${file} › ${name}`, path: `${path}/${name}`, array }] : [];
  };
  const dict = entriesOf(value);
  if (dict) return [...dict].flatMap(([key, item]) => named(key, item));
  if (!Array.isArray(value)) return null;
  const isPair = (item: unknown): item is [unknown, unknown] =>
    Array.isArray(item) && item.length === 2 && isArray(item[0]) && listAsArray(item[1]) !== null;
  const pairs = isPair(value) ? [value] : value;
  if (!pairs.every(isPair) || !Object.hasOwn(SPLITS, pairs.length)) return null;
  return pairs.flatMap(([images, labels], i) => [
    ...named(`${SPLITS[pairs.length][i]} images`, images),
    ...named(`${SPLITS[pairs.length][i]} labels`, labels),
  ]);
}

/** Is it a batch of CIFAR, or what comes with them? */
const isCifar = (value: unknown): boolean => {
  const dict = entriesOf(value);
  const data = dict?.get('data');
  if (data === undefined) return dict !== null && (dict.has('label_names') || dict.has('fine_label_names'));
  return isArray(data) && data.shape.length === 2 && data.shape[1] === 3 * AREA;
};

/**
 * Pickles of images and labels: CIFAR's (below), and any dictionary or pairs of numpy arrays, read as an .npz
 * of them would be. Nothing in a file is run. Throws FileError.
 */
export function readPickles(entries: readonly Entry[], leftOut: LeftOut[]): ReadSet {
  const all = entries.map((entry) => ({
    entry,
    value: unpickle(entry.file, entry.bytes, { globals: numpyGlobals }),
  }));
  if (all.every(({ value }) => isCifar(value))) return readCifarPickles(all);
  const arrays = all.flatMap(({ entry, value }) => {
    const found = arraysIn(entry, value);
    if (found) return found;
    leftOut.push({ file: entry.file, kind: ['pickle without arrays', 'pickles without arrays'] });
    return [];
  });
  if (arrays.length === 0)
    throw new FileError(
      entries[0].file,
      null,
      'no arrays are found in the pickle: CIFAR batches, dictionaries and pairs of numpy arrays are read; save others with numpy.savez("set.npz", x=images, y=labels)',
    );
  return readArrays(arrays, leftOut);
}

interface Unpickled {
  entry: Entry;
  value: unknown;
}

/**
 * The Python version of CIFAR: a pickled dict with `data` (N × 3072 bytes, plane after plane) and `labels`,
 * or `fine_labels` for CIFAR-100; class names from batches.meta (`label_names`) or meta (`fine_label_names`)
 * where it comes along. Throws FileError.
 */
function readCifarPickles(entries: readonly Unpickled[]): ReadSet {
  const parts: Part[] = [];
  let names: string[] | null = null;
  let fine = false;
  for (const { entry, value } of entries) {
    const { file } = entry;
    const dict = entriesOf(value)!;
    names = texts(dict.get('fine_label_names') ?? dict.get('label_names')) ?? names;
    const data = dict.get('data');
    if (data === undefined) continue;
    fine ||= dict.has('fine_labels');
    const labels = dict.get('fine_labels') ?? dict.get('labels');
    if (
      !isArray(data) ||
      !(data.values instanceof Uint8Array) ||
      data.shape.length !== 2 ||
      data.shape[1] !== 3 * AREA
    )
      throw new FileError(file, null, `"data" is no array of N × ${3 * AREA} bytes`);
    if (data.fortran)
      throw new FileError(
        file,
        null,
        '"data" is stored column by column; CIFAR batches are stored row by row',
      );
    const list = isArray(labels)
      ? Array.from(labels.values as ArrayLike<number | bigint>, Number)
      : Array.isArray(labels)
        ? labels.map(Number)
        : null;
    if (!list || list.length !== data.shape[0])
      throw new FileError(
        file,
        null,
        `${data.shape[0].toLocaleString('en')} images, and no list of as many "labels"`,
      );
    parts.push({
      split: splitOfFile(file),
      file,
      images: {
        count: list.length,
        height: 32,
        width: 32,
        channels: 3,
        pixels: fromPlanes(data.values, list.length, AREA),
        labels: list,
      },
    });
  }
  if (parts.length === 0)
    throw new FileError(
      entries[0].entry.file,
      null,
      'the pickle holds no "data": CIFAR batches (data, labels) are read',
    );
  const kind = fine ? 'CIFAR-100' : 'CIFAR-10';
  const own = fine ? CIFAR100_CLASSES : CIFAR_CLASSES;
  return {
    kind,
    name: `${kind} from ${parts.map((part) => part.file.split('/').pop()!.split(' › ').pop()).join(', ')}`,
    parts,
    classes: names?.length === own.length ? names : own,
    notes: [],
  };
}
