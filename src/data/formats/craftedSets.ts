/** One small labelled set in every format that is read, made for tests. Not part of the app. */
import { encode as encodePng } from 'fast-png';
import { encode as encodeJpeg } from 'jpeg-js';
import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { bytesOf, cifarRecords, gzip, idxFile, npyFile, tar } from '../../files/craftedFiles.ts';
import { CIFAR_CLASSES } from './cifar.ts';

export interface CraftedSet {
  kind: string;
  files: Record<string, Uint8Array>;
  /** Of the name that is read out of them. */ says: RegExp;
  counts: [train: number, test: number];
}

/** Bytes that no compression shortens. */
const noise = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => {
    const mixed = Math.imul(i + 65_537 * seed + 1, 2_654_435_761);
    const more = Math.imul(mixed ^ (mixed >>> 15), 2_246_822_519);
    return (more ^ (more >>> 13)) >>> 16;
  });
const png = (seed: number, [width, height] = [12, 12], channels = 3) =>
  encodePng({ width, height, channels, data: noise(width * height * channels, seed) });

/** A parquet file as public hubs have them: PNG of `side` × `side`, three classes. */
export const craftedParquet = (rows: number, { side = 12, label = (i: number) => i % 3 } = {}) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        {
          name: 'image',
          data: Array.from({ length: rows }, (_, i) => png(i % 50, [side, side])),
          type: 'BYTE_ARRAY',
          encoding: 'PLAIN',
        },
        { name: 'label', data: Array.from({ length: rows }, (_, i) => BigInt(label(i))), type: 'INT64' },
      ],
      rowGroupSize: 100,
    }),
  );

/** A file of a hub's CIFAR-10 of `total` rows: these images first, then black ones, so that it is small. */
export function craftedHubFile(
  images: readonly Uint8Array[],
  label: (i: number) => number,
  total: number,
): Uint8Array {
  const black = encodePng({ width: 32, height: 32, channels: 3, data: new Uint8Array(3072) });
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        {
          name: 'img',
          data: Array.from({ length: total }, (_, i) => images[i] ?? black),
          type: 'BYTE_ARRAY',
          encoding: 'PLAIN',
        },
        { name: 'label', data: Array.from({ length: total }, (_, i) => BigInt(label(i))), type: 'INT64' },
      ],
      rowGroupSize: 100,
      kvMetadata: [
        {
          key: 'huggingface',
          value: JSON.stringify({
            info: {
              features: { img: { _type: 'Image' }, label: { _type: 'ClassLabel', names: CIFAR_CLASSES } },
            },
          }),
        },
      ],
    }),
  );
}

/**
 * CIFAR's Python layout, protocol 2: {b'data': array (count × 3072 of u1), b'labels': […]}; up to 255 images.
 */
export function craftedPickle(count: number): Uint8Array {
  const length = new Uint8Array(Uint32Array.of(count * 3072).buffer);
  return bytesOf(
    [0x80, 2, 0x7d, 0x28, 0x55, 4],
    'data',
    [0x63],
    'numpy.core.multiarray\n_reconstruct\n',
    [0x63],
    'numpy\nndarray\n',
    [0x4b, 0, 0x85, 0x55, 1],
    'b',
    [0x87, 0x52, 0x28, 0x4b, 1, 0x4b, count, 0x4d, 0, 12, 0x86, 0x63],
    'numpy\ndtype\n',
    [0x55, 2],
    'u1',
    [0x4b, 0, 0x4b, 1, 0x87, 0x52, 0x89, 0x54],
    length,
    cifarRecords(count).subarray(0, count * 3072),
    [0x74, 0x62, 0x55, 6],
    'labels',
    [0x5d, 0x28],
    Array.from({ length: 2 * count }, (_, i) => (i % 2 ? (i >> 1) % 10 : 0x4b)),
    [0x65, 0x75, 0x2e],
  );
}

const folders = (image: (seed: number) => Uint8Array, extension: string): [string, Uint8Array][] =>
  Array.from({ length: 60 }, (_, i) => [`set/${['cat', 'dog', 'owl'][i % 3]}/${i}.${extension}`, image(i)]);
