import type { Decomposer } from './decomposer.ts';
import { rotate, type LearnedLayer } from './learnedLayer.ts';

/** Mean square of all entries, uncentred. */
export const entryVariance = (layer: LearnedLayer): number => layer.weights.reduce((sum, w) => sum + w * w, 0) / layer.weights.length;

/** Eigenvalues of WᵀW/n, descending, min(n, d) of them, from the singular values of W (never through the Gram matrix). */
export async function weightEigenvalues(layer: LearnedLayer, decomposer: Decomposer): Promise<number[]> {
  const s = await decomposer.singularValues(layer.weights, layer.neurons, layer.inputs);
  return Array.from(s, (x) => (x * x) / layer.neurons);
}

/**
 * D4: C̃ = (1/(N n)) Σ_i W'ᵢᵀW'ᵢ with W'ᵢ = Wᵢ·Aᵢ on the channels, d × d row-major, uncentred, no shrinkage.
 * `alignments[i]` is channels × channels (ref space), or null for the identity (the reference itself, or the first layer).
 */
export function weightCovariance(layers: readonly LearnedLayer[], alignments: readonly (Float64Array | null)[]): Float64Array {
  const { inputs: d, channels } = layers[0];
  const out = new Float64Array(d * d);
  let rows = 0;
  layers.forEach((layer, i) => {
    const a = alignments[i];
    const w = a ? rotate(layer.weights, layer.neurons, layer.channels, layer.taps, a, channels) : layer.weights;
    rows += layer.neurons;
    for (let r = 0; r < layer.neurons; r++) {
      for (let p = 0; p < d; p++) {
        const x = w[r * d + p];
        for (let q = 0; q < d; q++) out[p * d + q] += x * w[r * d + q];
      }
    }
  });
  return out.map((x) => x / rows);
}

/** C^{1/2} of one layer as a factor: rows of `colour` (rank × inputs) such that C = colourᵀ·colour; `rank = min(n, d)`. */
export interface Colour { rank: number; inputs: number; rows: Float64Array }

/** (1/√n) S Vᵀ from the SVD of the single trained layer (D11). */
export async function colourOf(layer: LearnedLayer, decomposer: Decomposer): Promise<Colour> {
  const { s, vt } = await decomposer.svd(layer.weights, layer.neurons, layer.inputs);
  const rank = s.length, rows = new Float64Array(rank * layer.inputs), scale = 1 / Math.sqrt(layer.neurons);
  for (let r = 0; r < rank; r++) for (let i = 0; i < layer.inputs; i++) rows[r * layer.inputs + i] = s[r] * scale * vt[r * layer.inputs + i];
  return { rank, inputs: layer.inputs, rows };
}
