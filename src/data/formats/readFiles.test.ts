import { expect, describe, it, vi } from 'vitest';
import { dataSettings } from '../settings.ts';
import { bytesOf, cifarRecords, gzip, idxFile, refusal, tar, tarEntry } from '../../files/craftedFiles.ts';
import { MAX_BYTES } from '../../files/gzip.ts';
import { fileOf, type InputFile } from '../../files/inputFile.ts';
import { takeFitted } from '../images.ts';
import { selectDataset } from '../select.ts';
import { readFiles } from './readFiles.ts';

const read = (...files: [name: string, bytes: Uint8Array][]) =>
  readFiles(files.map(([name, bytes]) => fileOf(name, bytes)));

describe('CIFAR-10', () => {
  it('reads batches and the test batch, with the class names of the archive', async () => {
    const names = 'a b c d e f g h i j'.split(' ');
    const images = await read([
      'cifar.tar.gz',
      gzip(
        tar([
          ['cifar/batches.meta.txt', bytesOf(`${names.join('\n')}\n\n`)],
          ['cifar/data_batch_1.bin', cifarRecords(12, 1)],
          ['cifar/data_batch_2.bin', cifarRecords(3, 2)],
          ['cifar/test_batch.bin', cifarRecords(4, 3)],
          ['cifar/readme.html', bytesOf('<html>')],
        ]),
      ),
    ]);
    expect(images).toMatchObject({
      kind: 'CIFAR-10',
      classes: names,
      height: 32,
      width: 32,
      channels: 3,
      source: "the files' own test split",
    });
    expect([images.train.count, images.test.count]).toEqual([15, 4]);
    expect(Array.from(images.train.labels)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 0, 1, 2]);
    expect(images.train.pixels.subarray(12 * 3072)).toEqual(
      (
        await read(['x.bin', bytesOf(cifarRecords(3, 2), cifarRecords(1))], ['test.bin', cifarRecords(1)])
      ).train.pixels.subarray(0, 3 * 3072),
    );
    expect(images.name).toContain('data_batch_1.bin, data_batch_2.bin');
  });

  it('holds out one image in six where there is no test batch, the same for everybody, none lost and none twice', async () => {
    const bytes = cifarRecords(60);
    const images = await read(['data_batch_1.bin', bytes]);
    const again = await read(['data_batch_1.bin', bytes]);
    expect([images.train.count, images.test.count]).toEqual([50, 10]);
    expect(images.source).toMatch(/one image in 6 held out .* no test split/);
    expect(again).toEqual(images);
    const key = (part: { pixels: Uint8Array; labels: Uint8Array }, i: number) =>
      `${part.labels[i]}:${Buffer.from(part.pixels.subarray(i * 3072, i * 3072 + 40)).toString('hex')}`;
    const all = [
      ...Array.from({ length: 50 }, (_, i) => key(images.train, i)),
      ...Array.from({ length: 10 }, (_, i) => key(images.test, i)),
    ];
    const whole = (await read(['b1.bin', bytes], ['test.bin', bytes])).train;
    expect(all.sort()).toEqual(Array.from({ length: 60 }, (_, i) => key(whole, i)).sort());
  });

  it('is recognised even where its first bytes spell an idx magic: label 0, red 0, 8, 3', async () => {
    const bytes = cifarRecords(8);
    bytes.set([0, 0, 8, 3]);
    expect((await read(['data_batch_1.bin', bytes])).kind).toBe('CIFAR-10');
  });

  it.each<[string, Uint8Array, number, RegExp]>([
    ['a length that does not fit', bytesOf(cifarRecords(2), [0]), 6146, /left over/],
    ['a label out of range', bytesOf([11], cifarRecords(1).subarray(1)), 0, /label of image 0 is 11/],
    ['less than one image', cifarRecords(1).subarray(0, 100), 100, /shorter than one/],
  ])('refuses %s', async (_, bytes, byte, message) => {
    const error = await refusal(read(['data_batch_1.bin', bytes]));
    expect(error).toMatchObject({ file: 'data_batch_1.bin', byte });
    expect(error.message).toMatch(message);
  });

  it('names archive and entry', async () => {
    const error = await refusal(read(['c.tar', tar([['d/data_batch_1.bin', cifarRecords(2).subarray(1)]])]));
    expect(error.file).toBe('c.tar › d/data_batch_1.bin');
  });

  it('reads CIFAR-100 with its hundred classes', async () => {
    const record = cifarRecords(1).subarray(1);
    const images = await read(
      ['train.bin', bytesOf([0, 5], record, [1, 99], record)],
      ['test.bin', bytesOf([2, 50], record)],
    );
    expect([
      images.kind,
      images.classes.length,
      images.classes[99],
      ...images.train.labels,
      ...images.test.labels,
    ]).toEqual(['CIFAR-100', 100, 'worm', 5, 99, 50]);
  });

  it('takes climbing paths as names', async () => {
    const images = await read([
      'c.tar',
      tar([
        ['../../etc/data_batch_1.bin', cifarRecords(7)],
        ['/abs/test_batch.bin', cifarRecords(2)],
      ]),
    ]);
    expect(images.name).toBe('CIFAR-10 from data_batch_1.bin, test_batch.bin');
  });
});

