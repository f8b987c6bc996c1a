import { area, line, scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3';
import { useId, useMemo, useState, type PointerEvent } from 'react';
import { DataTable } from './DataTable.tsx';
import { logTick, logTicks, short } from './format.ts';
import { spreadLabels } from './labels.ts';
import { useWidth } from './useWidth.ts';

export interface Point { x: number; y: number }

export interface Series {
  id: string;
  label: string;
  points: Point[];
  /** CSS colour. */
  colour: string;
  /** Told apart without colour too: by dash, by marks, by weight, by the label at its end. */
  dash?: string;
  marks?: boolean;
  line?: boolean;
  weight?: number;
  faint?: boolean;
  /** Left out of the labels at the right (it is told in words or is a guide). */
  unlabelled?: boolean;
}

export interface Axis {
  label: string;
  scale?: 'linear' | 'log';
  domain?: readonly [number, number];
  ticks?: number[];
  format?: (value: number) => string;
  /** Format of read-outs; by default that of the ticks or three figures. */
  read?: (value: number) => string;
}

export interface LineChartProps {
  /** Accessible name. */
  title: string;
  x: Axis;
  y: Axis;
  series: Series[];
  bands?: { id: string; label: string; points: { x: number; low: number; high: number }[]; colour: string }[];
  guides?: { id: string; label: string; y: number }[];
  marker?: number;
  height?: number;
}

const GAP = 15;

/** Lines, points and bands over linear or log axes; exact values by pointer, keyboard (a slider under the chart) and table. */
export function LineChart({ title, x, y, series, bands = [], guides = [], marker, height = 220 }: LineChartProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const clip = useId();
  const visible = series.filter((s) => s.points.length > 0);
  const labelled = visible.filter((s) => !s.unlabelled);
  const widest = Math.max(0, ...[...labelled.map((s) => s.label), ...guides.map((g) => g.label)].map((l) => l.length));
  const right = Math.min(widest * 6.2 + 14, width * 0.42), margin = { top: 20, right: Math.max(12, right), bottom: 38, left: 46 };
  const w = Math.max(60, width - margin.left - margin.right), h = height - margin.top - margin.bottom;

  const xs = useMemo(() => [...new Set(series.flatMap((s) => s.points.map((p) => p.x)))].sort((a, b) => a - b), [series]);
  const sx = makeScale(x, series.flatMap((s) => s.points.map((p) => p.x)), [0, w]);
  const sy = makeScale(y, [...series.flatMap((s) => s.points.map((p) => p.y)), ...bands.flatMap((b) => b.points.flatMap((p) => [p.low, p.high])), ...guides.map((g) => g.y)], [h, 0]);
  const ok = (p: Point): boolean => Number.isFinite(sx(p.x)) && Number.isFinite(sy(p.y)) && (y.scale !== 'log' || p.y > 0) && (x.scale !== 'log' || p.x > 0);
  const path = line<Point>().defined(ok).x((p) => sx(p.x)).y((p) => sy(p.y));
  const ribbon = area<{ x: number; low: number; high: number }>().x((p) => sx(p.x)).y0((p) => sy(Math.max(p.low, sy.domain()[0]))).y1((p) => sy(p.high));
  const ends = labelled.map((s) => s.points.filter(ok).at(-1));
  const labelY = spreadLabels([...ends.map((p) => (p ? sy(p.y) : h / 2)), ...guides.map((g) => sy(g.y))], GAP, 4, h);

  const readX = x.read ?? x.format ?? short, readY = y.read ?? y.format ?? short;
  const nearest = at === null || xs.length === 0 ? null : xs[Math.min(at, xs.length - 1)];
  const values = nearest === null ? [] : visible.flatMap((s) => {
    const p = s.points.find((q) => q.x === nearest);
    return p ? [{ s, p }] : [];
  });
  const spoken = nearest === null ? '' : `${x.label} ${readX(nearest)}: ${values.map(({ s, p }) => `${s.label} ${readY(p.y)}`).join(', ')}`;

  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    const px = event.clientX - event.currentTarget.getBoundingClientRect().left - margin.left;
    let best = 0;
    for (let i = 1; i < xs.length; i++) if (Math.abs(sx(xs[i]) - px) < Math.abs(sx(xs[best]) - px)) best = i;
    setAt(xs.length ? best : null);
  };

  return (
    <div className="chart" ref={ref}>
      <svg width={width} height={height} role="img" aria-label={title} onPointerMove={onMove} onPointerLeave={() => setAt(null)}>
        <g transform={`translate(${margin.left},${margin.top})`}>
          <clipPath id={clip}><rect x={-1} y={-6} width={w + 2} height={h + 12} /></clipPath>
          <Axes x={x} y={y} sx={sx} sy={sy} w={w} h={h} />
          <g clipPath={`url(#${clip})`}>
            {bands.map((b) => <path key={b.id} d={ribbon(b.points.filter((p) => p.high > 0 || y.scale !== 'log')) ?? ''} fill={b.colour} opacity={0.16} />)}
            {guides.map((g) => <line key={g.id} x1={0} x2={w} y1={sy(g.y)} y2={sy(g.y)} className="guide" />)}
            {marker !== undefined && <line x1={sx(marker)} x2={sx(marker)} y1={0} y2={h} className="marker" />}
            {visible.map((s) => (
              <g key={s.id} opacity={s.faint ? 0.45 : 1} data-series={s.id}>
                {s.line !== false && <path d={path(s.points) ?? ''} fill="none" stroke={s.colour} strokeWidth={s.weight ?? 2} strokeDasharray={s.dash} strokeLinejoin="round" />}
                {s.marks && s.points.filter(ok).map((p, i) => <circle key={i} cx={sx(p.x)} cy={sy(p.y)} r={s.line === false ? 2.6 : 3.4} fill={s.colour} />)}
              </g>
            ))}
            {nearest !== null && <line x1={sx(nearest)} x2={sx(nearest)} y1={0} y2={h} className="crosshair" />}
            {values.map(({ s, p }) => ok(p) && <circle key={s.id} cx={sx(p.x)} cy={sy(p.y)} r={4} fill="var(--surface)" stroke={s.colour} strokeWidth={2} />)}
          </g>
          {labelled.map((s, i) => (
            <text key={s.id} x={w + 7} y={labelY[i] + 4} className="series-label" fill={s.colour} opacity={s.faint ? 0.75 : 1} fontWeight={s.faint ? 400 : 600}>{s.label}</text>
          ))}
          {guides.map((g, i) => <text key={g.id} x={w + 7} y={labelY[labelled.length + i] + 4} className="guide-label">{g.label}</text>)}
        </g>
      </svg>
      {nearest !== null && (
        <div className="readout" style={sx(nearest) > w / 2 ? { left: margin.left } : { right: margin.right }} aria-hidden="true">
          <strong>{x.label} {readX(nearest)}</strong>
          {values.slice(0, 10).map(({ s, p }) => <span key={s.id}><i style={{ background: s.colour }} />{s.label} <b>{readY(p.y)}</b></span>)}
        </div>
      )}
      {xs.length > 1 && (
        <input
          type="range" className="reader" min={0} max={xs.length - 1} step={1} value={at ?? xs.length - 1}
          aria-label={`Read values: ${title}`} aria-valuetext={spoken || 'press an arrow key to read values'}
          onChange={(event) => setAt(Number(event.target.value))} onBlur={() => setAt(null)}
        />
      )}
      <DataTable title={title} columns={[x.label, ...visible.map((s) => s.label)]} rows={() => xs.map((value) => [readX(value), ...visible.map((s) => {
        const p = s.points.find((q) => q.x === value);
        return p ? readY(p.y) : '';
      })])} />
    </div>
  );
}

