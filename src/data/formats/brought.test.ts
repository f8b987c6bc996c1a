/** Sets as people bring them: what is read, what is left out and told, what is refused with a way out. */
import { encode as encodePng } from 'fast-png';
import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { bytesOf, gzip, idxFile, npyFile, refusal } from '../../files/craftedFiles.ts';
import { fileOf } from '../../files/inputFile.ts';
import { readFiles } from './readFiles.ts';
import type { FileImages } from './readSet.ts';

type Files = Record<string, Uint8Array>;

const read = (files: Files) => readFiles(Object.entries(files).map(([name, bytes]) => fileOf(name, bytes)));
const pixels = (n: number, from = 0) => Uint8Array.from({ length: n }, (_, i) => (from + i * 31) % 251);
const png = (from: number) => encodePng({ width: 8, height: 8, channels: 1, data: pixels(64, from) });
/** Twelve images of two classes: a tenth of more than ten may be damaged. */
const pets: Files = Object.fromEntries(
  Array.from({ length: 24 }, (_, i) => [`pets/${i % 2 ? 'dog' : 'cat'}/${i}.png`, png(i)]),
);
const named = (images: FileImages, part: 'train' | 'test') =>
  Array.from(images[part].labels, (label) => images.classes[label]);
const total = ({ train, test }: FileImages) => train.count + test.count;
const heic = bytesOf([0, 0, 0, 24], 'ftypheic', new Uint8Array(40));

describe('one bad item does not stop a set, and does not vanish', () => {
  it.each<[string, Files, RegExp]>([
    ['an empty file', { 'pets/cat/x.png': new Uint8Array() }, /1 empty file left out \(pets\/cat\/x\.png\)/],
    ['a damaged image', { 'pets/cat/x.png': png(1).subarray(0, 60) }, /1 unreadable image left out/],
    [
      'an image of 7 pixels',
      { 'pets/cat/x.png': encodePng({ width: 7, height: 7, channels: 1, data: pixels(49) }) },
      /1 unreadable image left out/,
    ],
    [
      'photographs of a phone',
      { 'pets/dog/a.HEIC': heic, 'pets/dog/b.HEIC': heic },
      /2 HEIC images left out/,
    ],
    [
      'a page named as an image',
      { 'pets/dog/a.jpg': bytesOf('<!DOCTYPE html><html>') },
      /1 HTML page left out/,
    ],
    [
      'a list of files',
      { 'pets/files.csv': bytesOf('a,b\n1,2\n') },
      /1 other file left out \(pets\/files\.csv\)/,
    ],
    ['an array', { 'pets/features.npy': npyFile('|u1', [3], pixels(3)) }, /1 numpy array left out/],
  ])('%s', async (_, more, told) => {
    const zipped = await read({ 'set.zip': zipSync({ ...pets, ...more }) });
    for (const images of [await read({ ...pets, ...more }), zipped]) {
      expect([total(images), images.classes]).toEqual([24, ['cat', 'dog']]);
      expect(images.source).toMatch(told);
    }
  });

  it('many of a kind that is not read never refuse it; all of them do, and are named', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`pets/cat/${i}.heic`, heic]));
    expect((await read({ ...pets, ...many })).source).toMatch(/40 HEIC images left out \(.* and 37 more\)/);
    expect((await refusal(read(many))).message).toMatch(/that can be read.*40 HEIC images/);
  });

  it('more than a tenth damaged refuse it', async () => {
    const damaged = Object.fromEntries([1, 2, 3].map((i) => [`pets/cat/x${i}.png`, png(i).subarray(0, 60)]));
    expect((await refusal(read({ ...pets, ...damaged }))).message).toMatch(
      /pets\/cat\/x1\.png: the PNG image is damaged .* 3 of 27 images are damaged/,
    );
  });

  it('what is there for people is not told', async () => {
    expect((await read({ ...pets, 'pets/README.md': bytesOf('hello') })).source).not.toMatch(/left out/);
  });
});

