import {
  concat,
  dispose,
  keep,
  reshape,
  sum,
  tidy,
  variableGrads,
  zerosLike,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { momentumUpdate, softmaxCrossEntropy } from '../backend/ops/index.ts';
import { forwardTraining, setStatistics, type BatchStatistics, type Network } from '../networks/network.ts';
import type { Rng } from '../random/rng.ts';
import { argMax } from './evaluate.ts';
import { labelTensor } from './labels.ts';
import type { TrainingSettings } from './settings.ts';
import type { BatchSource } from './source.ts';
import { copies, readTrace, traceOutput, traceTensors, type StageTrace, type TraceTensors } from './trace.ts';

/** Share of a batch in the running BN statistics, as in PyTorch (docs/paper.md e.2). */
const BN_MOMENTUM = 0.1;

/** A network being trained: what a checkpoint has to hold besides the weights. */
export interface TrainingState {
  network: Network;
  /** One per weight, same shapes. */
  velocities: Tensor[];
  /** Steps done. */
  step: number;
}

/** Velocities at 0 and no step done. The network stays the caller's; `endTraining` releases the rest. */
export function startTraining(network: Network): TrainingState {
  return { network, velocities: network.weights.map((w) => keep(tidy(() => zerosLike(w)))), step: 0 };
}

/** Releases what training added; the network stays. */
export function endTraining(state: TrainingState): void {
  dispose(state.velocities);
  state.velocities = [];
}

/** Whole batches of `count` images, at least one; images that are left over wait for the next shuffle. */
export const stepsPerEpoch = (settings: Pick<TrainingSettings, 'batchSize'>, count: number): number =>
  Math.max(1, Math.floor(count / settings.batchSize));

/**
 * Learning rate at `step` of `total`: multiplied by the factor at each fraction of the run (docs/paper.md
 * e.4).
 */
export function learningRateAt(settings: TrainingSettings, step: number, total: number): number {
  return settings.decayAt.reduce(
    (rate, at) => (step >= at * total ? rate * settings.decayFactor : rate),
    settings.learningRate,
  );
}

/**
 * One step of gradient descent on every net of the batch. Returns the losses [nets] and the logits [nets, B,
 * classes], owned by the caller; `traced`: also what it did at every stage, from the same pass.
 */
export function trainStep(
  state: TrainingState,
  x: Tensor,
  labels: Tensor,
  settings: TrainingSettings,
  rate: number,
  traced = false,
): { loss: Tensor; logits: Tensor; trace?: TraceTensors } {
  const { network } = state;
  const outputs: Tensor[] = [];
  return tidy(() => {
    let logits: Tensor | null = null;
    let loss: Tensor | null = null;
    let statistics: ReturnType<typeof forwardTraining>['statistics'] = [];
    const { grads } = variableGrads(() => {
      const out = forwardTraining(
        network,
        x,
        traced
          ? (i, z) => {
              outputs[i] = traceOutput(network, i, z);
            }
          : undefined,
      );
      const losses = keep(softmaxCrossEntropy(out.logits, labels, { isLast: true }));
      logits = keep(out.logits);
      loss = losses;
      statistics = out.statistics.map((s) => s && { mean: keep(s.mean), variance: keep(s.variance) });
      // The nets are independent, so the gradient of the sum is each net's own gradient.
      return (network.nets === 1 ? reshape(losses, []) : sum(losses)) as Scalar;
    }, network.weights);
    const before = traced ? copies(network) : [];
    applyUpdates(state, grads, statistics, settings, rate);
    statistics.forEach((batch) => batch && dispose([batch.mean, batch.variance]));
    state.step++;
    return {
      loss: loss!,
      logits: logits!,
      trace: traced
        ? traceTensors(
            network,
            outputs,
            before,
            network.weights.map((weight) => grads[weight.name]),
          )
        : undefined,
    };
  });
}

function applyUpdates(
  { network, velocities }: TrainingState,
  grads: NamedTensorMap,
  statistics: (BatchStatistics | null)[],
  settings: TrainingSettings,
  rate: number,
): void {
  const momentum = settings.optimiser === 'momentum' ? settings.momentum : 0;
  network.weights.forEach((weight, i) => {
    const batch = statistics[i];
    const old = network.statistics[i];
    const running =
      batch && old
        ? { ...old, batchMean: batch.mean, batchVariance: batch.variance, share: BN_MOMENTUM }
        : undefined;
    const [updated, velocity, mean, variance] = momentumUpdate(
      weight,
      velocities[i],
      grads[weight.name],
      { learningRate: rate, momentum, weightDecay: settings.weightDecay },
      running,
    );
    if (running) setStatistics(network, i, { mean, variance });
    else if (batch) setStatistics(network, i, { mean: batch.mean.clone(), variance: batch.variance.clone() });
    weight.assign(updated);
    velocities[i].dispose();
    velocities[i] = keep(velocity);
  });
}

export interface StepReport {
  step: number;
  /** Fractional epoch after this step. */
  epoch: number;
  /** Per net, means over the steps since the last report. */
  loss: number[];
  accuracy: number[];
}

/** One step, told in full: by net, what it did at every stage; `loss` and `accuracy` of its own batch. */
export interface TracedStep {
  step: number;
  epoch: number;
  images: number;
  learningRate: number;
  loss: number[];
  accuracy: number[];
  stages: StageTrace[][];
}

export interface EpochOptions {
  settings: TrainingSettings;
  source: BatchSource;
  /** One generator per net; its batch order and augmentation are forked from it by epoch. */
  rngs: readonly Rng[];
  /** Steps between reports: readbacks cost a GPU its pipeline. */
  reportEvery: number;
  onReport(report: StepReport): void;
  /** Asked before every step: is it to be traced? The step is the same. */
  traced?(): boolean;
  onTrace?(step: TracedStep): void;
  /** Awaited after every step, with the images just seen: yields, pauses, cancels. */
  turn(images: number): Promise<void>;
  /** Epochs of the whole run, for the learning-rate schedule. */
  epochs: number;
}

/**
 * Runs epoch number `epoch` (0-based). Every step uses a full batch; the last partial one is dropped.
 * Resolves to the per-net means of the epoch.
 */
export async function trainEpoch(
  state: TrainingState,
  epoch: number,
  options: EpochOptions,
): Promise<{ loss: number[]; accuracy: number[] }> {
  const { settings, source, rngs } = options;
  const perEpoch = stepsPerEpoch(settings, source.count);
  const total = perEpoch * options.epochs;
  const batchSize = Math.min(settings.batchSize, source.count);
  const { nets } = state.network;
  const orders = rngs.map((rng) => rng.fork('order', epoch).permutation(source.count));
  const augmentations = rngs.map((rng) => rng.fork('augmentation', epoch));
  const zero = () => new Array<number>(nets).fill(0);
  const epochSum = { loss: zero(), accuracy: zero() };
  let pending: { loss: Tensor; logits: Tensor; indices: Uint32Array[] }[] = [];

  const report = async () => {
    const part = { loss: zero(), accuracy: zero() };
    for (const { loss, logits, indices } of pending) {
      const [losses, scores] = await Promise.all([loss.data(), logits.data()]);
      dispose([loss, logits]);
      for (let net = 0; net < nets; net++) {
        part.loss[net] += losses[net];
        part.accuracy[net] += fractionRight(scores as Float32Array, net, nets, indices[net], source.labels);
      }
    }
    const n = pending.length;
    pending = [];
    for (let net = 0; net < nets; net++) {
      epochSum.loss[net] += part.loss[net];
      epochSum.accuracy[net] += part.accuracy[net];
    }
    options.onReport({
      step: state.step,
      epoch: state.step / perEpoch,
      loss: part.loss.map((x) => x / n),
      accuracy: part.accuracy.map((x) => x / n),
    });
  };

  try {
    for (let i = 0; i < perEpoch; i++) {
      const indices = orders.map((order) => order.slice(i * batchSize, (i + 1) * batchSize));
      const x = tidy(() => joined(indices.map((own, net) => source.batch(own, augmentations[net]))));
      const labels = labelTensor(source.labels, indices);
      const rate = learningRateAt(settings, epoch * perEpoch + i, total);
      const { loss, logits, trace } = trainStep(state, x, labels, settings, rate, options.traced?.());
      pending.push({ loss, logits, indices });
      dispose([x, labels]);
      if (trace) {
        const [losses, scores, stages] = await Promise.all([
          loss.data(),
          logits.data(),
          readTrace(trace, nets),
        ]);
        const accuracy = indices.map((own, net) =>
          fractionRight(scores as Float32Array, net, nets, own, source.labels),
        );
        options.onTrace?.({
          step: state.step,
          epoch: state.step / perEpoch,
          images: batchSize,
          learningRate: rate,
          loss: Array.from(losses),
          accuracy,
          stages,
        });
      }
      if (pending.length >= options.reportEvery || i === perEpoch - 1) await report();
      await options.turn(batchSize * nets);
    }
  } finally {
    pending.forEach((p) => dispose([p.loss, p.logits]));
  }
  return {
    loss: epochSum.loss.map((x) => x / perEpoch),
    accuracy: epochSum.accuracy.map((x) => x / perEpoch),
  };
}

/** Batches of one net each as one batch of all. */
const joined = (parts: Tensor[]): Tensor => (parts.length === 1 ? parts[0] : concat(parts, 0));

function fractionRight(
  scores: Float32Array,
  net: number,
  nets: number,
  indices: Uint32Array,
  labels: Uint8Array,
): number {
  const classes = scores.length / (nets * indices.length);
  let right = 0;
  for (let i = 0; i < indices.length; i++) {
    if (argMax(scores, (net * indices.length + i) * classes, classes) === labels[indices[i]]) right++;
  }
  return right / indices.length;
}
