import { describe, expect, it } from 'vitest';
import { fitExponential } from '../spectra/fits.ts';
import { fitMarchenkoPastur } from '../spectra/marchenkoPastur.ts';
import { ksCritical } from '../spectra/ksDistance.ts';
import { spacingDensity } from './bulk/Bulk.tsx';
import { boundOfErrors, sumOfErrors } from './additivity/Additivity.tsx';
import { epochsTo } from '../claims/measures.ts';
import { lawsByRank, verdictOf } from './readings/Readings.tsx';

describe('panels of laws', () => {
  it('draw each law through the spectrum that follows it', () => {
    const geometric = Array.from({ length: 90 }, (_, r) => 40 * Math.exp(-r / 12));
    const reading = {
      powerLaw: { alpha: 2, xmin: 4, ks: 0.1, count: 10, p: 1 },
      preference: null,
      exponential: fitExponential(geometric),
      spiked: fitMarchenkoPastur(geometric, 90, 200),
      spikeShare: 0,
    };
    const laws = lawsByRank(reading, 90);
    laws.exponential.forEach(({ x, y }) => expect(y / geometric[x - 1]).toBeCloseTo(1, 8));
    // P(λ > x) = (xmin/x)^{α − 1}: of ten values one is above ten times xmin.
    expect([laws.power[0].y, laws.power[9].y]).toEqual([40, 4]);
    expect(laws.bulk[0].x).toBe(reading.spiked.above + 1);
    expect(laws.bulk.at(-1)).toMatchObject({ x: 90 });
    expect(laws.bulk.every((p, i) => i === 0 || p.y <= laws.bulk[i - 1].y)).toBe(true);
    expect([verdictOf(-3), verdictOf(0.5), verdictOf(3)].map((v) => /clearly|as well/.exec(v)![0])).toEqual([
      'clearly',
      'as well',
      'clearly',
    ]);
  });

  it('reckon densities, limits and sums', () => {
    expect(spacingDensity([0.1, 0.2, 1, 5]).reduce((sum, b) => sum + b.y * 0.25, 0)).toBeCloseTo(0.75, 12);
    // Tables of the Kolmogorov distribution: 1.628/√n at 1 %.
    expect(ksCritical(100)).toBeCloseTo(0.1628, 12);
    const layer = {
      all: 0.1,
      alone: [
        { drawn: 0, unexplained: 0.04 },
        { drawn: 1, unexplained: 0.09 },
      ],
    };
    expect(sumOfErrors(layer)).toBeCloseTo(0.13, 12);
    expect(boundOfErrors(layer)).toBeCloseTo(0.25, 12);
  });
});

describe('warm starts', () => {
  it('are timed to the first crossing, between epochs', () => {
    expect([epochsTo([0.1, 0.5, 0.9], 0.7), epochsTo([0.8], 0.7), epochsTo([0.1, 0.2], 0.7)]).toEqual([
      1.5,
      0,
      null,
    ]);
  });
});
