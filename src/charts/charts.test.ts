import { describe, expect, it } from 'vitest';
import { logTickFormat, logTicks, minorLogTicks, percent, powerOfTen, short } from './format.ts';
import { histogram } from './bins.ts';
import { placeLabels, wrapLabel } from './labels.ts';

describe('numbers on axes', () => {
  it('reads powers of ten', () => {
    expect([-12, -2, 0, 1, 2, 3].map(powerOfTen)).toEqual(['10⁻¹²', '10⁻²', '1', '10', '100', '10³']);
    const ticks = logTicks([1e-5, 1]);
    expect(ticks.map(logTickFormat(ticks))).toEqual(['10⁻⁵', '10⁻⁴', '10⁻³', '10⁻²', '10⁻¹', '1']);
  });

  it('thins decades through 1 and fills in under two of them', () => {
    expect(logTicks([1e-9, 1], 5)).toEqual([1e-8, 1e-6, 1e-4, 1e-2, 1]);
    expect(logTicks([0.3, 7])).toEqual([0.5, 1, 2, 5]);
    // Between 0.6 and 0.97 there is no 1, 2 or 5.
    expect(logTicks([0.6, 0.97])).toEqual([0.6, 0.7, 0.8, 0.9]);
    expect(minorLogTicks([1, 10])).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('tells three figures, minus signs and what is not a number', () => {
    expect([0.012345, -4.2, 1234567, 0.000012345, 0, NaN, -Infinity].map(short)).toEqual([
      '0.0123',
      '−4.2',
      '1.23 · 10⁶',
      '1.23 · 10⁻⁵',
      '0',
      'not a number',
      '−∞',
    ]);
    expect([percent(0.6815), percent(NaN)]).toEqual(['68.2\u00a0%', '–']);
  });
});

describe('labels', () => {
  it('do not touch and stay inside', () => {
    const boxes = [50, 52, 54, 99, 1].map((y) => ({ x: 0, y, width: 40, height: 14 }));
    const placed = placeLabels(boxes, 0, 100);
    const sorted = [...placed].sort((a, b) => a - b);
    for (let i = 1; i < sorted.length; i++)
      expect(sorted[i] - sorted[i - 1]).toBeGreaterThanOrEqual(14 - 1e-9);
    placed.forEach((y) => {
      expect(y).toBeGreaterThanOrEqual(7);
      expect(y).toBeLessThanOrEqual(93);
    });
    // Of three that crowd, weighing 1, ½ and ¼: Σ w (y − wanted)² is least where the first is at (50 + 38/2 +
    // 26/4) / 1.75.
    [75.5 / 1.75, 75.5 / 1.75 + 14, 75.5 / 1.75 + 28, 93, 7].forEach((y, i) =>
      expect(placed[i]).toBeCloseTo(y, 9),
    );
    expect(
      placeLabels(
        [
          { x: 0, y: 50, width: 40, height: 14 },
          { x: 60, y: 52, width: 40, height: 14 },
        ],
        0,
        100,
      ),
    ).toEqual([50, 52]);
    // Three in the room of two: as far apart as there is.
    expect(
      placeLabels(
        [10, 11, 12].map((y) => ({ x: 0, y, width: 40, height: 14 })),
        0,
        28,
      ),
    ).toEqual([7, 14, 21]);
  });

  it('break at the space nearest the middle', () => {
    expect(wrapLabel('redrawn + classifier', 12)).toEqual(['redrawn +', 'classifier']);
    expect(wrapLabel('unbreakable', 4)).toEqual(['unbreakable']);
  });
});

it("a histogram's bars add up to the share of all values they hold", () => {
  const values = Array.from({ length: 60 }, (_, i) => i / 60);
  const area = histogram(values, 0, 1, 80).reduce((sum, b) => sum + b.density * (b.to - b.from), 0);
  expect(area).toBeCloseTo(60 / 80, 12);
  expect(histogram([], 0, 1, 0)).toEqual([]);
});
