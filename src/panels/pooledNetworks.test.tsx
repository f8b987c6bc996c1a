import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HistogramProps } from '../charts/Histogram.tsx';
import type { LineChartProps } from '../charts/LineChart.tsx';
import { defaultSpec } from '../experiments/spec.ts';
import type { NetInfo, Pooled, RunEvent } from '../lab/events.ts';
import { foldRun, type RunView } from '../state/runView.ts';
import { quantile } from '../spectra/marchenkoPastur.ts';
import { panels } from './index.ts';

/** What the panels hand to the charts, and the views they start with (in the order of their useState). */
const seen = vi.hoisted(() => ({
  lines: [] as LineChartProps[],
  histograms: [] as HistogramProps[],
  views: [] as unknown[],
}));
vi.mock('../charts/LineChart.tsx', () => ({
  LineChart: (props: LineChartProps) => {
    seen.lines.push(props);
    return null;
  },
}));
vi.mock('../charts/Histogram.tsx', () => ({
  Histogram: (props: HistogramProps) => {
    seen.histograms.push(props);
    return null;
  },
}));
vi.mock('react', async (original) => {
  const react = await original<typeof import('react')>();
  return {
    ...react,
    useState: (initial: unknown) => react.useState(seen.views.length ? seen.views.shift() : initial),
  };
});

const info = (id: string, member: number): NetInfo => ({
  id,
  label: '×1',
  width: 1,
  member,
  parameters: 100,
  layers: [
    { name: 'L1', neurons: 4, inputs: 3, channels: 3, taps: 1, sampled: true },
    { name: 'L2', neurons: 6, inputs: 15, channels: 15, taps: 1, sampled: true },
  ],
});
const ids = ['aaaa00000001', 'aaaa00000002', 'aaaa00000003'];

type Layer = Pooled['layers'][number];
const layer = (over: Partial<Layer> = {}): Layer => ({
  spectra: [
    { networks: 1, eigenvalues: [12, 6, 3, 1.5, 0.75, 0.4] },
    { networks: 3, eigenvalues: [10, 5, 2, 0.5, 0.4, 0.3] },
  ],
  unaligned: [4, 3, 2, 0.6, 0.5, 0.4],
  initial: [0.6, 0.5, 0.4, 0.3, 0.2, 0.15],
  exponential: { scale: 2, intercept: 3, from: 1, to: 4, r2: 1 },
  marchenkoPastur: { ratio: 0.1, variance: 0.4, lower: 0.187, upper: 0.693, below: 0, above: 3, ks: 0.1 },
  unexplained: [0.1, 0.09],
  ...over,
});

const started: RunEvent = {
  type: 'started',
  spec: { ...defaultSpec, networks: 3, compare: { ...defaultSpec.compare, covariances: true, ranks: true } },
  preset: 'networks',
  commit: 'abc1234',
  date: '2024-05-01T12:00:00.000Z',
  device: { name: 'simd', reason: 'the fastest here', trials: [] },
  dataset: { name: 'shapes', train: 4, test: 4, classes: ['a', 'b', 'c', 'd'], channels: 3, size: 32 },
  nets: ids.map(info),
};
const pooled = (second = layer()): RunEvent => ({
  type: 'pooled',
  net: ids[0],
  nets: ids,
  images: 100,
  layers: [layer({ unexplained: [] }), second],
});
const truncation = (
  basis: 'weights' | 'kpca' | 'random',
  networks: number,
  accuracy: number[],
): RunEvent => ({
  type: 'truncation',
  net: ids[0],
  layer: 1,
  basis,
  networks,
  ranks: [0, 1, 2, 4, 6],
  accuracy,
  explained: [0, 0.5, 0.7, 0.9, 1],
});
const marginals = (quantiles: number[]): RunEvent => ({
  type: 'marginals',
  net: ids[0],
  networks: 3,
  layers: [0.2, 0.04].map((ks) => ({
    neurons: 18,
    ks: [...new Array<number>(10).fill(ks), 0.06, 0.01, 0.02],
    skewness: new Array<number>(13).fill(-0.25),
    kurtosis: new Array<number>(13).fill(0.5),
    samples: [
      { rank: 2, quantiles },
      { rank: 11, quantiles },
    ],
  })),
});
// Ratio 15/6 = 2.5: edges 0.338 and 6.66, so that 7 lies above and 0.2 below.
const spectra = {
  raw: [7, 4, 2, 1.3, 0.5, 0.2],
  inSample: [5, 4, 3, 1.5, 1, 0.5],
  leaveOneOut: [6, 4, 2, 1.5, 1, 0.5],
  nullLeaveOneOut: [5.5, 4, 2, 1.5, 1, 1],
};
const whitening: RunEvent = {
  type: 'whitening',
  net: ids[0],
  networks: 3,
  layers: [
    null,
    {
      ratio: 2.5,
      ...spectra,
      outside: {
        raw: [0.3, 0.4, 0.5],
        inSample: [0, 0, 0],
        leaveOneOut: [0.1, 0.2, 0.3],
        nullInSample: [0, 0, 0],
        nullLeaveOneOut: [0.15, 0.25, 0.35],
      },
    },
  ],
};
const quantiles = [-1.5, -0.5, 0, 0.5, 1.5];
const run = (...events: RunEvent[]): RunView => foldRun([started, ...events]);

