import { multiply } from '../linalg/matrix.ts';
import type { Network } from '../networks/network.ts';
import { inputsOf } from '../networks/stage.ts';

/**
 * The one type every analysis takes (docs/architecture.md §1): `L`, neurons × inputs, applied at every
 * position.
 */
export interface LearnedLayer {
  name: string;
  neurons: number;
  inputs: number;
  /** inputs = channels · taps, channel-major; alignments act on channels only. */
  channels: number;
  taps: number;
  /** neurons × inputs, row-major. */
  weights: Float64Array;
}

/** The learned layers of net `net`, classifier included (last). */
export async function learnedLayers(network: Network, net: number): Promise<LearnedLayer[]> {
  return Promise.all(
    network.stages.map(async (stage, i) => {
      const all = await network.weights[i].data();
      const inputs = inputsOf(stage);
      const size = stage.neurons * inputs;
      return {
        name: stage.name,
        neurons: stage.neurons,
        inputs,
        channels: stage.channels,
        taps: stage.taps,
        weights: Float64Array.from(all.slice(net * size, (net + 1) * size)),
      };
    }),
  );
}

/**
 * Weights brought to another space: contracts the channel axis of W (neurons × channels·taps) with A
 * (channels × newChannels), leaving the taps (a.9, D4, D11). Returns neurons × newChannels·taps.
 */
export function rotate(
  weights: Float64Array,
  neurons: number,
  channels: number,
  taps: number,
  a: Float64Array,
  newChannels: number,
): Float64Array {
  if (taps === 1) return multiply(weights, a, neurons, channels, newChannels);
  const out = new Float64Array(neurons * newChannels * taps);
  for (let n = 0; n < neurons; n++) {
    for (let c = 0; c < channels; c++) {
      for (let t = 0; t < taps; t++) {
        const w = weights[(n * channels + c) * taps + t];
        if (w === 0) continue;
        const row = c * newChannels;
        const base = n * newChannels * taps + t;
        for (let k = 0; k < newChannels; k++) out[base + k * taps] += w * a[row + k];
      }
    }
  }
  return out;
}
