import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ChoicesContext } from '../charts/choice.ts';
import { TileChart } from '../charts/TileChart.tsx';
import { tileTable } from '../charts/tables.ts';
import { exampleEvents, exampleNet } from '../lab/exampleRun.ts';
import type { RunEvent, Universality as Event } from '../lab/events.ts';
import { foldRun } from '../state/runView.ts';
import { byLayer, filterRows, Universality } from './universality/Universality.tsx';

const filters = {
  values: [1, 0, 0, 0],
  vectors: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, -1, 0],
    [0, 0, 0, 1],
  ],
};
const layer = (similarity: number) => ({
  cosine: 0.5,
  floor: 0.1,
  ceiling: 0.9,
  similarity,
  vectors: [
    [0.9, 0.1],
    [0.2, 0.8],
  ],
});
const event: Event = {
  type: 'universality',
  net: exampleNet.id,
  images: 100,
  other: 'other shapes',
  networks: (['own', 'images', 'labels'] as const).map((condition, i) => ({
    condition,
    label: `${condition} 1`,
    test: i === 1 ? 0.5 : null,
    train: i ? 0.3 : null,
    layers: exampleNet.layers.map((l) => ({
      name: l.name,
      inputs: l.inputs,
      effectiveRank: 1.5,
      spikes: 2,
      filters,
    })),
  })),
  pairs: [
    { kind: 'images', a: 0, b: 1, layers: [layer(0.6), layer(0.25)] },
    { kind: 'images', a: 0, b: 1, layers: [layer(0.4), null] },
    { kind: 'labels', a: 0, b: 2, layers: [layer(0.1), null] },
  ],
};
const run = (...events: RunEvent[]) => foldRun([...exampleEvents, ...events]);
const render = (view: string, at = 0, events: RunEvent[] = [event]) => {
  const shown = run(...events);
  const choices = { get: (name: string) => (name === 'view' ? view : undefined), set: () => {} };
  return renderToStaticMarkup(
    createElement(
      ChoicesContext,
      { value: choices },
      createElement(Universality, {
        run: shown,
        net: shown.nets[0],
        layer: at,
        epoch: 'last',
        onSelectLayer: () => {},
      }),
    ),
  )
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
};

describe('what all networks learn alike', () => {
  it('says the means over pairs, and what could not be compared', () => {
    expect(byLayer(event, 'images')).toEqual([
      { x: 1, y: 0.5 },
      { x: 2, y: 0.25 },
    ]);
    expect(render('layers')).toContain('0.50 with other images, 0.10 with random labels');
    expect(render('layers', 1)).toContain('0.25 with other images, – with random labels');
    expect(render('layers', 0, [])).toContain('Comes when');
  });

  it('draws spatial filters as squares, and eigenvectors with their ranks', () => {
    expect(filterRows(filters.vectors)).toEqual([
      [1, 0, NaN, 0, 1, NaN, 0, 0],
      [0, 0, NaN, 0, 0, NaN, -1, 0],
    ]);
    expect(
      filterRows([
        [1, 2, 3, 4, 5],
        [5, 4, 3, 2, 1],
      ]),
    ).toEqual([[1, 2, 3, 4, 5, NaN, 5, 4, 3, 2, 1]]);
    expect(render('filters')).toMatch(/span 100\s%\s+of what those of L2 of the first do \(chance 75\s%/);
    expect(render('vectors')).toContain(
      'effective rank ( 1.5 in the first network )'.replaceAll('( ', '(').replaceAll(' )', ')'),
    );
    expect(render('vectors', 1)).toContain('other images');
    const chart = {
      title: 'T',
      tiles: [
        {
          id: 'a',
          label: 'A',
          values: [
            [1, NaN],
            [-0.5, 0],
          ],
          at: { row: 1, column: 2 },
        },
      ],
      low: 0,
      high: 1,
      rowLabel: 'row',
      columnLabel: 'column',
    };
    expect(tileTable(chart).rows).toEqual([
      ['A', 1, 1, 1],
      ['A', 2, 1, -0.5],
      ['A', 2, 2, 0],
    ]);
    // A cell below zero is told by a dash too.
    expect(renderToStaticMarkup(createElement(TileChart, chart)).match(/stroke-width="1.5"/g)).toHaveLength(
      1,
    );
  });
});
