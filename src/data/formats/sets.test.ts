import { encode as encodePng } from 'fast-png';
import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { bytesOf, gzip, npyFile, refusal, tar } from '../../files/craftedFiles.ts';
import { fileOf } from '../../files/inputFile.ts';
import { readFiles } from './readFiles.ts';

const read = (...files: [name: string, bytes: Uint8Array][]) =>
  readFiles(files.map(([name, bytes]) => fileOf(name, bytes)));
const pixels = (n: number, from = 0) => Uint8Array.from({ length: n }, (_, i) => (from + i * 31) % 251);
const png = (from: number, size = 8) =>
  encodePng({ width: size, height: size, channels: 3, data: pixels(size * size * 3, from) });
const longs = (...values: number[]) => new Uint8Array(BigInt64Array.from(values, BigInt).buffer);

describe('folders of images', () => {
  const entries: [string, Uint8Array][] = [
    ['set/train/cat/1.png', png(1)],
    ['set/train/dog/1.png', png(2)],
    ['set/train/dog/2.png', png(3)],
    ['set/test/dog/9.png', png(4)],
    ['set/readme.txt', bytesOf('hello')],
    ['__MACOSX/set/train/cat/._1.png', bytesOf('x')],
  ];

  it.each<[string, Uint8Array]>([
    ['zip', zipSync(Object.fromEntries(entries))],
    ['tar.gz', gzip(tar(entries))],
  ])('as %s: the class is the folder, train and test are splits', async (_, archive) => {
    const images = await read(['set.archive', archive]);
    expect(images).toMatchObject({
      kind: 'images',
      classes: ['cat', 'dog'],
      height: 8,
      width: 8,
      channels: 3,
      source: "the files' own test split",
    });
    expect([Array.from(images.train.labels), Array.from(images.test.labels)]).toEqual([[0, 1, 1], [1]]);
    expect(images.train.pixels.subarray(2 * 192)).toEqual(pixels(192, 3));
    expect(images.test.pixels).toEqual(pixels(192, 4));
  });

  it('as a dropped folder; classes in natural order', async () => {
    const images = await read(
      ['photos/10/a.png', png(1)],
      ['photos/9/a.png', png(2)],
      ['photos/9/b.png', png(3)],
    );
    expect(images.classes).toEqual(['9', '10']);
    expect(images.train.count + images.test.count).toBe(3);
  });

  it.each<[string, [string, Uint8Array][], RegExp]>([
    [
      'images in no folder',
      [
        ['a.png', png(1)],
        ['b.png', png(2)],
      ],
      /lies in no folder/,
    ],
    [
      'one class',
      [
        ['x/a.png', png(1)],
        ['x/b.png', png(2)],
      ],
      /one class/,
    ],
    [
      '257 classes',
      Array.from({ length: 257 }, (_, i): [string, Uint8Array] => [`c${i}/a.png`, png(i)]),
      /257 classes; up to 256/,
    ],
    [
      'a damaged image, by name',
      [
        ['x/a.png', png(1)],
        ['y/b.png', png(2, 32).subarray(0, 300)],
      ],
      /y\/b\.png.*damaged/,
    ],
  ])('refuses %s', async (_, files, message) => {
    expect((await refusal(read(...files))).message).toMatch(message);
  });
});

