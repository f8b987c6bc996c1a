import { FileError } from '../../files/inputFile.ts';
import { CIFAR100_CLASSES, CIFAR_CLASSES, looksLikeCifar, readCifar } from './cifar.ts';
import { kindOf, leaveOut } from './kinds.ts';
import type { LeftOut } from './leftOut.ts';
import { READ_KINDS } from './readKinds.ts';
import type { Part, ReadSet } from './readSet.ts';
import { splitOfFile } from './splits.ts';
import type { Entry } from './unpack.ts';

const isText = (path: string): boolean =>
  /\.(txt|md|html?|json|csv|xml|meta)$|(^|\/)(readme|license)[^/]*$/i.test(path);

/**
 * CIFAR's binary batches, which have no mark of their own: what is nothing else, of a length that fits.
 * Throws FileError.
 */
export function readCifarSet(entries: readonly Entry[], leftOut: LeftOut[]): ReadSet {
  const meta = entries.find((e) => /(batches\.meta|fine_label_names)\.txt$/.test(e.path));
  const known = entries.find(({ bytes }) => kindOf(bytes));
  const batches = entries.filter(
    (e) =>
      e !== meta &&
      (/\.bin$/i.test(e.path) || entries.length === 1 || looksLikeCifar(e.bytes)) &&
      !kindOf(e.bytes) &&
      !isText(e.path),
  );
  if (batches.length === 0) throw known ? unread(known) : unknown(entries[0]);
  const kind = looksLikeCifar(batches[0].bytes) ?? 'CIFAR-10';
  for (const batch of batches) {
    if (!looksLikeCifar(batch.bytes) && !/\.bin$/i.test(batch.path)) throw unknown(batch, hex(batch.bytes));
    if (batch.bytes.length < 3073)
      throw new FileError(batch.file, batch.bytes.length, 'shorter than one CIFAR image (3073 bytes)');
  }
  leaveOut(
    leftOut,
    entries.filter((entry) => !batches.includes(entry) && entry !== meta),
  );
  const own = kind === 'CIFAR-10' ? CIFAR_CLASSES : CIFAR100_CLASSES;
  const names = meta
    ? new TextDecoder()
        .decode(meta.bytes)
        .split('\n')
        .map((s) => s.trim())
        .filter(Boolean)
    : [];
  return {
    kind,
    name: `${kind} from ${batches.map((b) => b.path.split('/').pop()).join(', ')}`,
    classes: names.length === own.length ? names : own,
    notes: [],
    leftOut,
    parts: batches.map((b): Part => ({
      split: splitOfFile(b.file),
      file: b.file,
      images: readCifar(b.file, b.bytes, kind),
    })),
  };
}

function unknown({ file }: Entry, start?: string): FileError {
  const problem = start
    ? `not a file this page reads (it starts with ${start}): ${READ_KINDS} are`
    : `no image data recognised: ${READ_KINDS} are read`;
  return new FileError(file, 0, problem);
}

/** Says what a file is, and the way out. */
function unread({ file, bytes }: Entry): FileError {
  const { one, wayOut } = kindOf(bytes)!;
  return new FileError(file, 0, `${one}, no images${wayOut ? `: ${wayOut}` : ''}`);
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 4), (b) => b.toString(16).padStart(2, '0')).join(' ');
