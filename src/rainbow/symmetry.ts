import { dispose, reshape, reverse, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { transpose } from '../linalg/matrix.ts';
import type { Network } from '../networks/network.ts';
import type { Rng } from '../random/rng.ts';
import { chunks, type BatchSource } from '../training/source.ts';
import { align, randomIsometry } from './align.ts';
import { covarianceOf } from './covariance.ts';
import type { Decomposer } from './decomposer.ts';
import { rotate, type LearnedLayer } from './learnedLayer.ts';
import { featuresOf } from './features.ts';
import { meanSquares, MomentSum } from './moments.ts';

/** Images [nets, B, h, w, C] turned left to right. The caller disposes of them. */
export const mirrored = (t: Tensor): Tensor =>
  tidy(() => reshape(reverse(reshape(t, [-1, t.shape[3]!, t.shape[4]!]), 1), t.shape));

/** A source whose images are those of `source`, turned left to right. */
export const mirroredSource = (source: BatchSource): BatchSource => ({
  ...source,
  batch: (indices) => tidy(() => mirrored(source.batch(indices))),
});

/** How a layer behaves in a mirror. */
export interface LayerSymmetry {
  /**
   * 1 − similarity of the activations of mirrored images, turned by the best rotation, to those of the
   * images: 0 where the mirror acts by an orthogonal matrix.
   */
  unexplained: number;
  /** ‖C − QᵀCQ‖/‖C‖ (Frobenius) with Q that rotation: 0 where C commutes with the mirror. */
  commutator: number;
  /** ‖C − QᵀCQ‖/‖C‖ with a random rotation Q: what a layer that knows no mirror has. */
  random: number;
}

/**
 * Theorem 3: a rainbow network is invariant to a symmetry where the covariances of its neurons commute with
 * the action of the symmetry on their inputs. The action of a left–right mirror is found as the rotation that
 * best takes φ(x) to the mirrored φ(mirrored x); on the taps of a patch it turns the columns. One entry per
 * layer of `layers`, a single network.
 */
export async function mirrorSymmetry(
  network: Network,
  layers: readonly LearnedLayer[],
  source: BatchSource,
  decomposer: Decomposer,
  rng: Rng,
  turn: (images: number) => Promise<void>,
): Promise<LayerSymmetry[]> {
  const stages = layers.map((_, i) => i);
  const sums = layers.map(() => new MomentSum());
  const other = mirroredSource(source);
  const own = layers.map(() => 0);
  const turned = layers.map(() => 0);
  for (const indices of chunks(source.count, 125)) {
    const plain = featuresOf(network, source, indices, stages, stages.length - 1);
    const mirror = featuresOf(network, other, indices, stages, stages.length - 1);
    for (const i of stages) {
      const back = mirrored(mirror[i]);
      const stage = network.stages[i];
      await sums[i].add(plain[i], back, plain[i].size / stage.channels / (stage.complex ? 2 : 1));
      own[i] += (indices.length * (await meanSquares(stage, plain[i]))[0]) / source.count;
      turned[i] += (indices.length * (await meanSquares(stage, back))[0]) / source.count;
      back.dispose();
    }
    dispose([...plain, ...mirror]);
    await turn(indices.length);
  }
  const out: LayerSymmetry[] = [];
  for (const [i, layer] of layers.entries()) {
    const c = layer.channels;
    const [cross] = await sums[i].read();
    const { matrix, similarity } = await align(cross, c, c, own[i], turned[i], decomposer);
    out.push({
      unexplained: Math.max(0, 1 - similarity),
      commutator: asymmetry(layer, matrix),
      random: asymmetry(layer, randomIsometry(c, c, rng.fork('mirror', layer.name))),
    });
    await turn(0);
  }
  return out;
}

/**
 * ‖C − QᵀCQ‖/‖C‖ for the covariance C of the layer's neurons, Q turning the channels by `rotation` and the
 * taps left to right.
 */
export function asymmetry(layer: LearnedLayer, rotation: Float64Array): number {
  const { weights, neurons, inputs, channels, taps } = layer;
  const side = Math.round(Math.sqrt(taps));
  const turned = rotate(weights, neurons, channels, taps, transpose(rotation, channels, channels), channels);
  // Tap t = row · side + column.
  const flipped =
    taps === 1
      ? turned
      : turned.map((_, k) => {
          const t = k % taps;
          return turned[k - t + Math.floor(t / side) * side + side - 1 - (t % side)];
        });
  const before = covarianceOf(weights, inputs);
  const after = covarianceOf(flipped, inputs);
  let difference = 0;
  let norm = 0;
  for (let k = 0; k < before.length; k++) {
    difference += (before[k] - after[k]) ** 2;
    norm += before[k] ** 2;
  }
  return Math.sqrt(difference / norm);
}
