import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { channelStatistics } from '../batches.ts';
import type { LabelledImages } from '../dataset.ts';
import { CIFAR_CLASSES, readCifar } from './cifar.ts';
import { fileOf } from '../../files/inputFile.ts';
import { readParquet } from './parquet.ts';
import { readFiles } from './readFiles.ts';
import type { FileImages } from './readSet.ts';

const root = process.env.RAINBOW_DATA;
if (!root) console.info('Reading real CIFAR-10 and MNIST files: skipped, RAINBOW_DATA is not set.');
const bytes = (path: string): Uint8Array => new Uint8Array(readFileSync(join(root!, path)));
const file = (path: string) => fileOf(path.split('/').pop()!, bytes(path));
const md5 = (data: Uint8Array): string => createHash('md5').update(data).digest('hex');
const image = (part: LabelledImages, i: number): Uint8Array => part.pixels.subarray(i * 3072, (i + 1) * 3072);
const perClass = (labels: Uint8Array): number[] =>
  labels.reduce<number[]>((n, l) => {
    n[l]++;
    return n;
  }, new Array<number>(10).fill(0));

describe.skipIf(!root)('real CIFAR-10 (RAINBOW_DATA)', () => {
  let images: FileImages;
  beforeAll(async () => {
    images = await readFiles(
      [
        file('cifar-10-batches-bin/data_batch_1.bin'),
        file('cifar-10-batches-bin/test_batch.bin'),
        file('cifar-10-batches-bin/batches.meta.txt'),
      ],
      { expects: 'CIFAR-10' },
    );
  });

  it('has the official order and classes', () => {
    expect([images.train.count, images.test.count]).toEqual([10_000, 10_000]);
    // The first ten labels of the official training set.
    expect(Array.from(images.train.labels.subarray(0, 10))).toEqual([6, 9, 9, 4, 1, 1, 2, 7, 8, 3]);
    expect(images.classes).toEqual([
      'airplane',
      'automobile',
      'bird',
      'cat',
      'deer',
      'dog',
      'frog',
      'horse',
      'ship',
      'truck',
    ]);
    expect(perClass(images.test.labels)).toEqual(new Array(10).fill(1000));
  });

  it('has the published channel means and deviations of the test set', () => {
    const { mean, std } = channelStatistics(images.test, 3, 32);
    [0.49421428, 0.48513139, 0.45040909].forEach((m, c) => expect(Math.abs(mean[c] - m)).toBeLessThan(1e-6));
    [0.24665252, 0.24289226, 0.26159238].forEach((s, c) => expect(Math.abs(std[c] - s)).toBeLessThan(1e-6));
  });

  it('has the pixels that another writer stored channels-last', () => {
    const npy = bytes('fixtures/cifar10_test200_x.npy');
    const labels = bytes('fixtures/cifar10_test200_y.npy');
    const header = (b: Uint8Array) => new TextDecoder().decode(b.subarray(10, 10 + b[8] + 256 * b[9]));
    const body = (b: Uint8Array) => b.slice(10 + b[8] + 256 * b[9]);
    expect(header(npy)).toMatch(/'\|u1', 'fortran_order': False, 'shape': \(200, 32, 32, 3\)/);
    expect(header(labels)).toMatch(/<i8/);
    expect(body(npy)).toHaveLength(200 * 3072);
    expect(Buffer.compare(images.test.pixels.subarray(0, 200 * 3072), body(npy))).toBe(0);
    expect(Array.from(new BigInt64Array(body(labels).buffer), Number)).toEqual(
      Array.from(images.test.labels.subarray(0, 200)),
    );
  });

  it('reads the archive as the batches it is made of', async () => {
    const archive = await readFiles([file('fixtures/cifar-10-binary-1000.tar.gz')]);
    expect([archive.train.count, archive.test.count, archive.source]).toEqual([
      1000,
      200,
      "the files' own test split",
    ]);
    const thousand = readCifar('test1000', bytes('fixtures/cifar10_test1000.bin'));
    expect(thousand.count).toBe(1000);
    // Every image of the archive is one of the real set, with its label.
    const known = new Map(
      [images.train, images.test].flatMap((part) =>
        Array.from({ length: part.count }, (_, i): [string, number] => [md5(image(part, i)), part.labels[i]]),
      ),
    );
    for (const part of [archive.train, archive.test])
      for (let i = 0; i < part.count; i++) expect(known.get(md5(image(part, i)))).toBe(part.labels[i]);
  });

  it('holds images out of a file without a test split', async () => {
    const held = await readFiles([file('fixtures/cifar10_test1000.bin')]);
    expect([held.train.count, held.test.count]).toEqual([834, 166]);
    expect(held.source).toMatch(/held out/);
  });
});

