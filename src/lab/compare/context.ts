import type { Dataset } from '../../data/dataset.ts';
import type { ExperimentSpec } from '../../experiments/spec.ts';
import { buildStages, type InputShape } from '../../networks/architectures.ts';
import {
  calibrate,
  createNetwork,
  disposeNetwork,
  initialWeights,
  type Network,
} from '../../networks/network.ts';
import { inputsOf, type Stage } from '../../networks/stage.ts';
import type { LearnedLayer } from '../../rainbow/learnedLayer.ts';
import { chunks, type BatchSource } from '../../training/source.ts';
import { networkOf } from '../checkpoint.ts';
import { rngOf, type TrainedNet } from '../trainNets.ts';
import type { Work } from '../work.ts';
import { referenceOf } from './cost.ts';

export interface CompareContext extends Work {
  spec: ExperimentSpec;
  /**
   * The first `compare.images` training images, not augmented; all of them, as trained on; and all test
   * images.
   */
  sources: { train: BatchSource; all: BatchSource; test: BatchSource };
  /**
   * Other images, as networks are trained and tested on them, each set normalised by its own; `onProgress`:
   * images made, of how many.
   */
  obtain(
    data: ExperimentSpec['data'],
    onProgress: (done: number, total: number) => void,
  ): Promise<{ dataset: Dataset; all: BatchSource; test: BatchSource }>;
}

/** Items of one width together, in the order in which the widths first come. */
export function byWidth<T>(items: readonly T[], widthOf: (item: T) => number): T[][] {
  return [...new Set(items.map(widthOf))].map((width) => items.filter((item) => widthOf(item) === width));
}

/** True if covariances of networks of several widths are compared with each other. */
export const comparesWidths = ({ compare }: ExperimentSpec, nets: readonly { width: number }[]): boolean =>
  compare.covariances && nets.some((net) => net.width !== nets[0].width);

/** The trained net all others are held against. */
export const referenceNet = (nets: readonly TrainedNet[]): TrainedNet => {
  const reference = referenceOf(nets.map((net) => net.planned));
  return nets.find((net) => net.planned === reference)!;
};

export const stagesOf = (net: TrainedNet, input: InputShape): Stage[] =>
  buildStages(net.planned.spec.network, input);

/** Stages whose features differ from network to network: all learned layers but the first. */
export const alignedStages = (net: TrainedNet): number[] => net.info.layers.map((_, i) => i).slice(1);

/** Runs `use` with the networks of some trained nets of one width as one batch. */
export async function withNetworks<T>(
  nets: readonly TrainedNet[],
  input: InputShape,
  use: (network: Network) => Promise<T>,
): Promise<T> {
  const network = networkOf(
    stagesOf(nets[0], input),
    nets.map((net) => net.checkpoint),
  );
  try {
    return await use(network);
  } finally {
    disposeNetwork(network);
  }
}

/** Runs `use` with a net as it was before training, its batch statistics those of some training images. */
export async function withUntrained<T>(
  net: TrainedNet,
  { input, sources }: CompareContext,
  use: (network: Network) => Promise<T>,
): Promise<T> {
  const network = createNetwork(stagesOf(net, input), [rngOf(net.planned)]);
  try {
    const x = sources.train.batch(chunks(sources.train.count, 512)[0]);
    calibrate(network, x);
    x.dispose();
    return await use(network);
  } finally {
    disposeNetwork(network);
  }
}

/** Layer `index` of some weights of a net (its trained ones, or those of a snapshot). */
export function layerOf(
  stages: readonly Stage[],
  weights: readonly Float32Array[],
  index: number,
): LearnedLayer {
  const stage = stages[index];
  return {
    name: stage.name,
    neurons: stage.neurons,
    inputs: inputsOf(stage),
    channels: stage.channels,
    taps: stage.taps,
    weights: Float64Array.from(weights[index]),
  };
}

/** The weights a net started from. */
export const untrainedLayer = (net: TrainedNet, stages: readonly Stage[], index: number): LearnedLayer =>
  layerOf([stages[index]], [initialWeights(stages[index], [rngOf(net.planned)])], 0);
