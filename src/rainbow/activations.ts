import { dispose, keep, reshape, tidy, type Tensor } from '@tensorflow/tfjs-core';
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

/** The uncentred E[φφᵀ] (inputs × inputs) of the rows that enter each learned layer of net 0, classifier left out: its eigenvectors are the kernel PCA basis. */
export async function activationCovariances(
  network: Network,
  source: BatchSource,
  turn: (images: number) => Promise<void>,
): Promise<Float64Array[]> {
  const layers = network.stages.slice(0, -1);
  const sums = layers.map(() => new MomentSum());
  for (const indices of chunks(source.count, CHUNK)) {
    const kept: { stage: number; rows: Tensor }[] = [];
    tidy(() => {
      forward(network, source.batch(indices), {
        visit: (i, features) => {
          if (i < layers.length) kept.push({ stage: i, rows: keep(layers[i].expand(features).clone()) });
        },
      });
    });
    for (const { stage, rows } of kept)
      await sums[stage].add(
        rows,
        rows,
        (indices.length * layers[stage].positions) / (layers[stage].complex ? 2 : 1),
      );
    dispose(kept.map((k) => k.rows));
    await turn(indices.length);
  }
  return Promise.all(sums.map(async (sum) => (await sum.read())[0]));
}
