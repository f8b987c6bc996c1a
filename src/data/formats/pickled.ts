import { FileError } from '../../files/inputFile.ts';
import type { NpyArray } from '../../files/npy.ts';
import { numpyGlobals } from '../../files/numpyPickle.ts';
import { unpickle } from '../../files/pickle.ts';
import { CIFAR100_CLASSES, CIFAR_CLASSES, fromPlanes } from './cifar.ts';
import { isTestPath, type Part, type ReadSet } from './readSet.ts';
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

/**
 * The Python version of CIFAR: a pickled dict with `data` (N × 3072 bytes, plane after plane) and `labels`, or `fine_labels` for CIFAR-100; class names from
 * batches.meta (`label_names`) or meta (`fine_label_names`) where it comes along. Nothing in the file is run. Throws FileError.
 */
export function readPickles(entries: readonly Entry[]): ReadSet {
  const parts: Part[] = [];
  let names: string[] | null = null;
  let fine = false;
  for (const { file, path, bytes } of entries) {
    const dict = entriesOf(unpickle(file, bytes, { globals: numpyGlobals }));
    if (!dict)
      throw new FileError(
        file,
        null,
        'the pickle holds no dictionary: CIFAR batches (data, labels) are read',
      );
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
      test: isTestPath(path),
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
      entries[0].file,
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
