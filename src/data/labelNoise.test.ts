import { expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { applyLabelNoise } from './labelNoise.ts';

// A label that no draw can give shows which ones were replaced.
const MARK = 200;

it.each([
  [0, 0],
  [0.1, 100],
  [0.25, 250],
  [0.3337, 334],
  [1, 1000],
])('fraction %f of 1000 replaces exactly %i', (fraction, replaced) => {
  const labels = new Uint8Array(1000).fill(MARK);
  const noisy = applyLabelNoise(labels, fraction, 10, rng(1));
  expect(noisy.filter((l) => l !== MARK)).toHaveLength(replaced);
  expect(labels.every((l) => l === MARK)).toBe(true);
});

it('draws every class and every image alike', () => {
  const classes = 10;
  const n = 200;
  const repeats = 500;
  const ofClass = new Array<number>(classes).fill(0);
  const ofImage = new Array<number>(n).fill(0);
  for (let r = 0; r < repeats; r++) {
    applyLabelNoise(new Uint8Array(n).fill(MARK), 0.5, classes, rng(3).fork('noise', r)).forEach((l, i) => {
      if (l === MARK) return;
      ofClass[l]++;
      ofImage[i]++;
    });
  }
  // χ² has mean and half its variance equal to its degrees of freedom: five standard deviations above is a
  // failure.
  const chi2 = (counts: number[], expected: number, variance: number) =>
    counts.reduce((s, c) => s + (c - expected) ** 2 / variance, 0);
  const perClass = (n * repeats) / 2 / classes;
  expect(chi2(ofClass, perClass, perClass)).toBeLessThan(9 + 5 * Math.sqrt(18));
  expect(chi2(ofImage, repeats / 2, repeats / 4)).toBeLessThan(n + 5 * Math.sqrt(2 * n));
});

it('is the same for the same generator', () => {
  const labels = Uint8Array.from({ length: 50 }, (_, i) => i % 10);
  expect(applyLabelNoise(labels, 0.4, 10, rng(9))).toEqual(applyLabelNoise(labels, 0.4, 10, rng(9)));
  expect(applyLabelNoise(labels, 0.4, 10, rng(9))).not.toEqual(applyLabelNoise(labels, 0.4, 10, rng(10)));
});
