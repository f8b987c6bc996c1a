import { multiply, multiplyTransposedLeft, multiplyTransposedRight } from '../linalg/matrix.ts';
import type { Decomposer } from './decomposer.ts';
import { rotate, type LearnedLayer } from './learnedLayer.ts';

/** Mean square of all entries, uncentred. */
export const entryVariance = (layer: LearnedLayer): number =>
  layer.weights.reduce((sum, w) => sum + w * w, 0) / layer.weights.length;

/**
 * Eigenvalues of WᵀW/n, descending, min(n, d) of them: of the smaller of the two Gram matrices, so to ε of
 * the largest.
 */
export async function weightEigenvalues(
  { weights, neurons: n, inputs: d }: LearnedLayer,
  decomposer: Decomposer,
): Promise<number[]> {
  const gram =
    n <= d
      ? multiplyTransposedRight(weights, weights, n, d, n)
      : multiplyTransposedLeft(weights, weights, d, n, d);
  const values = await decomposer.symmetricEigenvalues(gram, Math.min(n, d));
  return Array.from(values, (x) => Math.max(0, x) / n);
}

/**
 * W'ᵢ = Wᵢ·Aᵢ of all networks under each other, N·n × d: their neurons in one space. `alignments[i]`:
 * channels × channels, null for the identity.
 */
export function alignedNeurons(
  layers: readonly LearnedLayer[],
  alignments: readonly (Float64Array | null)[],
): Float64Array {
  const parts = layers.map(({ weights, neurons, channels, taps }, i) => {
    const a = alignments[i];
    return a ? rotate(weights, neurons, channels, taps, a, a.length / channels) : weights;
  });
  const all = new Float64Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** D4: C̃ = (1/rows) Σ w'wᵀ' of aligned neurons (rows × d), d × d row-major, uncentred, no shrinkage. */
export function covarianceOf(neurons: Float64Array, d: number): Float64Array {
  const rows = neurons.length / d;
  return multiplyTransposedLeft(neurons, neurons, d, rows, d).map((x) => x / rows);
}

/**
 * C^{1/2} of one layer as a factor: rows of `colour` (rank × inputs) such that C = colourᵀ·colour; `rank =
 * min(n, d)`.
 */
export interface Colour {
  rank: number;
  inputs: number;
  rows: Float64Array;
  /** Mean of the neurons, where they are not taken to be centred. */ mean?: Float64Array;
}

/**
 * (1/√n) S Vᵀ of the single trained layer (D11): UᵀW/√n with U the eigenvectors of W·Wᵀ where n < d, √λ·v of
 * WᵀW/n else.
 */
export async function colourOf(
  { weights, neurons: n, inputs: d }: LearnedLayer,
  decomposer: Decomposer,
): Promise<Colour> {
  if (n >= d) return colourOfCovariance(covarianceOf(weights, d), d, d, decomposer);
  const { vectors } = await decomposer.symmetricEigen(multiplyTransposedRight(weights, weights, n, d, n), n);
  const scale = 1 / Math.sqrt(n);
  return { rank: n, inputs: d, rows: multiply(vectors, weights, n, n, d).map((x) => x * scale) };
}

/** Mean of the neurons, and the colour of their covariance about it: for rows that hold biases. */
export async function colourAboutMean(layer: LearnedLayer, decomposer: Decomposer): Promise<Colour> {
  const { weights, neurons, inputs } = layer;
  const mean = new Float64Array(inputs);
  weights.forEach((w, i) => {
    mean[i % inputs] += w / neurons;
  });
  return {
    ...(await colourOf({ ...layer, weights: weights.map((w, i) => w - mean[i % inputs]) }, decomposer)),
    mean,
  };
}

/** √λ·v of the leading `rank` eigenvectors of a covariance (d × d). */
export async function colourOfCovariance(
  covariance: Float64Array,
  d: number,
  rank: number,
  decomposer: Decomposer,
): Promise<Colour> {
  const { values, vectors } = await decomposer.symmetricEigen(covariance, d);
  return {
    rank,
    inputs: d,
    rows: vectors.slice(0, rank * d).map((x, i) => x * Math.sqrt(Math.max(0, values[Math.floor(i / d)]))),
  };
}