const jpeg = (seed: number) => {
  const data = noise(20 * 16 * 4, seed);
  return new Uint8Array(encodeJpeg({ width: 20, height: 16, data }, 80).data);
};
const labels = (n: number) => Uint8Array.from({ length: n }, (_, i) => i % 3);

/** Sixty images each: fifty to learn from and ten held out, unless the set brings its own split. */
export const craftedSets: CraftedSet[] = [
  {
    kind: 'CIFAR-10 binary',
    files: { 'data_batch_1.bin': cifarRecords(60) },
    says: /^CIFAR-10 from data_batch_1\.bin/,
    counts: [50, 10],
  },
  {
    kind: 'CIFAR-10 tar.gz',
    files: {
      'cifar.tar.gz': gzip(
        tar([
          ['c/data_batch_1.bin', cifarRecords(40)],
          ['c/test_batch.bin', cifarRecords(20)],
        ]),
      ),
    },
    says: /^CIFAR-10 from data_batch_1\.bin, test_batch\.bin/,
    counts: [40, 20],
  },
  {
    kind: 'CIFAR-10 for Python',
    files: { data_batch_1: craftedPickle(60) },
    says: /^CIFAR-10 from data_batch_1/,
    counts: [50, 10],
  },
  {
    kind: 'CIFAR-100',
    files: {
      'train.bin': bytesOf(
        ...Array.from({ length: 60 }, (_, i) => bytesOf([1, i], cifarRecords(1, i).subarray(1))),
      ),
    },
    says: /^CIFAR-100 from train\.bin/,
    counts: [50, 10],
  },
  {
    kind: 'idx',
    files: { 'train-images-idx3-ubyte': idxFile([60, 28, 28]), 'train-labels-idx1-ubyte': idxFile([60]) },
    says: /^MNIST \(idx\)/,
    counts: [50, 10],
  },
  {
    kind: 'npy',
    files: {
      'x.npy': npyFile('|u1', [60, 16, 16, 3], noise(60 * 768, 1)),
      'y.npy': npyFile('|u1', [60], labels(60)),
    },
    says: /^Arrays from x\.npy/,
    counts: [50, 10],
  },
  {
    kind: 'npy of floats, channels first, column by column',
    files: {
      'x.npy': npyFile(
        '<f4',
        [60, 3, 9, 13],
        new Uint8Array(Float32Array.from(noise(60 * 351, 1), (v) => v / 255).buffer),
        { fortran: true },
      ),
      'y.npy': npyFile('|u1', [60, 1], labels(60)),
    },
    says: /^Arrays from x\.npy/,
    counts: [50, 10],
  },
  {
    kind: 'npz',
    files: {
      'set.npz': zipSync({
        'x_train.npy': npyFile('|u1', [40, 16, 16], noise(40 * 256, 1)),
        'y_train.npy': npyFile('|u1', [40], labels(40)),
        'x_test.npy': npyFile('|u1', [20, 16, 16], noise(20 * 256, 2)),
        'y_test.npy': npyFile('|u1', [20], labels(20)),
      }),
    },
    says: /^Arrays from set\.npz/,
    counts: [40, 20],
  },
  {
    kind: 'zip of PNG by folder',
    files: { 'set.zip': zipSync(Object.fromEntries(folders(png, 'png'))) },
    says: /^Images by folder from set\.zip/,
    counts: [50, 10],
  },
  {
    kind: 'tar.gz of JPEG by folder',
    files: { 'set.tar.gz': gzip(tar(folders(jpeg, 'jpg'))) },
    says: /^Images by folder from set\.tar\.gz/,
    counts: [50, 10],
  },
  {
    kind: 'folder of grey PNG',
    files: Object.fromEntries(folders((seed) => png(seed, [40, 24], 1), 'png')),
    says: /^Images by folder from set/,
    counts: [50, 10],
  },
  {
    kind: 'parquet',
    files: { 'set.parquet': craftedParquet(60) },
    says: /^Parquet from set\.parquet/,
    counts: [50, 10],
  },
];
