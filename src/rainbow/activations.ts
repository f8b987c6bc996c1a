import { broadcastTo, dispose, keep, reshape, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { product } from '../backend/ops/index.ts';
import { forward, type Network } from '../networks/network.ts';
import { inputsOf } from '../networks/stage.ts';
import { chunks, type BatchSource } from '../training/source.ts';
import type { Decomposer } from './decomposer.ts';
import { MomentSum } from './moments.ts';

/** Above this many inputs the dual (Gram) matrix of the rows is decomposed when there are fewer rows than inputs. */
const DUAL_ABOVE = 640;
const CHUNK = 128;

/**
 * Eigenvalues of the uncentred E[φφᵀ] of the rows that enter each learned layer (images × positions as samples, a.9),
 * of net 0, descending; one array per stage, classifier left out. A layer with fewer samples than inputs has only as
 * many non-zero eigenvalues as samples, and only those are returned.
 */
export async function activationEigenvalues(
  network: Network,
  source: BatchSource,
  decomposer: Decomposer,
  turn: (images: number) => Promise<void>,
): Promise<Float64Array[]> {
  const layers = network.stages.slice(0, -1);
  const sums = layers.map(() => new MomentSum());
  const dual = layers.map(
    (stage) => inputsOf(stage) > DUAL_ABOVE && stage.positions * source.count < inputsOf(stage),
  );
  const duals: (Float64Array | null)[] = layers.map(() => null);
  // A dual matrix needs all its rows at once; such layers have few.
  const size = dual.some(Boolean) ? source.count : CHUNK;
  for (const indices of chunks(source.count, size)) {
    const x = source.batch(indices);
    const pending: Promise<unknown>[] = [];
    const logits = forward(network, x, {
      visit: (i, features) => {
        if (i >= layers.length) return;
        const rows = keep(layers[i].expand(features).clone());
        pending.push(
          (async () => {
            if (dual[i]) {
              const [nets, ...rest] = rows.shape;
              const flat = reshape(rows, [
                nets,
                rest.slice(0, -1).reduce((a, b) => a * b, 1),
                rest[rest.length - 1],
              ]);
              const gram = product(flat, flat);
              duals[i] = Float64Array.from(
                await gram.data(),
                (v) => v / (indices.length * layers[i].positions),
              );
              dispose([flat, gram, rows]);
            } else {
              await sums[i].add(
                rows,
                rows,
                (indices.length * layers[i].positions) / (layers[i].complex ? 2 : 1),
              );
              rows.dispose();
            }
          })(),
        );
      },
    });
    await Promise.all(pending);
    dispose([logits, x]);
    await turn(indices.length);
  }
  return Promise.all(
    layers.map(async (stage, i) => {
      if (duals[i]) return decomposer.symmetricEigenvalues(duals[i]!, Math.sqrt(duals[i]!.length));
      const [matrix] = await sums[i].read();
      return decomposer.symmetricEigenvalues(matrix, inputsOf(stage));
    }),
  );
}

/**
 * The uncentred E[φφᵀ] (inputs × inputs) of the rows that enter each learned layer of net 0, classifier left
 * out: its eigenvectors are the kernel PCA basis.
 */
export async function activationCovariances(
  network: Network,
  source: BatchSource,
  turn: (images: number) => Promise<void>,
): Promise<Float64Array[]> {
  const sums = network.stages.slice(0, -1).map(() => new MomentSum());
  await visitRows(network, source, turn, async ({ stage, rows, samples }) =>
    sums[stage].add(rows, rows, samples),
  );
  return Promise.all(sums.map(async (sum) => (await sum.read())[0]));
}

/** The rows that enter a layer, in two parts: how they vary around their mean, and the mean. */
export interface CentredMoments {
  /** E[φφᵀ] − E[φ]E[φ]ᵀ, inputs × inputs; of a complex field the real part of its covariance. */
  covariance: Float64Array;
  /** ‖E[φ]‖²; with the trace of the covariance, E‖φ‖². */
  meanSquare: number;
}

/** Of the rows that enter each learned layer of net 0 (images × positions as samples), classifier left out. */
export async function centredMoments(
  network: Network,
  source: BatchSource,
  turn: (images: number) => Promise<void>,
): Promise<CentredMoments[]> {
  const layers = network.stages.slice(0, -1);
  const second = layers.map(() => new MomentSum());
  const first = layers.map(() => new MomentSum());
  await visitRows(network, source, turn, async ({ stage, rows, samples, parts }) => {
    await second[stage].add(rows, rows, samples);
    const ones = partIndicators(rows, parts);
    await first[stage].add(ones, rows, samples);
    ones.dispose();
  });
  return Promise.all(
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
}

/** For rows [nets, parts·images, …, d]: [nets, parts·images, …, parts], 1 in the column of a row's own part. */
const partIndicators = (rows: Tensor, parts: number): Tensor =>
  tidy(() => {
    const [, count, ...positions] = rows.shape.slice(0, -1) as number[];
    const columns = new Float32Array(count * parts);
    for (let row = 0; row < count; row++) columns[row * parts + Math.floor((row * parts) / count)] = 1;
    const one = tensor(columns, [1, count, ...positions.map(() => 1), parts]);
    return keep(broadcastTo(one, [rows.shape[0], count, ...positions, parts]));
  });

/** Takes m·mᵀ from a square matrix. */
function subtractSquare(matrix: Float64Array, m: Float64Array): void {
  const d = m.length;
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) matrix[i * d + j] -= m[i] * m[j];
}

/**
 * Rows of one stage for some images: `parts` is 2 where the parts of a complex field are rows of their own;
 * `samples`: rows that count as one sample each.
 */
interface StageRows {
  stage: number;
  rows: Tensor;
  samples: number;
  parts: number;
}

/** Calls `use` with the rows that enter each learned layer of net 0, some images at a time, and disposes of them. */
async function visitRows(
  network: Network,
  source: BatchSource,
  turn: (images: number) => Promise<void>,
  use: (entering: StageRows) => Promise<void>,
): Promise<void> {
  const layers = network.stages.slice(0, -1);
  for (const indices of chunks(source.count, CHUNK)) {
    const kept: StageRows[] = [];
    tidy(() => {
      forward(network, source.batch(indices), {
        visit: (stage, features) => {
          if (stage >= layers.length) return;
          const { expand, positions, complex } = layers[stage];
          const rows = keep(expand(features).clone());
          const samples = (indices.length * positions) / (complex ? 2 : 1);
          kept.push({ stage, rows, samples, parts: rows.shape[1]! / indices.length });
        },
      });
    });
    for (const entering of kept) await use(entering);
    dispose(kept.map((entering) => entering.rows));
    await turn(indices.length);
  }
}