describe('numpy arrays', () => {
  const nhwc = pixels(6 * 8 * 8 * 3);
  const y = npyFile('<i8', [6], longs(0, 1, 2, 0, 1, 2));
  /** Axes of 6 × 8 × 8 × 3 moved: (n, h, w, c) to this order. */
  const moved = (order: [number, number, number, number], shape = [6, 8, 8, 3]) => {
    const to = order.map((axis) => shape[axis]);
    const out = new Uint8Array(nhwc.length);
    const strides = [192, 24, 3, 1];
    for (let i = 0; i < out.length; i++) {
      let rest = i;
      let from = 0;
      for (let axis = 3; axis >= 0; axis--) {
        from += (rest % to[axis]) * strides[order[axis]];
        rest = Math.floor(rest / to[axis]);
      }
      out[i] = nhwc[from];
    }
    return { to, out };
  };
  const all = async (file: Uint8Array, labels = y) => {
    const images = await read(['x.npy', file], ['y.npy', labels]);
    const found = new Map<string, number>();
    for (const part of [images.train, images.test])
      for (let i = 0; i < part.count; i++)
        found.set(Buffer.from(part.pixels.subarray(i * 192, (i + 1) * 192)).toString('hex'), part.labels[i]);
    return { images, found };
  };
  const expected = new Map(
    Array.from({ length: 6 }, (_, i) => [
      Buffer.from(nhwc.subarray(i * 192, (i + 1) * 192)).toString('hex'),
      i % 3,
    ]),
  );

  it.each<[string, Uint8Array]>([
    ['channels last', npyFile('|u1', [6, 8, 8, 3], nhwc)],
    ['channels first', npyFile('|u1', moved([0, 3, 1, 2]).to, moved([0, 3, 1, 2]).out)],
    ['column by column', npyFile('|u1', [6, 8, 8, 3], moved([3, 2, 1, 0]).out, { fortran: true })],
    ['rows of planes', npyFile('|u1', [6, 192], moved([0, 3, 1, 2]).out)],
    [
      'floats from 0 to 1',
      npyFile('<f4', [6, 8, 8, 3], new Uint8Array(Float32Array.from(nhwc, (v) => v / 255).buffer)),
    ],
    [
      'doubles from −1 to 1',
      npyFile('<f8', [6, 8, 8, 3], new Uint8Array(Float64Array.from(nhwc, (v) => v / 127.5 - 1).buffer)),
    ],
    ['floats from 0 to 255', npyFile('<f4', [6, 8, 8, 3], new Uint8Array(Float32Array.from(nhwc).buffer))],
    ['32-bit integers', npyFile('<i4', [6, 8, 8, 3], new Uint8Array(Int32Array.from(nhwc).buffer))],
  ])('%s give the same images', async (_, file) => {
    expect((await all(file)).found).toEqual(expected);
  });

  it('labels may be any whole numbers, of shape (N, 1) too; classes are named by them', async () => {
    const { images, found } = await all(
      npyFile('|u1', [6, 8, 8, 3], nhwc),
      npyFile('<i8', [6, 1], longs(-5, 70, 1000, -5, 70, 1000)),
    );
    expect(images.classes).toEqual(['-5', '70', '1000']);
    expect(found).toEqual(expected);
  });

  it('pairs x_train, y_train, x_test and y_test of an npz, as keras has them', async () => {
    const four = npyFile('|u1', [4, 8, 8], pixels(256));
    const images = await read([
      'set.npz',
      zipSync({
        'x_train.npy': four,
        'y_train.npy': npyFile('|u1', [4], Uint8Array.of(0, 1, 0, 1)),
        'x_test.npy': four,
        'y_test.npy': npyFile('|u1', [4], Uint8Array.of(1, 1, 1, 1)),
      }),
    ]);
    expect([images.channels, Array.from(images.train.labels), Array.from(images.test.labels)]).toEqual([
      1,
      [0, 1, 0, 1],
      [1, 1, 1, 1],
    ]);
  });

  it.each<[string, [string, Uint8Array][], RegExp]>([
    [
      'normalised floats',
      [
        [
          'x.npy',
          npyFile(
            '<f4',
            [2, 8, 8],
            new Uint8Array(Float32Array.from({ length: 128 }, (_, i) => i / 30 - 2).buffer),
          ),
        ],
        ['y.npy', npyFile('|u1', [2], Uint8Array.of(0, 1))],
      ],
      /pixels from -2 to 2\.2.*normalised must be stored as they were before/,
    ],
    [
      'NaN',
      [
        ['x.npy', npyFile('<f4', [2, 8, 8], new Uint8Array(new Float32Array(128).fill(NaN).buffer))],
        ['y.npy', npyFile('|u1', [2], Uint8Array.of(0, 1))],
      ],
      /pixel value 0 is NaN/,
    ],
    ['no labels', [['x.npy', npyFile('|u1', [2, 8, 8], new Uint8Array(128))]], /no array of as many labels/],
    ['labels only', [['y.npy', npyFile('|u1', [2], Uint8Array.of(0, 1))]], /no array of images/],
    [
      'four channels',
      [['x.npy', npyFile('|u1', [2, 8, 8, 4], new Uint8Array(512))]],
      /2 × 8 × 8 × 4 holds no images/,
    ],
    [
      'labels that are fractions',
      [
        ['x.npy', npyFile('|u1', [2, 8, 8], new Uint8Array(128))],
        ['y.npy', npyFile('<f4', [2], new Uint8Array(Float32Array.of(0, 0.5).buffer))],
      ],
      /label 0.5 of image 1/,
    ],
    [
      'one class',
      [
        ['x.npy', npyFile('|u1', [2, 8, 8], new Uint8Array(128))],
        ['y.npy', npyFile('|u1', [2], Uint8Array.of(3, 3))],
      ],
      /one class/,
    ],
    [
      '1001 classes',
      [
        ['x.npy', npyFile('|u1', [1001, 8, 8], new Uint8Array(64_064))],
        [
          'y.npy',
          npyFile('<i2', [1001], new Uint8Array(Int16Array.from({ length: 1001 }, (_, i) => i).buffer)),
        ],
      ],
      /1,001 classes; up to 256/,
    ],
  ])('refuses %s', async (_, files, message) => {
    expect((await refusal(read(...files))).message).toMatch(message);
  });
});

