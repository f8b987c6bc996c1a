import { MAX_BYTES } from '../../files/gzip.ts';
import { FileError, type InputFile } from '../../files/inputFile.ts';
import { isNpy, readNpy } from '../../files/npy.ts';
import { isPickle } from '../../files/pickle.ts';
import type { RawImages } from '../images.ts';
import type { DataSettings } from '../settings.ts';
import { checkExpected } from '../select.ts';
import { readArrays } from './arrays.ts';
import { CIFAR100_CLASSES, CIFAR_CLASSES, isWholeCifar, looksLikeCifar, readCifar } from './cifar.ts';
import { isImageEntry, readFolders } from './folders.ts';
import { looksLikeIdx, readIdx, type IdxArray } from './idx.ts';
import { readParquet } from './parquet.ts';
import { readPickles } from './pickled.ts';
import { assemble, isTestPath, type FileImages, type ReadSet } from './readSet.ts';
import { unpack, type Entry } from './unpack.ts';

export interface ReadOptions {
  signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
  expects?: DataSettings['expects'];
}

/** What is read, for messages. */
export const READ_KINDS =
  'CIFAR-10 and CIFAR-100 (binary, Python pickle, tar.gz), MNIST (idx), numpy arrays (.npy, .npz), folders of PNG or JPEG images (also as zip or tar.gz) and parquet';

/**
 * Reads a set of labelled images from a person's files, by content and not by name; archives and gzip are undone first. Throws FileError naming file, byte and
 * what to do; nothing is kept of a failed reading. Progress: the first half is reading, the second decoding.
 */
export async function readFiles(
  files: readonly InputFile[],
  { signal, onProgress, expects }: ReadOptions = {},
): Promise<FileImages> {
  if (files.length === 0) throw new FileError('no file', null, `choose one: ${READ_KINDS} are read`);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const { entries, parquet } = await unpack(files, {
    signal,
    onRead: (bytes) => onProgress?.(bytes, 2 * total),
  });
  const onDecoded = (done: number, all: number) =>
    onProgress?.(total + Math.round((total * done) / Math.max(1, all)), 2 * total);
  const set = parquet.length
    ? await fromParquet(parquet, signal, onDecoded)
    : await recognise(entries, signal, onDecoded);
  const images = assemble(set);
  if (expects) checkExpected(images, expects, files[0].name);
  onProgress?.(2 * total, 2 * total);
  return images;
}

/** A CIFAR batch may begin as idx does (label 0, red 0, 8, 3): its length and its other labels tell. */
function isIdx(bytes: Uint8Array): boolean {
  const cifar = looksLikeCifar(bytes);
  return looksLikeIdx(bytes) && !(cifar && isWholeCifar(bytes, cifar));
}

const isText = (path: string): boolean =>
  /\.(txt|md|html?|json|csv|xml|meta)$|(^|\/)(readme|license)[^/]*$/i.test(path);

/** What most of the files are; texts beside them are left out. */
async function recognise(
  entries: readonly Entry[],
  signal: AbortSignal | undefined,
  onDecoded: (done: number, all: number) => void,
): Promise<ReadSet> {
  if (entries.some((e) => isIdx(e.bytes)))
    return fromIdx(entries.filter((e) => isIdx(e.bytes) || !isText(e.path)));
  const arrays = entries.filter((e) => isNpy(e.bytes));
  if (arrays.length)
    return readArrays(arrays.map((e) => ({ file: e.file, path: e.path, array: readNpy(e.file, e.bytes) })));
  const pickles = entries.filter((e) => isPickle(e.bytes));
  if (pickles.length) return readPickles(pickles);
  const images = entries.filter(isImageEntry);
  if (images.length)
    return readFolders(images, MAX_BYTES, { signal, onDecoded: (n) => onDecoded(n, images.length) });
  return fromCifar(entries);
}

