import { assign } from '../linalg/assignment.ts';

/**
 * Which neuron of the layer before a channel comes from, and which of that neuron's channels it is. Knows two
 * layouts only, told apart by the number of channels: behind wavelets every neuron has five, in the order [φ
 * of all | ψ, by neuron and angle] (docs/paper.md e.2), with a skip connection twice that; elsewhere one.
 */
export function sourceOf(
  channel: number,
  channels: number,
  neurons: number,
): { neuron: number; part: number } {
  if (channels === neurons) return { neuron: channel, part: 0 };
  const half = Math.floor(channel / (5 * neurons));
  const within = channel % (5 * neurons);
  const behind = within - neurons;
  return behind < 0
    ? { neuron: within, part: 5 * half }
    : { neuron: Math.floor(behind / 4), part: 5 * half + 1 + (behind % 4) };
}

/**
 * The permutation of neurons that best takes the features of one network to those of another of the same
 * width (Li et al. 2015; Ainsworth et al. 2023), from their cross moment E[φ_aᵀφ_b] (channels × channels):
 * `order[i]` is the neuron of b that neuron i of a becomes. Applied to channels it is `matrix`, as an
 * alignment (D2).
 */
export function matchNeurons(
  cross: Float64Array,
  channels: number,
  neurons: number,
): { order: Uint32Array; matrix: Float64Array } {
  const at = Array.from({ length: channels }, (_, c) => sourceOf(c, channels, neurons));
  const score = new Float64Array(neurons * neurons);
  const parts = channels / neurons;
  const byPart = Array.from({ length: parts }, () => new Uint32Array(neurons));
  at.forEach(({ neuron, part }, c) => {
    byPart[part][neuron] = c;
  });
  for (const own of byPart)
    for (let i = 0; i < neurons; i++)
      for (let k = 0; k < neurons; k++) score[i * neurons + k] += cross[own[i] * channels + own[k]];
  const order = assign(score, neurons);
  const matrix = new Float64Array(channels * channels);
  at.forEach(({ neuron, part }, c) => {
    matrix[c * channels + byPart[part][order[neuron]]] = 1;
  });
  return { order, matrix };
}

/** Rows of W (neurons × inputs) in the other network's order. */
export function permuteRows(weights: Float64Array, inputs: number, order: Uint32Array): Float64Array {
  const out = new Float64Array(weights.length);
  order.forEach((to, from) => out.set(weights.subarray(from * inputs, (from + 1) * inputs), to * inputs));
  return out;
}
