import { scaleLinear } from 'd3';
import { useState } from 'react';
import { DataTable } from './DataTable.tsx';
import { short } from './format.ts';
import { Axes, type Axis } from './LineChart.tsx';
import { useWidth } from './useWidth.ts';

export interface HistogramProps {
  title: string;
  values: readonly number[];
  /** Values above this are drawn as stems of their own. */
  upper: number;
  /** Density of the law, to be drawn over [low, high]. */
  law: { low: number; high: number; density: (x: number) => number; label: string };
  colour: string;
  xLabel: string;
  height?: number;
}

/** Density of the values up to `upper` with a law's density over it; single values beyond as stems. */
export function Histogram({ title, values, upper, law, colour, xLabel, height = 220 }: HistogramProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [hover, setHover] = useState<number | null>(null);
  const margin = { top: 20, right: 14, bottom: 38, left: 46 };
  const w = Math.max(60, width - margin.left - margin.right), h = height - margin.top - margin.bottom;
  const bulk = values.filter((v) => v <= upper), stems = values.filter((v) => v > upper);
  const bins = histogram(bulk, Math.min(law.low, ...bulk), upper, values.length);
  const line = Array.from({ length: 160 }, (_, i) => law.low + ((law.high - law.low) * (i + 0.5)) / 160).map((x) => ({ x, y: law.density(x) }));
  const top = Math.max(...bins.map((b) => b.density), ...line.map((p) => p.y).filter(Number.isFinite));
  const sx = scaleLinear().domain([0, Math.max(upper * 1.08, ...values)]).range([0, w]), sy = scaleLinear().domain([0, top * 1.08 || 1]).range([h, 0]);
  const x: Axis = { label: xLabel }, y: Axis = { label: 'density' };
  const stemHeight = h * 0.28;
  return (
    <div className="chart" ref={ref}>
      <svg width={width} height={height} role="img" aria-label={title} onPointerLeave={() => setHover(null)} onPointerMove={(event) => {
        const px = sx.invert(event.clientX - event.currentTarget.getBoundingClientRect().left - margin.left);
        setHover(values.length ? values.reduce((best, v) => (Math.abs(v - px) < Math.abs(best - px) ? v : best)) : null);
      }}>
        <g transform={`translate(${margin.left},${margin.top})`}>
          <Axes x={x} y={y} sx={sx} sy={sy} w={w} h={h} />
          {bins.map((b) => <rect key={b.from} x={sx(b.from) + 0.5} width={Math.max(1, sx(b.to) - sx(b.from) - 1)} y={sy(b.density)} height={h - sy(b.density)} fill={colour} opacity={0.35} />)}
          <path d={`M${line.filter((p) => Number.isFinite(p.y)).map((p) => `${sx(p.x)},${sy(p.y)}`).join('L')}`} fill="none" stroke="var(--ink)" strokeWidth={1.8} />
          <rect x={sx(law.high) - 2} width={4} y={0} height={h} className="edge" />
          <text x={sx(law.high) + 6} y={10} className="guide-label">{law.label}</text>
          {stems.map((v, i) => (
            <g key={i}>
              <line x1={sx(v)} x2={sx(v)} y1={h} y2={h - stemHeight} stroke={colour} strokeWidth={1.6} />
              <circle cx={sx(v)} cy={h - stemHeight} r={3} fill={colour} />
            </g>
          ))}
          {hover !== null && <line x1={sx(hover)} x2={sx(hover)} y1={0} y2={h} className="crosshair" />}
        </g>
      </svg>
      {hover !== null && <div className="readout" style={{ right: margin.right }} aria-hidden="true"><strong>{xLabel} {short(hover)}</strong><span>rank {values.indexOf(hover) + 1} of {values.length}</span></div>}
      <DataTable title={title} columns={['rank', xLabel]} rows={() => values.map((v, i) => [i + 1, short(v)])} />
    </div>
  );
}

/** Bars whose areas add up to the share of `total` they hold, so that they compare with a density of all values. */
export function histogram(values: readonly number[], low: number, high: number, total: number): { from: number; to: number; density: number }[] {
  if (values.length === 0 || !(high > low)) return [];
  const count = Math.max(6, Math.min(30, Math.round(Math.sqrt(values.length) * 1.8))), size = (high - low) / count;
  const bins = Array.from({ length: count }, (_, i) => ({ from: low + i * size, to: low + (i + 1) * size, density: 0 }));
  for (const v of values) bins[Math.min(count - 1, Math.max(0, Math.floor((v - low) / size)))].density += 1 / (total * size);
  return bins;
}
