import { ticks } from 'd3';
import { useMemo, useState, type ReactNode } from 'react';
import { short } from '../../charts/format.ts';
import { Histogram } from '../../charts/Histogram.tsx';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { ModelLayer } from '../../lab/modelSpectra.ts';
import { density } from '../../spectra/marchenkoPastur.ts';
import { powerTailFrom } from '../../spectra/powerTail.ts';
import { strings } from '../../strings/index.ts';
import { Choice, Empty, Reading } from '../shared.tsx';
import { bulkReading, edgeReading, hasBulk, noiseEdge, tailReading, type NoiseLevel } from './readings.ts';

const { edge: edgeText, bulk: bulkText, tail: tailText } = strings.models;
const { common } = strings.panels;

/** Under this many eigenvalues a density says nothing. */
const DENSITY_FROM = 30;
/** Decades of the log axis kept below the largest eigenvalue. */
const FLOOR = 1e-5;

/** One layer at large: eigenvalues by rank, their density, their tail, each with a sentence. */
export function LayerDetail({ layer }: { layer: ModelLayer }) {
  const [level, setLevel] = useState<NoiseLevel>('bulk');
  return (
    <>
      <Card title={edgeText.title(layer.name)}>
        <Ranks {...{ layer, level, setLevel }} />
      </Card>
      <Card title={bulkText.title}>
        <Bulk layer={layer} />
      </Card>
      {/* Another layer, another tail. */}
      <Card title={tailText.title}>
        <Tail key={layer.name} layer={layer} />
      </Card>
    </>
  );
}

const Card = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="card" aria-label={title}>
    <div className="card-head">
      <h2>{title}</h2>
    </div>
    {children}
  </section>
);

const byRank = (values: readonly number[]) => values.map((y, i) => ({ x: i + 1, y }));

function Ranks({
  layer,
  level,
  setLevel,
}: {
  layer: ModelLayer;
  level: NoiseLevel;
  setLevel(level: NoiseLevel): void;
}) {
  const { eigenvalues, gaussian, exponential, name } = layer;
  const n = eigenvalues.length;
  const edge = noiseEdge(layer, level);
  const series: Series[] = [
    {
      id: 'weights',
      label: edgeText.weights,
      colour: 'var(--accent)',
      weight: 2.4,
      marks: n <= 40,
      points: byRank(eigenvalues),
    },
    {
      id: 'gaussian',
      label: edgeText.gaussian,
      colour: 'var(--muted)',
      dash: '5 3',
      weight: 1.4,
      points: byRank(gaussian),
    },
  ];
  if (exponential)
    series.push({
      id: 'head',
      label: edgeText.head(exponential.scale.toFixed(1)),
      colour: 'var(--ink)',
      dash: '2 3',
      weight: 1.6,
      unlabelled: true,
      points: Array.from(
        { length: exponential.to - exponential.from + 1 },
        (_, i) => exponential.from + i,
      ).map((x) => ({ x, y: Math.exp(exponential.intercept - x / exponential.scale) })),
    });
  const all = [...eigenvalues, ...gaussian].filter((v) => v > 0);
  const top = Math.max(...all);
  const low = Math.max(Math.min(...all), top * FLOOR);
  return (
    <>
      <Choice label={edgeText.level} value={level} options={edgeText.levels} onChange={setLevel} />
      <LineChart
        title={edgeText.chart(name)}
        series={series}
        height={250}
        guides={[{ id: 'edge', label: edgeText.edge, y: edge.upper }].filter((g) => g.y > low * 0.7)}
        x={{
          label: common.rank,
          domain: [1, n],
          ticks: [1, ...ticks(0, n, 4).filter((t) => t > n / 12)],
          read: (v) => String(Math.round(v)),
        }}
        y={{
          label: common.weightEigenvalue,
          scale: 'log',
          domain: all.length ? [low * 0.7, top * 1.4] : undefined,
        }}
      />
      <Reading>{edgeReading(layer, level)}</Reading>
      {exponential && (
        <p className="fine">
          {edgeText.detail(
            exponential.scale.toFixed(1),
            exponential.from,
            exponential.to,
            exponential.r2.toFixed(2),
          )}
        </p>
      )}
    </>
  );
}

