import { expect, it } from 'vitest';
import { refusal } from '../../files/craftedFiles.ts';
import { bytesByRange, type PixelNumbers } from './ranges.ts';

const float = (...values: number[]): PixelNumbers => ({ file: 'x', values, isFloat: true });
const whole = (...values: number[]): PixelNumbers => ({ file: 'x', values, isFloat: false });
const read = (...arrays: PixelNumbers[]) => {
  const { bytes, notes } = bytesByRange(arrays);
  return [...bytes.map((b) => Array.from(b)), ...notes];
};
/** A thousand pixels, some of them these. */
const with1000 = (fill: number, ...some: number[]) =>
  float(...some, ...new Array<number>(1000 - some.length).fill(fill));

it.each<[string, PixelNumbers[], unknown[]]>([
  [
    'floats from 0 to 1',
    [float(0, 0.5, 1)],
    [
      [0, 128, 255],
      'numbers from 0 to 1 taken with 0 as black and 1 as white, rounded to bytes: mean 127.7 of 255',
    ],
  ],
  [
    'a hair over 1',
    [float(0, 0.5, 1.0000000000000004)],
    [
      [0, 128, 255],
      'numbers from 0 to 1 taken with 0 as black and 1 as white, rounded to bytes: mean 127.7 of 255',
    ],
  ],
  [
    'truth values, of any type',
    [whole(0, 1, 1)],
    [[0, 255, 255], 'pixels that are all 0 or 1 taken with 0 as black and 1 as white: mean 170.0 of 255'],
  ],
  [
    '−1 to 1',
    [float(-1, 0, 1)],
    [
      [0, 128, 255],
      'numbers from -1 to 1 taken with -1 as black and 1 as white, rounded to bytes: mean 127.7 of 255',
    ],
  ],
  [
    'floats from 0 to 255',
    [float(0, 100, 255)],
    [[0, 100, 255], 'numbers from 0 to 255 taken with 0 as black and 255 as white: mean 118.3 of 255'],
  ],
  [
    '16 bits',
    [whole(0, 32_768, 65_535)],
    [
      [0, 128, 255],
      'numbers from 0 to 65535 taken with 0 as black and 65,535 as white, rounded to bytes: mean 127.7 of 255',
    ],
  ],
  [
    '12 bits',
    [whole(0, 2048, 4095)],
    [
      [0, 128, 255],
      'numbers from 0 to 4095 taken with 0 as black and 4,095 as white, rounded to bytes: mean 127.7 of 255',
    ],
  ],
  [
    'one range for the arrays of a set',
    [float(-1, 1), float(0, 0.5)],
    [
      [0, 255],
      [128, 191],
      'numbers from -1 to 1 taken with -1 as black and 1 as white, rounded to bytes: mean 143.5 of 255',
    ],
  ],
])('%s', (_, arrays, expected) => {
  expect(read(...arrays)).toEqual(expected);
});

it('bytes stay as they are, and nothing is said', () => {
  const bytes = { file: 'x', values: Uint8Array.of(0, 7, 255), isFloat: false };
  expect(read(bytes)).toEqual([[0, 7, 255]]);
});

it('what oversteps a range in a few places is cut off, 0 to 1 before −1 to 1', () => {
  const { bytes, notes } = bytesByRange([with1000(0.5, -0.04, 1.06)]);
  expect(Array.from(bytes[0].subarray(0, 3))).toEqual([0, 255, 128]);
  expect(notes[0]).toMatch(/^numbers from -0\.04 to 1\.06 taken with 0 as black and 1 as white/);
  expect(bytesByRange([with1000(100.5, -3, 260)]).notes[0]).toMatch(/255 as white/);
});

it.each<[string, PixelNumbers]>([
  ['normalised floats', float(-2, 0.3, 2.2)],
  ['floats to 1.7', float(0, 0.5, 1.7)],
  ['floats that overstep in many places', with1000(1.05, 0.5)],
  ['numbers of tomography', whole(-1024, 0, 3071)],
  ['over 16 bits', whole(0, 70_000)],
])('%s are refused, naming their range', async (_, array) => {
  expect((await refusal(() => bytesByRange([array]))).message).toMatch(/^x: pixels from .* to .*: bytes, or/);
});
