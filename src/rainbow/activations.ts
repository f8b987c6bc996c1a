import { dispose, reshape, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { product } from '../backend/ops/index.ts';
import type { Network } from '../networks/network.ts';
import { inputsOf, type Stage } from '../networks/stage.ts';
import { chunks, type BatchSource } from '../training/source.ts';
import type { Decomposer } from './decomposer.ts';
import { featuresOf, rowsOf, samplesOf } from './features.ts';
import { MomentSum } from './moments.ts';

/**
 * Above this many inputs the dual (Gram) matrix of the rows is decomposed when there are fewer rows than
 * inputs.
 */
const DUAL_ABOVE = 640;
/** Images of one pass, unless a dual matrix needs them all. */
export const CHUNK = 128;

/** Called between chunks of images, with how many were done: pauses, cancels and counts. */
export type Turn = (images: number) => Promise<void>;

/** All stages but the classifier. */
export const learnedOf = (network: Network): Stage[] => network.stages.slice(0, -1);

const isDual = (stage: Stage, images: number): boolean =>
  inputsOf(stage) > DUAL_ABOVE && stage.positions * images < inputsOf(stage);

/** Images of one pass: a dual matrix needs all its rows at once; layers that have one have few. */
export const imagesAtOnce = (stages: readonly Stage[], images: number): number =>
  stages.slice(0, -1).some((stage) => isDual(stage, images)) ? images : Math.min(CHUNK, images);

/**
 * Eigenvalues of the uncentred E[φφᵀ] of the rows that enter each learned layer (images × positions as
 * samples, a.9), of net 0, descending; one array per stage, classifier left out. A layer with fewer samples
 * than inputs has only as many non-zero eigenvalues as samples, and only those are returned.
 */
export async function activationEigenvalues(
  network: Network,
  source: BatchSource,
  decomposer: Decomposer,
  turn: Turn,
): Promise<Float64Array[]> {
  const layers = learnedOf(network);
  const sums = layers.map(() => new MomentSum());
  const duals: (Float64Array | null)[] = layers.map(() => null);
  try {
    await visitRows(
      network,
      source,
      imagesAtOnce(network.stages, source.count),
      turn,
      async (i, rows, samples) => {
        if (isDual(layers[i], source.count)) duals[i] = await gramOf(rows, samples);
        else await sums[i].add(rows, rows, samples);
      },
    );
    return await Promise.all(
      layers.map(async (stage, i) => {
        const dual = duals[i];
        if (dual) return decomposer.symmetricEigenvalues(dual, Math.sqrt(dual.length));
        const [matrix] = await sums[i].read();
        return decomposer.symmetricEigenvalues(matrix, inputsOf(stage));
      }),
    );
  } finally {
    sums.forEach((sum) => sum.dispose());
  }
}

/**
 * The uncentred E[φφᵀ] (inputs × inputs) of the rows that enter each learned layer of net 0, classifier left
 * out: its eigenvectors are the kernel PCA basis.
 */
export async function activationCovariances(
  network: Network,
  source: BatchSource,
  turn: Turn,
): Promise<Float64Array[]> {
  const sums = learnedOf(network).map(() => new MomentSum());
  try {
    await visitRows(network, source, CHUNK, turn, (i, rows, samples) => sums[i].add(rows, rows, samples));
    return await Promise.all(sums.map(async (sum) => (await sum.read())[0]));
  } finally {
    sums.forEach((sum) => sum.dispose());
  }
}

/**
 * Hands on the rows that enter each learned layer, `size` images and one layer at a time, and how many
 * samples they are; they are disposed when `take` is done.
 */
export async function visitRows(
  network: Network,
  source: BatchSource,
  size: number,
  turn: Turn,
  take: (index: number, rows: Tensor, samples: number) => Promise<void>,
): Promise<void> {
  const layers = learnedOf(network);
  const stages = layers.map((_, i) => i);
  for (const indices of chunks(source.count, size)) {
    const features = featuresOf(network, source, indices, stages, layers.length - 1);
    try {
      for (const [i, stage] of layers.entries()) {
        const rows = rowsOf(stage, features[i]);
        try {
          await take(i, rows, samplesOf(stage, indices.length));
        } finally {
          rows.dispose();
        }
      }
    } finally {
      dispose(features);
    }
    await turn(indices.length);
  }
}

/**
 * Gram matrix of the rows of one net, over the number of samples: the same non-zero eigenvalues as their
 * second moment.
 */
async function gramOf(rows: Tensor, samples: number): Promise<Float64Array> {
  const gram = tidy(() => {
    const flat = reshape(rows, [1, -1, rows.shape[rows.shape.length - 1]]);
    return product(flat, flat);
  });
  try {
    return Float64Array.from(await gram.data(), (v) => v / samples);
  } finally {
    gram.dispose();
  }
}
