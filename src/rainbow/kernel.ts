import { multiplyTransposedRight } from '../linalg/matrix.ts';
import type { Rng } from '../random/rng.ts';
import type { Colour } from './covariance.ts';

export type KernelActivation = 'relu' | 'abs';

/** E[σ(u)σ(v)] of standard normals of correlation c (docs/paper.md a.6): κ(1) is ½ for ReLU and 1 for |·|. */
export function arcCosineKernel(activation: KernelActivation, c: number): number {
  const t = Math.acos(Math.max(-1, Math.min(1, c)));
  const { sin, cos, PI } = Math;
  return activation === 'relu'
    ? (sin(t) + (PI - t) * cos(t)) / (2 * PI)
    : (2 / PI) * (sin(t) + (PI / 2 - t) * cos(t));
}

/** Inputs of one layer: points × positions × d, row-major. */
export interface LayerInputs {
  phi: Float64Array;
  points: number;
  positions: number;
  d: number;
}

/** z = C^{1/2}φ of every row, in the coordinates of the colour's rank. */
export const coloured = ({ phi, points, positions, d }: LayerInputs, { rank, rows }: Colour): Float64Array =>
  multiplyTransposedRight(phi, rows, points * positions, d, rank);

/** a.6: k(x, x') = Σ_u ‖z_u‖‖z'_u‖κ(cos) of Gaussian neurons of covariance C, points × points. */
export function gaussianKernel(
  inputs: LayerInputs,
  colour: Colour,
  activation: KernelActivation,
): Float64Array {
  const { points, positions } = inputs;
  const z = coloured(inputs, colour);
  const { rank } = colour;
  const out = new Float64Array(points * points);
  const norms = Float64Array.from({ length: points * positions }, (_, r) =>
    Math.sqrt(dotRows(z, r, r, rank)),
  );
  for (let i = 0; i < points; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let u = 0; u < positions; u++) {
        const a = i * positions + u;
        const b = j * positions + u;
        const length = norms[a] * norms[b];
        if (length > 0) sum += length * arcCosineKernel(activation, dotRows(z, a, b, rank) / length);
      }
      out[i * points + j] = out[j * points + i] = sum;
    }
  }
  return out;
}

/**
 * k̂(x, x') = (1/n) Σ_i Σ_u σ⟨w_i, φ_u⟩σ⟨w_i, φ'_u⟩ of n neurons (rows of `neurons`, n × d), points × points.
 */
export function sampledKernel(
  { phi, points, positions, d }: LayerInputs,
  neurons: Float64Array,
  activation: KernelActivation,
): Float64Array {
  const n = neurons.length / d;
  const sigma = multiplyTransposedRight(phi, neurons, points * positions, d, n);
  for (let i = 0; i < sigma.length; i++)
    sigma[i] = activation === 'relu' ? Math.max(0, sigma[i]) : Math.abs(sigma[i]);
  // One row a point: all its positions' neurons.
  return multiplyTransposedRight(sigma, sigma, points, positions * n, points).map((x) => x / n);
}

/** Mean square difference over all pairs, divided by the mean square of `exact`. */
export function kernelError(exact: Float64Array, other: Float64Array): number {
  let difference = 0;
  let square = 0;
  for (let i = 0; i < exact.length; i++) {
    difference += (exact[i] - other[i]) ** 2;
    square += exact[i] ** 2;
  }
  return difference / square;
}

/**
 * Theorem 1: relative mean-square error (`kernelError`) of the kernel of n drawn neurons against the exact
 * one, mean over draws, for each width n; expected to fall as 1/n.
 */
export function kernelConvergence(
  inputs: LayerInputs,
  colour: Colour,
  activation: KernelActivation,
  { widths, draws, rng }: { widths: readonly number[]; draws: number; rng: Rng },
): number[] {
  const exact = gaussianKernel(inputs, colour, activation);
  const z: LayerInputs = { ...inputs, phi: coloured(inputs, colour), d: colour.rank };
  return widths.map((n) => {
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) {
      const gaussian = rng.fork('kernel', n, draw);
      sum += kernelError(
        exact,
        sampledKernel(
          z,
          Float64Array.from({ length: n * colour.rank }, () => gaussian.normal()),
          activation,
        ),
      );
    }
    return sum / draws;
  });
}

function dotRows(z: Float64Array, a: number, b: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += z[a * d + k] * z[b * d + k];
  return sum;
}
