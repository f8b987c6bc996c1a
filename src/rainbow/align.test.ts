import { describe, expect, it } from 'vitest';
import { svd } from '../linalg/svd.ts';
import { rng } from '../random/rng.ts';
import { align, identityAlignment, randomIsometry } from './align.ts';
import { inlineDecomposer } from './decomposer.ts';
import { relativeError } from './pairMoments.ts';
import { rotate } from './learnedLayer.ts';
import { rankGrid, truncate } from './truncate.ts';

const gaussian = (rows: number, cols: number, name: string): Float64Array => {
  const r = rng(5).fork(name);
  return Float64Array.from({ length: rows * cols }, () => r.normal());
};

/** aᵀ·b / rows. */
function moment(a: Float64Array, da: number, b: Float64Array, db: number): Float64Array {
  const rows = a.length / da;
  const out = new Float64Array(da * db);
  for (let r = 0; r < rows; r++)
    for (let i = 0; i < da; i++)
      for (let j = 0; j < db; j++) out[i * db + j] += (a[r * da + i] * b[r * db + j]) / rows;
  return out;
}

const times = (a: Float64Array, m: number, k: number, b: Float64Array, n: number): Float64Array => {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) for (let l = 0; l < k; l++) out[i * n + j] += a[i * k + l] * b[l * n + j];
  return out;
};

const trace = (a: Float64Array, n: number): number =>
  Array.from({ length: n }, (_, i) => a[i * n + i]).reduce((x, y) => x + y, 0);
const distance = (a: Float64Array, b: Float64Array): number =>
  Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0));

describe('alignment (D2, D15.1–2)', () => {
  const d = 12;
  const phi = gaussian(200, d, 'phi');
  const q = randomIsometry(d, d, rng(1).fork('q'));

  it('recovers a planted rotation with residual 0', async () => {
    const rotated = times(phi, 200, d, q, d);
    const found = await align(
      moment(phi, d, rotated, d),
      d,
      d,
      trace(moment(phi, d, phi, d), d),
      trace(moment(rotated, d, rotated, d), d),
      inlineDecomposer,
    );
    expect(distance(found.matrix, q)).toBeLessThan(1e-10);
    expect(found.similarity).toBeCloseTo(1, 10);
  });

  it.each([
    [12, 12],
    [8, 14],
  ])('has the residual of the identity in a.3 (%i × %i)', async (da, db) => {
    const a = gaussian(300, da, 'a');
    const b = times(a, 300, da, gaussian(da, db, 'mix'), db);
    const noise = gaussian(300, db, 'noise');
    b.forEach((_, i) => {
      b[i] += 0.5 * noise[i];
    });
    const cross = moment(a, da, b, db);
    const ta = trace(moment(a, da, a, da), da);
    const tb = trace(moment(b, db, b, db), db);
    const { factor } = await inlineDecomposer.polarFactor(cross, da, db);
    const aligned = times(a, 300, da, factor, db);
    const residual = distance(aligned, b) ** 2 / 300 / tb;
    expect(relativeError(factor, { cross, channelsA: 1, channelsB: 1, traceA: ta, traceB: tb })).toBeCloseTo(
      residual,
      10,
    );
  });
});

describe('controls', () => {
  it.each([
    [5, 9],
    [9, 5],
    [7, 7],
  ])('draws an isometry of %i × %i', (da, db) => {
    const a = randomIsometry(da, db, rng(2).fork('iso'));
    const k = Math.min(da, db);
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        let dot = 0;
        for (let x = 0; x < Math.max(da, db); x++)
          dot += da <= db ? a[i * db + x] * a[j * db + x] : a[x * db + i] * a[x * db + j];
        expect(dot).toBeCloseTo(i === j ? 1 : 0, 12);
      }
    }
    expect(Array.from(identityAlignment(2, 3))).toEqual([1, 0, 0, 0, 1, 0]);
  });
});

describe('rotate (a.9) and truncate (D9)', () => {
  it('acts on channels and leaves taps alone', () => {
    // 1 neuron, 2 channels, 2 taps; A swaps the channels.
    expect(Array.from(rotate(Float64Array.of(1, 2, 3, 4), 1, 2, 2, Float64Array.of(0, 1, 1, 0), 2))).toEqual([
      3, 4, 1, 2,
    ]);
  });

  it('is nothing at rank 0, the layer at full rank, and commutes with the alignment it is taken in', async () => {
    const layer = { name: 'L', neurons: 6, inputs: 8, channels: 8, taps: 1, weights: gaussian(6, 8, 'w') };
    const { vt } = svd(layer.weights, 6, 8);
    expect(truncate(layer, vt, 0).every((x) => x === 0)).toBe(true);
    expect(distance(truncate(layer, vt, 6), layer.weights)).toBeLessThan(1e-12);
    const a = randomIsometry(8, 8, rng(3).fork('a'));
    const shared = { ...layer, weights: rotate(layer.weights, 6, 8, 1, a, 8) };
    const basis = svd(shared.weights, 6, 8).vt;
    expect(distance(truncate(layer, basis, 3, a), truncate(layer, vt, 3))).toBeLessThan(1e-10);
    expect(rankGrid(128)[32]).toBe(32);
    expect(rankGrid(128).at(-1)).toBe(128);
  });
});
