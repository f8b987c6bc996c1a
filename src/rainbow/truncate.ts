import { multiply, multiplyTransposedRight } from '../linalg/matrix.ts';
import { rotate, type LearnedLayer } from './learnedLayer.ts';

/**
 * D9: W·A·Π_R·Aᵀ, the weights of a layer projected on the first R vectors of an orthonormal basis of the
 * shared space. `basis`: rows are vectors (rank × inputs), most important first; `alignment` (channels ×
 * channels) brings the layer to the shared space, null for the identity. Everything else of the network, BN
 * statistics included, stays.
 */
export function truncate(
  layer: LearnedLayer,
  basis: Float64Array,
  rank: number,
  alignment: Float64Array | null = null,
): Float64Array {
  const { neurons, inputs, channels, taps } = layer;
  const shared = alignment
    ? rotate(layer.weights, neurons, channels, taps, alignment, channels)
    : layer.weights;
  const kept = basis.subarray(0, rank * inputs);
  const out = multiply(
    multiplyTransposedRight(shared, kept, neurons, inputs, rank),
    kept,
    neurons,
    rank,
    inputs,
  );
  if (!alignment) return out;
  const back = new Float64Array(channels * channels);
  for (let i = 0; i < channels; i++)
    for (let j = 0; j < channels; j++) back[j * channels + i] = alignment[i * channels + j];
  return rotate(out, neurons, channels, taps, back, channels);
}

/** All ranks up to 32, then about four per doubling, ending at `full` (D9). */
export function rankGrid(full: number): number[] {
  const ranks = [];
  for (let r = 0; r <= Math.min(32, full); r++) ranks.push(r);
  for (let r = 32 * 2 ** 0.25; r < full; r *= 2 ** 0.25) ranks.push(Math.round(r));
  if (ranks[ranks.length - 1] !== full) ranks.push(full);
  return ranks;
}
