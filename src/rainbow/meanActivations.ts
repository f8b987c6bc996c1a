import {
  add,
  concat,
  dispose,
  keep,
  mul,
  slice,
  tensor,
  tidy,
  transpose,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { product } from '../backend/ops/index.ts';
import type { Network } from '../networks/network.ts';
import { chunks } from '../training/source.ts';
import { featuresOf, rowsOf, samplesOf } from './features.ts';
import { MomentSum } from './moments.ts';
import type { MultiAlignOptions } from './multiAlign.ts';

/**
 * The uncentred E[φφᵀ] (inputs × inputs) of what enters each stage, for φ the mean activation of N aligned
 * networks (D3), which stands for that of the limit: its eigenvectors are the kernel PCA basis of Fig. 6.
 * `turns[stage][net]`: rotation (channels × channels) into the space the covariance is wanted in; null where
 * all networks have the same features.
 */
export async function meanActivationCovariances(
  { groups, stages, source, chunk = 50, turn }: Omit<MultiAlignOptions, 'decomposer'>,
  turns: readonly (readonly Float64Array[] | null)[],
): Promise<Float64Array[]> {
  const shape = groups[0].stages;
  const nets = groups.reduce((sum, g) => sum + g.nets, 0);
  const last = stages[stages.length - 1];
  const sums = stages.map(() => new MomentSum());
  const rotations = stages.map((index, k) => turns[k] && byGroup(turns[k], groups, shape[index].channels));
  try {
    for (const indices of chunks(source.count, chunk)) {
      const features: Tensor[][] = stages.map(() => []);
      for (const group of groups)
        featuresOf(group, source, indices, stages, last).forEach((phi, k) => features[k].push(phi));
      for (const [k, index] of stages.entries()) {
        const stage = shape[index];
        const all = features[k];
        const of = rotations[k];
        const mean = tidy(() => {
          if (!of) return slice(all[0], [0, 0, 0, 0, 0], [1, -1, -1, -1, -1]);
          const parts = all.flatMap((phi, g) => {
            const turned = product(phi, of[g]);
            return Array.from({ length: phi.shape[0] }, (_, i) =>
              slice(turned, [i, 0, 0, 0, 0], [1, -1, -1, -1, -1]),
            );
          });
          const sum = parts.reduce((a, b) => add(a, b));
          return mul(sum, 1 / nets);
        });
        const rows = rowsOf(stage, mean);
        await sums[k].add(rows, rows, samplesOf(stage, indices.length));
        dispose([mean, rows, ...all]);
      }
      await turn(indices.length * nets);
    }
    return await Promise.all(sums.map(async (sum) => (await sum.read())[0]));
  } finally {
    sums.forEach((sum) => sum.dispose());
    dispose(rotations.flatMap((r) => r ?? []));
  }
}

/** Aᵀ of the networks of each group, [nets, channels, channels]. */
function byGroup(turns: readonly Float64Array[], groups: readonly Network[], n: number): Tensor[] {
  let from = 0;
  return groups.map(({ nets }) => {
    const own = turns.slice(from, (from += nets));
    return tidy(() =>
      keep(
        transpose(
          concat(
            own.map((a) => tensor(Float32Array.from(a), [1, n, n])),
            0,
          ),
          [0, 2, 1],
        ),
      ),
    );
  });
}
