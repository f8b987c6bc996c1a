import { expect, it } from 'vitest';
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { rng } from '../../random/rng.ts';
import { FileError, fileOf } from '../../files/inputFile.ts';
import {
  bytesOf,
  cifarRecords,
  gzip,
  idxFile,
  npyFile,
  refusal,
  tar,
  tarEntry,
} from '../../files/craftedFiles.ts';
import images from './fixtures/images.json';
import matFile from './fixtures/mat.json';
import { readFiles } from './readFiles.ts';

/** A seeded sample; `npm run test:long` takes the full count. */
const FLIPS = process.env.RAINBOW_LONG ? 4000 : 400;

/** Damaged files end in a FileError or in images that fit their own description: true when read. */
async function survives(files: [string, Uint8Array][]): Promise<boolean> {
  try {
    const images = await readFiles(files.map(([name, bytes]) => fileOf(name, bytes)));
    for (const part of [images.train, images.test]) {
      expect(part.count).toBeGreaterThan(0);
      expect(part.labels).toHaveLength(part.count);
      expect(part.pixels).toHaveLength(part.count * images.height * images.width * images.channels);
      expect(Math.max(...part.labels)).toBeLessThan(images.classes.length);
    }
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    expect(error.message.length).toBeGreaterThan(20);
    return false;
  }
}

const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
  const out = bytes.slice();
  out[bit >> 3] ^= 1 << (bit & 7);
  return out;
};

const archive = tar([
  ['c/batches.meta.txt', bytesOf('a\nb\n')],
  ['c/data_batch_1.bin', cifarRecords(5)],
  ['c/test_batch.bin', cifarRecords(2)],
]);
const imagesFile = idxFile([6, 9, 8]);
const labelsFile = idxFile([6]);

/** Each file as the only damaged one among the others; `whole`: the damage is always noticed. */
const pngs = [1, 2, 3, 4].map((n) =>
  encode({
    width: 8,
    height: 8,
    channels: 3,
    data: Uint8Array.from({ length: 192 }, (_, i) => (i * n * 7) % 256),
  }),
);
const arrays = {
  'x_train.npy': npyFile('|u1', [6, 8, 8], cifarRecords(1).subarray(1, 385)),
  'y_train.npy': npyFile('|u1', [6], Uint8Array.of(0, 1, 2, 0, 1, 2)),
};
/** CIFAR's Python layout, protocol 2: {b'data': array (2 × 3072 of u1), b'labels': [3, 5]}. */
const pickle = bytesOf(
  [0x80, 2, 0x7d, 0x28, 0x55, 4],
  'data',
  [0x63],
  'numpy.core.multiarray\n_reconstruct\n',
  [0x63],
  'numpy\nndarray\n',
  [0x4b, 0, 0x85, 0x55, 1],
  'b',
  [0x87, 0x52, 0x28, 0x4b, 1, 0x4b, 2, 0x4d, 0, 12, 0x86, 0x63],
  'numpy\ndtype\n',
  [0x55, 2],
  'u1',
  [0x4b, 0, 0x4b, 1, 0x87, 0x52, 0x89, 0x54, 0, 24, 0, 0],
  cifarRecords(2).subarray(0, 6144),
  [0x74, 0x62, 0x55, 6],
  'labels',
  [0x5d, 0x28, 0x4b, 3, 0x4b, 5, 0x65, 0x75, 0x2e],
);
const parquet = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: 'image', data: [...pngs], type: 'BYTE_ARRAY' },
      { name: 'label', data: [0n, 1n, 0n, 1n], type: 'INT64' },
    ],
    rowGroupSize: 2,
  }),
);

const base64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const words = npyFile('<U1', [6], new Uint8Array(Uint32Array.of(97, 98, 99, 97, 98, 99).buffer));
const longNames = bytesOf(
  ...['cat', 'dog', 'cat', 'dog'].flatMap((name, i) => {
    const record = `path=${name}/${i}.png\n`;
    return [tarEntry('pax', bytesOf(`${record.length + 3} ${record}`), 'x'), tarEntry('cut', pngs[i])];
  }),
  new Uint8Array(1024),
);

const cases: [
  name: string,
  bytes: Uint8Array,
  beside: [string, Uint8Array][],
  headerBytes: number,
  whole: boolean,
][] = [
  ['cifar.tar.gz', gzip(archive), [], 10, true],
  ['cifar.tar', archive, [], 512, false],
  ['images.idx', imagesFile, [['labels.idx', labelsFile]], 16, false],
  ['images.idx.gz', gzip(imagesFile), [['labels.idx', labelsFile]], 10, true],
  ['labels.idx', labelsFile, [['images.idx', imagesFile]], 14, false],
  [
    'folders.zip',
    zipSync({ 'a/1.png': [pngs[0], { level: 0 }], 'a/2.png': pngs[1], 'b/1.png': pngs[2] }),
    [],
    60,
    false,
  ],
  ['set.npz', zipSync(arrays), [], 60, false],
  ['x.npy', arrays['x_train.npy'], [['y.npy', arrays['y_train.npy']]], 128, false],
  ['batch.pickle', pickle, [], 120, false],
  ['a/x.png', pngs[0], [['b/y.png', pngs[1]]], 33, false],
  ['set.parquet', parquet, [], 12, false],
  ['a/x.jpg', base64(images['chroma420.jpg'].file), [['b/y.png', pngs[1]]], 160, false],
  ['a/x.png', base64(images['palette2_interlaced.png'].file), [['b/y.png', pngs[1]]], 60, false],
  ['set.mat', base64(matFile.packed), [], 160, false],
  ['y.npy', words, [['x.npy', arrays['x_train.npy']]], 128, false],
  ['pax.tar', longNames, [], 2048, false],
];

