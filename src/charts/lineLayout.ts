import { area, line } from 'd3';
import { makeScale, type Axis, type Scale } from './Axes.tsx';
import { placeLabels, wrapLabel } from './labels.ts';
import type { LineChartProps, Point, Series } from './LineChart.tsx';
import { drawable } from './tables.ts';

/**
 * What stands at the left on the line of the label of x (charts.css): *Values* and *Save*, and a switch for
 * each axis of two scales.
 */
const TOOLS = 114;
const TOGGLE = 48;

export const LINE = 13;
export const CHARACTER = 6.2;
export const LEFT = 50;
export const TOP = 26;
export const BOTTOM = 36;

export interface DrawnSeries {
  series: Series;
  /** Path of its line. */ d: string;
  dots: { x: number; y: number }[];
  /** Values of y by x; several at one where they are draws. */ values: Map<number, number[]>;
}
export interface DrawnLabel {
  id: string;
  text: string[];
  colour: string;
  faint?: boolean;
  x: number;
  y: number;
  width: number;
  height: number;
  /** The series it stands for; a guide has none. */ series?: Series;
}

export interface LineLayout {
  w: number;
  h: number;
  sx: Scale;
  sy: Scale;
  /** All x at which there is a point, ascending. */
  xs: number[];
  drawn: DrawnSeries[];
  ribbons: { id: string; d: string; colour: string }[];
  labels: DrawnLabel[];
  /**
   * Where the label of x ends: the end of its axis, or beyond, where it would touch what stands at the left
   * of its line.
   */
  labelEnd: number;
}

/**
 * The axis in the scale a person chose: what was declared for the other scale (ticks, a lower end at 0) is
 * left to be found.
 */
export function inScale(axis: Axis, scale: 'linear' | 'log'): Axis {
  if (scale === (axis.scale ?? 'linear')) return axis;
  const { domain } = axis;
  return {
    ...axis,
    scale,
    ticks: undefined,
    domain: !domain
      ? undefined
      : scale === 'linear'
        ? [Math.min(0, domain[0]), domain[1]]
        : domain[0] > 0
          ? domain
          : undefined,
  };
}

/**
 * Where everything of a line chart stands. Labels are at the ends of their lines; the right margin is what
 * those near the right edge need.
 */
export function layOut(
  { x, y, series, bands = [], guides = [] }: LineChartProps,
  width: number,
  height: number,
): LineLayout {
  const usable = drawable({ x, y });
  const visible = series.filter((s) => s.points.length > 0);
  const allX = series.flatMap((s) => s.points.map((p) => p.x));
  const most = Math.max(10, Math.floor((width * 0.34) / CHARACTER));
  const wanted = [
    ...visible
      .filter((s) => !s.unlabelled)
      .map((s) => ({
        id: s.id,
        series: s as Series | undefined,
        end: s.points.findLast(usable),
        text: wrapLabel(s.label, most),
        faint: s.faint,
        colour: s.colour,
        order: s.weight ?? 2,
      })),
    ...guides.map((g) => ({
      id: g.id,
      series: undefined,
      end: { x: Infinity, y: g.y },
      text: wrapLabel(g.label, most),
      faint: true,
      colour: g.solid ? 'var(--ink)' : 'var(--muted)',
      order: g.solid ? 9 : 0,
    })),
  ]
    .flatMap((l) =>
      l.end ? [{ ...l, end: l.end, width: Math.max(...l.text.map((t) => t.length)) * CHARACTER }] : [],
    )
    .sort((a, b) => b.order - a.order);
  const unit = makeScale(x, allX, [0, 1]);
  const share = (value: number) => (value === Infinity ? 1 : Math.min(1, Math.max(0.05, unit(value))));
  const inner = width - LEFT;
  const right = Math.min(
    inner * 0.45,
    Math.max(12, ...wanted.map((l) => inner - (inner - 8 - l.width) / share(l.end.x))),
  );
  const w = Math.max(60, inner - right);
  const h = Math.max(40, height - TOP - BOTTOM);
  const sx = makeScale(x, allX, [0, w]);
  const sy = makeScale(
    y,
    [
      ...series.flatMap((s) => s.points.map((p) => p.y)),
      ...bands.flatMap((b) => b.points.flatMap((p) => [p.low, p.high])),
      ...guides.map((g) => g.y),
    ],
    [h, 0],
  );
  const path = line<Point>()
    .defined(usable)
    .x((p) => sx(p.x))
    .y((p) => sy(p.y));
  const ribbon = area<{ x: number; low: number; high: number }>()
    .x((p) => sx(p.x))
    .y0((p) => sy(Math.max(p.low, sy.domain()[0])))
    .y1((p) => sy(p.high));
  const boxes = wanted.map((l) => ({
    x: l.end.x === Infinity ? w + 8 : Math.min(w, sx(l.end.x)) + 8,
    y: Math.min(h, Math.max(0, sy(l.end.y))),
    width: l.width,
    height: l.text.length * LINE,
  }));
  const labelY = placeLabels(boxes, 0, h + 8);
  return {
    w,
    h,
    sx,
    sy,
    labelEnd: Math.max(
      w,
      Math.min(
        inner,
        TOOLS + TOGGLE * [x, y].filter((axis) => axis.scales).length + x.label.length * CHARACTER - LEFT,
      ),
    ),
    xs: [...new Set(allX)].sort((a, b) => a - b),
    drawn: visible.map((s) => ({
      series: s,
      d: s.line === false ? '' : (path(s.points) ?? ''),
      values: byX(s.points),
      dots: s.marks ? s.points.filter(usable).map((p) => ({ x: sx(p.x), y: sy(p.y) })) : [],
    })),
    ribbons: bands.map((b) => ({
      id: b.id,
      colour: b.colour,
      d: ribbon(b.points.filter((p) => p.high > 0 || y.scale !== 'log')) ?? '',
    })),
    labels: wanted.map(({ id, text, colour, faint, series: own, width: wide }, i) => ({
      id,
      text,
      colour,
      faint,
      series: own,
      width: wide,
      height: boxes[i].height,
      x: boxes[i].x,
      y: labelY[i],
    })),
  };
}

function byX(points: readonly Point[]): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const { x, y } of points) {
    const there = groups.get(x);
    if (there) there.push(y);
    else groups.set(x, [y]);
  }
  return groups;
}
