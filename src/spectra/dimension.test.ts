import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { multiply, multiplyTransposedRight } from '../linalg/matrix.ts';
import { symmetricEigenvalues } from '../linalg/symmetricEigen.ts';
import { rotationMatrix } from '../linalg/testMatrices.ts';
import { buresCosine } from './buresCosine.ts';
import {
  effectiveRank,
  eigenvalueSums,
  noiseDimension,
  participationRatio,
  spectralEntropy,
  stableRank,
} from './dimension.ts';
import { shrink } from './shrinkage.ts';

const diagonal = (...values: number[]) =>
  Float64Array.from({ length: values.length ** 2 }, (_, i) =>
    i % (values.length + 1) === 0 ? values[i % values.length] : 0,
  );

describe('dimension', () => {
  it('has the values of simple spectra', () => {
    expect(effectiveRank([5, 3, 1])).toBeCloseTo(1.5556, 4); // docs/paper.md D15.6
    expect(effectiveRank(new Float64Array(9).fill(0.3))).toBeCloseTo(5, 12);
    expect(participationRatio([2, 2, 2, 2])).toBe(4);
    expect(participationRatio([7, 0, 0])).toBe(1);
    expect(participationRatio([3, 1])).toBeCloseTo(1.6, 12);
  });
});

describe('sums of eigenvalues', () => {
  it('are those of planted ones, whatever their directions', () => {
    const n = 5;
    const planted = [4, 2, 1, 0.5, 0];
    const q = rotationMatrix(n, rng(2));
    const turned = multiplyTransposedRight(multiply(q, diagonal(...planted), n, n, n), q, n, n, n);
    const { trace, squares } = eigenvalueSums(turned, n);
    expect(trace).toBeCloseTo(7.5, 12);
    expect(squares).toBeCloseTo(21.25, 12);
    expect(trace ** 2 / squares).toBeCloseTo(participationRatio(planted), 12);
  });

  it('of noise are those of the Marchenko–Pastur law', () => {
    for (const [n, d] of [
      [400, 200],
      [150, 300],
    ]) {
      const random = rng(3);
      const w = Float64Array.from({ length: n * d }, () => random.normal());
      const covariance = new Float64Array(d * d);
      for (let r = 0; r < n; r++)
        for (let i = 0; i < d; i++)
          for (let j = 0; j < d; j++) covariance[i * d + j] += (w[r * d + i] * w[r * d + j]) / n;
      const eigenvalues = symmetricEigenvalues(covariance, d);
      const { participation, stable } = noiseDimension(n, d);
      expect(participationRatio(eigenvalues) / participation).toBeCloseTo(1, 1.5);
      expect(stableRank(eigenvalues) / stable).toBeCloseTo(1, 1);
    }
    expect(noiseDimension(128, 128)).toEqual({ participation: 64, stable: 32 });
  });
});

describe('shrink', () => {
  it('has the values of docs/paper.md D15.5 and is 0 up to the edge', () => {
    expect(shrink(9, 2.5)).toBeCloseTo(5, 12);
    expect(shrink(4.6667, 0.5)).toBeCloseTo(3, 4);
    expect(shrink((1 + Math.sqrt(2.5)) ** 2, 2.5)).toBe(0);
    expect(shrink(0, 1)).toBe(0);
  });

  it('inverts the sample eigenvalue of a spike: (1 + ℓ)(1 + γ/ℓ) for ℓ > √γ (Baik & Silverstein 2006)', () => {
    for (const ratio of [0.1, 1, 4]) {
      for (const spike of [1.01 * Math.sqrt(ratio), 3 * Math.sqrt(ratio), 100])
        expect(shrink((1 + spike) * (1 + ratio / spike), ratio) / spike).toBeCloseTo(1, 6);
    }
  });
});

describe('buresCosine', () => {
  it('has the values of diagonal matrices', () => {
    expect(buresCosine(diagonal(4, 1, 0), diagonal(0, 1, 4), 3)).toBeCloseTo(0.2, 12); // docs/paper.md D15.6
    expect(buresCosine(diagonal(1, 0), diagonal(0, 1), 2)).toBeCloseTo(0, 7);
  });

  it('is 1 for proportional matrices and unchanged by a common rotation', () => {
    const n = 3;
    const q = rotationMatrix(n, rng(1));
    const rotate = (c: Float64Array) => multiplyTransposedRight(multiply(q, c, n, n, n), q, n, n, n);
    const c = rotate(diagonal(3, 2, 0.1));
    expect(
      buresCosine(
        c,
        c.map((x) => 7 * x),
        n,
      ),
    ).toBeCloseTo(1, 12);
    expect(buresCosine(rotate(diagonal(4, 1, 0)), rotate(diagonal(0, 1, 4)), n)).toBeCloseTo(0.2, 7);
  });
});

it('stable rank and entropy are those of equal and of single eigenvalues', () => {
  expect([stableRank([3, 3, 3, 3]), stableRank([5, 0, 0]), stableRank([4, 2, 1])]).toEqual([4, 1, 1.75]);
  expect([spectralEntropy([3, 3, 3, 3]), spectralEntropy([5, 0, 0]), spectralEntropy([1, 1, 0, 0])]).toEqual([
    expect.closeTo(1, 12),
    0,
    expect.closeTo(0.5, 12),
  ]);
});