type Scale = ScaleContinuousNumeric<number, number>;

function makeScale(axis: Axis, values: number[], range: [number, number]): Scale {
  const usable = values.filter((v) => Number.isFinite(v) && (axis.scale !== 'log' || v > 0));
  const low = usable.length ? Math.min(...usable) : axis.scale === 'log' ? 1 : 0, high = usable.length ? Math.max(...usable) : axis.scale === 'log' ? 10 : 1;
  const domain = axis.domain ?? (axis.scale === 'log' ? [low, high > low ? high : low * 10] : [Math.min(0, low), high > low ? high : low + 1]);
  return axis.scale === 'log' ? scaleLog().domain(domain).range(range) : scaleLinear().domain(domain).range(range);
}

/** Axes with units: the label of y stands on top, that of x at the right below its axis. */
export function Axes({ x, y, sx, sy, w, h }: { x: Axis; y: Axis; sx: Scale; sy: Scale; w: number; h: number }) {
  const ticks = (axis: Axis, scale: Scale, count: number): number[] =>
    axis.ticks ?? (axis.scale === 'log' ? logTicks(scale.domain() as [number, number], count) : scale.ticks(count));
  const xt = ticks(x, sx, Math.max(2, Math.floor(w / 70))), yt = ticks(y, sy, Math.max(2, Math.floor(h / 40)));
  const name = (axis: Axis, value: number) => (axis.format ?? (axis.scale === 'log' ? logTick : short))(value);
  return (
    <g className="axes">
      {yt.map((t) => (
        <g key={t} transform={`translate(0,${sy(t)})`}>
          <line x1={0} x2={w} className="grid" />
          <text x={-8} y={4} textAnchor="end">{name(y, t)}</text>
        </g>
      ))}
      {xt.map((t) => (
        <g key={t} transform={`translate(${sx(t)},${h})`}>
          <line y1={0} y2={4} className="tick" />
          <text y={17} textAnchor="middle">{name(x, t)}</text>
        </g>
      ))}
      <line x1={0} x2={w} y1={h} y2={h} className="base" />
      <text x={-38} y={-8} className="axis-label">{y.label}</text>
      <text x={w} y={h + 33} textAnchor="end" className="axis-label">{x.label}</text>
    </g>
  );
}
