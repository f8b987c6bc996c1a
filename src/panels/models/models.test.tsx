import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TensorEntry } from '../../files/models/tensor.ts';
import { layerInfo, measureLayer, type ModelHost, type ModelLayer } from '../../lab/modelSpectra.ts';
import { symmetricEigenvalues } from '../../linalg/symmetricEigen.ts';
import { rng } from '../../random/rng.ts';
import { fitPowerTail } from '../../spectra/powerTail.ts';
import { arrange, cellText, clearOfNoise, columnOf, columns, layerTable, type Row } from './columns.ts';
import { LayerDetail } from './LayerDetail.tsx';
import {
  bulkReading,
  comparisonReading,
  depthReading,
  edgeReading,
  hasBulk,
  noiseEdge,
  tailReading,
} from './readings.ts';

/** Noise of variance 1 with `spikes` of its rows' directions scaled up by 20. */
function weight(name: string, n: number, d: number, spikes = 0): TensorEntry {
  const random = rng(4).fork(name);
  const values = Float64Array.from({ length: n * d }, () => random.normal());
  for (let s = 0; s < spikes; s++) {
    const u = Array.from({ length: n }, () => random.normal() / Math.sqrt(n));
    const v = Array.from({ length: d }, () => random.normal() / Math.sqrt(d));
    for (let i = 0; i < n; i++)
      for (let j = 0; j < d; j++) values[i * d + j] += 20 * Math.sqrt(n) * u[i] * v[j];
  }
  return { name, shape: [n, d], dtype: 'F64', float: true, bytes: 8 * n * d, read: async () => values };
}
const tensors = {
  noise: weight('noise', 200, 100),
  spiked: weight('spiked', 200, 100, 3),
  small: weight('small', 12, 16),
  zero: { ...weight('zero', 60, 60), read: async () => new Float64Array(3600) },
};
const host: ModelHost = {
  decomposer: {
    symmetricEigenvalues: async (a: Float64Array, n: number) => symmetricEigenvalues(a, n),
  } as ModelHost['decomposer'],
  turn: async () => {},
};
const layers = {} as Record<keyof typeof tensors, ModelLayer>;
beforeAll(async () => {
  for (const key of Object.keys(tensors) as (keyof typeof tensors)[])
    layers[key] = await measureLayer(tensors[key], host);
});
const row = (key: keyof typeof tensors, order: number, known = true): Row => ({
  info: layerInfo(tensors[key]),
  layer: known ? layers[key] : null,
  problem: null,
  order,
});

describe('the table', () => {
  it('sorts by number, text and size; what is not measured comes last either way', () => {
    const rows = [row('noise', 1), row('small', 2, false), row('spiked', 3)];
    const names = (column: string, descending: boolean) =>
      arrange(rows, { column, descending }, '').map((r) => r.info.name);
    expect(names('stable', false)).toEqual(['spiked', 'noise', 'small']);
    expect(names('stable', true)).toEqual(['noise', 'spiked', 'small']);
    expect(names('name', false)).toEqual(['noise', 'small', 'spiked']);
    expect(names('size', false)).toEqual(['small', 'noise', 'spiked']);
    expect(names('order', true)).toEqual(['spiked', 'small', 'noise']);
  });

  it('filters by words of name, shape and type', () => {
    const rows = [row('noise', 1), row('small', 2), row('spiked', 3)];
    const found = (filter: string) =>
      arrange(rows, { column: 'order', descending: false }, filter).map((r) => r.info.name);
    expect([found('200×'), found('12×16'), found('SP f64'), found('none'), found('  ')]).toEqual([
      ['noise', 'spiked'],
      ['small'],
      ['spiked'],
      [],
      ['noise', 'small', 'spiked'],
    ]);
  });

  it('is saved as it stands, unrounded, with nothing where nothing is', () => {
    const { columns: heads, rows } = layerTable([row('spiked', 3), row('small', 2, false)]);
    expect(heads).toEqual(columns.map((c) => c.label));
    expect(rows[0][heads.indexOf('α')]).toBe(layers.spiked.powerLaw!.alpha);
    expect(rows[1].slice(0, 4)).toEqual([2, 'small', '12 × 16', '12 × 16']);
    expect(rows[1].slice(4).every((cell) => cell === null)).toBe(true);
    expect([
      cellText(columnOf('above'), row('spiked', 1)),
      cellText(columnOf('alpha'), row('small', 1, false)),
      cellText(columnOf('participation'), row('zero', 1)),
    ]).toEqual([String(layers.spiked.marchenkoPastur.above), '–', '–']);
  });
});

