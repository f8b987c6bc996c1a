import { describe, expect, it } from 'vitest';
import { formatRow, row } from '../rows.ts';
import { benchRow, checkRows, runRow, speedRows, tableOf } from './table.ts';

describe('the table of gpu-check', () => {
  it('counts what is right and names every number that is not', () => {
    const rows = checkRows(
      'kernels',
      [
        { name: 'a', findings: [{ what: 'error of the value', value: 2e-7, atMost: 1e-4 }] },
        { name: 'b', findings: [{ what: 'error of the value', value: Infinity, atMost: 1e-4 }] },
        { name: 'c', findings: [{ what: 'error', value: 0, atLeast: 1e-6, atMost: 1 }] },
        { name: 'd', error: 'no memory' },
      ],
      6,
    );
    expect(rows).toEqual([
      ['kernels', '1 right of 6, 2 not done; largest error 2.0e-7'],
      ['**wrong**: b', 'error of the value: Infinity, at most 0.0001'],
      ['**wrong**: c', 'error: 0, at most 1'],
      ['**failed**: d', 'no memory'],
    ]);
  });
  it('holds training against the fastest product', () => {
    const rows = speedRows([
      { name: 'p', speed: { work: 'product', unit: 'GFLOP/s', value: 50, gflops: null } },
      { name: 'q', speed: { work: 'larger product', unit: 'GFLOP/s', value: 2000, gflops: null } },
      { name: 't', speed: { work: 'Scat-J3', unit: 'images/s', value: 1234.5, gflops: 100 } },
    ]);
    expect(rows).toEqual([
      ['product', '50.0 GFLOP/s'],
      ['larger product', '2,000 GFLOP/s'],
      ['Scat-J3', "1,235 images/s, 100 GFLOP/s: 5.00 % of the product's"],
    ]);
  });
  it('takes what a run and a benchmark print', () => {
    const accuracy = { trained: 0.912, rainbow: { mean: 0.5 }, unaligned: null };
    expect(runRow('run', { accuracy, seconds: 61.23 })).toEqual([
      'run',
      '61.2 s; trained 91.2 %, drawn again 50.0 %, without alignment not measured',
    ]);
    const line = formatRow(
      row('train CNN, batch 32', 'images/s', { name: 'ours', value: 12 }, { name: 'tfjs', value: 3 }),
    );
    expect(benchRow(line)).toEqual([
      'bench: train CNN, batch 32',
      'ours 12.0, tfjs 3.00 images/s; ratio 4.00',
    ]);
    expect(benchRow('Building: something')).toBeNull();
    expect(tableOf('GPU:', [['a|b', 'c\nd']])).toBe(
      'GPU:\n\n| what | result |\n|---|---|\n| a\\|b | c d |\n',
    );
  });
});
