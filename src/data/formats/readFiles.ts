import { gunzip, isGzip, MAX_BYTES } from '../../files/gzip.ts';
import { FileError, readWhole, type InputFile } from '../../files/inputFile.ts';
import { isTar, readTar } from '../../files/tar.ts';
import { rng } from '../../random/rng.ts';
import { joinImages, type Dataset, type LabelledImages } from '../dataset.ts';
import type { DataSettings } from '../settings.ts';
import { CIFAR_CLASSES, looksLikeCifar, readCifar } from './cifar.ts';
import { looksLikeIdx, readIdx, type IdxArray } from './idx.ts';

/** What was read from a person's files, before a spec chooses how much of it is used. */
export interface FileImages {
  name: string;
  /** Files, splits and any padding, in words. */
  source: string;
  kind: 'CIFAR-10' | 'MNIST';
  classes: string[];
  size: number;
  channels: 1 | 3;
  train: LabelledImages;
  test: LabelledImages;
}

export interface ReadOptions { signal?: AbortSignal; onProgress?(done: number, total: number): void; expects?: DataSettings['expects'] }

interface Blob { file: string; path: string; bytes: Uint8Array }

/** Share of the images held out where the files bring no test split: one in six, as in CIFAR-10 and about as in MNIST. */
const HELD_OUT = 6;

/**
 * Reads CIFAR-10 (binary batches, or the tar.gz of them) or MNIST-like idx pairs, by content and not by name; gzip is
 * undone first. Throws FileError naming file, byte and what to do; nothing is kept of a failed reading.
 */
export async function readFiles(files: readonly InputFile[], options: ReadOptions = {}): Promise<FileImages> {
  if (files.length === 0) throw new FileError('no file', null, 'choose CIFAR-10 (.bin, .tar.gz) or MNIST (idx, idx.gz)');
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const blobs: Blob[] = [];
  let done = 0, held = 0;
  for (const file of files) {
    options.signal?.throwIfAborted();
    const unpacked = await unpack(file.name, await readWhole(file, MAX_BYTES), options.signal);
    held += unpacked.reduce((sum, blob) => sum + blob.bytes.length, 0);
    if (held > MAX_BYTES) throw new FileError(file.name, null, `with the files before it, it holds more than ${MAX_BYTES / 1048576} MiB; drop fewer files at once`);
    blobs.push(...unpacked);
    done += file.size;
    options.onProgress?.(done, total);
  }
  const images = blobs.some((b) => isIdx(b.bytes)) ? fromIdx(blobs) : fromCifar(blobs);
  if (options.expects && options.expects !== 'any' && images.kind !== options.expects) {
    throw new FileError(files[0].name, null, `this is ${images.kind}, the experiment is made for ${options.expects}; drop that, or choose the preset for ${images.kind}`);
  }
  return images;
}

/** A CIFAR-10 batch may begin as idx does (label 0, red 0, 8, 3): its length and its other labels tell. */
const isIdx = (bytes: Uint8Array): boolean => looksLikeIdx(bytes) && !(bytes.length % 3073 === 0 && looksLikeCifar(bytes));

async function unpack(name: string, raw: Uint8Array, signal?: AbortSignal): Promise<Blob[]> {
  if (raw.length === 0) throw new FileError(name, 0, 'the file is empty');
  const bytes = isGzip(raw) ? await gunzip(name, raw, { signal }) : raw;
  if (bytes.length === 0) throw new FileError(name, 0, 'there is nothing inside');
  if (!isTar(bytes)) return [{ file: name, path: name, bytes }];
  return readTar(name, bytes).map((entry) => ({ file: `${name} › ${entry.name}`, path: entry.name, bytes: entry.bytes }));
}

function fromCifar(blobs: Blob[]): FileImages {
  const meta = blobs.find((b) => /batches\.meta\.txt$/.test(b.path));
  const batches = blobs.filter((b) => b !== meta && (/\.bin$/i.test(b.path) || blobs.length === 1 || looksLikeCifar(b.bytes)) && !/readme|\.html?$/i.test(b.path));
  if (batches.length === 0) throw new FileError(blobs[0].file, 0, 'no image data recognised: CIFAR-10 binary batches or MNIST idx files are');
  for (const batch of batches) {
    if (!looksLikeCifar(batch.bytes) && !/\.bin$/i.test(batch.path)) {
      throw new FileError(batch.file, 0, `not a file this page reads (it starts with ${hex(batch.bytes)}): CIFAR-10 binary (.bin, .tar.gz) and MNIST idx (.gz) are`);
    }
    if (batch.bytes.length < 3073) throw new FileError(batch.file, batch.bytes.length, 'shorter than one CIFAR-10 image (3073 bytes)');
  }
  const read = batches.map((b) => ({ test: /test/i.test(b.path), images: readCifar(b.file, b.bytes) }));
  const train = read.filter((r) => !r.test).map((r) => r.images), test = read.filter((r) => r.test).map((r) => r.images);
  const names = meta ? new TextDecoder().decode(meta.bytes).split('\n').map((s) => s.trim()).filter(Boolean) : [];
  return {
    name: `CIFAR-10 from ${batches.map((b) => b.path.split('/').pop()).join(', ')}`, kind: 'CIFAR-10',
    classes: names.length === 10 ? names : CIFAR_CLASSES, size: 32, channels: 3,
    ...splitOff(train.length ? joinImages(train) : null, test.length ? joinImages(test) : null),
  };
}

