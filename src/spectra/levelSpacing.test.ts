import { describe, expect, it } from 'vitest';
import { gram } from '../linalg/matrix.ts';
import { symmetricEigenvalues } from '../linalg/symmetricEigen.ts';
import { rng } from '../random/rng.ts';
import { ksDistance } from './ksDistance.ts';
import { poissonCdf, poissonDensity, unfoldedSpacings, wignerCdf, wignerDensity } from './levelSpacing.ts';

const integral = (f: (s: number) => number): number =>
  Array.from({ length: 4000 }, (_, i) => f((i + 0.5) / 400) / 400).reduce((a, b) => a + b, 0);

describe('level spacings', () => {
  it.each([
    ['Wigner', wignerDensity, wignerCdf],
    ['Poisson', poissonDensity, poissonCdf],
  ] as const)('%s: density and distribution fit, mean 1', (_, density, cdf) => {
    expect(integral(density)).toBeCloseTo(1, 3);
    expect(integral((s) => s * density(s))).toBeCloseTo(1, 2);
    for (const s of [0.2, 1, 2]) expect((cdf(s + 1e-6) - cdf(s - 1e-6)) / 2e-6).toBeCloseTo(density(s), 6);
    expect([density(-1), cdf(-1)]).toEqual([0, 0]);
  });

  it('of a random matrix repel, those of independent levels do not', () => {
    const random = rng(3);
    const n = 300;
    const d = 450;
    const singular = Array.from(
      symmetricEigenvalues(
        gram(
          Float64Array.from({ length: n * d }, () => random.normal()),
          n,
          d,
        ),
        n,
      ),
      Math.sqrt,
    );
    const spacings = unfoldedSpacings(singular);
    expect(ksDistance(spacings, wignerCdf)).toBeLessThan(0.08);
    expect(ksDistance(spacings, poissonCdf)).toBeGreaterThan(0.2);
    // Independent levels of a density that is far from flat.
    const free = unfoldedSpacings(Array.from({ length: 2000 }, () => random.normal()));
    expect(ksDistance(free, poissonCdf)).toBeLessThan(0.05);
    expect(ksDistance(free, wignerCdf)).toBeGreaterThan(0.2);
  });

  it('of equally spaced levels are 1; too few give none', () => {
    unfoldedSpacings(Array.from({ length: 400 }, (_, i) => 400 - i))
      .slice(40, -40)
      .forEach((s) => expect(s).toBeCloseTo(1, 1));
    expect(unfoldedSpacings([1, 2, 3])).toEqual([]);
  });
});
