import { describe, expect, it } from 'vitest';
import { agrees, median } from './measure.ts';
import { parseOptions, usage, works } from './options.ts';
import { digits, formatRow, ratioOf, row, rowsAsJson } from './rows.ts';

describe('rows', () => {
  it('have a ratio above 1 when ours is better, whatever the unit', () => {
    expect(ratioOf('images/s', 200, 50)).toBe(4);
    expect(ratioOf('GFLOP/s', 10, 40)).toBe(0.25);
    expect(ratioOf('ms', 10, 40)).toBe(4);
    expect(ratioOf('ms of JavaScript per step', 4, 1)).toBe(0.25);
    expect(ratioOf('ms', 0, 40)).toBeNull();
    expect(ratioOf('ms', Number.NaN, 40)).toBeNull();
  });
  it('print as a line and as JSON', () => {
    const one = row('product', 'GFLOP/s', { name: 'ours', value: 120.4 }, { name: 'theirs', value: 49.5 });
    expect(formatRow(one)).toBe('product: ours 120, theirs 49.5 GFLOP/s; ratio 2.43');
    expect(JSON.parse(rowsAsJson([one]))).toEqual({ rows: [one] });
    expect([0, 0.00123, 5.678, 1234.5].map(digits)).toEqual(['0', '0.00123', '5.68', '1235']);
  });
});

describe('measuring', () => {
  it('takes the median', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
  it('refuses a rival that computes something else', () => {
    expect(agrees([1, 2], [1.0001, 2], 1e-3)).toBe(true);
    expect(agrees([1, 2], [1.1, 2], 1e-3)).toBe(false);
    expect(agrees([1, Number.NaN], [1, 2], 1e-3)).toBe(false);
  });
});

describe('options', () => {
  it.each(works)('%s', (work) =>
    expect(parseOptions([work, '--json', '--quick'])).toEqual({ work, json: true, quick: true, gpu: false }),
  );
  it('say what is wrong', () => {
    expect(parseOptions([])).toHaveProperty('problem');
    expect(parseOptions(['trian'])).toEqual({ problem: 'There is no benchmark "trian".' });
    expect(parseOptions(['train', 'gemm'])).toHaveProperty('problem');
    expect(parseOptions(['train', '--fast'])).toEqual({ problem: 'Unknown option --fast.' });
    for (const work of works) expect(usage).toContain(work);
  });
});