beforeEach(() => {
  seen.lines.length = seen.histograms.length = seen.views.length = 0;
});

/** The words of a panel, for the third network: the events belong to the first. */
function render(id: string, view: RunView, index = 1, ...views: unknown[]): string {
  seen.lines.length = seen.histograms.length = 0;
  seen.views = views;
  const { component } = panels.find((p) => p.id === id)!;
  return renderToStaticMarkup(
    createElement(component, {
      run: view,
      net: view.nets[2],
      layer: index,
      epoch: 'last',
      onSelectLayer: () => {},
    }),
  )
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/[ \n]+/g, ' ');
}
const series = (id: string) => seen.lines[0].series.find((s) => s.id === id)!.points;
const ys = (id: string) => series(id).map((p) => p.y);
const area = (of: (x: number) => number, low: number, high: number, steps = 20000) =>
  Array.from({ length: steps }, (_, i) => of(low + ((high - low) * (i + 0.5)) / steps)).reduce(
    (a, b) => a + b,
    0,
  ) *
  ((high - low) / steps);

describe('pooled spectra', () => {
  it('draw the eigenvalues, the head and the rescaled untrained ones', () => {
    const text = render('pooled', run(pooled()));
    expect(ys('1')).toEqual([12, 6, 3, 1.5, 0.75, 0.4]);
    expect(ys('3')).toEqual([10, 5, 2, 0.5, 0.4, 0.3]);
    expect(seen.lines[0].series.slice(0, 2).map((s) => s.label)).toEqual(['1 network', '3 networks']);
    expect(series('head')).toEqual([1, 2, 3, 4].map((x) => ({ x, y: Math.exp(3 - x / 2) })));
    expect(ys('initial').at(-1)).toBeCloseTo(0.3, 12); // meets the last trained one
    expect(ys('initial')[0]).toBeCloseTo(1.2, 12);
    // The bulk, after the three above the edge.
    expect(series('mp')).toEqual([4, 5, 6].map((x, i) => ({ x, y: quantile(1 - (i + 0.5) / 3, 0.1, 0.4) })));
    expect(seen.lines[0].guides).toMatchObject([{ y: 1 / 3 }]);
    expect(text).toContain('first eigenvalue of 10; not aligned, only 4 is left of it (40\u00a0%)');
    expect(text).toContain('3 of 6 stand above the Marchenko–Pastur edge 0.693');
    expect(text).toContain('10\u00a0%, 9.0\u00a0%');
  });

  it('show the spectrum without alignment beside the aligned one', () => {
    render('pooled', run(pooled()), 1, 'unaligned');
    expect([ys('aligned'), ys('unaligned')]).toEqual([
      [10, 5, 2, 0.5, 0.4, 0.3],
      [4, 3, 2, 0.6, 0.5, 0.4],
    ]);
  });

  it('say which way one network differs from all, and where most', () => {
    expect(render('pooled', run(pooled()))).toContain(
      'differ by at most 200\u00a0%: at rank 4 one network alone is too large',
    );
    const small = layer({
      spectra: [
        { networks: 1, eigenvalues: [11, 5, 2, 0.5, 0.4, 0.1] },
        { networks: 3, eigenvalues: [10, 5, 2, 0.5, 0.4, 0.3] },
      ],
    });
    expect(render('pooled', run(pooled(small)))).toContain(
      'differ by at most 67\u00a0%: at rank 6 one network alone is too small',
    );
    const near = layer({
      spectra: [
        { networks: 1, eigenvalues: [11, 5] },
        { networks: 3, eigenvalues: [10, 5] },
      ],
    });
    expect(render('pooled', run(pooled(near)))).not.toContain('one network alone');
  });
});

describe('ranks', () => {
  const events = [
    truncation('weights', 1, [0.25, 0.5, 0.795, 0.8, 0.8]),
    truncation('weights', 3, [0.25, 0.6, 0.7, 0.8, 0.8]),
    truncation('kpca', 1, [0.25, 0.4, 0.6, 0.795, 0.8]),
    truncation('random', 1, [0.25, 0.3, 0.4, 0.6, 0.8]),
  ];
  it('draw accuracy from rank 1 on, with full, chance and n/3', () => {
    const text = render('ranks', run(...events));
    expect(series('weights-1')).toEqual([
      { x: 1, y: 0.5 },
      { x: 2, y: 0.795 },
      { x: 4, y: 0.8 },
      { x: 6, y: 0.8 },
    ]);
    expect(ys('random-1')).toEqual([0.3, 0.4, 0.6, 0.8]);
    expect(seen.lines[0].guides?.map((g) => g.y)).toEqual([0.8, 0.25]);
    expect(seen.lines[0].marker).toBe(2);
    expect(text).toContain(
      '2 (its own weights), 4 (3 networks’ weights), 4 (kernel PCA), 6 (random) of 15 directions on; the layer has 6 neurons, a third of them is 2',
    );
  });
  it('draw the explained variance', () => {
    render('ranks', run(...events), 1, 'explained');
    expect(ys('kpca-1')).toEqual([0.5, 0.7, 0.9, 1]);
    expect(seen.lines[0].guides).toEqual([]);
  });
  it('wait for the chosen layer', () => {
    expect(render('ranks', run(...events), 0)).toContain('Comes when');
  });
});

