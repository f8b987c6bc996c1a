import { bisector } from 'd3';
import { memo, use, useEffect, useId, useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { Axes, type Axis } from './Axes.tsx';
import { useChoice } from './choice.ts';
import { DataTable } from './DataTable.tsx';
import { short } from './format.ts';
import {
  BOTTOM,
  inScale,
  layOut,
  LEFT,
  LINE,
  TOP,
  type DrawnLabel,
  type DrawnSeries,
  type LineLayout,
} from './lineLayout.ts';
import { pointAt, standsBack, useLinked, type Linked } from './linked.ts';
import { overlaid, OverlayContext } from './overlay.ts';
import { Reader } from './Reader.tsx';
import { SaveMenu } from './SaveMenu.tsx';
import { strings } from '../strings/index.ts';
import { ScaleToggle } from './ScaleToggle.tsx';
import { useSize } from './size.ts';
import { drawable, lineTable } from './tables.ts';

export type { Axis };
export interface Point {
  x: number;
  y: number;
}

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
  /** What it stands for: it stands out when that is pointed at anywhere, and steps back when another is. */
  link?: Linked;
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
  /** Least height in pixels; where there is more room it is used. */
  height?: number;
}

/**
 * Lines, points and bands over linear or log axes; exact values by pointer, keyboard and table; labels that
 * switch their line off and on.
 */
export function LineChart(props: LineChartProps) {
  const overlay = use(OverlayContext);
  useEffect(() => overlay?.collect?.(props), [overlay, props]);
  return overlay?.collect ? null : <Chart {...overlaid(props, overlay)} />;
}

const SCALES = { linear: ['linear', 'log'], log: ['log', 'linear'] } as const;

