import { createContext } from 'react';
import type { LineChartProps } from './LineChart.tsx';

/** Charts of another run, drawn into those of the one shown. */
export interface Overlay {
  /** In the ghost of a panel: its charts hand over what they would draw, and draw nothing. */
  collect?(chart: LineChartProps): void;
  /** In the panel itself: what the ghost's charts handed over. */
  charts?: readonly LineChartProps[];
  /** How the other run is called, shortly. */
  name: string;
}
export const OverlayContext = createContext<Overlay | null>(null);

/**
 * The chart with the other run's lines in it, where it has the same axes: dashed finer, and named. Guides and
 * fits of the other run stay out.
 */
export function overlaid(chart: LineChartProps, overlay: Overlay | null): LineChartProps {
  const other = overlay?.charts?.find((c) => c.x.label === chart.x.label && c.y.label === chart.y.label);
  if (!other) return chart;
  const added = other.series
    .filter((s) => !s.unlabelled && !(s.faint && !s.link))
    .map((s) => ({
      ...s,
      id: `${overlay!.name}-${s.id}`,
      label: `${s.label} · ${overlay!.name}`,
      dash: '1.5 3',
      weight: 1.8,
      marks: false,
      line: true,
    }));
  // Axes that name their values (widths) name those of both.
  const ticks = (a: LineChartProps['x'], b: LineChartProps['x']) =>
    a.ticks && b.ticks ? [...new Set([...a.ticks, ...b.ticks])].sort((p, q) => p - q) : a.ticks;
  const domain = (a: LineChartProps['x'], b: LineChartProps['x']) =>
    a.domain && b.domain
      ? ([Math.min(a.domain[0], b.domain[0]), Math.max(a.domain[1], b.domain[1])] as const)
      : undefined;
  return {
    ...chart,
    x: { ...chart.x, ticks: ticks(chart.x, other.x), domain: domain(chart.x, other.x) },
    y: { ...chart.y, domain: domain(chart.y, other.y) },
    series: [...chart.series, ...added],
  };
}
