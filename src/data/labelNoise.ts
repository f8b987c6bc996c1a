import type { Rng } from '../random/rng.ts';

/**
 * Replaces exactly round(fraction · n) labels, chosen at random, by classes drawn uniformly (which may be the
 * true one). Returns a new array.
 */
export function applyLabelNoise(labels: Uint8Array, fraction: number, classes: number, rng: Rng): Uint8Array {
  const out = labels.slice();
  for (const i of rng.permutation(labels.length).subarray(0, Math.round(fraction * labels.length)))
    out[i] = rng.below(classes);
  return out;
}
