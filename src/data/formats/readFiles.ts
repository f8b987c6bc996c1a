import { MAX_BYTES } from '../../files/gzip.ts';
import { FileError, type InputFile } from '../../files/inputFile.ts';
import { isMat } from '../../files/mat.ts';
import { isNpy, readNpy } from '../../files/npy.ts';
import { isPickle } from '../../files/pickle.ts';
import { checkExpected } from '../select.ts';
import type { DataSettings } from '../settings.ts';
import type { NamedArray } from './arrayLabels.ts';
import { readArrays } from './arrays.ts';
import { isWholeCifar, looksLikeCifar } from './cifar.ts';
import { readCifarSet } from './cifarSet.ts';
import { imageFormat } from './encoded.ts';
import { readFolders } from './folders.ts';
import { looksLikeIdx } from './idx.ts';
import { readIdxSet } from './idxSet.ts';
import { leaveOut } from './kinds.ts';
import { isTable } from './labelTables.ts';
import { checkDamage, type LeftOut } from './leftOut.ts';
import { readTextNpy } from './npyText.ts';
import { matArrays } from './matSet.ts';
import { readParquet } from './parquet.ts';
import { readPickles } from './pickled.ts';
import { READ_KINDS } from './readKinds.ts';
import { assemble, withoutEmptyClasses, type FileImages, type ReadSet } from './readSet.ts';
import { isStl10, readStl10 } from './stl10.ts';
import { unpack, type Entry } from './unpack.ts';

export interface ReadOptions {
  signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
  expects?: DataSettings['expects'];
}

/**
 * Reads a set of labelled images from a person's files, by content and not by name; archives and gzip are
 * undone first. What cannot be taken into it is left out and told. Throws FileError naming file, byte and
 * what to do; nothing is kept of a failed reading. Progress: the first half is reading, the second decoding.
 */
export async function readFiles(
  files: readonly InputFile[],
  { signal, onProgress, expects }: ReadOptions = {},
): Promise<FileImages> {
  if (files.length === 0) throw new FileError('no file', null, `choose one: ${READ_KINDS} are read`);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const { entries, parquet, leftOut } = await unpack(files, {
    signal,
    onRead: (bytes) => onProgress?.(bytes, 2 * total),
  });
  const onDecoded = (done: number, all: number) =>
    onProgress?.(total + Math.round((total * done) / Math.max(1, all)), 2 * total);
  const reading: Reading = { leftOut, signal, onDecoded };
  const set = parquet.length
    ? await fromParquet(parquet, entries, reading)
    : await recognise(entries, reading);
  const images = assemble(set);
  if (expects) checkExpected(images, expects, files[0].name);
  onProgress?.(2 * total, 2 * total);
  return images;
}

interface Reading {
  leftOut: LeftOut[];
  signal?: AbortSignal;
  onDecoded(done: number, all: number): void;
}

/** A CIFAR batch may begin as idx does (label 0, red 0, 8, 3): its length and its other labels tell. */
function isIdx(bytes: Uint8Array): boolean {
  const cifar = looksLikeCifar(bytes);
  return looksLikeIdx(bytes) && !(cifar && isWholeCifar(bytes, cifar));
}

/** What most of the files are; others beside them are left out. */
async function recognise(entries: readonly Entry[], reading: Reading): Promise<ReadSet> {
  const kinds = {
    idx: entries.filter((e) => isIdx(e.bytes)),
    npy: entries.filter((e) => isNpy(e.bytes)),
    pickle: entries.filter((e) => isPickle(e.bytes)),
    mat: entries.filter((e) => isMat(e.bytes)),
    image: entries.filter((e) => imageFormat(e.bytes) !== null),
  };
  const most = (Object.keys(kinds) as (keyof typeof kinds)[]).reduce((a, b) =>
    kinds[b].length > kinds[a].length ? b : a,
  );
  const own = kinds[most];
  const { leftOut, signal } = reading;
  if (entries.some(isStl10)) return readStl10(entries, leftOut);
  if (own.length === 0) return readCifarSet(entries, leftOut);
  const texts = most === 'image' ? entries.filter((e) => isTable(e.path)) : [];
  const taken = new Set([...own, ...texts]);
  leaveOut(
    leftOut,
    entries.filter((entry) => !taken.has(entry)),
  );
  const told = { leftOut };
  if (most === 'idx') return { ...readIdxSet(own), ...told };
  if (most === 'npy') return readArrays(own.map(arrayOf), leftOut);
  if (most === 'mat') return readArrays(own.flatMap(matArrays), leftOut);
  if (most === 'pickle') return readPickles(own, leftOut);
  const onDecoded = (n: number): void => reading.onDecoded(n, own.length);
  return readFolders(own, texts, { limit: MAX_BYTES, leftOut, signal, onDecoded });
}

const arrayOf = ({ file, path, bytes }: Entry): NamedArray => ({
  file,
  path,
  array: readTextNpy(file, bytes) ?? readNpy(file, bytes),
});

async function fromParquet(
  files: readonly InputFile[],
  entries: readonly Entry[],
  { leftOut, signal, onDecoded }: Reading,
): Promise<ReadSet> {
  leaveOut(leftOut, entries);
  const parts = [];
  for (const [i, file] of files.entries())
    parts.push(
      await readParquet(file, {
        leftOut,
        signal,
        onDecoded: (done, all) => onDecoded(i + done / all, files.length),
      }),
    );
  checkDamage(
    leftOut,
    parts.reduce((sum, { images }) => sum + images.count, 0),
  );
  return withoutEmptyClasses({
    kind: 'images',
    name: `Parquet from ${files.map((file) => file.name.split('/').pop()).join(', ')}`,
    parts,
    classes: parts.find((part) => part.classes)?.classes ?? null,
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
    leftOut,
  });
}
