import { keep, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { setStatistics, weightVariable } from '../networks/network.ts';
import type { TrainingState } from '../training/train.ts';
import type { RunEvent } from './events.ts';

/**
 * A net at the end of an epoch: all that training needs to go on (DESIGN.md §2). Batch order and augmentation are forked
 * from the seed by epoch, so `epoch` is the generator's whole state.
 */
export interface Checkpoint {
  format: 'rainbow-checkpoint';
  version: 1;
  /** Hash of the sub-spec (plan.ts). */
  net: string;
  epoch: number;
  step: number;
  weights: Float32Array[];
  velocities: Float32Array[];
  statistics: ({ mean: Float32Array; variance: Float32Array } | null)[];
}

/** What a net of a run that failed goes on from: also the device it was trained on, and what was told about it. */
export interface SavedNet { checkpoint: Checkpoint; device: string; events: RunEvent[] }

export async function takeCheckpoint(state: TrainingState, net: string, epoch: number): Promise<Checkpoint> {
  const read = async (t: Tensor): Promise<Float32Array> => (await t.data()).slice() as Float32Array;
  const { network } = state;
  return {
    format: 'rainbow-checkpoint', version: 1, net, epoch, step: state.step,
    weights: await Promise.all(network.weights.map(read)),
    velocities: await Promise.all(state.velocities.map(read)),
    statistics: await Promise.all(network.statistics.map(async (s) => s && { mean: await read(s.mean), variance: await read(s.variance) })),
  };
}

/** Puts a checkpoint into a training state of the same architecture; throws RangeError for one of another net. */
export function restoreCheckpoint(state: TrainingState, checkpoint: Checkpoint, net: string): void {
  const { network } = state;
  if (checkpoint.net !== net) throw new RangeError(`this checkpoint is of net ${checkpoint.net}, not of ${net}`);
  network.stages.forEach((stage, i) => {
    network.weights[i].dispose();
    network.weights[i] = weightVariable(stage, checkpoint.weights[i], network.nets);
    const shape = state.velocities[i].shape;
    state.velocities[i].dispose();
    state.velocities[i] = keep(tensor(checkpoint.velocities[i], shape));
    const statistics = checkpoint.statistics[i];
    const rows = (values: Float32Array) => tensor(values, [network.nets, values.length / network.nets]);
    if (statistics) setStatistics(network, i, { mean: rows(statistics.mean), variance: rows(statistics.variance) });
  });
  state.step = checkpoint.step;
}