function Bulk({ layer }: { layer: ModelLayer }) {
  const { eigenvalues, marchenkoPastur: mp, name } = layer;
  const n = eigenvalues.length;
  if (n < DENSITY_FROM) return <Empty>{bulkText.few(n, DENSITY_FROM)}</Empty>;
  if (!hasBulk(layer)) return <Empty>{bulkText.none}</Empty>;
  const inside = 1 - (mp.above + mp.below) / n;
  return (
    <>
      <Histogram
        title={bulkText.chart(name)}
        values={eigenvalues}
        xLabel={common.weightEigenvalue}
        colour="var(--accent)"
        height={280}
        law={{
          low: mp.lower,
          high: mp.upper,
          density: (x) => inside * density(x, mp.ratio, mp.variance),
          label: strings.panels.weights.edge(short(mp.upper)),
        }}
      />
      <Reading>{bulkReading(layer)}</Reading>
    </>
  );
}

function Tail({ layer }: { layer: ModelLayer }) {
  const { eigenvalues, gaussian, powerLaw, name } = layer;
  const positive = useMemo(() => eigenvalues.filter((v) => v > 0), [eigenvalues]);
  const n = positive.length;
  const [size, setSize] = useState<number | null>(null);
  // The slider counts the values in the tail; x min is the smallest of them.
  const tail = size === null ? powerLaw : powerTailFrom(positive, positive[size - 1]);
  if (!powerLaw || !tail || n < 3) return <Empty>{tailText.few}</Empty>;
  // From left to right, so that labels stand at the end of the tail.
  const share = (values: readonly number[]) =>
    values.map((x, i) => ({ x, y: (i + 1) / values.length })).reverse();
  const low = Math.max(Math.min(tail.xmin, positive[Math.floor(0.9 * (n - 1))]) * 0.7, positive[0] * FLOOR);
  const series: Series[] = [
    {
      id: 'weights',
      label: edgeText.weights,
      colour: 'var(--accent)',
      marks: true,
      line: false,
      points: share(positive).filter((p) => p.x >= low),
    },
    {
      id: 'gaussian',
      label: edgeText.gaussian,
      colour: 'var(--muted)',
      dash: '5 3',
      weight: 1.4,
      unlabelled: true,
      points: share(gaussian).filter((p) => p.x >= low),
    },
    {
      id: 'law',
      label: tailText.law(tail.alpha.toFixed(2)),
      colour: 'var(--ink)',
      weight: 1.8,
      points: [tail.xmin, positive[0]].map((x) => ({
        x,
        y: (tail.count / n) * (x / tail.xmin) ** (1 - tail.alpha),
      })),
    },
  ];
  return (
    <>
      <LineChart
        title={tailText.chart(name)}
        series={series}
        height={250}
        marker={tail.xmin}
        x={{
          label: common.weightEigenvalue,
          scale: 'log',
          domain: [low, Math.max(positive[0], gaussian[0]) * 1.1],
          read: short,
        }}
        y={{ label: tailText.share, scale: 'log', domain: [0.7 / n, 1.1], read: short }}
      />
      <label className="slider">
        <span>
          {tailText.slider} <output>{tail.count}</output>
          {tailText.from(short(tail.xmin), short(tail.ks))}
          {size !== null && (
            <>
              {' '}
              <button type="button" className="plain" onClick={() => setSize(null)}>
                {tailText.fitted(powerLaw.count)}
              </button>
            </>
          )}
        </span>
        <input
          type="range"
          min={2}
          max={n}
          value={size ?? powerLaw.count}
          aria-label={tailText.slider}
          aria-valuetext={tailText.spoken(
            tail.count,
            short(tail.xmin),
            tail.alpha.toFixed(2),
            short(tail.ks),
          )}
          onChange={(e) => setSize(Number(e.target.value))}
        />
      </label>
      <Reading>{tailReading(layer, tail, size !== null)}</Reading>
    </>
  );
}
