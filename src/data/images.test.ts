import { expect, it } from 'vitest';
import { fitImage, fitting } from './images.ts';

const fit = (image: number[], height: number, width: number, size: number): number[] => {
  const out = new Uint8Array(size * size);
  fitImage(Uint8Array.from(image), height, width, 1, size, out);
  return Array.from(out);
};

it('halves by the weights (1, 3, 3, 1)/8 of a triangle twice as wide, normalised at the borders', () => {
  // Constant down, a step across: each output is the weighted mean of its four neighbours.
  const row = [0, 0, 0, 0, 0, 0, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80];
  const image = Array.from({ length: 16 }, () => row).flat();
  const out = fit(image, 16, 16, 8).slice(0, 8);
  expect(out).toEqual([0, 0, Math.round(80 / 8), Math.round((80 * 7) / 8), 80, 80, 80, 80]);
});

it('doubles by linear interpolation between pixel centres', () => {
  const row = [0, 40, 80, 120, 160, 200, 240, 240];
  const image = Array.from({ length: 8 }, () => row).flat();
  expect(fit(image, 8, 8, 16).slice(0, 12)).toEqual([0, 10, 30, 50, 70, 90, 110, 130, 150, 170, 190, 210]);
});

it.each([
  [9, 9],
  [40, 64],
  [100, 33],
  [200, 200],
])('leaves a constant %i × %i image constant', (height, width) => {
  expect(new Set(fit(new Array(height * width).fill(77), height, width, 32))).toEqual(new Set([77]));
});

it('cuts the middle out of what is longer than wide', () => {
  // 64 × 32: rows 16 to 47 stay.
  const image = Array.from({ length: 64 * 32 }, (_, i) => Math.floor(i / 32) * 3);
  expect(fit(image, 64, 32, 32).filter((_, i) => i % 32 === 0)).toEqual(
    Array.from({ length: 32 }, (_, y) => (y + 16) * 3),
  );
});

it('says what is done', () => {
  expect([fitting(32, 32, 32), fitting(28, 28, 32), fitting(96, 64, 32), fitting(8, 8, 32)]).toEqual([
    '',
    '28 × 28 images set in the middle of 32 × 32, zeros around',
    '96 × 64 images scaled to 32 pixels on the shorter side and cut in the middle',
    '8 × 8 images scaled to 32 pixels on the shorter side',
  ]);
});
