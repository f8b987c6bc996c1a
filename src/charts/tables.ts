import type { Cell } from '../files/csv.ts';
import { strings } from '../strings/index.ts';
import { histogram, lawCurve } from './bins.ts';
import type { HistogramProps } from './Histogram.tsx';
import type { LineChartProps, Point } from './LineChart.tsx';
import type { PathsChartProps } from './PathsChart.tsx';
import type { TileChartProps } from './TileChart.tsx';

const text = strings.charts.table;
const { marks } = text;

/** What a chart draws, as numbers, none rounded: one row a mark. */
export interface Table {
  columns: string[];
  rows: Cell[][];
}

/** True if a point can be drawn on these axes. */
export const drawable =
  ({ x, y }: Pick<LineChartProps, 'x' | 'y'>) =>
  (p: Point): boolean =>
    Number.isFinite(p.x) &&
    Number.isFinite(p.y) &&
    (y.scale !== 'log' || p.y > 0) &&
    (x.scale !== 'log' || p.x > 0);

/** A row a point of a line, an x of a band, a guide, the marker. */
export function lineTable({ x, y, series, bands = [], guides = [], marker }: LineChartProps): Table {
  return {
    columns: [text.kind, text.series, x.label, y.label, text.low, text.high],
    rows: [
      ...series.flatMap((s) =>
        s.points.filter(drawable({ x, y })).map((p): Cell[] => [marks.point, s.label, p.x, p.y, null, null]),
      ),
      ...bands.flatMap((b) =>
        b.points
          .filter((p) => p.high > 0 || y.scale !== 'log')
          .map((p): Cell[] => [marks.band, b.label, p.x, null, p.low, p.high]),
      ),
      ...guides.map((g): Cell[] => [marks.guide, g.label, null, g.y, null, null]),
      ...(marker === undefined ? [] : [[marks.marker, '', marker, null, null, null]]),
    ],
  };
}

/** A row a value, a bar, a point of the law's curve, and its upper edge. */
export function histogramTable({ values, law, xLabel }: HistogramProps): Table {
  const inside = values.filter((v) => v >= law.low && v <= law.high);
  return {
    columns: [text.kind, text.rank, xLabel, text.to, text.density],
    rows: [
      ...values.map((v, i): Cell[] => [marks.value, i + 1, v, null, null]),
      ...histogram(inside, law.low, law.high, values.length).map((b): Cell[] => [
        marks.bar,
        null,
        b.from,
        b.to,
        b.density,
      ]),
      ...lawCurve(law).map((p): Cell[] => [marks.law, null, p.x, null, p.y]),
      [marks.edge, null, law.high, null, null],
    ],
  };
}

/** A row a point of a path, in order of time. */
export const pathsTable = ({ paths, shown, xLabel, yLabel }: PathsChartProps): Table => ({
  columns: [text.neuron, text.time, xLabel, yLabel],
  rows: paths.flatMap((path, i) => path.slice(0, shown).map(([x, y], t) => [i + 1, t + 1, x, y])),
});

/** A row a cell, from 1; gaps are left out. */
export const tileTable = ({ tiles, rowLabel, columnLabel }: TileChartProps): Table => ({
  columns: [text.matrix, rowLabel, columnLabel, text.value],
  rows: tiles.flatMap((t) =>
    t.values.flatMap((row, i) =>
      row.flatMap((v, j): Cell[][] => (Number.isFinite(v) ? [[t.label, i + 1, j + 1, v]] : [])),
    ),
  ),
});

/** A row a true class: how often it was taken for each, and the share that was right. */
export const confusionTable = (
  classes: readonly string[],
  counts: readonly (readonly number[])[],
): Table => ({
  columns: [text.trueClass, ...classes.map(text.answer), text.right],
  rows: counts.map((row, i) => [classes[i], ...row, row[i] / row.reduce((a, b) => a + b, 0)]),
});