function fromIdx(blobs: Blob[]): FileImages {
  const arrays = blobs.map((b) => ({ ...b, idx: readIdx(b.file, b.bytes) }));
  const images = arrays.filter((a) => a.idx.shape.length === 3), labels = arrays.filter((a) => a.idx.shape.length === 1);
  if (images.length === 0) throw new FileError(blobs[0].file, 3, 'these are labels without images; drop the images file (…images-idx3-ubyte) with it');
  const pairs = images.map((image) => {
    const isTest = (path: string) => /t10k|test/i.test(path);
    const fitting = labels.filter((l) => l.idx.shape[0] === image.idx.shape[0]);
    // A labels file named for the other split serves only where there is one images file: else it is that one's.
    const label = fitting.find((l) => isTest(l.path) === isTest(image.path)) ?? (images.length === 1 ? fitting[0] : undefined);
    if (!label) throw new FileError(image.file, 4, `${image.idx.shape[0].toLocaleString('en')} images, and no labels file with as many; drop it (…labels-idx1-ubyte) with them`);
    return { test: isTest(image.path), images: padded(image.file, image.idx, label.file, label.idx) };
  });
  const train = pairs.filter((p) => !p.test).map((p) => p.images), test = pairs.filter((p) => p.test).map((p) => p.images);
  const first = images[0].idx.shape;
  const classes = Math.max(10, ...pairs.map((p) => p.images.labels.reduce((m, l) => Math.max(m, l), 0) + 1));
  const result = splitOff(train.length ? joinImages(train) : null, test.length ? joinImages(test) : null);
  return {
    name: `MNIST (idx) from ${images.map((i) => i.path.split('/').pop()).join(', ')}`, kind: 'MNIST',
    classes: Array.from({ length: classes }, (_, i) => String(i)), size: 32, channels: 1, ...result,
    source: `${result.source}${first[1] === 32 && first[2] === 32 ? '' : `; ${first[1]} × ${first[2]} images set in the middle of 32 × 32, zeros around`}`,
  };
}

const SIDE = 32;

/** Images up to 32 × 32 in the middle of 32 × 32, zeros around: small ones take up to 16 times their bytes. */
function padded(file: string, { shape: [count, height, width], values }: IdxArray, labelFile: string, labels: IdxArray): LabelledImages {
  if (height < 8 || width < 8 || height > SIDE || width > SIDE) throw new FileError(file, 8, `images of ${height} × ${width} pixels; 8 × 8 to 32 × 32 can be read`);
  if (count === 0) throw new FileError(file, 4, 'there is no image in it');
  if (count > MAX_BYTES / (SIDE * SIDE)) throw new FileError(file, 4, `${count.toLocaleString('en')} images are over the limit of ${(MAX_BYTES / (SIDE * SIDE)).toLocaleString('en')}`);
  const wrong = labels.values.findIndex((l) => l > 99);
  if (wrong >= 0) throw new FileError(labelFile, 8 + wrong, `label ${labels.values[wrong]} of image ${wrong} is out of range (0 to 99)`);
  const top = Math.floor((SIDE - height) / 2), left = Math.floor((SIDE - width) / 2), pixels = new Uint8Array(count * SIDE * SIDE);
  for (let i = 0; i < count; i++) {
    for (let y = 0; y < height; y++) pixels.set(values.subarray((i * height + y) * width, (i * height + y + 1) * width), (i * SIDE + top + y) * SIDE + left);
  }
  return { count, pixels, labels: labels.values.slice() };
}

/** Where the files bring one split only, a test split is drawn from it, the same for everybody. */
function splitOff(train: LabelledImages | null, test: LabelledImages | null): { train: LabelledImages; test: LabelledImages; source: string } {
  if (train && test) return { train, test, source: 'the files\' own test split' };
  const all = (train ?? test)!;
  if (all.count < 2) throw new FileError('files', null, 'one image is too few: training and testing need at least two');
  const order = rng(1).fork('held-out', all.count).permutation(all.count), held = Math.max(1, Math.floor(all.count / HELD_OUT));
  return { train: take(all, order.subarray(held)), test: take(all, order.subarray(0, held)), source: `one image in ${HELD_OUT} held out for testing (fixed draw): the files bring no ${train ? 'test' : 'training'} split` };
}

const hex = (bytes: Uint8Array): string => Array.from(bytes.subarray(0, 4), (b) => b.toString(16).padStart(2, '0')).join(' ');

function take(images: LabelledImages, indices: Uint32Array): LabelledImages {
  const length = images.pixels.length / images.count, pixels = new Uint8Array(indices.length * length), labels = new Uint8Array(indices.length);
  indices.forEach((index, i) => {
    pixels.set(images.pixels.subarray(index * length, (index + 1) * length), i * length);
    labels[i] = images.labels[index];
  });
  return { count: indices.length, pixels, labels };
}

/** As many images as the settings ask for, in an order drawn from the seed. Throws FileError naming the setting when there are fewer. */
export function selectDataset(images: FileImages, settings: DataSettings, seed: number): Dataset {
  if (settings.expects !== 'any' && images.kind !== settings.expects) throw new FileError(images.name, null, `the experiment is made for ${settings.expects}; drop that file, or choose the preset for ${images.kind}`);
  const choose = (part: LabelledImages, split: 'train' | 'test', wanted: number): LabelledImages => {
    if (wanted > part.count) throw new FileError(images.name, null, `data.${split} asks for ${wanted.toLocaleString('en')} images, the file has ${part.count.toLocaleString('en')}: lower "${split === 'train' ? 'Training images' : 'Test images'}"`);
    return take(part, rng(seed).fork('choose', split).permutation(part.count).subarray(0, wanted));
  };
  return {
    name: images.name, source: images.source, classes: images.classes, size: images.size, channels: images.channels,
    train: choose(images.train, 'train', settings.train), test: choose(images.test, 'test', settings.test),
  };
}
