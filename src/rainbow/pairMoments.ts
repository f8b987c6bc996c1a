import { concat, dispose, tidy } from '@tensorflow/tfjs-core';
import type { Network } from '../networks/network.ts';
import { chunks, type BatchSource } from '../training/source.ts';
import { featuresOf } from './features.ts';
import { channelMoments, MomentSum, traceOf, type ChannelMoments } from './moments.ts';

/**
 * E[φ_aᵀφ_b] (d_a × d_b) of the activations of one layer of two networks on the same images, and E‖φ‖² of
 * each.
 */
export interface CrossMoment {
  cross: Float64Array;
  channelsA: number;
  channelsB: number;
  traceA: number;
  traceB: number;
}
/** With the moments of every channel of each. */
export interface PairMoment extends CrossMoment {
  a: ChannelMoments;
  b: ChannelMoments;
}

const CHUNK = 125;

export interface PairOptions {
  /** Networks of one shape, in one batch. */
  networks: Network;
  /** One network; all of `networks` are paired with it. */
  reference: Network;
  /** Stages whose features are paired. */
  stages: readonly number[];
  source: BatchSource;
  /** Image of the reference's that is paired with image i; by default i (D13: the shuffled baseline). */
  pairing?: Uint32Array;
  turn(images: number): Promise<void>;
}

/**
 * D1 for pairs of networks: `result[net][k]` is the moment of stage `stages[k]`. One pass over the source.
 */
export async function pairMoments({
  networks,
  reference,
  stages,
  source,
  pairing,
  turn,
}: PairOptions): Promise<PairMoment[][]> {
  const { nets } = networks;
  const sums = stages.map(() => new MomentSum());
  const own = stages.map(() => Array.from({ length: nets }, emptyMoments));
  const other = stages.map(emptyMoments);
  const samples = stages.map(() => 0);
  const last = stages[stages.length - 1];
  try {
    for (const indices of chunks(source.count, CHUNK)) {
      const features = featuresOf(networks, source, indices, stages, last);
      const paired = featuresOf(
        reference,
        source,
        pairing ? indices.map((i) => pairing[i]) : indices,
        stages,
        last,
      );
      for (const [k, index] of stages.entries()) {
        const stage = networks.stages[index];
        const [, images, height, width] = features[k].shape as [number, number, number, number, number];
        const rows = (images * height * width) / (stage.complex ? 2 : 1);
        const repeated =
          nets === 1
            ? paired[k].clone()
            : tidy(() =>
                concat(
                  Array.from({ length: nets }, () => paired[k]),
                  0,
                ),
              );
        await sums[k].add(features[k], repeated, rows);
        repeated.dispose();
        samples[k] += rows;
        const share = rows / samples[k];
        own[k] = (await channelMoments(stage, features[k])).map((m, net) => mixed(own[k][net], m, share));
        other[k] = mixed(other[k], (await channelMoments(reference.stages[index], paired[k]))[0], share);
      }
      dispose([...features, ...paired]);
      await turn(indices.length);
    }
    const matrices = await Promise.all(sums.map((sum) => sum.read()));
    return Array.from({ length: nets }, (_, net) =>
      stages.map((index, k) => ({
        cross: matrices[k][net],
        channelsA: networks.stages[index].channels,
        channelsB: reference.stages[index].channels,
        traceA: traceOf(own[k][net]),
        traceB: traceOf(other[k]),
        a: own[k][net],
        b: other[k],
      })),
    );
  } finally {
    sums.forEach((sum) => sum.dispose());
  }
}

const emptyMoments = (): ChannelMoments => ({ mean: new Float64Array(0), square: new Float64Array(0) });

/** Moments of all samples so far, of which the newer ones are this share. */
function mixed(before: ChannelMoments, newer: ChannelMoments, share: number): ChannelMoments {
  const mix = (a: Float64Array, b: Float64Array) => b.map((x, i) => share * x + (1 - share) * (a[i] ?? 0));
  return { mean: mix(before.mean, newer.mean), square: mix(before.square, newer.square) };
}

/**
 * Relative error E‖φ_aA − φ_b‖²/E‖φ_b‖² of an alignment (d_a × d_b, d_a ≤ d_b) on the images of the moment,
 * both activations divided by √channels (a.10, D2): with AAᵀ = Id the cross moment and the two traces say it.
 */
export function relativeError(
  alignment: Float64Array,
  { cross, channelsA, channelsB, traceA, traceB }: CrossMoment,
): number {
  let inner = 0;
  for (let i = 0; i < cross.length; i++) inner += cross[i] * alignment[i];
  const a = traceA / channelsA;
  const b = traceB / channelsB;
  return (a + b - (2 * inner) / Math.sqrt(channelsA * channelsB)) / b;
}
