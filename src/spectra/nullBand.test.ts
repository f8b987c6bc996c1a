import { describe, expect, it } from 'vitest';
import { singularValues } from '../linalg/svd.ts';
import { rng } from '../random/rng.ts';
import { randomSpectrum, simulateNullBand, simultaneousBand, type SpectrumBand } from './nullBand.ts';

const inside = (eigenvalues: ArrayLike<number>, band: SpectrumBand) =>
  Array.from(eigenvalues).every((x, r) => x >= band.lower[r] && x <= band.upper[r]);

describe('simulateNullBand', () => {
  for (const law of ['uniform', 'gaussian'] as const) {
    it(`holds a further ${law} matrix over all ranks in about 99 % of cases`, async () => {
      let held = 0;
      const bands = 12;
      const each = 100;
      for (let b = 0; b < bands; b++) {
        const random = rng(50 + b).fork(law);
        const band = await simulateNullBand(10, 24, { law, variance: 0.3, rng: random });
        for (let i = 0; i < each; i++)
          if (inside(randomSpectrum(10, 24, law, 0.3, random.fork('fresh', i)), band)) held++;
      }
      // Standard error: 0.3 % of the draws, and 0.2 % of the twelve bands.
      expect(held / (bands * each)).toBeGreaterThan(0.978);
      expect(held / (bands * each)).toBeLessThan(0.9995);
    });
  }

  it('does not hold a matrix with a spike, of another law or of another variance', async () => {
    const n = 32;
    const d = 80;
    const random = rng(7);
    const band = await simulateNullBand(n, d, {
      law: 'uniform',
      variance: 1,
      matrices: 100,
      rng: random.fork('band'),
    });
    const spiked = Float64Array.from({ length: n * d }, (_, i) => random.normal() * (i % d === 0 ? 4 : 1));
    expect(
      inside(
        singularValues(spiked, n, d).map((s) => (s * s) / n),
        band,
      ),
    ).toBe(false);
    expect(inside(randomSpectrum(n, d, 'uniform', 1.3, random), band)).toBe(false);
    expect(inside(randomSpectrum(n, d, 'uniform', 1, random), band)).toBe(true);
  });

  it('has the median of the square of one uniform number', async () => {
    // 1 × 1, uniform on ±√(3v): the median of w² is 3v/4.
    const { median, lower } = await simulateNullBand(1, 1, {
      law: 'uniform',
      variance: 2,
      matrices: 4000,
      rng: rng(1),
    });
    expect(median[0]).toBeGreaterThan(1.4);
    expect(median[0]).toBeLessThan(1.6);
    expect(lower[0]).toBe(0);
  });

  it('has eigenvalues that sum to variance × inputs on average, whichever side is longer', async () => {
    for (const [n, d] of [
      [8, 20],
      [20, 8],
    ]) {
      const random = rng(2).fork(n);
      let sum = 0;
      for (let i = 0; i < 200; i++) {
        const eigenvalues = randomSpectrum(n, d, 'gaussian', 0.5, random);
        expect(eigenvalues.length).toBe(8);
        sum += eigenvalues.reduce((x, y) => x + y, 0);
      }
      expect(Math.abs(sum / 200 / (0.5 * d) - 1)).toBeLessThan(0.03); // standard error √(2/(n d 200)) = 0.8 %
    }
  });

  it('repeats with the same seed, reports every matrix, and stops when told to', async () => {
    const seen: number[] = [];
    const options = { law: 'gaussian' as const, variance: 1, matrices: 5 };
    const first = await simulateNullBand(4, 6, {
      ...options,
      rng: rng(3),
      onMatrix: (done, total) => void seen.push(done / total),
    });
    expect(seen).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(await simulateNullBand(4, 6, { ...options, rng: rng(3) })).toEqual(first);
    let calls = 0;
    const cancelled = simulateNullBand(4, 6, {
      ...options,
      rng: rng(3),
      onMatrix: async (done) => {
        calls++;
        if (done === 2) throw new Error('cancelled');
      },
    });
    await expect(cancelled).rejects.toThrow('cancelled');
    expect(calls).toBe(2);
  });

  it('refuses sizes, variances and numbers of matrices out of range', async () => {
    await expect(simulateNullBand(0, 4, { law: 'uniform', variance: 1, rng: rng(1) })).rejects.toThrow(
      RangeError,
    );
    await expect(simulateNullBand(4, 4, { law: 'uniform', variance: -1, rng: rng(1) })).rejects.toThrow(
      /variance/,
    );
    await expect(
      simulateNullBand(4, 4, { law: 'uniform', variance: 1, matrices: 2, rng: rng(1) }),
    ).rejects.toThrow(/3 to 10 000/);
  });
});

describe('simultaneousBand', () => {
  it('is mean ± c·sd with c from the matrix furthest from the others', () => {
    // Rank 1: 9, 10, 11, 14; rank 2 constant. 14 against (9, 10, 11): mean 10, sd 1, z = 4. All four: mean
    // 11, sd √(14/3).
    const band = simultaneousBand(
      [9, 10, 11, 14].map((x) => Float64Array.of(x, 2)),
      0.99,
    );
    const reach = 4 * Math.sqrt(14 / 3);
    expect(Array.from(band.upper)).toEqual([expect.closeTo(11 + reach, 12), 2]);
    expect(Array.from(band.lower)).toEqual([expect.closeTo(11 - reach, 12), 2]);
    expect(Array.from(band.median)).toEqual([10.5, 2]);
  });

  it('has at least 99 % of its own matrices wholly inside', () => {
    const random = rng(9);
    const spectra = Array.from({ length: 200 }, (_, i) =>
      randomSpectrum(6, 9, 'gaussian', 1, random.fork(i)),
    );
    const band = simultaneousBand(spectra, 0.99);
    expect(spectra.filter((spectrum) => inside(spectrum, band)).length).toBeGreaterThanOrEqual(198);
  });
});
