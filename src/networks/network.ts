import { keep, reshape, slice, tensor, tidy, variable, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { activate, batchNorm, convolution, divisiveNorm, normalise, product, type Parts } from '../backend/ops/index.ts';
import type { Rng } from '../random/rng.ts';
import { inputsOf, type Stage } from './stage.ts';

/** Per-channel statistics of one stage's features before normalisation: [nets, C]; complex fields: mean [nets, 2C]. */
export interface BatchStatistics { mean: Tensor; variance: Tensor }

/** `nets` networks of one shape, computed as one batch (DESIGN.md §2). Owns its tensors: see `disposeNetwork`. */
export interface Network {
  nets: number;
  stages: Stage[];
  /** L of each stage: [nets, neurons, inputs]. */
  weights: Variable[];
  /** BN statistics used outside training; null where the stage has no BN or they are not known yet. */
  statistics: (BatchStatistics | null)[];
}

/** Uniform on ±1/√inputs, PyTorch's default (PAPER.md e.4); one generator per net. */
export function initialWeights(stage: Stage, rngs: readonly Rng[]): Float32Array {
  const inputs = inputsOf(stage), bound = 1 / Math.sqrt(inputs), size = stage.neurons * inputs;
  const values = new Float32Array(rngs.length * size);
  rngs.forEach((rng, net) => {
    const stream = rng.fork('init', stage.name);
    for (let i = 0; i < size; i++) values[net * size + i] = (2 * stream.uniform() - 1) * bound;
  });
  return values;
}

export function createNetwork(stages: Stage[], rngs: readonly Rng[]): Network {
  return {
    nets: rngs.length,
    stages,
    weights: stages.map((stage) => weightVariable(stage, initialWeights(stage, rngs), rngs.length)),
    statistics: stages.map(() => null),
  };
}

/** A variable [nets, neurons, inputs] of the given values. */
export function weightVariable(stage: Stage, values: Float32Array, nets: number): Variable {
  const initial = tensor(values, [nets, stage.neurons, inputsOf(stage)], 'float32');
  const created = variable(initial);
  initial.dispose();
  return created;
}

export function disposeNetwork(network: Network): void {
  network.weights.forEach((w) => w.dispose());
  network.statistics.forEach((s) => { s?.mean.dispose(); s?.variance.dispose(); });
  network.statistics = network.stages.map(() => null);
}

/** Takes ownership of `statistics`, releasing the ones before. */
export function setStatistics(network: Network, stage: number, statistics: BatchStatistics): void {
  const old = network.statistics[stage];
  network.statistics[stage] = { mean: keep(statistics.mean), variance: keep(statistics.variance) };
  old?.mean.dispose();
  old?.variance.dispose();
}

/** Features before normalisation: σ(lift z). */
export const unnormalised = (stage: Stage, z: Tensor): Tensor => tidy(() => activate(stage.lift(z), stage.activation));

const partsOf = (stage: Stage): Parts => (stage.complex ? 2 : 1);

/** Per-channel mean and (biased) variance of `y` over images and positions; complex: complex mean, real variance E|y − μ|². */
export function featureStatistics(stage: Stage, y: Tensor): BatchStatistics {
  const { output, mean, variance } = batchNorm(y, { activation: 'none', parts: partsOf(stage) });
  output.dispose();
  return { mean, variance };
}

/** Features with fixed statistics; without them (no BN) the features themselves. */
export function applyStatistics(stage: Stage, y: Tensor, statistics: BatchStatistics | null): Tensor {
  if (!stage.batchNorm) return y.clone();
  return normalise(y, ...known(stage, statistics), { activation: 'none', parts: partsOf(stage) });
}

function known(stage: Stage, statistics: BatchStatistics | null): [Tensor, Tensor] {
  if (!statistics) throw new Error(`${stage.name}: batch statistics are not known yet`);
  return [statistics.mean, statistics.variance];
}

/** z' = rows · Lᵀ (then divisive norm). `weight` is [nets, neurons, inputs]. */
export function project(stage: Stage, features: Tensor, weight: Tensor): Tensor {
  return tidy(() => {
    const z = stage.convolution ? convolution(features, weight, stage.convolution) : product(stage.expand(features), weight);
    return stage.divisive ? divisiveNorm(z, partsOf(stage)) : z;
  });
}

/** [nets, B, 1, 1, classes] → [nets, B, classes]. */
const asLogits = (z: Tensor): Tensor => reshape(z, [z.shape[0], z.shape[1]!, z.shape[z.shape.length - 1]]);

/** Training pass: BN by the batch's own statistics, which are returned (one pair per stage with BN) beside the logits. */
export function forwardTraining(network: Network, x: Tensor): { logits: Tensor; statistics: (BatchStatistics | null)[] } {
  const statistics: (BatchStatistics | null)[] = [];
  let z = x;
  network.stages.forEach((stage, i) => {
    let features: Tensor;
    if (!stage.batchNorm) {
      features = activate(stage.lift(z), stage.activation);
      statistics.push(null);
    } else {
      const out = batchNorm(stage.lift(z), { activation: stage.activation, parts: partsOf(stage) });
      features = out.output;
      statistics.push({ mean: out.mean, variance: out.variance });
    }
    z = project(stage, features, network.weights[i]);
  });
  return { logits: asLogits(z), statistics };
}

/** Features of stage `index` from its input `z`, with the network's statistics. */
export function features(network: Network, index: number, z: Tensor): Tensor {
  return tidy(() => {
    const stage = network.stages[index], statistics = network.statistics[index];
    const lifted = stage.lift(z);
    if (!stage.batchNorm) return activate(lifted, stage.activation);
    return normalise(lifted, ...known(stage, statistics), { activation: stage.activation, parts: partsOf(stage) });
  });
}

/**
 * Evaluation pass with the network's statistics: logits [nets, B, classes].
 * `from`: the stage whose input `x` is. `visit` sees each stage's features and may keep what it makes of them.
 */
export function forward(network: Network, x: Tensor, options: { from?: number; visit?: (stage: number, features: Tensor) => void } = {}): Tensor {
  return tidy(() => {
    let z = x;
    for (let i = options.from ?? 0; i < network.stages.length; i++) {
      const phi = features(network, i, z);
      options.visit?.(i, phi);
      z = project(network.stages[i], phi, network.weights[i]);
    }
    return asLogits(z);
  });
}

/** What enters stage `index`, from the network's input. */
export function fieldAt(network: Network, index: number, x: Tensor): Tensor {
  return tidy(() => {
    let z = x.clone();
    for (let i = 0; i < index; i++) z = project(network.stages[i], features(network, i, z), network.weights[i]);
    return z;
  });
}

/** Features of stage `index` from the network's input. */
export const featuresAt = (network: Network, index: number, x: Tensor): Tensor => tidy(() => features(network, index, fieldAt(network, index, x)));

/** Sets every statistic from one batch, in training mode. */
export function calibrate(network: Network, x: Tensor): void {
  tidy(() => {
    forwardTraining(network, x).statistics.forEach((s, i) => s && setStatistics(network, i, s));
  });
}

/** Net `index` of the batch as a network of its own, with copies of its tensors. */
export function selectNet(network: Network, index: number): Network {
  const one = (t: Tensor): Tensor => slice(t, t.shape.map((_, axis) => (axis === 0 ? index : 0)), t.shape.map((size, axis) => (axis === 0 ? 1 : size)));
  return {
    nets: 1,
    stages: network.stages,
    weights: network.weights.map((w) => tidy(() => variable(one(w)))),
    statistics: network.statistics.map((s) => s && { mean: keep(one(s.mean)), variance: keep(one(s.variance)) }),
  };
}

export const parameterCount = (stages: readonly Stage[]): number => stages.reduce((total, s) => total + s.neurons * inputsOf(s), 0);
