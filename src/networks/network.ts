import { add, concat, div, keep, mean, reshape, slice, sqrt, square, sub, sum, tensor, tidy, variable, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { activate, batchNorm, convolution, divisiveNorm, EPS, normalise, product } from '../backend/ops/index.ts';
import type { Rng } from '../random/rng.ts';
import { inputsOf, splitComplex, type Stage } from './stage.ts';

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

/** Per-channel mean and (biased) variance of `y` over images and positions; complex: complex mean, real variance E|y − μ|². */
export function featureStatistics(stage: Stage, y: Tensor): BatchStatistics {
  if (!stage.complex) {
    const { output, mean: m, variance } = batchNorm(y, { activation: 'none' });
    output.dispose();
    return { mean: m, variance };
  }
  return tidy(() => {
    const parts = splitComplex(y);
    const [nets] = y.shape, channels = y.shape[y.shape.length - 1];
    const means = parts.map((p) => mean(p, [1, 2, 3], true));
    const variance = mean(add(square(sub(parts[0], means[0])), square(sub(parts[1], means[1]))), [1, 2, 3]);
    return { mean: reshape(concat([means[0], means[1]], 4), [nets, 2 * channels]), variance };
  });
}

/** Features with fixed statistics; without them (no BN) the features themselves. */
export function applyStatistics(stage: Stage, y: Tensor, statistics: BatchStatistics | null): Tensor {
  if (!stage.batchNorm) return y.clone();
  if (!statistics) throw new Error(`${stage.name}: batch statistics are not known yet`);
  if (!stage.complex) return normalise(y, statistics.mean, statistics.variance, { activation: 'none' });
  return tidy(() => {
    const [nets] = y.shape, channels = y.shape[y.shape.length - 1];
    const mu = reshape(statistics.mean, [nets, 2, channels]);
    const sd = sqrt(add(reshape(statistics.variance, [nets, 1, 1, 1, channels]), EPS));
    const [re, im] = splitComplex(y);
    const muOf = (part: number) => reshape(slice(mu, [0, part, 0], [-1, 1, -1]), [nets, 1, 1, 1, channels]);
    return concat([div(sub(re, muOf(0)), sd), div(sub(im, muOf(1)), sd)], 1);
  });
}

/** z' = rows · Lᵀ (then divisive norm). `weight` is [nets, neurons, inputs]. */
export function project(stage: Stage, features: Tensor, weight: Tensor): Tensor {
  return tidy(() => {
    const z = stage.convolution ? convolution(features, weight, stage.convolution) : product(stage.expand(features), weight);
    return stage.divisive ? divisive(z, stage.complex) : z;
  });
}

function divisive(z: Tensor, complex: boolean): Tensor {
  if (!complex) return divisiveNorm(z);
  const [re, im] = splitComplex(z);
  const norm = sqrt(add(sum(add(square(re), square(im)), -1, true), EPS));
  return concat([div(re, norm), div(im, norm)], 1);
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
    } else if (!stage.complex) {
      const out = batchNorm(stage.lift(z), { activation: stage.activation });
      features = out.output;
      statistics.push({ mean: out.mean, variance: out.variance });
    } else {
      const y = activate(stage.lift(z), stage.activation);
      const own = featureStatistics(stage, y);
      features = applyStatistics(stage, y, own);
      statistics.push(own);
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
    if (!stage.batchNorm || !statistics || stage.complex) return applyStatistics(stage, activate(lifted, stage.activation), statistics);
    return normalise(lifted, statistics.mean, statistics.variance, { activation: stage.activation });
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
