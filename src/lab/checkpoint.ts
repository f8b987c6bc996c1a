import { keep, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { setStatistics, weightVariable, type Network } from '../networks/network.ts';
import type { Stage } from '../networks/stage.ts';
import type { TrainingState } from '../training/train.ts';
import type { RunEvent } from './events.ts';

/**
 * A net at the end of an epoch: all that training needs to go on (docs/architecture.md §2). Batch order and
 * augmentation are forked from the seed by epoch, so `epoch` is the generator's whole state.
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

/** Weights at an epoch, for the dynamics of training (D14). */
export interface Snapshot {
  epoch: number;
  weights: Float32Array[];
}

/**
 * What a net goes on from: also the device and the commit it was trained with, what was told about it, and
 * its snapshots.
 */
export interface SavedNet {
  checkpoint: Checkpoint;
  device: string;
  commit: string;
  events: RunEvent[];
  snapshots: Snapshot[];
}

/** One checkpoint per net of the batch; `nets` are their addresses. */
export async function takeCheckpoints(
  state: TrainingState,
  nets: readonly string[],
  epoch: number,
): Promise<Checkpoint[]> {
  const read = async (t: Tensor): Promise<(net: number) => Float32Array> => {
    const values = (await t.data()) as Float32Array;
    const size = values.length / nets.length;
    return (net) => values.slice(net * size, (net + 1) * size);
  };
  const { network } = state;
  const weights = await Promise.all(network.weights.map(read));
  const velocities = await Promise.all(state.velocities.map(read));
  const statistics = await Promise.all(
    network.statistics.map(async (s) => s && { mean: await read(s.mean), variance: await read(s.variance) }),
  );
  return nets.map((net, i) => ({
    format: 'rainbow-checkpoint',
    version: 1,
    net,
    epoch,
    step: state.step,
    weights: weights.map((w) => w(i)),
    velocities: velocities.map((v) => v(i)),
    statistics: statistics.map((s) => s && { mean: s.mean(i), variance: s.variance(i) }),
  }));
}

/**
 * What a run that broke off had come to, by net; `images`: the fingerprint of images that the settings do not
 * determine.
 */
export interface Resumable {
  nets: ReadonlyMap<string, SavedNet>;
  images: string | null;
}

/**
 * Puts checkpoints of one epoch, one per net, into a training state of the same architecture; throws
 * RangeError for those of other nets.
 */
export function restoreCheckpoints(
  state: TrainingState,
  checkpoints: readonly Checkpoint[],
  nets: readonly string[],
): void {
  const { network } = state;
  checkpoints.forEach(({ net }, i) => {
    if (net !== nets[i]) throw new RangeError(`this checkpoint is of net ${net}, not of ${nets[i]}`);
  });
  network.stages.forEach((stage, i) => {
    network.weights[i].dispose();
    network.weights[i] = weightVariable(stage, joined(checkpoints.map((c) => c.weights[i])), nets.length);
    const shape = state.velocities[i].shape;
    state.velocities[i].dispose();
    state.velocities[i] = keep(tensor(joined(checkpoints.map((c) => c.velocities[i])), shape));
    if (checkpoints[0].statistics[i])
      setStatistics(network, i, {
        mean: rows(checkpoints.map((c) => c.statistics[i]!.mean)),
        variance: rows(checkpoints.map((c) => c.statistics[i]!.variance)),
      });
  });
  state.step = checkpoints[0].step;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0];
  const out = new Float32Array(parts[0].length * parts.length);
  parts.forEach((part, i) => out.set(part, i * part.length));
  return out;
}

const rows = (parts: readonly Float32Array[]): Tensor =>
  tensor(joined(parts), [parts.length, parts[0].length]);

/** The networks of some checkpoints of one architecture, as one batch. */
export function networkOf(stages: Stage[], checkpoints: readonly Checkpoint[]): Network {
  const nets = checkpoints.length;
  return {
    nets,
    stages,
    weights: stages.map((stage, i) =>
      weightVariable(stage, joined(checkpoints.map((c) => c.weights[i])), nets),
    ),
    statistics: stages.map((_, i) =>
      checkpoints[0].statistics[i]
        ? {
            mean: keep(rows(checkpoints.map((c) => c.statistics[i]!.mean))),
            variance: keep(rows(checkpoints.map((c) => c.statistics[i]!.variance))),
          }
        : null,
    ),
  };
}
