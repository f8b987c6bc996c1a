import { line } from 'd3';
import { use, useId, useState } from 'react';
import { strings } from '../strings/index.ts';
import { Axes, makeScale, type Axis } from './Axes.tsx';
import { histogram, lawCurve } from './bins.ts';
import { DataTable } from './DataTable.tsx';
import { short } from './format.ts';
import { Reader } from './Reader.tsx';
import { SaveMenu } from './SaveMenu.tsx';
import { histogramTable } from './tables.ts';
import { OverlayContext } from './overlay.ts';
import { pointAt } from './linked.ts';
import { useSize } from './size.ts';

export interface HistogramProps {
  title: string;
  /** Descending. */
  values: readonly number[];
  /** A law with the density of ALL values on [low, high]; values outside are drawn as stems of their own. */
  law: { low: number; high: number; density: (x: number) => number; label: string };
  colour: string;
  xLabel: string;
  height?: number;
}

const text = strings.charts.histogram;

const LEFT = 50;
const RIGHT = 14;
const TOP = 26;
const BOTTOM = 36;

/** Density of the values within a law's support with its density over it; single values outside as stems. */
export function Histogram(props: HistogramProps) {
  const { title, values, law, colour, xLabel, height: least = 190 } = props;
  const { ref, width, height, scale } = useSize<HTMLDivElement>(480, least);
  const ghost = use(OverlayContext)?.collect;
  const [at, setRead] = useState<number | null>(null);
  const setAt = (next: number | null) => {
    setRead(next);
    pointAt(next === null ? {} : { rank: next + 1 });
  };
  const clip = useId();
  const w = Math.max(60, width - LEFT - RIGHT);
  const h = height - TOP - BOTTOM;
  const stems = values.filter((v) => v > law.high || v < law.low);
  const above = stems.filter((v) => v > law.high).length;
  const bins = histogram(
    values.filter((v) => v >= law.low && v <= law.high),
    law.low,
    law.high,
    values.length,
  );
  const curve = lawCurve(law);
  // A density that is infinite at its lower edge (as many inputs as neurons) must not flatten the rest.
  const bars = Math.max(0, ...bins.map((b) => b.density));
  const top = Math.min(Math.max(bars, ...curve.map((p) => p.y)), bars > 0 ? 2.5 * bars : Infinity);
  const x: Axis = { label: xLabel, domain: [0, Math.max(law.high * 1.08, (values[0] ?? 0) * 1.03) || 1] };
  const y: Axis = { label: text.density, domain: [0, top * 1.06 || 1] };
  const sx = makeScale(x, [], [0, w]);
  const sy = makeScale(y, [], [h, 0]);
  // An edge near the right end has its labels on the other side.
  const late = sx(law.high) > w - 110;
  const stem = h * 0.24;
  const shown = at === null ? null : values[at];
  const side = shown === null ? 0 : shown > law.high ? 1 : shown < law.low ? -1 : 0;
  const spoken = shown === null ? '' : text.spoken(at! + 1, values.length, xLabel, short(shown), side);
  if (ghost) return null;
  return (
    <div className="chart">
      <div className="picture" ref={ref} style={{ '--least': `${least}px` } as React.CSSProperties}>
        <svg
          width={width * scale}
          height={height * scale}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={title}
          onPointerLeave={() => setAt(null)}
          onPointerMove={(event) => {
            const px = sx.invert(
              (event.clientX - event.currentTarget.getBoundingClientRect().left) / scale - LEFT,
            );
            let best = 0;
            values.forEach((v, i) => {
              if (Math.abs(v - px) < Math.abs(values[best] - px)) best = i;
            });
            setAt(values.length ? best : null);
          }}
        >
          <g transform={`translate(${LEFT},${TOP})`}>
            <clipPath id={clip}>
              <rect x={0} y={0} width={w} height={h} />
            </clipPath>
            <Axes x={x} y={y} sx={sx} sy={sy} w={w} h={h} />
            {bins.map((b) => (
              <rect
                key={b.from}
                className="bin"
                x={sx(b.from) + 0.5}
                width={Math.max(1, sx(b.to) - sx(b.from) - 1)}
                y={sy(b.density)}
                height={h - sy(b.density)}
                fill={colour}
                opacity={0.38}
              />
            ))}
            <path
              clipPath={`url(#${clip})`}
              d={
                line<{ x: number; y: number }>(
                  (p) => sx(p.x),
                  (p) => sy(p.y),
                )(curve) ?? ''
              }
              fill="none"
              stroke="var(--ink)"
              strokeWidth={1.8}
            />
            <line x1={sx(law.high)} x2={sx(law.high)} y1={0} y2={h} className="edge" />
            <text
              x={sx(law.high) + (late ? -5 : 5)}
              y={8}
              textAnchor={late ? 'end' : 'start'}
              className="guide-label"
            >
              {law.label}
            </text>
            {stems.map((v, i) => (
              <g key={i} className="stem">
                <line x1={sx(v)} x2={sx(v)} y1={h} y2={h - stem} stroke={colour} strokeWidth={1.6} />
                <circle cx={sx(v)} cy={h - stem} r={3} fill={colour} />
              </g>
            ))}
            {above > 0 && (
              <text
                x={late ? w : (sx(law.high) + sx(values[0])) / 2}
                y={h - stem - 10}
                textAnchor={late ? 'end' : 'middle'}
                className="series-label"
                style={{ fill: colour }}
                fontWeight={600}
              >
                {text.above(above)}
              </text>
            )}
            {shown !== null && <line x1={sx(shown)} x2={sx(shown)} y1={0} y2={h} className="crosshair" />}
          </g>
        </svg>
        {shown !== null && (
          <div
            className="readout"
            style={sx(shown) > w / 2 ? { left: LEFT * scale } : { right: RIGHT }}
            aria-hidden="true"
          >
            <strong>
              {xLabel} {short(shown)}
            </strong>
            <span>{text.at(at! + 1, values.length, side)}</span>
          </div>
        )}
        <Reader title={title} count={values.length} at={at} spoken={spoken} onAt={setAt} />
      </div>
      <div className="tools">
        <DataTable
          title={title}
          columns={[text.rank, xLabel]}
          rows={() => values.map((v, i) => [i + 1, short(v)])}
        />
        <SaveMenu
          title={title}
          picture={() => ref.current?.querySelector('svg') ?? null}
          table={() => histogramTable(props)}
        />
      </div>
    </div>
  );
}
