import { expect, it } from 'vitest';
import { idxFile, refusal } from '../../files/craftedFiles.ts';
import { looksLikeIdx, readIdx } from './idx.ts';

it('reads sizes and bytes', () => {
  const { shape, values } = readIdx('x', idxFile([2, 1, 3], Uint8Array.of(1, 2, 3, 4, 5, 6)));
  expect(shape).toEqual([2, 1, 3]);
  expect(Array.from(values)).toEqual([1, 2, 3, 4, 5, 6]);
});

it('reads from the middle of a larger buffer, as an archive hands it over', () => {
  const whole = new Uint8Array(100);
  const idx = idxFile([4]);
  whole.set(idx, 37);
  const { shape, values } = readIdx('x', whole.subarray(37, 37 + idx.length));
  expect(shape).toEqual([4]);
  expect(values).toEqual(idx.subarray(8));
});

it.each<[string, (bytes: Uint8Array) => Uint8Array, number, RegExp]>([
  [
    'wrong magic',
    (b) => {
      b[0] = 1;
      return b;
    },
    0,
    /not an idx file/,
  ],
  ['shorter than a magic', (b) => b.subarray(0, 5), 0, /not an idx file/],
  [
    'an unknown type',
    (b) => {
      b[2] = 0x0a;
      return b;
    },
    2,
    /type 0xa/,
  ],
  [
    'bytes said to be 32-bit integers',
    (b) => {
      b[2] = 0x0c;
      return b;
    },
    16,
    /5 × 4 × 3 numbers of 4 bytes = 240 bytes, 60 follow/,
  ],
  [
    'a rank that does not fit its sizes',
    (b) => {
      b[3] = 2;
      return b;
    },
    12,
    /5 × 4 = 20 bytes, 64 follow/,
  ],
  ['header cut off', (b) => b.subarray(0, 12), 12, /header is cut off/],
  ['one byte missing', (b) => b.subarray(0, b.length - 1), 16, /5 × 4 × 3 = 60 bytes, 59 follow/],
  ['one byte too many', (b) => Uint8Array.of(...b, 0), 16, /60 bytes, 61 follow/],
  // 2³² − 1 images would be 51 GB: must be refused by arithmetic, not by running out of memory.
  [
    '4 billion images announced',
    (b) => {
      b.fill(255, 4, 8);
      return b;
    },
    16,
    /4294967295 × 4 × 3 .* 60 follow/,
  ],
  [
    'sizes whose product overflows 2⁵³',
    (b) => {
      b.fill(255, 4, 16);
      return b;
    },
    16,
    /60 follow/,
  ],
])('refuses %s', async (_, change, byte, message) => {
  const error = await refusal(() => readIdx('train-images', change(idxFile([5, 4, 3]))));
  expect(error).toMatchObject({ file: 'train-images', byte });
  expect(error.message).toMatch(message);
});

it('reads big-endian integers and floats, as labels of QMNIST are', () => {
  const header = [0, 0, 0x0c, 2, 0, 0, 0, 2, 0, 0, 0, 2];
  const labels = readIdx(
    'labels',
    Uint8Array.from([...header, 0, 0, 0, 5, 0, 0, 1, 0, 255, 255, 255, 255, 0, 0, 0, 9]),
  );
  expect([labels.shape, Array.from(labels.values)]).toEqual([
    [2, 2],
    [5, 256, -1, 9],
  ]);
  const float = readIdx('x', Uint8Array.from([0, 0, 0x0d, 1, 0, 0, 0, 1, 0x3f, 0x80, 0, 0]));
  expect([Array.from(float.values), float.isFloat]).toEqual([[1], true]);
});

it('recognises idx by its magic', () => {
  expect(looksLikeIdx(idxFile([1]))).toBe(true);
  expect(looksLikeIdx(Uint8Array.of(0, 0, 8, 5, 0, 0, 0, 0))).toBe(false);
  expect(looksLikeIdx(Uint8Array.of(0, 0, 8))).toBe(false);
});
