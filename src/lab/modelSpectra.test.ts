import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusal } from '../files/craftedFiles.ts';
import { fileOf } from '../files/inputFile.ts';
import { openModel, type ModelFile } from '../files/models/modelFile.ts';
import type { TensorEntry } from '../files/models/tensor.ts';
import { gram, multiplyTransposedRight, transpose } from '../linalg/matrix.ts';
import { singularValues, svd } from '../linalg/svd.ts';
import { inlineDecomposer } from '../rainbow/decomposer.ts';
import { rng } from '../random/rng.ts';
import { buresCosine } from '../spectra/buresCosine.ts';
import { compareLayers, layersOf, measureLayer, pairLayers } from './modelSpectra.ts';
import reference from './reference/resnet20Spectra.json' with { type: 'json' };

const host = { decomposer: inlineDecomposer, turn: async () => {} };
const tensor = (name: string, shape: number[], values: ArrayLike<number>, float = true): TensorEntry => ({
  name,
  shape,
  dtype: 'F32',
  float,
  bytes: 4,
  read: async () => Float64Array.from(values),
});
const noise = (name: string, shape: number[]) => {
  const random = rng(5).fork(name);
  return tensor(
    name,
    shape,
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
  );
};

it.each([
  [40, 30],
  [30, 40],
  [7, 7],
])('eigenvalues of a %i × %i weight are squared singular values over n', async (n, d) => {
  const weight = noise('w', [n, d]);
  const layer = await measureLayer(weight, host);
  const expected = singularValues((await weight.read()) as Float64Array, n, d).map((s) => (s * s) / n);
  layer.eigenvalues.forEach((value, i) =>
    expect(Math.abs(value - expected[i])).toBeLessThan(1e-12 * expected[0]),
  );
  expect([layer.neurons, layer.inputs, layer.eigenvalues.length]).toEqual([n, d, Math.min(n, d)]);
  expect(layer.sum).toBeCloseTo(layer.entryVariance * d, 10);
  expect(layer.spectralNorm).toBeCloseTo(Math.sqrt(expected[0] * n), 10);
});

it('noise is told to be noise: no more outside the law than at its edge, and dimensions as of a Gaussian', async () => {
  const layer = await measureLayer(noise('gaussian', [300, 200]), host);
  expect(layer.marchenkoPastur.above).toBeLessThanOrEqual(2);
  expect(layer.marchenkoPastur.variance).toBeCloseTo(1, 1);
  // Σλ² of noise is d(1 + q)σ⁴: the participation ratio is d/(1 + q).
  expect(layer.participationRatio / (200 / (1 + 2 / 3))).toBeCloseTo(1, 1);
  expect(layer.gaussian[0] / layer.eigenvalues[0]).toBeCloseTo(1, 1);
});

it('a convolution is out × (in · height · width); vectors and integers are left out with why', () => {
  const model: ModelFile = {
    name: 'm',
    format: 'npz',
    left: [],
    axes: { order: 'pytorch', by: 'nothing' },
    tensors: [
      noise('conv', [8, 3, 5, 5]),
      noise('bias', [8]),
      tensor('n', [4, 4], [], false),
      noise('row', [1, 9]),
      noise(
        'wide',
        [100_000, 100_000].map((n) => n / 1000),
      ),
    ],
  };
  const { layers, skipped } = layersOf(model);
  expect([layers.map((l) => l.name), skipped.map((s) => [s.name, s.reason])]).toEqual([
    ['conv', 'wide'],
    [
      ['bias', 'a vector (bias, norm)'],
      ['n', 'no floats'],
      ['row', 'a single row or column'],
    ],
  ]);
});

it('refuses weights that are not finite, by name', async () => {
  expect((await refusal(measureLayer(tensor('w', [2, 2], [1, NaN, 2, 3]), host))).message).toMatch(
    /^w: holds NaN/,
  );
});