async function fromParquet(
  files: readonly InputFile[],
  signal: AbortSignal | undefined,
  onDecoded: (done: number, all: number) => void,
): Promise<ReadSet> {
  const parts = [];
  for (const [i, file] of files.entries())
    parts.push(
      await readParquet(file, { signal, onDecoded: (done, all) => onDecoded(i + done / all, files.length) }),
    );
  return {
    kind: 'images',
    name: `Parquet from ${files.map((file) => file.name.split('/').pop()).join(', ')}`,
    parts,
    classes: parts.find((part) => part.classes)?.classes ?? null,
    notes: parts.some((part) => part.mixed)
      ? ['images of different sizes brought to 64 pixels on the shorter side and cut in the middle']
      : [],
  };
}

function fromCifar(entries: readonly Entry[]): ReadSet {
  const meta = entries.find((e) => /(batches\.meta|fine_label_names)\.txt$/.test(e.path));
  const batches = entries.filter(
    (e) =>
      e !== meta &&
      (/\.bin$/i.test(e.path) || entries.length === 1 || looksLikeCifar(e.bytes)) &&
      !isText(e.path),
  );
  if (batches.length === 0)
    throw new FileError(entries[0].file, 0, `no image data recognised: ${READ_KINDS} are read`);
  const kind = looksLikeCifar(batches[0].bytes) ?? 'CIFAR-10';
  for (const batch of batches) {
    if (!looksLikeCifar(batch.bytes) && !/\.bin$/i.test(batch.path))
      throw new FileError(
        batch.file,
        0,
        `not a file this page reads (it starts with ${hex(batch.bytes)}): ${READ_KINDS} are`,
      );
    if (batch.bytes.length < 3073)
      throw new FileError(batch.file, batch.bytes.length, 'shorter than one CIFAR image (3073 bytes)');
  }
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
    parts: batches.map((b) => ({
      test: isTestPath(b.path),
      file: b.file,
      images: readCifar(b.file, b.bytes, kind),
    })),
  };
}

function fromIdx(entries: readonly Entry[]): ReadSet {
  const arrays = entries.map((e) => ({ ...e, idx: readIdx(e.file, e.bytes) }));
  const images = arrays.filter((a) => a.idx.shape.length === 3);
  const labels = arrays.filter((a) => a.idx.shape.length === 1);
  if (images.length === 0)
    throw new FileError(
      entries[0].file,
      3,
      'these are labels without images; drop the images file (…images-idx3-ubyte) with it',
    );
  const parts = images.map((image) => {
    const fitting = labels.filter((l) => l.idx.shape[0] === image.idx.shape[0]);
    // A labels file named for the other split serves only where there is one images file: else it is that one's.
    const label =
      fitting.find((l) => isTestPath(l.path) === isTestPath(image.path)) ??
      (images.length === 1 ? fitting[0] : undefined);
    if (!label)
      throw new FileError(
        image.file,
        4,
        `${image.idx.shape[0].toLocaleString('en')} images, and no labels file with as many; drop it (…labels-idx1-ubyte) with them`,
      );
    return {
      test: isTestPath(image.path),
      file: image.file,
      images: idxImages(image.file, image.idx, label.file, label.idx),
    };
  });
  const { height, width } = parts[0].images;
  const most = Math.max(9, ...parts.map((p) => p.images.labels.reduce((m, l) => Math.max(m, l), 0)));
  return {
    // The digits, clothes and letters that come in this shape cannot be told apart by it.
    kind: height === width && (height === 28 || height === 32) ? 'MNIST' : 'images',
    name: `MNIST (idx) from ${images.map((i) => i.path.split('/').pop()).join(', ')}`,
    parts,
    classes: Array.from({ length: most + 1 }, (_, i) => String(i)),
    notes: [],
  };
}

function idxImages(
  file: string,
  { shape: [count, height, width], values }: IdxArray,
  labelFile: string,
  labels: IdxArray,
): RawImages & { labels: Uint8Array } {
  if (count === 0) throw new FileError(file, 4, 'there is no image in it');
  const wrong = labels.values.findIndex((l) => l > 99);
  if (wrong >= 0)
    throw new FileError(
      labelFile,
      8 + wrong,
      `label ${labels.values[wrong]} of image ${wrong} is out of range (0 to 99)`,
    );
  return { count, height, width, channels: 1, pixels: values, labels: labels.values };
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 4), (b) => b.toString(16).padStart(2, '0')).join(' ');