describe('classes and splits from beside the folders', () => {
  const flat = (split: string, n: number): Files =>
    Object.fromEntries(Array.from({ length: n }, (_, i) => [`set/${split}/${i}.png`, png(i)]));

  it('labels of a list, by the names of the files without their endings; the rest is left out', async () => {
    const list = `id,label\n${Array.from({ length: 12 }, (_, i) => `${i},${i % 3 ? 'ship' : 'frog'}`).join('\n')}`;
    const images = await read({ ...flat('train', 12), 'set/trainLabels.csv': bytesOf(list) });
    expect([total(images), images.classes]).toEqual([12, ['frog', 'ship']]);
    expect(images.source).toMatch(/labels of 12 images from trainLabels\.csv/);
  });

  it('a sample of a submission is no list of labels', async () => {
    const list = `id,label\n${Array.from({ length: 12 }, (_, i) => `${i},${i % 2}`).join('\n')}`;
    const error = await refusal(read({ ...flat('test', 12), 'set/sampleSubmission.csv': bytesOf(list) }));
    expect(error.message).toMatch(/of one class/);
  });

  it('the words file names begin with, where there are no folders of classes', async () => {
    const images = await read({
      'train.zip': zipSync(
        Object.fromEntries(
          Array.from({ length: 8 }, (_, i) => [`train/${i % 2 ? 'cat' : 'dog'}.${i}.jpg`, png(i)]),
        ),
      ),
    });
    expect(images.classes).toEqual(['cat', 'dog']);
    expect(images.source).toMatch(/words the file names begin with/);
  });

  it('archives named for splits, also within another one', async () => {
    const half = (from: number) =>
      zipSync(
        Object.fromEntries([0, 1, 2, 3].map((i) => [`${i % 2 ? 'cat' : 'dog'}/${i}.png`, png(from + i)])),
      );
    const outer = zipSync({ 'train.zip': half(0), 'test.zip': half(9) });
    const both: Files[] = [{ 'train.zip': half(0), 'test.zip': half(9) }, { 'set.zip': outer }];
    for (const files of both) {
      const images = await read(files);
      expect([images.train.count, images.test.count, images.classes]).toEqual([4, 4, ['cat', 'dog']]);
    }
  });
});

describe('arrays', () => {
  const x = (n: number, from = 0) => npyFile('|u1', [n, 8, 8], pixels(n * 64, from));
  const y = (...labels: number[]) => npyFile('|u1', [labels.length], Uint8Array.from(labels));
  const npz = (arrays: Files) =>
    zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])));
  const words = (...all: string[]) => {
    const width = Math.max(...all.map((word) => word.length));
    const codes = all.flatMap((word) => Array.from({ length: width }, (_, i) => word.codePointAt(i) ?? 0));
    return npyFile(`<U${width}`, [all.length], new Uint8Array(Uint32Array.from(codes).buffer));
  };

  it('in files named for their split, as many in each', async () => {
    const images = await read({
      'k-test-imgs.npz': npz({ arr_0: x(4, 100) }),
      'k-test-labels.npz': npz({ arr_0: y(1, 1, 1, 0) }),
      'k-train-imgs.npz': npz({ arr_0: x(4) }),
      'k-train-labels.npz': npz({ arr_0: y(0, 0, 1, 0) }),
    });
    expect([named(images, 'train'), named(images, 'test')]).toEqual([
      ['0', '0', '1', '0'],
      ['1', '1', '1', '0'],
    ]);
    expect(images.test.pixels).toEqual(pixels(256, 100));
  });

  it('validation is left out beside a test split, and is one where there is no other; both is told', async () => {
    const two = { train_images: x(4), train_labels: y(0, 1, 0, 1), val_images: x(3), val_labels: y(1, 1, 0) };
    const three = { ...two, test_images: x(2, 50), test_labels: y(1, 0) };
    const beside = await read({ 'set.npz': npz(three) });
    expect([beside.train.count, beside.test.count]).toEqual([4, 2]);
    expect(beside.source).toBe("the files' own test split; 3 validation images left out");
    const only = await read({ 'set.npz': npz(two) });
    expect([only.train.count, only.test.count]).toEqual([4, 3]);
    expect(only.source).toMatch(/these 3 images are named for validation/);
  });

  it('labels as rows with a single one', async () => {
    const rows = new Uint8Array(Float64Array.of(0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0).buffer);
    for (const fortran of [false, true]) {
      const columns = [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0];
      const data = fortran ? new Uint8Array(Float64Array.from(columns).buffer) : rows;
      const images = await read({ 'x.npy': x(4), 'y.npy': npyFile('<f8', [4, 3], data, { fortran }) });
      expect(images.classes).toEqual(['0', '1', '2']);
      const all = [...named(images, 'train'), ...named(images, 'test')].sort();
      expect(all).toEqual(['0', '1', '1', '2']);
      expect(images.source).toMatch(/rows with a single one/);
    }
  });

  it('rows with several ones are refused', async () => {
    const y = npyFile('|u1', [2, 3], Uint8Array.of(1, 1, 0, 0, 0, 1));
    expect((await refusal(read({ 'x.npy': x(2), 'y.npy': y }))).message).toMatch(
      /labels of 2 × 3 that have not a single one in each row/,
    );
  });

  it('labels as words and as truth values', async () => {
    const animals = await read({ 'set.npz': npz({ x: x(4), y: words('owl', '狗', 'owl', 'bee') }) });
    expect([animals.classes, total(animals)]).toEqual([['bee', 'owl', '狗'], 4]);
    const truth = await read({ 'x.npy': x(3), 'y.npy': npyFile('|b1', [3], Uint8Array.of(1, 0, 1)) });
    expect(truth.classes).toEqual(['False', 'True']);
    const objects = npyFile('|O', [3], bytesOf('pickle'));
    expect((await refusal(read({ 'x.npy': x(3), 'y.npy': objects }))).message).toMatch(
      /Python objects: save words with numpy\.array\(labels, dtype=str\)/,
    );
  });

  it('several without labels are a class each', async () => {
    const images = await read({ 'full_bitmap_cat.npy': x(3), 'full_bitmap_cake.npy': x(3, 7) });
    expect(images.classes).toEqual(['cake', 'cat']);
    expect((await refusal(read({ 'x_train.npy': x(3), 'x_test.npy': x(3, 7) }))).message).toMatch(
      /no array of as many labels/,
    );
  });

  it('others beside them are left out', async () => {
    const images = await read({
      'set.npz': npz({ x: x(4), y: y(0, 1, 0, 1), boxes: npyFile('|u1', [4, 5], pixels(20)) }),
    });
    expect(images.source).toMatch(/1 other array left out \(boxes\.npy\)/);
  });
});