describe('readings', () => {
  it('count what was planted, and tell noise that it is noise', () => {
    expect([
      clearOfNoise(layers.spiked),
      noiseEdge(layers.spiked, 'bulk').clearOf,
      clearOfNoise(layers.noise),
    ]).toEqual([3, 3, 0]);
    expect(edgeReading(layers.spiked, 'bulk')).toMatch(
      /^[345] of the 100 eigenvalues of spiked stand above the Marchenko–Pastur edge.*Assumes that what is not signal has independent entries/,
    );
    expect(bulkReading(layers.noise)).toContain('as near as noise is');
    // Signal in the noise level hides nothing as strong as this.
    expect(edgeReading(layers.spiked, 'all')).toMatch(
      /^3 of the 100 .*finds too little rather than too much/,
    );
  });

  it('say when trimming has run into the spectrum, instead of counting', () => {
    const eigenvalues = [
      ...Array.from({ length: 50 }, (_, i) => 50 - i),
      ...Array.from({ length: 10 }, (_, i) => 1e-7 * (10 - i)),
    ];
    const layer: ModelLayer = {
      ...layers.noise,
      eigenvalues,
      marchenkoPastur: {
        ...layers.noise.marchenkoPastur,
        variance: 1e-6,
        lower: 1e-7,
        upper: 1e-5,
        above: 50,
        below: 0,
      },
    };
    expect(hasBulk(layer)).toBe(false);
    expect(edgeReading(layer, 'bulk')).toMatch(
      /^The law finds no bulk of noise here: 50 of the 60.*no number of signals/,
    );
  });

  it('do not trust exponents of few eigenvalues, and hold them against noise', () => {
    expect(tailReading(layers.small, layers.small.powerLaw, false)).toMatch(
      /^Not to be trusted: small has only 12 eigenvalues, and under 50 .*Gaussian matrix of this shape \(dashed\), which has no such tail, gives α = /,
    );
    const many = {
      ...layers.noise,
      eigenvalues: Array.from({ length: 400 }, (_, i) => (1 - (i + 0.5) / 400) ** (-1 / 1.5)).reverse(),
    };
    const tail = fitPowerTail(many.eigenvalues)!;
    expect(tailReading({ ...many }, tail, false)).toMatch(
      /^α = 2\.\d\d ± 0\.\d\d over the \d+ eigenvalues.*least, so a small one is no proof/,
    );
    expect(tailReading(many, { ...tail, count: 20 }, true)).toMatch(/^To be read with care.*chosen by hand/);
    expect(tailReading(layers.zero, null, false)).toMatch(/too few different/);
  });

  it('of zero, of one layer and of equal models say so', () => {
    expect([edgeReading(layers.zero, 'bulk'), bulkReading(layers.zero), depthReading('x', [])]).toEqual([
      'zero is zero: there is nothing to tell from noise.',
      expect.stringContaining('nothing can be said'),
      expect.stringContaining('Three measured layers'),
    ]);
    expect(
      depthReading(
        'stable rank',
        [1, 2, 3, 10].map((value, i) => ({ name: `l${i}`, value })),
      ),
    ).toMatch(
      /median of 1\.5 in the first half of the 4 .* of 6\.5 in the second; it is highest in l3 \(10\) and lowest in l0/,
    );
    const same = { name: 'a', other: 'a', buresCosine: 1, noise: 0.3, principalCosines: [1], distance: 0 };
    expect(comparisonReading([same, { ...same, name: 'b' }])).toMatch(/all 2 layers are the same/);
    expect(
      comparisonReading([
        { ...same, buresCosine: 0.9 },
        { ...same, name: 'b', buresCosine: 0.31 },
      ]),
    ).toMatch(/most alike in a \(Bures cosine 0\.900\) and least in b \(0\.310\); in 1 of 2 layers/);
  });
});

it.each(['noise', 'spiked', 'small', 'zero'] as const)('the charts of %s are drawn', (key) => {
  expect(renderToStaticMarkup(createElement(LayerDetail, { layer: layers[key] }))).toContain(
    'stands out of noise',
  );
});
