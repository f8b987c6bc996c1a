import { ticks } from 'd3';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { LayerSpectra } from '../../lab/events.ts';
import { quantile } from '../../spectra/marchenkoPastur.ts';
import type { NetView } from '../../state/runView.ts';
import { strings } from '../../strings/index.ts';
import { rankAxis } from '../shared.tsx';

const text = strings.panels.weights;
const { common } = strings.panels;

/** Decades of the log axis kept below the largest eigenvalue; smaller ones are rounding. */
const FLOOR = 1e-4;

/**
 * Weight eigenvalues over rank, log-y: head fit, Marchenko–Pastur quantiles of the bulk, the same matrix
 * before training, band of noise.
 */
export function RankView({
  net,
  layer,
  epoch,
  colour,
  weight,
  untrained,
}: {
  net: NetView;
  layer: number;
  epoch: number;
  colour: string;
  untrained: boolean;
  weight: LayerSpectra['weight'];
}) {
  const { eigenvalues, marchenkoPastur: mp, exponential } = weight;
  const n = eigenvalues.length;
  const band = net.nullBand?.layers[layer];
  const start = net.spectra.find((s) => s.epoch === 0)?.layers[layer]?.weight.eigenvalues;
  const points = (values: readonly number[]) => values.map((v, r) => ({ x: r + 1, y: v }));
  const series: Series[] = [
    {
      id: 'weights',
      label: untrained ? common.untrained : common.trained,
      colour,
      weight: 2.4,
      marks: n <= 40,
      link: { layer },
      points: points(eigenvalues),
    },
    {
      id: 'mp',
      label: common.law,
      colour: 'var(--ink)',
      dash: '6 3',
      weight: 1.4,
      points: bulkQuantiles(n, mp),
    },
  ];
  if (start && epoch > 0)
    series.push({
      id: 'start',
      label: common.before,
      colour: 'var(--muted)',
      weight: 1.2,
      points: points(start),
    });
  if (exponential && !untrained) {
    const ranks = Array.from(
      { length: exponential.to - exponential.from + 1 },
      (_, i) => exponential.from + i,
    );
    series.push({
      id: 'exponential',
      label: common.head(exponential.scale.toFixed(1)),
      colour: 'var(--ink)',
      dash: '2 3',
      weight: 1.8,
      unlabelled: true,
      points: ranks.map((x) => ({ x, y: Math.exp(exponential.intercept - x / exponential.scale) })),
    });
  }
  const all = [...eigenvalues, ...(start ?? []), ...(band?.upper ?? [])].filter((v) => v > 0);
  const top = Math.max(...all);
  const low = Math.max(Math.min(...all), top * FLOOR);
  return (
    <LineChart
      title={text.ranksTitle(net.info.layers[layer].name, epoch)}
      series={series}
      bands={
        band
          ? [
              {
                id: 'null',
                label: text.noise,
                colour: 'var(--muted)',
                points: band.lower.map((l, r) => ({
                  x: r + 1,
                  low: Math.max(l, low * 0.5),
                  high: band.upper[r],
                })),
              },
            ]
          : []
      }
      x={{ ...rankAxis(n, 'linear'), ticks: [1, ...ticks(0, n, 4).filter((t) => t > n / 12)] }}
      y={{
        label: common.weightEigenvalue,
        scale: 'log',
        scales: true,
        domain: all.length ? [low * 0.7, top * 1.4] : undefined,
      }}
    />
  );
}

/** Quantiles of the law at the ranks of the bulk: the k-th largest of m is put at the share 1 − (k − ½)/m. */
export function bulkQuantiles(
  n: number,
  { above, below, ratio, variance }: { above: number; below: number; ratio: number; variance: number },
): { x: number; y: number }[] {
  const bulk = n - above - below;
  if (!(variance > 0)) return [];
  return Array.from({ length: bulk }, (_, i) => ({
    x: above + i + 1,
    y: quantile(1 - (i + 0.5) / bulk, ratio, variance),
  }));
}