it.each(cases)('%s cut off anywhere is refused', async (name, bytes, beside) => {
  expect(await survives([[name, bytes], ...beside])).toBe(true);
  for (let i = 0; i < 50; i++) {
    const length = Math.floor((bytes.length * i) / 50);
    // The closing zeros of a tar may be missing in part.
    if (name.endsWith('.tar') && length > bytes.length - 1024) continue;
    expect(await survives([[name, bytes.subarray(0, length)], ...beside]), `${length} bytes`).toBe(false);
  }
});

it.each(cases)(
  '%s with a bit flipped is refused or read, nothing else',
  async (name, bytes, beside, header) => {
    const random = rng(8).fork('fuzz', name);
    let read = 0;
    for (let i = 0; i < FLIPS; i++) {
      // Half of the flips in the header, where they do most.
      const bit = random.below(8 * (i % 2 ? bytes.length : header));
      read += Number(await survives([[name, flip(bytes, bit)], ...beside]));
    }
    expect(read).toBeLessThan(FLIPS);
  },
);

it.each(cases.filter((c) => c[4]))(
  '%s: its CRC notices every bit flipped behind the header',
  async (name, bytes, beside) => {
    const random = rng(9).fork('fuzz', name);
    for (let i = 0; i < 60; i++)
      expect(
        await survives([[name, flip(bytes, 80 + random.below(8 * (bytes.length - 10)))], ...beside]),
      ).toBe(false);
  },
);

it('random bytes are refused', async () => {
  const random = rng(10).fork('noise');
  for (let i = 0; i < 60; i++) {
    const bytes = Uint8Array.from({ length: random.below(5000) }, () => random.below(256));
    // With a magic in front, so that every reader gets its share.
    bytes.set([[], [0x1f, 0x8b, 8, 0], [0, 0, 8, 3], [0, 0, 8, 1]][i % 4].slice(0, bytes.length));
    expect(await survives([['noise.bin', bytes]])).toBe(false);
  }
});

const floats = (fill: number) => {
  const x = new Float32Array(2 * 64).fill(0.5);
  x[100] = fill;
  return new Uint8Array(x.buffer);
};
const two = npyFile('|u1', [2], Uint8Array.of(0, 1));
const classes = (n: number) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'image', data: Array.from({ length: Math.max(n, 3) }, () => pngs[0]), type: 'BYTE_ARRAY' },
        {
          name: 'label',
          data: Array.from({ length: Math.max(n, 3) }, (_, i) => BigInt(i % n)),
          type: 'INT64',
        },
      ],
    }),
  );

it.each<[string, [string, Uint8Array][], RegExp]>([
  [
    'infinity among floats',
    [
      ['x.npy', npyFile('<f4', [2, 8, 8], floats(Infinity))],
      ['y.npy', two],
    ],
    /x\.npy: pixel value 100 is Infinity: images must be finite/,
  ],
  [
    'minus infinity among labels',
    [
      ['x.npy', npyFile('|u1', [2, 8, 8], new Uint8Array(128))],
      ['y.npy', npyFile('<f4', [2], new Uint8Array(Float32Array.of(0, -Infinity).buffer))],
    ],
    /label -Infinity of image 1/,
  ],
  [
    'no image at all',
    [
      ['x.npy', npyFile('|u1', [0, 8, 8], new Uint8Array())],
      ['y.npy', npyFile('|u1', [0], new Uint8Array())],
    ],
    /no image|no array/,
  ],
  [
    'a terabyte announced',
    [
      ['x.npy', npyFile('|u1', [2 ** 20, 1024, 1024], new Uint8Array(128))],
      ['y.npy', two],
    ],
    /x\.npy.*announces/,
  ],
  [
    'more than can be counted announced',
    [
      ['x.npy', npyFile('|u1', [2 ** 40, 2 ** 40], new Uint8Array(128))],
      ['y.npy', two],
    ],
    /x\.npy/,
  ],
  [
    '7 pixels',
    [
      ['x.npy', npyFile('|u1', [2, 7, 8], new Uint8Array(112))],
      ['y.npy', two],
    ],
    /7 × 8 pixels; 8 × 8 to 4096 × 4096 can be read/,
  ],
  [
    'two channels',
    [
      ['x.npy', npyFile('|u1', [2, 8, 8, 2], new Uint8Array(256))],
      ['y.npy', two],
    ],
    /2 × 8 × 8 × 2 holds no images/,
  ],
  ['one class in parquet', [['set.parquet', classes(1)]], /all images are of one class/],
  ['1001 classes in parquet', [['set.parquet', classes(1001)]], /1,001 classes; up to 256/],
  [
    '1001 folders',
    [
      [
        'set.zip',
        zipSync(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`c${i}/1.png`, pngs[0]])), {
          level: 0,
        }),
      ],
    ],
    /1,001 classes; up to 256/,
  ],
])('%s is refused by name', async (_, files, message) => {
  expect((await refusal(readFiles(files.map(([name, bytes]) => fileOf(name, bytes))))).message).toMatch(
    message,
  );
});
