import { describe, expect, it } from 'vitest';
import { inScale, layOut } from './lineLayout.ts';
import type { LineChartProps } from './LineChart.tsx';
import { standsBack } from './linked.ts';
import { overlaid } from './overlay.ts';

const chart = (points: { x: number; y: number }[], more: Partial<LineChartProps> = {}): LineChartProps => ({
  title: 't',
  x: { label: 'epoch', domain: [0, points.length] },
  y: { label: 'loss' },
  series: [
    { id: 'a', label: 'test', colour: 'red', points },
    { id: 'fit', label: 'fit', colour: 'black', faint: true, points },
  ],
  ...more,
});

describe('another run in a chart', () => {
  const own = chart([{ x: 0, y: 1 }]);
  const other = chart([
    { x: 0, y: 3 },
    { x: 1, y: 2 },
  ]);

  it('adds its lines, named after it, over axes that hold both; fits stay out', () => {
    const both = overlaid(own, { name: '#2', charts: [other] });
    expect(both.series.map((s) => s.label)).toEqual(['test', 'fit', 'test · #2']);
    expect(both.x.domain).toEqual([0, 2]);
  });

  it('stays out where the axes are others', () => {
    expect(overlaid(own, { name: '#2', charts: [{ ...other, y: { label: 'accuracy' } }] })).toBe(own);
    expect(overlaid(own, null)).toBe(own);
  });
});

describe('an axis in the other scale', () => {
  it('keeps no tick and no end that the scale cannot have', () => {
    expect(inScale({ label: 'y', domain: [0, 1], ticks: [0, 1] }, 'log')).toMatchObject({
      scale: 'log',
      domain: undefined,
      ticks: undefined,
    });
    expect(inScale({ label: 'y', scale: 'log', domain: [1e-5, 1] }, 'linear').domain).toEqual([0, 1]);
  });

  it('leaves out what cannot be drawn on it', () => {
    const points = [
      { x: 1, y: 0 },
      { x: 2, y: 10 },
      { x: 3, y: 100 },
    ];
    const layout = layOut(chart(points, { x: { label: 'x' }, y: { label: 'y', scale: 'log' } }), 400, 200);
    expect(layout.drawn[0].d).toMatch(/^M[^L]+L[^L]+$/);
    expect(layout.sy.domain()).toEqual([10, 100]);
  });
});

describe('what is pointed at', () => {
  it('lets the others of its kind step back, and nothing else', () => {
    expect(standsBack({ layer: 1 }, { layer: 2 })).toBe(true);
    expect(standsBack({ layer: 1 }, { layer: 1, rank: 4 })).toBe(false);
    expect(standsBack({ layer: 1 }, { network: 2 })).toBe(false);
    expect(standsBack(undefined, { layer: 2 })).toBe(false);
  });
});
