import { concat, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { toFloats } from '../data/batches.ts';
import type { LabelledImages } from '../data/dataset.ts';
import type { Rng } from '../random/rng.ts';

/** Where batches come from: images, or features that were computed once. */
export interface BatchSource {
  count: number;
  labels: Uint8Array;
  /** The inputs of these examples, [nets, indices.length, height, width, channels]. */
  batch(indices: Uint32Array, augmentation?: Rng): Tensor;
}

export interface Normalisation {
  mean: number[];
  std: number[];
}

/** Images as the networks see them, (x/255 − mean)/std, for one net. */
export function imageSource(
  images: LabelledImages,
  format: {
    size: number;
    channels: number;
    normalisation: Normalisation;
    augment?: { flip: boolean; shift: number };
  },
): BatchSource {
  const { size, channels, normalisation, augment } = format;
  const length = size * size * channels;
  return {
    count: images.count,
    labels: images.labels,
    batch(indices, augmentation) {
      const values = new Float32Array(indices.length * length);
      const augmenting =
        augmentation && augment && (augment.flip || augment.shift > 0)
          ? { ...augment, rng: augmentation }
          : undefined;
      toFloats(images, indices, size, channels, normalisation, values, augmenting);
      return tensor(values, [1, indices.length, size, size, channels], 'float32');
    },
  };
}

/** Features kept in memory, one row of `shape` = [height, width, channels] per example (one net). */
export function featureSource(
  values: Float32Array,
  shape: [number, number, number],
  labels: Uint8Array,
): BatchSource {
  const length = shape[0] * shape[1] * shape[2];
  return {
    count: labels.length,
    labels,
    batch(indices) {
      const out = new Float32Array(indices.length * length);
      indices.forEach((index, i) =>
        out.set(values.subarray(index * length, (index + 1) * length), i * length),
      );
      return tensor(out, [1, indices.length, ...shape], 'float32');
    },
  };
}

/** What `f` makes of the batches of one net, [1, images, height, width, channels], computed once and kept. */
export async function computedSource(
  source: BatchSource,
  f: (x: Tensor) => Tensor,
  turn: (images: number) => Promise<void>,
): Promise<BatchSource> {
  let values: Float32Array | null = null;
  let shape: [number, number, number] = [1, 1, 1];
  let at = 0;
  for (const indices of chunks(source.count, 250)) {
    const y = tidy(() => f(source.batch(indices)));
    const part = (await y.data()) as Float32Array;
    shape = y.shape.slice(2) as [number, number, number];
    y.dispose();
    values ??= new Float32Array((part.length / indices.length) * source.count);
    values.set(part, at);
    at += part.length;
    await turn(indices.length);
  }
  return featureSource(values!, shape, source.labels);
}

/** A source whose batches are those of `source`, once for each of `nets` networks. */
export const repeatedSource = (source: BatchSource, nets: number): BatchSource =>
  nets === 1
    ? source
    : {
        ...source,
        batch: (indices, augmentation) =>
          tidy(() => {
            const one = source.batch(indices, augmentation);
            return concat(
              Array.from({ length: nets }, () => one),
              0,
            );
          }),
      };

/** Consecutive index ranges of at most `size`, covering 0 … count − 1. */
export function chunks(count: number, size: number): Uint32Array[] {
  const out: Uint32Array[] = [];
  for (let from = 0; from < count; from += size)
    out.push(Uint32Array.from({ length: Math.min(size, count - from) }, (_, i) => from + i));
  return out;
}
