import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3';
import { logTickFormat, logTicks, minorLogTicks, short } from './format.ts';

export interface Axis {
  /** Name and unit. */
  label: string;
  scale?: 'linear' | 'log';
  /** Both scales make sense: a person may choose. */
  scales?: boolean;
  /** What its values are, for pointing at the same one in other pictures. */
  link?: 'rank' | 'network' | 'epoch';
  domain?: readonly [number, number];
  ticks?: number[];
  format?: (value: number) => string;
  /** Format of read-outs; by default that of the ticks or three figures. */
  read?: (value: number) => string;
}

export type Scale = ScaleContinuousNumeric<number, number>;

/**
 * The scale of an axis; without a domain it spans the values (a linear one from 0; a log one only the
 * positive values).
 */
export function makeScale(axis: Axis, values: readonly number[], range: [number, number]): Scale {
  const log = axis.scale === 'log';
  let low = log ? Infinity : 0;
  let high = -Infinity;
  for (const v of values) {
    if (!Number.isFinite(v) || (log && v <= 0)) continue;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (!Number.isFinite(low)) low = 1;
  const domain = axis.domain ?? [low, high > low ? high : log ? low * 10 : low + 1];
  return log ? scaleLog().domain(domain).range(range) : scaleLinear().domain(domain).range(range);
}

/**
 * Axes with units: the label of y stands on top, that of x below its axis, up to its right end or `labelEnd`.
 */
export function Axes({
  x,
  y,
  sx,
  sy,
  w,
  h,
  labelEnd = w,
}: {
  x: Axis;
  y: Axis;
  sx: Scale;
  sy: Scale;
  w: number;
  h: number;
  labelEnd?: number;
}) {
  const ticks = (axis: Axis, scale: Scale, count: number): number[] =>
    axis.ticks ??
    (axis.scale === 'log' ? logTicks(scale.domain() as [number, number], count) : scale.ticks(count));
  const xt = ticks(x, sx, Math.max(2, Math.floor(w / 52)));
  const yt = ticks(y, sy, Math.max(2, Math.floor(h / 38)));
  const minor = (axis: Axis, scale: Scale) =>
    axis.scale === 'log' && !axis.ticks ? minorLogTicks(scale.domain() as [number, number]) : [];
  const namer = (axis: Axis, at: number[]) =>
    axis.format ?? (axis.scale === 'log' ? logTickFormat(at) : short);
  const nameX = namer(x, xt);
  const nameY = namer(y, yt);
  return (
    <g className="axes">
      {yt.map((t) => (
        <g key={t} transform={`translate(0,${sy(t)})`}>
          <line x1={0} x2={w} className="grid" />
          <text x={-7} y={4} textAnchor="end">
            {nameY(t)}
          </text>
        </g>
      ))}
      {minor(y, sy).map((t) => (
        <line key={t} x1={0} x2={3} y1={sy(t)} y2={sy(t)} className="tick" />
      ))}
      {minor(x, sx).map((t) => (
        <line key={t} x1={sx(t)} x2={sx(t)} y1={h} y2={h + 3} className="tick" />
      ))}
      {xt.map((t) => (
        <g key={t} transform={`translate(${sx(t)},${h})`}>
          <line y1={0} y2={5} className="tick" />
          <text y={17} textAnchor="middle">
            {nameX(t)}
          </text>
        </g>
      ))}
      <line x1={0} x2={w} y1={h} y2={h} className="base" />
      <text x={-42} y={-13} className="axis-label">
        {y.label}
      </text>
      <text x={labelEnd} y={h + 33} textAnchor="end" className="axis-label">
        {x.label}
      </text>
    </g>
  );
}
