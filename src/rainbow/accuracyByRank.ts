import { keep, tidy, tile, type Tensor, type Variable, variable } from '@tensorflow/tfjs-core';
import { disposeNetwork, fieldAt, weightVariable, type Network } from '../networks/network.ts';
import { lastCut } from '../networks/stage.ts';
import { evaluate } from '../training/evaluate.ts';
import { computedSource, repeatedSource, type BatchSource } from '../training/source.ts';
import type { LearnedLayer } from './learnedLayer.ts';
import { truncate } from './truncate.ts';

/** Networks tested together. */
const TOGETHER = 8;

/** Where an evaluation begins: at stage `from`, on what enters it. */
export interface Inputs {
  source: BatchSource;
  from: number;
}

/**
 * What enters stage `index` for every image of the source, computed once (complex fields, of twice the
 * images, are computed each time); within a block of a residual network, what enters the block.
 */
export async function inputsAt(
  network: Network,
  index: number,
  source: BatchSource,
  turn: (images: number) => Promise<void>,
): Promise<Inputs> {
  const from = lastCut(network.stages, index);
  if (from === 0 || network.stages[from - 1].complex) return { source, from: 0 };
  return { source: await computedSource(source, (x) => fieldAt(network, from, x), turn), from };
}

/**
 * D9: test accuracy of a network with the weights of stage `index` projected on the first R vectors of a
 * basis, for every R of `ranks`; nothing else changes, BN statistics included. `inputs`: of the stage, from
 * `inputsAt`. `alignment` brings the layer to the basis's space.
 */
export async function accuracyByRank(
  network: Network,
  index: number,
  layer: LearnedLayer,
  basis: Float64Array,
  alignment: Float64Array | null,
  ranks: readonly number[],
  inputs: Inputs,
  turn: (images: number) => Promise<void>,
): Promise<number[]> {
  const out: number[] = [];
  for (let from = 0; from < ranks.length; from += TOGETHER) {
    const group = ranks.slice(from, from + TOGETHER);
    const values = new Float32Array(group.length * layer.weights.length);
    group.forEach((rank, i) => values.set(truncate(layer, basis, rank, alignment), i * layer.weights.length));
    const batch = copies(network, group.length);
    batch.weights[index].dispose();
    batch.weights[index] = weightVariable(network.stages[index], values, group.length);
    try {
      out.push(
        ...(
          await evaluate(batch, repeatedSource(inputs.source, group.length), turn, { from: inputs.from })
        ).map((e) => e.accuracy),
      );
    } finally {
      disposeNetwork(batch);
    }
  }
  return out;
}

/** `nets` copies of a network of one net. */
function copies(network: Network, nets: number): Network {
  const repeated = (t: Tensor): Tensor => tile(t, [nets, ...t.shape.slice(1).map(() => 1)]);
  return {
    nets,
    stages: network.stages,
    weights: network.weights.map((w): Variable => tidy(() => variable(repeated(w)))),
    statistics: network.statistics.map(
      (s) =>
        s && { mean: keep(tidy(() => repeated(s.mean))), variance: keep(tidy(() => repeated(s.variance))) },
    ),
  };
}
