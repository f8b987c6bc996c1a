import {
  add,
  dispose,
  keep,
  mul,
  reshape,
  slice,
  tensor,
  tidy,
  transpose,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { product } from '../backend/ops/index.ts';
import type { Network } from '../networks/network.ts';
import { chunks, type BatchSource } from '../training/source.ts';
import type { Decomposer } from './decomposer.ts';
import { featuresOf } from './features.ts';
import { meanSquares, MomentSum } from './moments.ts';

/** The common space of one layer's activations. */
export interface SharedSpace {
  /** A_i of every network, channels × channels: φ_i·A_i ≈ the mean activation. */
  alignments: Float64Array[];
  /** Share of the variance not in the mean activation, before the second and before the third alignment. */
  unexplained: number[];
}

export interface MultiAlignOptions {
  /** Networks of one shape; batched on the nets axis in groups that fit in memory. */
  groups: Network[];
  stages: readonly number[];
  source: BatchSource;
  decomposer: Decomposer;
  /** Images a chunk: the features of all networks are held for one. */
  chunk?: number;
  turn(images: number): Promise<void>;
}

/** Alignments are improved twice after the first (the paper's `num_iters` = 2). */
const PASSES = 3;

/**
 * D3: generalised Procrustes alignment of N networks of one width. Pass 0 aligns all to the first; each later
 * pass aligns all to the mean of the aligned. One `SharedSpace` per stage asked for.
 */
export async function multiAlign({
  groups,
  stages,
  source,
  decomposer,
  chunk = 50,
  turn,
}: MultiAlignOptions): Promise<SharedSpace[]> {
  const nets = groups.reduce((sum, g) => sum + g.nets, 0);
  const last = stages[stages.length - 1];
  const shape = groups[0].stages;
  let transposed: Tensor[][] | null = null;
  let alignments: Float64Array[][] = [];
  const unexplained: number[][] = stages.map(() => []);
  for (let pass = 0; pass < PASSES; pass++) {
    const cross = stages.map(() => Array.from({ length: nets }, () => new MomentSum()));
    const own = stages.map(() => 0);
    const mean = stages.map(() => 0);
    try {
      for (const indices of chunks(source.count, chunk)) {
        const features: Tensor[][] = stages.map(() => []);
        for (const group of groups)
          featuresOf(group, source, indices, stages, last).forEach((phi, k) => features[k].push(phi));
        for (const [k, index] of stages.entries()) {
          const stage = shape[index];
          const { channels } = stage;
          const rows = features[k][0].size / (groups[0].nets * channels) / (stage.complex ? 2 : 1);
          const each = tidy(() =>
            features[k].flatMap((phi) =>
              Array.from({ length: phi.shape[0] }, (_, i) =>
                reshape(slice(phi, [i, 0, 0, 0, 0], [1, -1, -1, -1, -1]), [1, -1, 1, 1, channels]),
              ),
            ),
          );
          for (const phi of features[k])
            own[k] += (indices.length * (await meanSquares(stage, phi)).reduce((a, b) => a + b, 0)) / nets;
          const average = tidy(() => {
            if (!transposed) return each[0].clone();
            const turned = each.map((phi, i) => product(phi, transposed![k][i]));
            return keep(
              mul(
                turned.reduce((a, b) => add(a, b)),
                1 / nets,
              ),
            );
          });
          for (let i = 0; i < nets; i++) await cross[k][i].add(each[i], average, rows);
          mean[k] +=
            indices.length *
            (await meanSquares({ ...stage, complex: false }, average))[0] *
            (stage.complex ? 2 : 1);
          dispose([...each, average, ...features[k]]);
        }
        await turn(indices.length * nets);
      }
      if (pass > 0) stages.forEach((_, k) => unexplained[k].push(1 - mean[k] / own[k]));
      alignments = await Promise.all(
        stages.map(async (index, k) => {
          const { channels } = shape[index];
          const matrices = await Promise.all(cross[k].map(async (sum) => (await sum.read())[0]));
          const found: Float64Array[] = [];
          for (const matrix of matrices) {
            found.push((await decomposer.polarFactor(matrix, channels, channels)).factor);
            await turn(0);
          }
          return found;
        }),
      );
    } finally {
      cross.flat().forEach((sum) => sum.dispose());
      if (transposed) dispose(transposed.flat());
      transposed = null;
    }
    if (pass < PASSES - 1) {
      transposed = alignments.map((all, k) =>
        all.map((a) =>
          tidy(() => {
            const n = shape[stages[k]].channels;
            return keep(transpose(tensor(Float32Array.from(a), [1, n, n]), [0, 2, 1]));
          }),
        ),
      );
    }
  }
  return stages.map((_, k) => ({ alignments: alignments[k], unexplained: unexplained[k] }));
}