describe('parquet', () => {
  const rows = 7;
  const images = Array.from({ length: rows }, (_, i) => png(i * 5));
  const labels = Array.from({ length: rows }, (_, i) => BigInt(i % 2));
  const file = (columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData'], more = {}) =>
    new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 3, ...more }));

  it("reads a column of binary images and names from the hub's description", async () => {
    const set = await read([
      'train.parquet',
      file(
        [
          { name: 'image', data: images, type: 'BYTE_ARRAY' },
          { name: 'label', data: labels, type: 'INT64' },
        ],
        {
          kvMetadata: [
            {
              key: 'huggingface',
              value: JSON.stringify({
                info: { features: { label: { _type: 'ClassLabel', names: ['no', 'yes'] } } },
              }),
            },
          ],
        },
      ),
    ]);
    expect([set.classes, set.height, set.train.count + set.test.count]).toEqual([['no', 'yes'], 8, 7]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['no images', file([{ name: 'label', data: labels, type: 'INT64' }]), /no column of images among label/],
    [
      'no labels',
      file([{ name: 'image', data: images, type: 'BYTE_ARRAY' }]),
      /no column of labels among image/,
    ],
    [
      'texts in the place of images',
      file([
        { name: 'image', data: images.map(() => bytesOf('hello')), type: 'BYTE_ARRAY' },
        { name: 'label', data: labels, type: 'INT64' },
      ]),
      /row 0: column "image" holds something that is no image/,
    ],
  ])('refuses %s', async (_, bytes, message) => {
    expect((await refusal(read(['a.parquet', bytes]))).message).toMatch(message);
  });

  it('refuses a file cut off anywhere', async () => {
    const whole = file([
      { name: 'image', data: images, type: 'BYTE_ARRAY' },
      { name: 'label', data: labels, type: 'INT64' },
    ]);
    for (let i = 0; i < 50; i++)
      await refusal(read(['a.parquet', whole.subarray(0, Math.floor((whole.length * i) / 50))]));
  });
});
