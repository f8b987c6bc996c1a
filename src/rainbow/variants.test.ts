import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { covarianceOf } from './covariance.ts';
import { inlineDecomposer } from './decomposer.ts';
import type { LearnedLayer } from './learnedLayer.ts';
import { drawMixture, drawRows, groupNeurons, shrunkColour } from './variants.ts';

const layerOf = (weights: Float64Array, inputs: number): LearnedLayer => ({
  name: 'L',
  neurons: weights.length / inputs,
  inputs,
  channels: inputs,
  taps: 1,
  weights,
});
/** Rows of N(0, C) with C = Id but for planted eigenvalues along the first axes. */
const planted = (n: number, d: number, spikes: number[], seed: number) => {
  const random = rng(seed);
  return Float64Array.from({ length: n * d }, (_, i) => random.normal() * Math.sqrt(spikes[i % d] ?? 1));
};
const squared = (a: Float64Array, f: (i: number, j: number, d: number) => number, d: number) =>
  a.reduce((sum, x, k) => sum + (x - f(Math.floor(k / d), k % d, d)) ** 2, 0);

describe('better covariances', () => {
  it('are nearer the planted one than WᵀW/n, spikes and bulk', async () => {
    const n = 100;
    const d = 150;
    const spikes = [30, 12];
    const layer = layerOf(planted(n, d, spikes, 5), d);
    const truth = (i: number, j: number) => (i === j ? (spikes[i] ?? 1) : 0);
    const { rows, rank } = await shrunkColour(layer, inlineDecomposer);
    const shrunk = covarianceOf(rows, d).map((x) => x * rank);
    expect(rank).toBe(d);
    expect(squared(shrunk, truth, d)).toBeLessThan(0.5 * squared(covarianceOf(layer.weights, d), truth, d));
    // Debiased: the first sample eigenvalue of 30 at ratio 1.5 is about 30·(1 + 1.5/29) = 31.6.
    expect(Math.abs(shrunk[0] - 30) / 30).toBeLessThan(0.25);
  });

  it('of drawn rows are those asked for', () => {
    const colour = { rank: 2, inputs: 3, rows: Float64Array.from([2, 0, 0, 0, 1, 1]) };
    const c = covarianceOf(drawRows(colour, 40_000, rng(2)), 3);
    [4, 0, 0, 0, 1, 1, 0, 1, 1].forEach((x, k) => expect(c[k]).toBeCloseTo(x, 0));
  });
});

describe('mixtures of Gaussians', () => {
  // Three clouds of ten neurons each, far apart.
  const random = rng(9);
  const clouds = layerOf(
    Float64Array.from(
      { length: 30 * 4 },
      (_, k) => (Math.floor(k / 40) === k % 4 ? 20 : 0) + random.normal(),
    ),
    4,
  );

  it('find the clouds that are there', () => {
    const { group, groups } = groupNeurons(clouds, 3, rng(1));
    expect(groups).toBe(3);
    for (let c = 0; c < 3; c++) expect(new Set(group.subarray(10 * c, 10 * c + 10)).size).toBe(1);
    expect(groupNeurons(clouds, 100, rng(1)).groups).toBe(30);
  });

  it('have the second moment of the neurons for any number of groups, and are the neurons themselves when each is a group', () => {
    const want = covarianceOf(clouds.weights, 4);
    for (const k of [1, 3])
      covarianceOf(drawMixture(clouds, groupNeurons(clouds, k, rng(1)), 20_000, rng(3)), 4).forEach((x, i) =>
        expect(Math.abs(x - want[i])).toBeLessThan(0.04 * want[0]),
      );
    const drawn = drawMixture(
      clouds,
      { group: Uint32Array.from({ length: 30 }, (_, i) => i), groups: 30 },
      50,
      rng(4),
    );
    for (let row = 0; row < 50; row++)
      expect(
        Array.from({ length: 30 }, (_, i) => i).some((i) =>
          [0, 1, 2, 3].every((j) => drawn[row * 4 + j] === clouds.weights[i * 4 + j]),
        ),
      ).toBe(true);
  });
});
