import { describe, expect, it } from 'vitest';
import { fitExponential, fitPowerLaw } from './fits.ts';

const spectrum = (length: number, law: (rank: number) => number) =>
  Array.from({ length }, (_, i) => law(i + 1));

describe('fitPowerLaw', () => {
  it('finds the index and intercept of a power law, and nothing left to explain', () => {
    const fit = fitPowerLaw(spectrum(64, (m) => 5 * m ** -1.3))!;
    expect(fit.index).toBeCloseTo(1.3, 12);
    expect(fit.intercept).toBeCloseTo(Math.log(5), 12);
    expect([fit.from, fit.to]).toEqual([4, 32]); // docs/paper.md D6: ranks 4 … d/2
    expect(fit.r2).toBeCloseTo(1, 12);
  });

  it('reads the chosen ranks only', () => {
    const fit = fitPowerLaw(
      spectrum(50, (m) => (m < 10 || m > 30 ? 1e3 / m : m ** -2)),
      { from: 10, to: 30 },
    )!;
    expect([fit.index, fit.from, fit.to]).toEqual([expect.closeTo(2, 12), 10, 30]);
  });

  it('satisfies the normal equations on noisy points', () => {
    const c = 0.3;
    const values = spectrum(40, (m) => Math.exp((m % 2 ? c : -c) - Math.log(m)));
    const fit = fitPowerLaw(values, { from: 1, to: 40 })!;
    const x = values.map((_, i) => Math.log(i + 1));
    const y = values.map(Math.log);
    const residuals = y.map((value, i) => value - fit.intercept + fit.index * x[i]);
    // What defines least squares: residuals orthogonal to the constant and to x.
    expect(residuals.reduce((sum, r) => sum + r, 0)).toBeCloseTo(0, 10);
    expect(residuals.reduce((sum, r, i) => sum + r * x[i], 0)).toBeCloseTo(0, 10);
    const mean = y.reduce((sum, value) => sum + value, 0) / 40;
    expect(fit.r2).toBeCloseTo(
      1 -
        residuals.reduce((sum, r) => sum + r * r, 0) / y.reduce((sum, value) => sum + (value - mean) ** 2, 0),
      10,
    );
    expect(fit.r2).toBeLessThan(0.95);
  });

  it('is refused under 10 points and drops what is not positive', () => {
    expect(fitPowerLaw(spectrum(25, (m) => 1 / m))).toBeNull(); // ranks 4 … 12: 9
    expect(fitPowerLaw(spectrum(26, (m) => 1 / m))?.to).toBe(13);
    expect(fitPowerLaw(spectrum(64, (m) => (m <= 12 ? 1 / m : 0)))).toBeNull();
    const gap = fitPowerLaw(spectrum(64, (m) => (m % 7 === 0 ? -1 : m ** -0.5)))!;
    expect(gap.index).toBeCloseTo(0.5, 12);
    expect(fitPowerLaw([])).toBeNull();
  });
});

describe('fitExponential', () => {
  it('finds the scale in ranks per e-fold over the first third, 40 at most', () => {
    for (const [length, to] of [
      [60, 20],
      [128, 40],
      [1000, 40],
    ]) {
      const fit = fitExponential(spectrum(length, (r) => 3 * Math.exp(-r / 7.5)))!;
      expect(fit).toEqual({
        scale: expect.closeTo(7.5, 10),
        intercept: expect.closeTo(Math.log(3), 10),
        from: 1,
        to,
        r2: expect.closeTo(1, 10),
      });
    }
    expect(
      fitExponential(
        spectrum(90, (r) => (r <= 10 ? 2 ** -r : 1e-9)),
        { to: 10 },
      )!.scale,
    ).toBeCloseTo(1 / Math.LN2, 12);
  });

  it('is refused under 4 ranks and where nothing falls', () => {
    expect(fitExponential(spectrum(11, (r) => Math.exp(-r)))).toBeNull();
    expect(fitExponential(spectrum(12, (r) => Math.exp(-r)))?.to).toBe(4);
    expect(fitExponential(new Array<number>(30).fill(1))).toBeNull();
    expect(fitExponential(new Array<number>(30).fill(0))).toBeNull();
  });
});
