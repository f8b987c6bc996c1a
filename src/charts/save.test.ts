import { describe, expect, it } from 'vitest';
import { fileName, type Origin } from './origin.ts';
import { plainColour, wrapText } from './picture.ts';
import { csvOf, jsonOf } from './save.ts';
import { confusionTable, histogramTable, lineTable, pathsTable } from './tables.ts';

const origin: Origin = {
  dataset: 'Shapes, easy',
  images: '4 + 2 images (generated)',
  seed: 7,
  commit: 'abc1234',
  date: '2024-05-01T12:00:00.000Z',
  specHash: '0123456789ab',
  address: () => 'https://a.example/#v=1',
};

describe('the numbers of a chart', () => {
  it('are those of a line chart that can be drawn on its axes, unrounded', () => {
    const table = lineTable({
      title: 'T',
      x: { label: 'rank', scale: 'log' },
      y: { label: 'λ', scale: 'log' },
      marker: 2,
      series: [
        {
          id: 'a',
          label: 'L1',
          colour: 'red',
          points: [
            { x: 1, y: 0.1 + 0.2 },
            { x: 2, y: 0 },
            { x: 0, y: 1 },
            { x: 3, y: NaN },
          ],
        },
      ],
      bands: [
        {
          id: 'b',
          label: '99 %',
          colour: 'red',
          points: [
            { x: 1, low: 0, high: 2 },
            { x: 2, low: -2, high: 0 },
          ],
        },
      ],
      guides: [{ id: 'g', label: 'chance', y: 0.1 }],
    });
    expect(table.columns).toEqual(['kind', 'series', 'rank', 'λ', 'low', 'high']);
    expect(table.rows).toEqual([
      ['point', 'L1', 1, 0.1 + 0.2, null, null],
      ['band', '99 %', 1, null, 0, 2],
      ['guide', 'chance', null, 0.1, null, null],
      ['marker', '', 2, null, null, null],
    ]);
  });

  it('are the values, bars, law and edge of a histogram', () => {
    const { rows } = histogramTable({
      title: 'T',
      values: [3, 0.9, 0.5, 0.1],
      law: { low: 0, high: 1, density: () => 1, label: 'edge' },
      colour: 'red',
      xLabel: 'λ',
    });
    const kind = (name: string) => rows.filter((row) => row[0] === name);
    expect(kind('value').map((row) => row[2])).toEqual([3, 0.9, 0.5, 0.1]);
    // Bars hold the share of all values that lies under the law.
    expect(
      kind('bar').reduce(
        (sum, [, , from, to, density]) => sum + ((to as number) - (from as number)) * (density as number),
        0,
      ),
    ).toBeCloseTo(3 / 4, 12);
    expect(kind('law')).toHaveLength(200);
    expect(kind('edge')).toEqual([['edge', null, 1, null, null]]);
  });

  it('are the points of paths up to now, and counts with the share that is right', () => {
    expect(
      pathsTable({
        title: 'T',
        xLabel: 'e1',
        yLabel: 'e2',
        colour: 'red',
        shown: 2,
        paths: [
          [
            [0, 1],
            [2, 3],
            [4, 5],
          ],
        ],
      }).rows,
    ).toEqual([
      [1, 1, 0, 1],
      [1, 2, 2, 3],
    ]);
    expect(
      confusionTable(
        ['a', 'b'],
        [
          [3, 1],
          [0, 2],
        ],
      ),
    ).toEqual({
      columns: ['true class', 'answer a', 'answer b', 'right (fraction)'],
      rows: [
        ['a', 3, 1, 0.75],
        ['b', 0, 2, 1],
      ],
    });
  });

  it('of a model leave with its file, size and hash', () => {
    const model: Origin = {
      model: 'net.safetensors',
      bytes: 1234567,
      sha256: 'ab'.repeat(32),
      commit: 'abc1234',
      date: '2024-05-01T12:00:00.000Z',
      address: () => 'https://a.example/?page=models',
    };
    expect(csvOf('T', { columns: ['x'], rows: [] }, model)).toBe(
      `# T\n# model net.safetensors, 1,234,567 bytes, sha-256 ${'ab'.repeat(32)}, commit abc1234, 2024-05-01\n# https://a.example/?page=models\nx\n`,
    );
    expect(JSON.parse(jsonOf('T', { columns: [], rows: [] }, model))).toMatchObject({
      model: 'net.safetensors',
      sha256: 'ab'.repeat(32),
      address: 'https://a.example/?page=models',
    });
    expect([fileName('Layers', model, 'csv'), fileName('Layers', { ...model, sha256: null }, 'csv')]).toEqual(
      ['rainbow-layers-abababababab.csv', 'rainbow-layers-net-safetensors.csv'],
    );
  });

  it('leave with where they come from', () => {
    const table = { columns: ['x', 'y'], rows: [[1, NaN]] };
    expect(csvOf('Title', table, origin)).toBe(
      '# Title\n# data set Shapes, easy, 4 + 2 images (generated), seed 7, commit abc1234, 2024-05-01, spec 0123456789ab\n# https://a.example/#v=1\nx,y\n1,nan\n',
    );
    expect(JSON.parse(jsonOf('Title', table, origin))).toEqual({
      title: 'Title',
      ...origin,
      address: 'https://a.example/#v=1',
      columns: ['x', 'y'],
      rows: [[1, null]],
    });
    expect(JSON.parse(jsonOf('Title', { columns: [], rows: [] }, null))).toEqual({
      title: 'Title',
      columns: [],
      rows: [],
    });
    expect(csvOf('Title', table, null)).toBe('# Title\nx,y\n1,nan\n');
  });
});

describe('files and pictures', () => {
  it('are named by title and spec', () => {
    expect(fileName('Weight spectrum of L2 by rank, epoch 8', origin, 'svg')).toBe(
      'rainbow-weight-spectrum-of-l2-by-rank-epoch-8-0123456789ab.svg',
    );
    expect(fileName('½ …', null, 'csv')).toBe('rainbow-1-2.csv');
    expect(fileName('', null, 'csv')).toBe('rainbow-chart.csv');
  });

  it('have colours that every program reads', () => {
    expect(
      [
        'rgb(59, 57, 207)',
        'rgba(0, 0, 0, 0)',
        'color(srgb 0.5 1 0)',
        'color(srgb 1 1 1 / 0)',
        'none',
        'url(#a)',
      ].map(plainColour),
    ).toEqual(['#3b39cf', 'none', '#80ff00', 'none', 'none', 'url(#a)']);
  });

  it('have lines that fit, but for words that do not', () => {
    expect(wrapText('one two three incomprehensibilities', 9)).toEqual([
      'one two',
      'three',
      'incomprehensibilities',
    ]);
  });
});
