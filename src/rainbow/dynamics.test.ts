import { describe, expect, it } from 'vitest';
import { multiply } from '../linalg/matrix.ts';
import { svd } from '../linalg/svd.ts';
import { gaussianMatrix, largestDifference } from '../linalg/testMatrices.ts';
import { rng } from '../random/rng.ts';
import { fitSlope } from '../spectra/fits.ts';
import { inlineDecomposer } from './decomposer.ts';
import { layerDynamics, rebuiltWeights } from './dynamics.ts';
import { arcCosineKernel, gaussianKernel, kernelConvergence, kernelError, sampledKernel } from './kernel.ts';
import type { LearnedLayer } from './learnedLayer.ts';

const N = 300;
const D = 20;
const layer = (weights: Float64Array): LearnedLayer => ({
  name: 'L',
  neurons: N,
  inputs: D,
  channels: D,
  taps: 1,
  weights,
});
const stretched = (w: Float64Array, a: (r: number) => number) =>
  multiply(
    w,
    Float64Array.from({ length: D * D }, (_, i) => (i % (D + 1) === 0 ? a(i / (D + 1)) : 0)),
    N,
    D,
    D,
  );

describe('dynamics of training (D14)', () => {
  it('finds a planted amplification, in its own direction', async () => {
    const start = gaussianMatrix(N, D, rng(1));
    const a = (r: number) => 6 * Math.exp(-r / 4) + 1;
    const middle = (r: number) => Math.sqrt(a(r));
    const found = await layerDynamics(
      [layer(start), layer(stretched(start, middle)), layer(stretched(start, a))],
      inlineDecomposer,
    );
    // Eigenvectors of a finite sample are not the axes exactly; a_r falls between its neighbours' values.
    found.amplification[2].slice(0, 8).forEach((x, r) => expect(Math.abs(x / a(r) - 1)).toBeLessThan(0.12));
    expect(found.amplification[0].every((x) => x === 1)).toBe(true);
    expect(Math.min(...found.cosine[2].slice(0, 10))).toBeGreaterThan(0.9);
    expect(found.residual).toBeLessThan(0.05);
    expect(found.similarity[2]).toBeCloseTo(1, 10);
    expect(found.similarity[0]).toBeLessThan(found.similarity[1]);
    expect(found.planes.map((p) => p.ranks)).toEqual([
      [1, 2],
      [1, 19],
      [19, 20],
    ]);
    // Radial paths: the second point lies on the line from the origin to the third.
    const [path] = found.planes[0].paths;
    expect(Math.sign(path[0][0])).toBe(Math.sign(path[2][0]));
  });

  it('rebuilds exactly what only stretches along its own singular vectors, and sees no direction kept in new weights', async () => {
    const start = gaussianMatrix(N, D, rng(1));
    const { vt, u } = svd(start, N, D);
    const s = Float64Array.from({ length: D * D }, (_, i) => (i % (D + 1) === 0 ? 50 - i / (D + 1) : 0));
    const end = multiply(multiply(u, s, N, D, D), vt, N, D, D);
    expect(
      largestDifference(await rebuiltWeights(layer(start), layer(end), inlineDecomposer), end),
    ).toBeLessThan(1e-9);
    const { cosine, residual } = await layerDynamics(
      [layer(start), layer(gaussianMatrix(N, D, rng(2)))],
      inlineDecomposer,
    );
    const size = Math.sqrt(cosine[1].reduce((sum, c) => sum + c * c, 0) / D);
    expect(size).toBeLessThan(2 / Math.sqrt(N));
    expect(residual).toBeGreaterThan(1.5);
  });
});

describe('Gaussian rainbow kernel (a.6, Theorem 1)', () => {
  const inputs = { phi: gaussianMatrix(40 * 3, 12, rng(5)), points: 40, positions: 3, d: 12 };
  // C = diag(4e^{−i/2} + 0.05).
  const colour = {
    rank: 12,
    inputs: 12,
    rows: Float64Array.from({ length: 144 }, (_, i) =>
      i % 13 === 0 ? Math.sqrt(4 * Math.exp(-i / 26) + 0.05) : 0,
    ),
  };

  it('has the values of the closed forms', () => {
    expect(arcCosineKernel('relu', 0)).toBeCloseTo(0.15915, 5);
    expect(arcCosineKernel('abs', 0)).toBeCloseTo(0.63662, 5);
    expect(
      [
        arcCosineKernel('relu', 1),
        arcCosineKernel('abs', 1),
        arcCosineKernel('relu', -1),
        arcCosineKernel('abs', -1),
      ].map((x) => Number(x.toFixed(12))),
    ).toEqual([0.5, 1, 0, 1]);
  });

  it.each(['relu', 'abs'] as const)('is the limit of sampled ones, at the rate 1/n (%s)', (activation) => {
    const exact = gaussianKernel(inputs, colour, activation);
    const gaussian = rng(9);
    const neurons = Float64Array.from(
      { length: 20_000 * 12 },
      (_, i) => gaussian.normal() * colour.rows[(i % 12) * 13],
    );
    expect(kernelError(exact, sampledKernel(inputs, neurons, activation))).toBeLessThan(3e-4);
    const widths = [16, 64, 256, 1024];
    const error = kernelConvergence(inputs, colour, activation, { widths, draws: 24, rng: rng(2) });
    expect(Math.abs(fitSlope(widths, error)!.slope + 1)).toBeLessThan(0.12);
  });
});
