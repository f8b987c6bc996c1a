import { expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { exponentError, fitPowerTail, powerTailFrom } from './powerTail.ts';

/** Quantiles of the Pareto law p(x) ∝ x^−2.7 from 2 on, at the 200 points {i·0.6180339887498949}. */
const pareto = Array.from(
  { length: 200 },
  (_, i) => 2 * (1 - (((i + 1) * 0.6180339887498949) % 1)) ** (-1 / 1.7),
);

it('is what numpy and scipy.stats.kstest give by the same search', () => {
  // For every xmin in numpy.unique(x)[:-1]: alpha = 1 + n / log(tail/xmin).sum(), D = kstest(tail, 1 −
  // (x/xmin)^(1−alpha)).statistic; the least D.
  const expected = {
    alpha: 2.6967504947364445,
    xmin: 2.0156407461211217,
    ks: 0.007180800531119136,
    count: 198,
  };
  const body = Array.from({ length: 150 }, (_, i) => 0.2 + (1.7 * i) / 149);
  for (const sample of [pareto, [...pareto, ...body]]) {
    const fit = fitPowerTail(sample)!;
    expect(fit.alpha).toBeCloseTo(expected.alpha, 10);
    expect([fit.xmin, fit.count]).toEqual([expect.closeTo(expected.xmin, 12), expected.count]);
    expect(fit.ks).toBeCloseTo(expected.ks, 10);
  }
});

it('finds a planted exponent within its standard error, (α − 1)/√n', () => {
  const random = rng(3).fork('pareto');
  const sample = Array.from({ length: 3000 }, () => (1 - random.uniform()) ** (-1 / 1.5));
  const fit = fitPowerTail(sample)!;
  expect(Math.abs(fit.alpha - 2.5)).toBeLessThan(4 * exponentError(fit));
});

it('leaves out zeros, and says nothing of too little', () => {
  expect(fitPowerTail([...pareto, 0, 0, -1])).toEqual(fitPowerTail(pareto));
  expect([fitPowerTail([]), fitPowerTail([1, 2]), fitPowerTail([3, 3, 3])]).toEqual([null, null, null]);
});

it('from a given xmin on it is the same law', () => {
  const fit = fitPowerTail(pareto)!;
  const from = powerTailFrom(pareto, fit.xmin)!;
  expect(from).toEqual({
    alpha: expect.closeTo(fit.alpha, 10) as number,
    xmin: fit.xmin,
    count: fit.count,
    ks: expect.closeTo(fit.ks, 10) as number,
  });
  expect([powerTailFrom(pareto, 1e9), powerTailFrom(pareto, 0), powerTailFrom([2, 2], 2)]).toEqual([
    null,
    null,
    null,
  ]);
});
