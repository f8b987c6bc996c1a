import { broadcastTo, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { Network } from '../networks/network.ts';
import { inputsOf } from '../networks/stage.ts';
import type { BatchSource } from '../training/source.ts';
import { CHUNK, learnedOf, visitRows, type Turn } from './activations.ts';
import { MomentSum } from './moments.ts';

/** The rows that enter a layer, in two parts: how they vary around their mean, and the mean. */
export interface CentredMoments {
  /** E[φφᵀ] − E[φ]E[φ]ᵀ, inputs × inputs; of a complex field the real part of its covariance. */
  covariance: Float64Array;
  /** ‖E[φ]‖²; with the trace of the covariance, E‖φ‖². */
  meanSquare: number;
}

/**
 * Centred moments of the rows that enter each learned layer of net 0 (images × positions as samples),
 * classifier left out.
 */
export async function centredMoments(
  network: Network,
  source: BatchSource,
  turn: Turn,
): Promise<CentredMoments[]> {
  const layers = learnedOf(network);
  const second = layers.map(() => new MomentSum());
  const first = layers.map(() => new MomentSum());
  try {
    await visitRows(network, source, CHUNK, turn, async (i, rows, samples) => {
      await second[i].add(rows, rows, samples);
      const ones = partIndicators(rows, layers[i].complex ? 2 : 1);
      try {
        await first[i].add(ones, rows, samples);
      } finally {
        ones.dispose();
      }
    });
    return await Promise.all(
      layers.map(async (layer, i) => {
        const [covariance] = await second[i].read();
        const [means] = await first[i].read();
        const d = inputsOf(layer);
        // One mean of real rows; of a complex field a second one of the imaginary parts.
        for (let from = 0; from < means.length; from += d)
          subtractSquare(covariance, means.subarray(from, from + d));
        return { covariance, meanSquare: means.reduce((sum, x) => sum + x * x, 0) };
      }),
    );
  } finally {
    [...first, ...second].forEach((sum) => sum.dispose());
  }
}

/**
 * For rows [nets, parts·images, …, d]: [nets, parts·images, …, parts], 1 in the column of a row's own part.
 * The caller disposes of it.
 */
const partIndicators = (rows: Tensor, parts: number): Tensor =>
  tidy(() => {
    const [, count, ...positions] = rows.shape.slice(0, -1) as number[];
    const columns = new Float32Array(count * parts);
    for (let row = 0; row < count; row++) columns[row * parts + Math.floor((row * parts) / count)] = 1;
    const one = tensor(columns, [1, count, ...positions.map(() => 1), parts]);
    return broadcastTo(one, [rows.shape[0], count, ...positions, parts]);
  });

/** Takes m·mᵀ from a square matrix. */
function subtractSquare(matrix: Float64Array, m: Float64Array): void {
  const d = m.length;
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) matrix[i * d + j] -= m[i] * m[j];
}