describe('idx', () => {
  const pair = (n: number, side = 28): [string, Uint8Array][] => [
    ['train-images-idx3-ubyte', idxFile([n, side, side])],
    ['train-labels-idx1-ubyte', idxFile([n])],
  ];
  const testPair = (n: number): [string, Uint8Array][] => [
    ['t10k-images-idx3-ubyte.gz', gzip(idxFile([n, 28, 28]))],
    ['t10k-labels-idx1-ubyte.gz', gzip(idxFile([n], new Uint8Array(n).fill(5)))],
  ];

  it('sets 28 × 28 in the middle of 32 × 32 and says so', async () => {
    const read28 = await read(...pair(8), ...testPair(3));
    expect(read28).toMatchObject({
      kind: 'MNIST',
      height: 28,
      width: 28,
      channels: 1,
      source: "the files' own test split",
    });
    const images = {
      ...selectDataset(read28, { ...dataSettings.parse({ source: 'file' }), train: 8, test: 3 }, 1),
      train: takeFitted(read28.train, read28, Uint32Array.from([0, 1, 2, 3, 4, 5, 6, 7]), 32),
    };
    expect(images).toMatchObject({ size: 32, channels: 1 });
    // The digits that there are: a class without images is none.
    const digits = [...pair(8)[1][1].subarray(8), 5].sort();
    expect(images.classes).toEqual([...new Set(digits)].map(String));
    expect(images.source).toBe(
      "the files' own test split; 28 × 28 images set in the middle of 32 × 32, zeros around",
    );
    const raw = pair(8)[0][1].subarray(16);
    for (const [i, y, x] of [
      [0, 2, 2],
      [3, 10, 29],
      [7, 29, 17],
    ])
      expect(images.train.pixels[(i * 32 + y) * 32 + x]).toBe(raw[(i * 28 + y - 2) * 28 + x - 2]);
    const inside = raw.reduce((a, b) => a + b, 0);
    expect(images.train.pixels.reduce((a, b) => a + b, 0)).toBe(inside);
    expect(Array.from(images.test.labels, (label) => images.classes[label])).toEqual(['5', '5', '5']);
  });

  it('pairs by split where both splits have as many images, in any order', async () => {
    const files = [...testPair(8), ...pair(8)];
    for (const order of [files, [...files].reverse()]) {
      const images = await read(...order);
      const digits = (labels: Uint8Array) => Array.from(labels, (label) => Number(images.classes[label]));
      expect(digits(images.test.labels)).toEqual(new Array(8).fill(5));
      expect(digits(images.train.labels)).toEqual([...pair(8)[1][1].subarray(8)]);
    }
  });

  it('never gives one labels file to two image files', async () => {
    const error = await refusal(read(...pair(8), testPair(8)[0]));
    expect(error.file).toBe('t10k-images-idx3-ubyte.gz');
    expect(error.message).toMatch(/8 images, and no labels file with as many/);
  });

  it('leaves out something else among them, and says so', async () => {
    const images = await read(...pair(8), ['notes.dat', bytesOf('hello, this is text')]);
    expect(images.train.count + images.test.count).toBe(8);
    expect(images.source).toMatch(/; 1 other file left out \(notes\.dat\)$/);
  });

  it.each<[string, [string, Uint8Array][], string, number | null, RegExp]>([
    ['images without labels', [pair(8)[0]], 'train-images-idx3-ubyte', 4, /8 images, and no labels file/],
    ['labels without images', [pair(8)[1]], 'train-labels-idx1-ubyte', 3, /labels without images/],
    [
      'another number of labels',
      [pair(8)[0], pair(7)[1]],
      'train-images-idx3-ubyte',
      4,
      /8 images, and no labels file/,
    ],
    ['labels cut off', [pair(8)[0], ['l', pair(8)[1][1].subarray(0, 12)]], 'l', 8, /8 = 8 bytes, 4 follow/],
    [
      'a label over 99',
      [pair(8)[0], ['l', idxFile([8], Uint8Array.of(0, 1, 2, 100, 0, 0, 0, 0))]],
      'l',
      11,
      /label 100 of image 3/,
    ],
    ['images too large', pair(2, 4097), 'train-images-idx3-ubyte', null, /4097 × 4097 pixels/],
    ['images too small', pair(2, 7), 'train-images-idx3-ubyte', null, /7 × 7 pixels/],
    ['no image in the file', [...pair(0), ...testPair(3)], 'train-images-idx3-ubyte', 4, /no image/],
    [
      '4 billion images of no pixels',
      [
        ['i', idxFile([0xffffffff, 0, 28], new Uint8Array())],
        ['l', idxFile([1])],
      ],
      'i',
      4,
      /no labels file/,
    ],
    ['a single image', pair(1), 'files', null, /at least two/],
  ])('refuses %s', async (_, files, file, byte, message) => {
    const error = await refusal(read(...files));
    expect(error).toMatchObject({ file, byte });
    expect(error.message).toMatch(message);
  });
});