describe('comparison', () => {
  it('of a weight with itself, with its neurons in another order, and with an orthogonal one', async () => {
    const a = tensor('a', [3, 4], [1, 2, 0, 0, 3, -1, 0, 0, 2, 2, 0, 0]);
    const shuffled = tensor('a', [3, 4], [2, 2, 0, 0, 1, 2, 0, 0, 3, -1, 0, 0]);
    const other = tensor('a', [3, 4], [0, 0, 1, 2, 0, 0, 3, -1, 0, 0, 2, 2]);
    const same = await compareLayers([a, a], host);
    const permuted = await compareLayers([a, shuffled], host);
    const apart = await compareLayers([a, other], host);
    expect([same.buresCosine, same.distance, same.principalCosines[0]]).toEqual([
      expect.closeTo(1, 10),
      0,
      expect.closeTo(1, 10),
    ]);
    expect(permuted.buresCosine).toBeCloseTo(1, 10);
    expect(permuted.distance).toBeGreaterThan(0.5);
    expect([apart.buresCosine, apart.principalCosines[0]]).toEqual([
      expect.closeTo(0, 7),
      expect.closeTo(0, 7),
    ]);
  });

  it.each([
    [12, 30, 20],
    [40, 9, 25],
    [24, 24, 24],
  ])(
    'of %i × %i with %i × the same: the Bures cosine of the covariances, and angles as of the whole singular vectors',
    async (n1, d, n2) => {
      const a = noise('a', [n1, d]);
      const b = noise('b', [n2, d]);
      const found = await compareLayers([a, b], host);
      const w1 = (await a.read()) as Float64Array;
      const w2 = (await b.read()) as Float64Array;
      const covariance = (w: Float64Array, n: number) => gram(transpose(w, n, d), d, n);
      expect(found.buresCosine).toBeCloseTo(buresCosine(covariance(w1, n1), covariance(w2, n2), d), 6);
      const r = found.principalCosines.length;
      const v = (w: Float64Array, n: number) => svd(w, n, d).vt.slice(0, r * d);
      singularValues(multiplyTransposedRight(v(w1, n1), v(w2, n2), r, d, r), r, r).forEach((c, i) =>
        expect(found.principalCosines[i]).toBeCloseTo(Math.min(1, c), 8),
      );
      // Both are noise already.
      expect(found.noise).toBeCloseTo(found.buresCosine, 1);
      expect(found.distance === null).toBe(n1 !== n2);
    },
  );

  it('refuses what has nothing to compare, or is too large, by name', async () => {
    const zero = tensor('z', [3, 4], new Array(12).fill(0));
    expect((await refusal(compareLayers([zero, noise('a', [3, 4])], host))).message).toMatch(/^z: is zero/);
    expect((await refusal(compareLayers([tensor('big', [3000, 3000], []), zero], host))).message).toMatch(
      /^big: 3000 × 3000 is too large/,
    );
  });

  it('pairs layers by name, else by order among those of the same inputs', () => {
    const pairs = pairLayers(
      [noise('a', [4, 8]), noise('b', [4, 16])],
      [noise('x', [5, 8]), noise('b', [4, 16]), noise('y', [3, 16])],
    );
    expect(pairs.map(([p, q]) => [p.name, q.name])).toEqual([
      ['a', 'x'],
      ['b', 'b'],
    ]);
  });
});

const file = join(process.env.RAINBOW_DATA ?? '', 'weights/resnet20-cifar10-akamaster.safetensors');
if (!process.env.RAINBOW_DATA)
  console.info('Spectra of ResNet-20 against numpy: skipped, RAINBOW_DATA is not set.');

it.skipIf(!process.env.RAINBOW_DATA || !existsSync(file))(
  'ResNet-20 agrees with numpy and scipy to 1e-6 in every layer (RAINBOW_DATA)',
  async () => {
    const { layers } = layersOf(
      await openModel([fileOf('resnet20.safetensors', new Uint8Array(readFileSync(file)))]),
    );
    expect(layers).toHaveLength(reference.length);
    for (const expected of reference) {
      const layer = await measureLayer(
        layers.find((l) => l.name === expected.name)!,
        host,
      );
      const near = (value: number, wanted: number, what: string) =>
        expect(Math.abs(value / wanted - 1), `${expected.name} ${what}`).toBeLessThan(1e-6);
      expect([layer.neurons, layer.inputs, layer.marchenkoPastur.above, layer.marchenkoPastur.below]).toEqual(
        [expected.n, expected.d, expected.above, expected.below],
      );
      expected.top.forEach((value, i) => near(layer.eigenvalues[i], value, `eigenvalue ${i}`));
      expect(Math.abs(layer.eigenvalues.at(-1)! - expected.last)).toBeLessThan(1e-6 * expected.top[0]);
      near(layer.sum, expected.sum, 'sum');
      near(layer.entryVariance, expected.entryVariance, 'entry variance');
      near(layer.marchenkoPastur.variance, expected.variance, 'variance');
      near(layer.marchenkoPastur.upper, expected.upper, 'upper edge');
      near(layer.participationRatio, expected.participationRatio, 'participation ratio');
      near(layer.powerLaw!.alpha, expected.alpha, 'alpha');
      near(layer.powerLaw!.xmin, expected.xmin, 'xmin');
      near(layer.powerLaw!.ks, expected.ks, 'KS');
      expect(
        Math.abs(layer.marchenkoPastur.ks - expected.bulkKs),
        `${expected.name} KS of the bulk`,
      ).toBeLessThan(1e-6);
      expect(layer.exponential === null).toBe(expected.scale === null);
      if (expected.scale !== null) near(layer.exponential!.scale, expected.scale, 'scale of the head');
      near(layer.stableRank, expected.stableRank, 'stable rank');
      near(layer.entropy, expected.entropy, 'entropy');
      near(layer.frobeniusNorm, expected.frobeniusNorm, 'Frobenius norm');
      near(layer.spectralNorm, expected.spectralNorm, 'spectral norm');
    }
  },
);