describe('idx', () => {
  it('labels of QMNIST: 32-bit integers, the first of eight columns', async () => {
    const table = new DataView(new ArrayBuffer(12 + 4 * 8 * 4));
    table.setUint32(0, 0x0c02);
    table.setUint32(4, 4);
    table.setUint32(8, 8);
    [7, 2, 7, 2].forEach((digit, i) => {
      table.setInt32(12 + i * 32, digit);
      table.setInt32(16 + i * 32, 1000 + i);
    });
    const images = await read({
      'qmnist-train-images-idx3-ubyte': idxFile([4, 28, 28]),
      'qmnist-train-labels-idx2-int': new Uint8Array(table.buffer),
    });
    expect([images.classes, total(images)]).toEqual([['2', '7'], 4]);
    expect(images.source).toMatch(/first of 8 columns, as QMNIST has them/);
  });
});

describe('parquet', () => {
  type Data = Parameters<typeof parquetWriteBuffer>[0]['columnData'];
  const file = (columnData: Data) => new Uint8Array(parquetWriteBuffer({ columnData }));
  const images = Array.from({ length: 22 }, (_, i) => png(i));
  const image = { name: 'image', data: images, type: 'BYTE_ARRAY' as const };

  it.each<[string, Data[number], string[], RegExp | null]>([
    [
      'words',
      { name: 'dx', data: images.map((_, i) => (i % 2 ? 'nv' : 'bcc')), type: 'STRING' },
      ['bcc', 'nv'],
      /labels from column "dx"/,
    ],
    [
      'truth values',
      { name: 'label', data: images.map((_, i) => i % 2 === 0), type: 'BOOLEAN' },
      ['False', 'True'],
      null,
    ],
    ['whole floats', { name: 'label', data: images.map((_, i) => i % 2), type: 'DOUBLE' }, ['0', '1'], null],
  ])('labels as %s', async (_, label, classes, told) => {
    const age = { name: 'age', data: images.map((__, i) => i), type: 'INT32' as const };
    const set = await read({ 'a.parquet': file([image, label, age]) });
    expect([set.classes, total(set)]).toEqual([classes, 22]);
    if (told) expect(set.source).toMatch(told);
  });

  it('rows without an image or a label are left out', async () => {
    const label = {
      name: 'label',
      data: images.map((_, i) => (i === 3 ? null : i % 2)),
      type: 'INT32' as const,
      nullable: true,
    };
    const some = { ...image, data: images.map((bytes, i) => (i === 5 ? null : bytes)), nullable: true };
    const set = await read({ 'a.parquet': file([some, label] as Data) });
    expect(total(set)).toBe(20);
    expect(set.source).toMatch(
      /1 row without a label left out \(row 3\); 1 row without an image left out \(row 5\)/,
    );
  });
});

it.each<[string, Uint8Array, RegExp]>([
  [
    'a Git LFS pointer',
    bytesOf('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345678\n'),
    /Git LFS pointer to a file of 12,345,678 bytes.*git lfs pull/,
  ],
  ['an HTML page', bytesOf('\n<!doctype html><title>Sign in</title>'), /HTML page.*download it again/],
  ['HDF5', bytesOf([0x89], 'HDF\r\n', [0x1a], '\n', new Uint8Array(40)), /HDF5 file.*numpy\.savez/],
  ['RAR', bytesOf('Rar!', [0x1a, 7, 1, 0], new Uint8Array(40)), /RAR archive.*unpack it/],
])('%s is named, with the way out', async (_, bytes, message) => {
  expect((await refusal(read({ 'set.bin': bytes }))).message).toMatch(message);
  expect((await refusal(read({ 'set.bin.gz': gzip(bytes) }))).message).toMatch(message);
});