function Chart(given: LineChartProps) {
  const [scaleX, setScaleX] = useChoice('x', SCALES[given.x.scale ?? 'linear']);
  const [scaleY, setScaleY] = useChoice('y', SCALES[given.y.scale ?? 'linear']);
  const x = given.x.scales ? inScale(given.x, scaleX) : given.x;
  const y = given.y.scales ? inScale(given.y, scaleY) : given.y;
  const { title, series, bands = [], guides = [], marker, height: least = 190 } = given;
  const props = { ...given, x, y };
  const { ref, width, height, scale } = useSize<HTMLDivElement>(480, least);
  const [at, setAt] = useState<number | null>(null);
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const clip = useId();
  // The props are new objects with every look at the log, and the same while a pointer moves.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const layout = useMemo(() => layOut(props, width, height), [given, width, height, scaleX, scaleY]);
  const { w, h, sx, sy, xs, labels, ribbons } = layout;
  const usable = drawable({ x, y });
  const shown = layout.drawn.filter((d) => !off.has(d.series.id));

  const readX = x.read ?? x.format ?? short;
  const readY = y.read ?? y.format ?? short;
  const nearest = at === null || xs.length === 0 ? null : xs[Math.min(at, xs.length - 1)];
  const values =
    nearest === null
      ? []
      : shown.flatMap(({ series: s, values: v }) => (v.has(nearest) ? [{ s, ys: v.get(nearest)! }] : []));
  const spread =
    nearest === null
      ? []
      : bands.flatMap((b) =>
          b.points
            .filter((p) => p.x === nearest)
            .map((p) => ({ b, text: strings.charts.readRange(readY(p.low), readY(p.high)) })),
        );
  const spoken =
    nearest === null
      ? ''
      : `${x.label} ${readX(nearest)}: ${[...values.map(({ s, ys }) => `${s.label} ${ys.map(readY).join(', ')}`), ...spread.map(({ b, text }) => `${b.label} ${text}`)].join('; ')}`;

  const read = (next: number | null, pointer?: number) => {
    setAt(next);
    if (next === null) return pointAt({});
    const link = pointer === undefined ? undefined : nearestSeries(shown, xs[next], sy, pointer)?.link;
    pointAt({ ...link, ...(x.link && { [x.link]: xs[next] }) });
  };
  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const px = (event.clientX - box.left) / scale - LEFT;
    if (xs.length)
      read(bisector((v: number) => sx(v)).center(xs, px), (event.clientY - box.top) / scale - TOP);
  };
  const toggle = (id: string) =>
    setOff((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });

  return (
    <div className="chart">
      <div
        className="picture"
        ref={ref}
        style={
          {
            '--least': `${least}px`,
            '--labels': `${scale * (TOP + BOTTOM - 8 + LINE * labels.reduce((sum, l) => sum + l.text.length, 0))}px`,
          } as React.CSSProperties
        }
      >
        <svg
          width={width * scale}
          height={height * scale}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={title}
          onPointerMove={onMove}
          onPointerLeave={() => read(null)}
        >
          <g transform={`translate(${LEFT},${TOP})`}>
            <clipPath id={clip}>
              <rect x={-4} y={-5} width={w + 8} height={h + 10} />
            </clipPath>
            <Axes x={x} y={y} sx={sx} sy={sy} w={w} h={h} labelEnd={layout.labelEnd} />
            <g clipPath={`url(#${clip})`}>
              {ribbons.map((b) => (
                <path key={b.id} d={b.d} fill={b.colour} opacity={0.18} />
              ))}
              {guides.map((g) => (
                <line
                  key={g.id}
                  x1={0}
                  x2={w}
                  y1={sy(g.y)}
                  y2={sy(g.y)}
                  className={g.solid ? 'guide solid' : 'guide'}
                />
              ))}
              {marker !== undefined && (
                <line x1={sx(marker)} x2={sx(marker)} y1={0} y2={h} className="marker" />
              )}
              {shown.map((d) => (
                <Marks key={d.series.id} {...d} />
              ))}
              {x.link && <LinkedLine kind={x.link} layout={layout} />}
              {nearest !== null && (
                <line x1={sx(nearest)} x2={sx(nearest)} y1={0} y2={h} className="crosshair" />
              )}
              {values.flatMap(({ s, ys }) =>
                ys.map(
                  (v, i) =>
                    usable({ x: nearest!, y: v }) && (
                      <circle
                        key={s.id + i}
                        cx={sx(nearest!)}
                        cy={sy(v)}
                        r={4}
                        fill="var(--surface)"
                        stroke={s.colour}
                        strokeWidth={2}
                        className="crosshair-dot"
                      />
                    ),
                ),
              )}
            </g>
            {labels.map((l) => (
              <text
                key={l.id}
                className={off.has(l.id) ? 'series-label off' : 'series-label'}
                style={{ fill: l.colour }}
                fontWeight={l.faint ? 400 : 600}
              >
                {l.text.map((t, k) => (
                  <tspan key={k} x={l.x} y={l.y + 4 + (k - (l.text.length - 1) / 2) * LINE}>
                    {k ? ` ${t}` : t}
                  </tspan>
                ))}
              </text>
            ))}
          </g>
        </svg>
        <LabelButtons
          title={title}
          labels={labels.filter((l) => l.series)}
          off={off}
          scale={scale}
          onToggle={toggle}
        />
        {nearest !== null && (
          <div
            className="readout"
            style={sx(nearest) > w / 2 ? { left: LEFT * scale } : { right: 8 }}
            aria-hidden="true"
          >
            <strong>
              {x.label} {readX(nearest)}
            </strong>
            {values.map(({ s, ys }) => (
              <span key={s.id}>
                <i style={{ background: s.colour }} />
                {s.label} <b>{ys.map(readY).join(', ')}</b>
              </span>
            ))}
            {spread.map(({ b, text }) => (
              <span key={b.id}>
                <i style={{ background: b.colour, opacity: 0.3 }} />
                {b.label} <b>{text}</b>
              </span>
            ))}
          </div>
        )}
        <Reader title={title} count={xs.length} at={at} spoken={spoken} onAt={read} />
      </div>
      <div className="tools">
        <DataTable
          title={title}
          columns={[x.label, ...layout.drawn.map((d) => d.series.label)]}
          rows={() =>
            xs.map((v) => [
              readX(v),
              ...layout.drawn.map((d) => (d.values.get(v) ?? []).map(readY).join(', ')),
            ])
          }
        />
        <SaveMenu
          title={title}
          picture={() => ref.current?.querySelector('svg') ?? null}
          table={() => lineTable({ ...props, series: series.filter((s) => !off.has(s.id)) })}
        />
        {x.scales && (
          <ScaleToggle
            axis={strings.charts.axis.named('x', x.label)}
            title={title}
            scale={x.scale ?? 'linear'}
            onScale={setScaleX}
            name="x"
          />
        )}
        {y.scales && (
          <ScaleToggle
            axis={strings.charts.axis.named('y', y.label)}
            title={title}
            scale={y.scale ?? 'linear'}
            onScale={setScaleY}
            name="y"
          />
        )}
      </div>
    </div>
  );
}

