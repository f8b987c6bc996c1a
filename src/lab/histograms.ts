import { dispose } from '@tensorflow/tfjs-core';
import type { Network } from '../networks/network.ts';
import { featuresOf } from '../rainbow/features.ts';
import { learnedLayers } from '../rainbow/learnedLayer.ts';
import type { BatchSource } from '../training/source.ts';
import type { Histogram, Histograms } from './events.ts';

const BARS = 40;
/** Images whose activations are counted: few enough to be read off any device in a millisecond. */
const IMAGES = 16;

/**
 * Counts in bars of one width between the least and the greatest finite value; what is not finite is counted
 * beside.
 */
export function histogramOf(values: ArrayLike<number>): Histogram {
  let low = Infinity;
  let high = -Infinity;
  let nan = 0;
  let infinite = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    if (Number.isNaN(v)) nan++;
    else if (!Number.isFinite(v)) infinite++;
    else {
      low = Math.min(low, v);
      high = Math.max(high, v);
      sum += v;
      squares += v * v;
    }
  }
  const finite = values.length - nan - infinite;
  const counts = new Array<number>(BARS).fill(0);
  if (finite === 0) return { low: 0, high: 0, counts, nan, infinite, mean: 0, sd: 0 };
  const size = (high - low) / BARS;
  for (let i = 0; i < values.length; i++)
    if (Number.isFinite(values[i]))
      counts[size > 0 ? Math.min(BARS - 1, Math.floor((values[i] - low) / size)) : 0]++;
  const mean = sum / finite;
  return {
    low,
    high,
    counts,
    nan,
    infinite,
    mean,
    sd: Math.sqrt(Math.max(0, squares / finite - mean * mean)),
  };
}

/**
 * Histograms of the weights of every learned layer of net 0, classifier left out, and of what enters these
 * layers on the first images looked at.
 */
export async function measureHistograms(
  network: Network,
  looked: BatchSource,
): Promise<Histograms['layers']> {
  const layers = (await learnedLayers(network, 0)).slice(0, -1);
  const images = Uint32Array.from({ length: Math.min(IMAGES, looked.count) }, (_, i) => i);
  const stages = layers.map((_, i) => i);
  const kept = featuresOf(network, looked, images, stages, layers.length - 1);
  try {
    return await Promise.all(
      layers.map(async (layer, i) => ({
        weights: histogramOf(layer.weights),
        activations: histogramOf(await kept[i].data()),
      })),
    );
  } finally {
    dispose(kept);
  }
}
