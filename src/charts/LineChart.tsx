import { area, line } from 'd3';
import { useId, useMemo, useState, type PointerEvent } from 'react';
import { Axes, makeScale, type Axis } from './Axes.tsx';
import { DataTable } from './DataTable.tsx';
import { short } from './format.ts';
import { placeLabels, wrapLabel } from './labels.ts';
import { Reader } from './Reader.tsx';
import { SaveMenu } from './SaveMenu.tsx';
import { drawable, lineTable } from './tables.ts';
import { useWidth } from './useWidth.ts';

export type { Axis };
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
  /** Not labelled in the picture (it is told in words); still in the read-out and the table. */
  unlabelled?: boolean;
}

export interface LineChartProps {
  /** Accessible name. */
  title: string;
  x: Axis;
  y: Axis;
  series: Series[];
  bands?: { id: string; label: string; points: { x: number; low: number; high: number }[]; colour: string }[];
  /** Horizontal lines; dashed unless `solid`. */
  guides?: { id: string; label: string; y: number; solid?: boolean }[];
  /** A vertical line at this x. */
  marker?: number;
  height?: number;
}

const LINE = 13, CHARACTER = 6.2, LEFT = 50, TOP = 28, BOTTOM = 38;

/** Lines, points and bands over linear or log axes; exact values by pointer, keyboard and table. */
export function LineChart(props: LineChartProps) {
  const { title, x, y, series, bands = [], guides = [], marker, height = 228 } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const clip = useId();
  const xs = useMemo(() => [...new Set(series.flatMap((s) => s.points.map((p) => p.x)))].sort((a, b) => a - b), [series]);
  const table = useMemo(() => series.map((s) => group(s.points)), [series]);
  const usable = drawable({ x, y });
  const visible = series.flatMap((s, i) => (s.points.length > 0 ? [{ ...s, values: table[i] }] : []));

  // Labels stand at the ends of their lines; the right margin is what those near the right edge need.
  const most = Math.max(10, Math.floor((width * 0.34) / CHARACTER));
  const labels = [
    ...visible.filter((s) => !s.unlabelled).map((s) => ({ id: s.id, end: s.points.filter(usable).at(-1), text: wrapLabel(s.label, most), faint: s.faint, colour: s.colour, order: s.weight ?? 2 })),
    ...guides.map((g) => ({ id: g.id, end: { x: Infinity, y: g.y }, text: wrapLabel(g.label, most), faint: true, colour: g.solid ? 'var(--ink)' : 'var(--muted)', order: g.solid ? 9 : 0 })),
  ].map((l) => ({ ...l, width: Math.max(...l.text.map((t) => t.length)) * CHARACTER })).sort((a, b) => b.order - a.order);
  const allX = series.flatMap((s) => s.points.map((p) => p.x));
  const unit = makeScale(x, allX, [0, 1]), share = (value: number) => (value === Infinity ? 1 : Math.min(1, Math.max(0.05, unit(value))));
  const inner = width - LEFT;
  const right = Math.min(inner * 0.45, Math.max(12, ...labels.map((l) => (l.end ? inner - (inner - 8 - l.width) / share(l.end.x) : 0))));
  const w = Math.max(60, inner - right), h = height - TOP - BOTTOM;

  const sx = makeScale(x, allX, [0, w]);
  const sy = makeScale(y, [...series.flatMap((s) => s.points.map((p) => p.y)), ...bands.flatMap((b) => b.points.flatMap((p) => [p.low, p.high])), ...guides.map((g) => g.y)], [h, 0]);
  const path = line<Point>().defined(usable).x((p) => sx(p.x)).y((p) => sy(p.y));
  const ribbon = area<{ x: number; low: number; high: number }>().x((p) => sx(p.x)).y0((p) => sy(Math.max(p.low, sy.domain()[0]))).y1((p) => sy(p.high));
  const shown = labels.filter((l) => l.end);
  const boxes = shown.map((l) => ({ x: l.end!.x === Infinity ? w + 8 : Math.min(w, sx(l.end!.x)) + 8, y: Math.min(h, Math.max(0, sy(l.end!.y))), width: l.width, height: l.text.length * LINE }));
  const labelY = placeLabels(boxes, -8, h + 8);

  const readX = x.read ?? x.format ?? short, readY = y.read ?? y.format ?? short;
  const nearest = at === null || xs.length === 0 ? null : xs[Math.min(at, xs.length - 1)];
  const values = nearest === null ? [] : visible.flatMap((s) => (s.values.has(nearest) ? [{ s, ys: s.values.get(nearest)! }] : []));
  const spread = nearest === null ? [] : bands.flatMap((b) => b.points.filter((p) => p.x === nearest).map((p) => ({ b, text: `${readY(p.low)} to ${readY(p.high)}` })));
  const spoken = nearest === null ? '' : `${x.label} ${readX(nearest)}: ${[...values.map(({ s, ys }) => `${s.label} ${ys.map(readY).join(', ')}`), ...spread.map(({ b, text }) => `${b.label} ${text}`)].join('; ')}`;

  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    const px = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
    let best = 0;
    for (let i = 1; i < xs.length; i++) if (Math.abs(sx(xs[i]) - px) < Math.abs(sx(xs[best]) - px)) best = i;
    setAt(xs.length ? best : null);
  };

  return (
    <div className="chart" ref={ref}>
      <div className="picture">
        <svg width={width} height={height} role="img" aria-label={title} onPointerMove={onMove} onPointerLeave={() => setAt(null)}>
          <g transform={`translate(${LEFT},${TOP})`}>
            <clipPath id={clip}><rect x={-4} y={-5} width={w + 8} height={h + 10} /></clipPath>
            <Axes x={x} y={y} sx={sx} sy={sy} w={w} h={h} />
            <g clipPath={`url(#${clip})`}>
              {bands.map((b) => <path key={b.id} d={ribbon(b.points.filter((p) => p.high > 0 || y.scale !== 'log')) ?? ''} fill={b.colour} opacity={0.18} />)}
              {guides.map((g) => <line key={g.id} x1={0} x2={w} y1={sy(g.y)} y2={sy(g.y)} className={g.solid ? 'guide solid' : 'guide'} />)}
              {marker !== undefined && <line x1={sx(marker)} x2={sx(marker)} y1={0} y2={h} className="marker" />}
              {visible.map((s) => (
                <g key={s.id} opacity={s.faint ? 0.55 : 1} data-series={s.id}>
                  {s.line !== false && <path d={path(s.points) ?? ''} fill="none" stroke={s.colour} strokeWidth={s.weight ?? 2} strokeDasharray={s.dash} strokeLinejoin="round" />}
                  {s.marks && s.points.filter(usable).map((p, i) => <circle key={i} cx={sx(p.x)} cy={sy(p.y)} r={s.line === false ? 2.4 : 3.2} fill={s.colour} />)}
                </g>
              ))}
              {nearest !== null && <line x1={sx(nearest)} x2={sx(nearest)} y1={0} y2={h} className="crosshair" />}
              {values.flatMap(({ s, ys }) => ys.map((v, i) => usable({ x: nearest!, y: v }) && <circle key={s.id + i} cx={sx(nearest!)} cy={sy(v)} r={4} fill="var(--surface)" stroke={s.colour} strokeWidth={2} />))}
            </g>
            {shown.map((l, i) => (
              <text key={l.id} className="series-label" style={{ fill: l.colour }} fontWeight={l.faint ? 400 : 600}>
                {l.text.map((t, k) => <tspan key={k} x={boxes[i].x} y={labelY[i] + 4 + (k - (l.text.length - 1) / 2) * LINE}>{k ? ` ${t}` : t}</tspan>)}
              </text>
            ))}
          </g>
        </svg>
        {nearest !== null && (
          <div className="readout" style={sx(nearest) > w / 2 ? { left: LEFT } : { right: 8 }} aria-hidden="true">
            <strong>{x.label} {readX(nearest)}</strong>
            {values.map(({ s, ys }) => <span key={s.id}><i style={{ background: s.colour }} />{s.label} <b>{ys.map(readY).join(', ')}</b></span>)}
            {spread.map(({ b, text }) => <span key={b.id}><i style={{ background: b.colour, opacity: 0.3 }} />{b.label} <b>{text}</b></span>)}
          </div>
        )}
        <Reader title={title} count={xs.length} at={at} spoken={spoken} onAt={setAt} />
      </div>
      <div className="tools">
        <DataTable title={title} columns={[x.label, ...visible.map((s) => s.label)]} rows={() => xs.map((v) => [readX(v), ...visible.map((s) => (s.values.get(v) ?? []).map(readY).join(', '))])} />
        <SaveMenu title={title} picture={() => ref.current?.querySelector('svg') ?? null} table={() => lineTable(props)} />
      </div>
    </div>
  );
}

/** Values of y by x; a series may have several at one (draws). */
function group(points: readonly Point[]): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const { x, y } of points) {
    const there = groups.get(x);
    if (there) there.push(y);
    else groups.set(x, [y]);
  }
  return groups;
}
