import { describe, expect, it } from 'vitest';
import { multiply } from '../linalg/matrix.ts';
import { gaussianMatrix } from '../linalg/testMatrices.ts';
import { rng, type Rng } from '../random/rng.ts';
import { sharedSpan } from '../spectra/sharedSpan.ts';
import { randomIsometry } from './align.ts';
import { inlineDecomposer } from './decomposer.ts';
import { leadingCosines, likeness, spatialFilters, spikeRank, spikesOf } from './likeness.ts';

const D = 120;
const STRENGTHS = [30, 20, 12, 8, 5];
const frame = randomIsometry(STRENGTHS.length, D, rng(1));
const other = randomIsometry(STRENGTHS.length, D, rng(2));
/** n neurons of N(0, σ²·Id + Σ ℓ v vᵀ). */
const drawn = (n: number, vectors: Float64Array, random: Rng, sigma = 1) =>
  multiply(
    gaussianMatrix(n, STRENGTHS.length, random).map((x, i) => x * Math.sqrt(STRENGTHS[i % STRENGTHS.length])),
    vectors,
    n,
    STRENGTHS.length,
    D,
  ).map((x) => sigma * (x + random.normal()));

describe('spikes of a layer (docs/paper.md G.1)', () => {
  it.each([
    [60, 1],
    [400, 0.3],
  ])(
    'of %i neurons with noise of deviation %d: their number, strengths and span, nothing in noise alone',
    async (n, sigma) => {
      const found = await spikesOf(drawn(n, frame, rng(3), sigma), D, inlineDecomposer);
      expect(found.variance / sigma ** 2).toBeGreaterThan(0.8);
      expect(found.variance / sigma ** 2).toBeLessThan(1.2);
      expect(Math.abs(found.strengths.length - STRENGTHS.length)).toBeLessThanOrEqual(1);
      // A strength of n neurons is known to about √(2/n).
      expect(Math.abs(found.strengths[0] / sigma ** 2 / STRENGTHS[0] - 1)).toBeLessThan(3 * Math.sqrt(2 / n));
      expect(
        (await spikesOf(gaussianMatrix(n, D, rng(4)), D, inlineDecomposer)).strengths.length,
      ).toBeLessThanOrEqual(1);
    },
  );

  it('have the mean rank of their strengths, and none where there are none', () => {
    const of = (strengths: number[]) =>
      spikeRank({
        inputs: 3,
        variance: 1,
        strengths,
        rows: new Float64Array(0),
        leading: new Float64Array(0),
      });
    // docs/paper.md D15.6.
    expect(of([5, 3, 1])).toBeCloseTo(14 / 9, 12);
    expect(of([])).toBeNull();
  });
});

describe('likeness of two layers', () => {
  const spikes = (vectors: Float64Array, seed: number) =>
    spikesOf(drawn(80, vectors, rng(seed)), D, inlineDecomposer);

  it('is near 1 for samples of one law and near 0 for those of another', async () => {
    const [a, b, c] = [await spikes(frame, 5), await spikes(frame, 6), await spikes(other, 7)];
    const same = (await likeness(a, b, 80, rng(8), inlineDecomposer))!;
    const apart = (await likeness(a, c, 80, rng(8), inlineDecomposer))!;
    expect(Math.abs(same.similarity - 1)).toBeLessThan(0.2);
    expect(Math.abs(apart.similarity)).toBeLessThan(0.2);
    // Random frames of r of d directions: (r/d)-ish squared cosines, far below those of one law.
    expect(apart.floor).toBeLessThan(0.4);
    expect(leadingCosines(a, b)[0][0]).toBeGreaterThan(0.8);
    expect(Math.max(...leadingCosines(a, c).flat())).toBeLessThan(5 / Math.sqrt(D));
    const none = { ...a, strengths: [], rows: new Float64Array(0) };
    expect(await likeness(a, none, 80, rng(8), inlineDecomposer)).toBeNull();
  });
});

describe('spatial filters', () => {
  it('are those that were planted in a convolution: two for every pair of channels, among noise', async () => {
    const [neurons, channels, taps] = [60, 8, 9];
    const random = rng(9);
    const smooth = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((x) => x / 6);
    const edge = [-1, 0, 1, -2, 0, 2, -1, 0, 1].map((x) => x / Math.sqrt(12));
    const weights = new Float64Array(neurons * channels * taps);
    for (let k = 0; k < neurons * channels; k++) {
      const [p, q] = [3 * random.normal(), 2 * random.normal()];
      for (let t = 0; t < taps; t++)
        weights[k * taps + t] = p * smooth[t] + q * edge[t] + 0.3 * random.normal();
    }
    const found = (await spatialFilters(
      { name: 'L2', neurons, inputs: channels * taps, channels, taps, weights },
      channels,
      inlineDecomposer,
    ))!;
    expect(found.values.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    const cosine = (v: number[], planted: number[]) =>
      Math.abs(v.reduce((sum, x, i) => sum + x * planted[i], 0));
    expect(cosine(found.vectors[0], smooth)).toBeGreaterThan(0.99);
    expect(cosine(found.vectors[1], edge)).toBeGreaterThan(0.99);
    expect(found.vectors.every((v) => v.reduce((a, b) => a + b) >= 0)).toBe(true);
    expect(sharedSpan(found.vectors, found.vectors, 3)).toBeCloseTo(1, 10);
    const flat = (order: number[]) =>
      order.map((at) => Array.from({ length: 9 }, (_, i) => Number(i === at)));
    expect(sharedSpan(flat([0, 1, 2, 3, 4, 5, 6, 7, 8]), flat([0, 5, 6, 1, 2, 3, 4, 7, 8]), 3)).toBeCloseTo(
      1 / 3,
      12,
    );
    expect(sharedSpan([[1, 0]], [[1, 0, 0]], 1)).toBeNaN();
  });

  it('are wavelets where the layer reads wavelets, by neuron before; and nothing where there is no space', async () => {
    // Three neurons before: channels φ₀ φ₁ φ₂, then four angles of each. Only the second angle is used.
    const channels = 15;
    const neurons = 4;
    const weights = new Float64Array(neurons * channels);
    for (let i = 0; i < neurons; i++)
      for (let k = 0; k < 3; k++) weights[i * channels + 3 + 4 * k + 1] = 1 + i + k;
    const { values, vectors } = (await spatialFilters(
      { name: 'L1', neurons, inputs: channels, channels, taps: 1, weights },
      3,
      inlineDecomposer,
    ))!;
    expect(values[0]).toBeCloseTo(1, 12);
    expect(vectors[0].map((x) => Math.round(x * 1e9) / 1e9)).toEqual([0, 0, 1, 0, 0]);
    expect(
      await spatialFilters(
        { name: 'L2', neurons: 2, inputs: 3, channels: 3, taps: 1, weights: new Float64Array(6) },
        3,
        inlineDecomposer,
      ),
    ).toBeNull();
  });
});