/** One series; renders again when its own picture changes, or whether it stands out. */
const Marks = memo(
  function Marks({ series: s, d, dots }: DrawnSeries) {
    const back = useLinked((linked) => standsBack(s.link, linked));
    const out = useLinked(
      (linked) =>
        s.link !== undefined &&
        !standsBack(s.link, linked) &&
        Object.keys(s.link).some((kind) => linked[kind as keyof Linked] !== undefined),
    );
    return (
      <g className="series" opacity={back ? 0.18 : out ? 1 : s.faint ? 0.55 : 1} data-series={s.id}>
        {s.line !== false && (
          <path
            d={d}
            fill="none"
            stroke={s.colour}
            strokeWidth={(s.weight ?? 2) + (out ? 0.8 : 0)}
            strokeDasharray={s.dash}
            strokeLinejoin="round"
          />
        )}
        {dots.map((p, i) => (
          <circle key={i} cx={p.x} cy={p.y} r={s.line === false ? 2.4 : 3.2} fill={s.colour} />
        ))}
      </g>
    );
  },
  (a, b) => a.d === b.d && sameDots(a.dots, b.dots) && sameLook(a.series, b.series),
);

const sameDots = (a: DrawnSeries['dots'], b: DrawnSeries['dots']): boolean =>
  a.length === b.length && a.every((p, i) => p.x === b[i].x && p.y === b[i].y);
const sameLook = (a: Series, b: Series): boolean =>
  (['id', 'colour', 'dash', 'weight', 'line', 'faint'] as const).every((key) => a[key] === b[key]) &&
  JSON.stringify(a.link) === JSON.stringify(b.link);

/** A fine line at the rank, width or epoch pointed at in another picture. */
function LinkedLine({ kind, layout: { sx, h } }: { kind: 'rank' | 'network' | 'epoch'; layout: LineLayout }) {
  const value = useLinked((linked) => linked[kind]);
  const [low, high] = sx.domain();
  return value === undefined || value < low || value > high ? null : (
    <line x1={sx(value)} x2={sx(value)} y1={0} y2={h} className="crosshair linked" />
  );
}

/**
 * The labels as switches: one stop of the Tab key, arrow keys between them. They lie over the written labels,
 * which a saved picture keeps.
 */
function LabelButtons({
  title,
  labels,
  off,
  scale,
  onToggle,
}: {
  title: string;
  labels: DrawnLabel[];
  off: ReadonlySet<string>;
  scale: number;
  onToggle(id: string): void;
}) {
  const inOrder = [...labels].sort((a, b) => a.y - b.y);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step =
      event.key === 'ArrowDown' || event.key === 'ArrowRight'
        ? 1
        : event.key === 'ArrowUp' || event.key === 'ArrowLeft'
          ? -1
          : 0;
    if (!step) return;
    event.preventDefault();
    const all = [...event.currentTarget.querySelectorAll('button')];
    all[(all.indexOf(event.target as HTMLButtonElement) + step + all.length) % all.length]?.focus();
  };
  if (labels.length === 0) return null;
  return (
    // Keys are those of the buttons inside.

    <div className="labels" role="toolbar" aria-label={strings.charts.lines(title)} onKeyDown={onKeyDown}>
      {inOrder.map((l, i) => (
        <button
          key={l.id}
          type="button"
          tabIndex={i === 0 ? 0 : -1}
          aria-pressed={!off.has(l.id)}
          aria-label={strings.charts.line(l.series!.label)}
          title={(off.has(l.id) ? strings.charts.showLine : strings.charts.hideLine)(l.series!.label)}
          onClick={() => onToggle(l.id)}
          onPointerEnter={() => l.series!.link && pointAt(l.series!.link)}
          onPointerLeave={() => pointAt({})}
          onFocus={() => l.series!.link && pointAt(l.series!.link)}
          onBlur={() => pointAt({})}
          style={{
            left: (LEFT + l.x - 2) * scale,
            top: (TOP + l.y - l.height / 2) * scale,
            width: (l.width + 4) * scale,
            height: l.height * scale,
          }}
        />
      ))}
    </div>
  );
}

/** The series whose point at this x is nearest to the pointer, if any is near. */
function nearestSeries(
  drawn: readonly DrawnSeries[],
  x: number,
  sy: (value: number) => number,
  pointer: number,
): Series | undefined {
  let best: Series | undefined;
  let distance = 30;
  for (const { series, values } of drawn) {
    for (const y of values.get(x) ?? []) {
      const d = Math.abs(sy(y) - pointer);
      if (d < distance) {
        distance = d;
        best = series;
      }
    }
  }
  return best;
}