describe.skipIf(!root)('the same photographs in every format (RAINBOW_DATA)', () => {
  // The first images of the binary test batch: read by the plainest reader, they are what all others must
  // give.
  let first: ReturnType<typeof readCifar>;
  beforeAll(() => {
    first = readCifar('test_batch', bytes('cifar-10-batches-bin/test_batch.bin'));
  });
  const thousand = [
    'cifar10_test1000.bin',
    'cifar10_test1000_py.pickle',
    'cifar10_test1000_compressed.npz',
    'cifar10_test1000_keras_like.npz',
  ];
  const twoHundred: string[][] = [
    ['cifar10_test200_x.npy', 'cifar10_test200_y.npy'],
    ['cifar10_test200_x_f32.npy', 'cifar10_test200_y.npy'],
    ['cifar10_test200_x_fortran.npy', 'cifar10_test200_y.npy'],
    ['cifar10_test200_folders.zip'],
    ['cifar10_test200_folders.tar.gz'],
  ];

  it.each([
    ...thousand.map((name): [number, string[]] => [1000, [name]]),
    ...twoHundred.map((names): [number, string[]] => [200, names]),
  ])('%i images of %j', async (count, names) => {
    const set = await readFiles(names.map((name) => file(`fixtures/${name}`)));
    expect([set.train.count + set.test.count, set.height, set.width, set.channels]).toEqual([
      count,
      32,
      32,
      3,
    ]);
    const known = new Map(
      Array.from({ length: count }, (_, i): [string, number] => [
        md5(first.pixels.subarray(i * 3072, (i + 1) * 3072)),
        Number(first.labels[i]),
      ]),
    );
    const seen = new Set<string>();
    for (const part of [set.train, set.test])
      for (let i = 0; i < part.count; i++) {
        const sum = md5(image(part, i));
        expect(
          set.classes[part.labels[i]] === String(known.get(sum)) ||
            set.classes[part.labels[i]] === CIFAR_CLASSES[known.get(sum)!],
          `${sum} is ${set.classes[part.labels[i]]}`,
        ).toBe(true);
        seen.add(sum);
      }
    expect(seen.size).toBe(count);
  });

  it("all ten thousand of the hub's parquet; the first 250 without reading the rest", async () => {
    const all = await readParquet(file('parquet/cifar10-test-hf-schema-snappy-rg100.parquet'), {
      leftOut: [],
    });
    expect([all.total, all.images.count, all.classes]).toEqual([10_000, 10_000, CIFAR_CLASSES]);
    const known = new Map(
      Array.from({ length: 10_000 }, (_, i): [string, number] => [
        md5(first.pixels.subarray(i * 3072, (i + 1) * 3072)),
        Number(first.labels[i]),
      ]),
    );
    expect(known.size).toBe(10_000);
    for (let i = 0; i < 10_000; i++) {
      const sum = md5(all.images.pixels.subarray(i * 3072, (i + 1) * 3072));
      expect(known.get(sum)).toBe(all.images.labels[i]);
      known.delete(sum);
    }
    expect(known.size).toBe(0);

    const whole = file('parquet/cifar10-test-hf-schema-snappy-rg100.parquet');
    const spans: number[] = [];
    const part = await readParquet(
      {
        ...whole,
        read: (from, to) => {
          spans.push(to - from);
          return whole.read(from, to);
        },
      },
      { rows: 250, leftOut: [] },
    );
    expect(Buffer.compare(part.images.pixels, all.images.pixels.subarray(0, 250 * 3072))).toBe(0);
    expect(spans.reduce((a, b) => a + b, 0)).toBeLessThan(2.5e6);
  });
});

describe.skipIf(!root)('real MNIST (RAINBOW_DATA)', () => {
  const names = [
    'train-images-idx3-ubyte',
    'train-labels-idx1-ubyte',
    't10k-images-idx3-ubyte',
    't10k-labels-idx1-ubyte',
  ];
  // md5 of the official files, unzipped.
  const sums = [
    '6bbc9ace898e44ae57da46a324031adb',
    'a25bea736e30d166cdddb491f175f624',
    '2646ac647ad5339dbf082846283269ea',
    '27ae3e4e09519cfbb04c329615203637',
  ];

  it('comes out of the official bytes: 60,000 and 10,000', async () => {
    const raw = names.map((name) => new Uint8Array(gunzipSync(bytes(`mnist/${name}.gz`))));
    expect(raw.map(md5)).toEqual(sums);
    const images = await readFiles(
      names.map((name) => file(`mnist/${name}.gz`)),
      { expects: 'MNIST' },
    );
    expect([images.train.count, images.test.count, images.channels, images.height, images.width]).toEqual([
      60_000, 10_000, 1, 28, 28,
    ]);
    expect(Array.from(images.train.labels.subarray(0, 5))).toEqual([5, 0, 4, 1, 9]);
    for (const [part, at] of [
      [images.train, 0],
      [images.test, 2],
    ] as const) {
      expect(Buffer.compare(part.labels, raw[at + 1].subarray(8))).toBe(0);
      expect(Buffer.compare(part.pixels, raw[at].subarray(16))).toBe(0);
    }
  });

  it.skipIf(!root || !existsSync(join(root, 'fashion-mnist-900')))(
    'reads Fashion-MNIST images, 90 of each class',
    async () => {
      const images = await readFiles(
        ['images', 'labels'].map((what) =>
          file(`fashion-mnist-900/${what}-idx${what === 'images' ? 3 : 1}-ubyte.gz`),
        ),
      );
      expect([images.train.count, images.test.count]).toEqual([750, 150]);
      expect(perClass(Uint8Array.of(...images.train.labels, ...images.test.labels))).toEqual(
        new Array(10).fill(90),
      );
    },
  );
});