describe('marginals', () => {
  it('say D, skewness, kurtosis and the share of ranks', () => {
    const text = render('marginals', run(marginals(quantiles)));
    expect(text).toContain(
      'Along eigenvector 2 the 18 neurons of L2 in 3 networks are D = 0.04 from the normal law (skewness −0.25, excess kurtosis 0.50)',
    );
    expect(text).toContain('75\u00a0% of the ranks have D below 0.05'); // ranks 10 to 13: 0.04, 0.06, 0.01, 0.02
    expect(text).toContain(
      `L1 ${((10 * 0.2 + 0.09) / 13).toPrecision(3)}, L2 ${((10 * 0.04 + 0.09) / 13).toPrecision(3)}`,
    );
  });
  it('draw quantiles and D by rank', () => {
    render('marginals', run(marginals(quantiles)), 1, 'quantiles');
    expect(ys('neurons')).toEqual(quantiles);
    expect(series('neurons')[2].x).toBeCloseTo(0, 12);
    render('marginals', run(marginals(quantiles)), 1, 'ks');
    // Ranks 1 to 10 are 0.04, then 0.06, 0.01, 0.02; grouped 1, 2, 3, 4–5, 6–7, 8–10, 11–13.
    expect(series('L2').map((p) => p.y)).toEqual([
      0.04,
      0.04,
      0.04,
      0.04,
      0.04,
      expect.closeTo(0.04, 12),
      expect.closeTo(0.03, 12),
    ]);
    expect(series('L2').at(-1)!.x).toBeCloseTo(Math.sqrt(11 * 13), 12);
    expect(seen.lines[0].guides).toMatchObject([{ y: 0.05 }]);
  });
  it('cut nothing off', () => {
    render('marginals', run(marginals([-0.1, 0, 0.1, 0.1, 0.2])), 1, 'density');
    expect(seen.lines[0].y.domain![1]).toBeGreaterThan(Math.max(...ys('neurons')));
    render('marginals', run(marginals([-5.5, -1, 0, 1, 4.5])), 1, 'quantiles');
    expect(seen.lines[0].y.domain).toEqual([-6, 6]);
  });
});

describe('whitening', () => {
  it.each(['raw', 'inSample', 'leaveOneOut', 'nullLeaveOneOut'] as const)(
    '%s: the law covers the share of the eigenvalues within it',
    (view) => {
      render('whitening', run(whitening), 1, view);
      const [{ values, law }] = seen.histograms;
      expect(values).toEqual(spectra[view]);
      expect([law.low, law.high]).toEqual([(1 - Math.sqrt(2.5)) ** 2, (1 + Math.sqrt(2.5)) ** 2]);
      // The bars of Histogram add up to this share: so must the curve over them.
      const inside = values.filter((v) => v >= law.low && v <= law.high).length / values.length;
      expect(area(law.density, law.low, law.high)).toBeCloseTo(inside, 3);
    },
  );
  it('say the mean shares outside, beside the simulated ones', () => {
    const text = render('whitening', run(whitening));
    expect(text).toContain('40\u00a0% ± 10.0 lie outside');
    expect(text).toContain(
      '20\u00a0% ± 10.0, where simulated Gaussian matrices in the same pipeline give 25\u00a0% ± 10.0',
    );
    expect(text).toContain('3, which here is below the edge: nothing could stand out');
  });
  it('say why a layer is missing', () => {
    expect(render('whitening', run(whitening), 0)).toContain('cannot be inverted');
  });
});

describe('where the events belong', () => {
  it.each(['pooled', 'ranks', 'marginals', 'whitening'])(
    '%s is the same for every network of the width, and waits without events',
    (id) => {
      const all = run(
        pooled(),
        truncation('weights', 1, [0.2, 0.4, 0.6, 0.8, 0.8]),
        marginals(quantiles),
        whitening,
      );
      const { component } = panels.find((p) => p.id === id)!;
      const words = (net: RunView['nets'][number]) =>
        renderToStaticMarkup(
          createElement(component, { run: all, net, layer: 1, epoch: 'last', onSelectLayer: () => {} }),
        );
      expect(words(all.nets[2])).toBe(words(all.nets[0]));
      expect(render(id, run())).toContain('Comes when');
    },
  );
});
