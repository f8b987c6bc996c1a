import { expect, it } from 'vitest';
import { rng } from '../../random/rng.ts';
import { FileError, fileOf } from '../../files/inputFile.ts';
import { bytesOf, cifarRecords, gzip, idxFile, tar } from '../../files/craftedFiles.ts';
import { readFiles } from './readFiles.ts';

/** A seeded sample; `npm run test:long` takes the full count. */
const FLIPS = process.env.RAINBOW_LONG ? 4000 : 100;

/** Damaged files end in a FileError or in images that fit their own description: true when read. */
async function survives(files: [string, Uint8Array][]): Promise<boolean> {
  try {
    const images = await readFiles(files.map(([name, bytes]) => fileOf(name, bytes)));
    for (const part of [images.train, images.test]) {
      expect(part.count).toBeGreaterThan(0);
      expect(part.labels).toHaveLength(part.count);
      expect(part.pixels).toHaveLength(part.count * images.size ** 2 * images.channels);
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

const archive = tar([['c/batches.meta.txt', bytesOf('a\nb\n')], ['c/data_batch_1.bin', cifarRecords(5)], ['c/test_batch.bin', cifarRecords(2)]]);
const imagesFile = idxFile([6, 9, 8]), labelsFile = idxFile([6]);

/** Each file as the only damaged one among the others; `whole`: the damage is always noticed. */
const cases: [name: string, bytes: Uint8Array, beside: [string, Uint8Array][], headerBytes: number, whole: boolean][] = [
  ['cifar.tar.gz', gzip(archive), [], 10, true],
  ['cifar.tar', archive, [], 512, false],
  ['images.idx', imagesFile, [['labels.idx', labelsFile]], 16, false],
  ['images.idx.gz', gzip(imagesFile), [['labels.idx', labelsFile]], 10, true],
  ['labels.idx', labelsFile, [['images.idx', imagesFile]], 14, false],
];

it.each(cases)('%s cut off anywhere is refused', async (name, bytes, beside) => {
  expect(await survives([[name, bytes], ...beside])).toBe(true);
  // The last twentieth holds more than the closing zeros of the tar.
  for (let i = 0; i < 20; i++) {
    const length = Math.floor((bytes.length * i) / 20);
    expect(await survives([[name, bytes.subarray(0, length)], ...beside]), `${length} bytes`).toBe(false);
  }
});

it.each(cases)('%s with a bit flipped is refused or read, nothing else', async (name, bytes, beside, header) => {
  const random = rng(8).fork('fuzz', name);
  let read = 0;
  for (let i = 0; i < FLIPS; i++) {
    // Half of the flips in the header, where they do most.
    const bit = random.below(8 * (i % 2 ? bytes.length : header));
    read += Number(await survives([[name, flip(bytes, bit)], ...beside]));
  }
  expect(read).toBeLessThan(FLIPS);
});

it.each(cases.filter((c) => c[4]))('%s: its CRC notices every bit flipped behind the header', async (name, bytes, beside) => {
  const random = rng(9).fork('fuzz', name);
  for (let i = 0; i < 60; i++) expect(await survives([[name, flip(bytes, 80 + random.below(8 * (bytes.length - 10)))], ...beside])).toBe(false);
});

it('random bytes are refused', async () => {
  const random = rng(10).fork('noise');
  for (let i = 0; i < 60; i++) {
    const bytes = Uint8Array.from({ length: random.below(5000) }, () => random.below(256));
    // With a magic in front, so that every reader gets its share.
    bytes.set([[], [0x1f, 0x8b, 8, 0], [0, 0, 8, 3], [0, 0, 8, 1]][i % 4].slice(0, bytes.length));
    expect(await survives([['noise.bin', bytes]])).toBe(false);
  }
});