describe('any file', () => {
  it.each<[string, [string, Uint8Array][], string, number, RegExp]>([
    ['an empty file', [['a.bin', new Uint8Array()]], 'a.bin', 0, /empty/],
    ['an empty gzip', [['a.gz', gzip(new Uint8Array())]], 'a.gz', 0, /nothing inside/],
    [
      'an unknown kind',
      [['film.mkv', bytesOf([0x1a, 0x45, 0xdf, 0xa3], new Uint8Array(5000))]],
      'film.mkv',
      0,
      /starts with 1a 45 df a3/,
    ],
    [
      'two of unknown kind',
      [
        ['a.mkv', bytesOf([0x1a, 0x45, 0xdf])],
        ['b.mkv', bytesOf([0x1a, 0x45, 0xdf])],
      ],
      'a.mkv',
      0,
      /no image data recognised/,
    ],
    [
      'an archive without images',
      [
        [
          'a.tar',
          tar([
            ['notes.txt', bytesOf('hello')],
            ['more.txt', bytesOf('hello')],
          ]),
        ],
      ],
      'a.tar › notes.txt',
      0,
      /no image data recognised/,
    ],
    [
      'an archive of folders',
      [['a.tar', bytesOf(tarEntry('d/', new Uint8Array(), '5'), new Uint8Array(1024))]],
      'a.tar',
      512,
      /no file/,
    ],
  ])('refuses %s', async (_, files, file, byte, message) => {
    const error = await refusal(read(...files));
    expect(error).toMatchObject({ file, byte });
    expect(error.message).toMatch(message);
  });

  it('refuses no file, and one that is too large before reading it', async () => {
    expect((await refusal(readFiles([]))).message).toContain('CIFAR-10');
    const read = vi.fn<InputFile['read']>(async (from, to) => new Uint8Array(to - from));
    expect((await refusal(readFiles([{ name: 'big', size: MAX_BYTES + 1, read }]))).message).toMatch(
      /big: 512 MiB is over the limit/,
    );
    expect(read.mock.calls).toEqual([[0, 512]]);
  });

  it('refuses files that are too large together', async () => {
    const half = MAX_BYTES / 2;
    const bytes = new Uint8Array(half + 512);
    const file = {
      name: 'a',
      size: half + 512,
      read: async (from: number, to: number) => bytes.subarray(from, to),
    };
    const error = await refusal(readFiles([file, { ...file, name: 'b' }]));
    expect(error.message).toMatch(/^b: with the files before it, it holds more than 512 MiB/);
  });

  it('says which file the system would not hand over', async () => {
    const error = await refusal(
      readFiles([{ name: 'gone.bin', size: 3073, read: () => Promise.reject(new Error('NotReadable')) }]),
    );
    expect(error.message).toMatch(/gone\.bin: could not be read: NotReadable/);
  });

  it('refuses another data set than the experiment expects', async () => {
    const file = fileOf('data_batch_1.bin', cifarRecords(6));
    const error = await refusal(readFiles([file], { expects: 'MNIST' }));
    expect(error.message).toMatch(/data_batch_1\.bin: this is CIFAR-10, the experiment is made for MNIST/);
    expect((await readFiles([file], { expects: 'CIFAR-10' })).kind).toBe('CIFAR-10');
    expect((await readFiles([file], { expects: 'any' })).kind).toBe('CIFAR-10');
  });

  it('stops when asked to, and reports progress up to the total', async () => {
    const stop = new AbortController();
    const files = [fileOf('data_batch_1.bin', cifarRecords(2)), fileOf('test_batch.bin', cifarRecords(1))];
    const seen: number[][] = [];
    await readFiles(files, { onProgress: (...p) => seen.push(p) });
    expect(seen).toEqual([
      [2 * 3073, 6 * 3073],
      [3 * 3073, 6 * 3073],
      [6 * 3073, 6 * 3073],
    ]);
    stop.abort();
    await expect(readFiles(files, { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('selectDataset', () => {
  const files = [
    fileOf('data_batch_1.bin', cifarRecords(150)),
    fileOf('test_batch.bin', cifarRecords(110, 2)),
  ];
  const settings = (over: object) => dataSettings.parse({ source: 'file', train: 120, test: 100, ...over });

  it('takes as many as asked, without repeats, by the seed', async () => {
    const images = await readFiles(files);
    const a = selectDataset(images, settings({}), 5);
    const b = selectDataset(images, settings({}), 5);
    const c = selectDataset(images, settings({}), 6);
    expect([a.train.count, a.test.count, a.train.labels.length, a.train.pixels.length]).toEqual([
      120,
      100,
      120,
      120 * 3072,
    ]);
    expect(b).toEqual(a);
    expect(c.train.pixels).not.toEqual(a.train.pixels);
    const key = (part: { pixels: Uint8Array }, i: number) =>
      Buffer.from(part.pixels.subarray(i * 3072, (i + 1) * 3072)).toString('base64');
    const there = new Map(
      Array.from({ length: 150 }, (_, i) => [key(images.train, i), images.train.labels[i]]),
    );
    const chosen = new Set(Array.from({ length: 120 }, (_, i) => key(a.train, i)));
    expect(chosen.size).toBe(120);
    for (let i = 0; i < 120; i++) expect(there.get(key(a.train, i))).toBe(a.train.labels[i]);
  });

  it('names the setting that asks for more than there is', async () => {
    const images = await readFiles(files);
    expect((await refusal(() => selectDataset(images, settings({ train: 151 }), 1))).message).toMatch(
      /data\.train asks for 151 images, the file has 150: lower "Training images"/,
    );
    expect((await refusal(() => selectDataset(images, settings({ test: 1110 }), 1))).message).toMatch(
      /data\.test asks for 1,110 images, the file has 110: lower "Test images"/,
    );
    expect((await refusal(() => selectDataset(images, settings({ expects: 'MNIST' }), 1))).message).toContain(
      'made for MNIST',
    );
  });
});
