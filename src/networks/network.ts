import {
  add,
  concat,
  keep,
  ones,
  reshape,
  slice,
  tensor,
  tidy,
  tile,
  variable,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core';
import {
  activate,
  batchNorm,
  convolution,
  divisiveNorm,
  normalise,
  product,
  type Parts,
} from '../backend/ops/index.ts';
import type { Rng } from '../random/rng.ts';
import { identity, inputsOf, type Stage } from './stage.ts';

/**
 * Per-channel statistics of one stage's features before normalisation: [nets, C]; complex fields: mean [nets,
 * 2C].
 */
export interface BatchStatistics {
  mean: Tensor;
  variance: Tensor;
}

/**
 * `nets` networks of one shape, computed as one batch (docs/architecture.md §2). Owns its tensors: see
 * `disposeNetwork`.
 */
export interface Network {
  nets: number;
  stages: Stage[];
  /** L of each stage: [nets, neurons, inputs]. */
  weights: Variable[];
  /** BN statistics used outside training; null where the stage has no BN or they are not known yet. */
  statistics: (BatchStatistics | null)[];
}

/**
 * Uniform on ±1/√inputs, PyTorch's default (docs/paper.md e.4); one generator per net. The weights a stage
 * comes with instead, if it does.
 */
export function initialWeights(stage: Stage, rngs: readonly Rng[]): Float32Array {
  const inputs = inputsOf(stage);
  const bound = 1 / Math.sqrt(inputs);
  const size = stage.neurons * inputs;
  const values = new Float32Array(rngs.length * size);
  rngs.forEach((rng, net) => {
    if (stage.given) return values.set(stage.given.weight, net * size);
    const stream = rng.fork('init', stage.name);
    for (let i = 0; i < size; i++) values[net * size + i] = (2 * stream.uniform() - 1) * bound;
  });
  return values;
}

/**
 * A batch of networks, one a generator, with initial (or given) weights. The caller disposes of it by
 * `disposeNetwork`.
 */
export function createNetwork(stages: Stage[], rngs: readonly Rng[]): Network {
  return {
    nets: rngs.length,
    stages,
    weights: stages.map((stage) => weightVariable(stage, initialWeights(stage, rngs), rngs.length)),
    statistics: stages.map(({ given }) => {
      const known = given?.statistics;
      return known
        ? { mean: givenRows(known.mean, rngs.length), variance: givenRows(known.variance, rngs.length) }
        : null;
    }),
  };
}

const givenRows = (values: Float32Array, nets: number): Tensor =>
  keep(tidy(() => tile(tensor(values, [1, values.length]), [nets, 1])));

/** A variable [nets, neurons, inputs] of the given values. The caller disposes of it. */
export function weightVariable(stage: Stage, values: Float32Array, nets: number): Variable {
  const initial = tensor(values, [nets, stage.neurons, inputsOf(stage)], 'float32');
  const created = variable(initial);
  initial.dispose();
  return created;
}

/** Releases weights and statistics; the network cannot be used afterwards. */
export function disposeNetwork(network: Network): void {
  network.weights.forEach((w) => w.dispose());
  network.statistics.forEach((s) => {
    s?.mean.dispose();
    s?.variance.dispose();
  });
  network.statistics = network.stages.map(() => null);
}

/** Takes ownership of `statistics`, releasing the ones before. */
export function setStatistics(network: Network, stage: number, statistics: BatchStatistics): void {
  const old = network.statistics[stage];
  network.statistics[stage] = { mean: keep(statistics.mean), variance: keep(statistics.variance) };
  old?.mean.dispose();
  old?.variance.dispose();
}

/** Features before normalisation: σ(lift z). The caller disposes of them. */
export const unnormalised = (stage: Stage, z: Tensor): Tensor =>
  tidy(() => activate(stage.lift(z), stage.activation));

const partsOf = (stage: Stage): Parts => (stage.complex ? 2 : 1);

/**
 * Per-channel mean and (biased) variance of `y` over images and positions; complex: complex mean, real
 * variance E|y − μ|². The caller disposes of both.
 */
export function featureStatistics(stage: Stage, y: Tensor): BatchStatistics {
  const { output, mean, variance } = batchNorm(y, { activation: 'none', parts: partsOf(stage) });
  output.dispose();
  return { mean, variance };
}

/**
 * Features with fixed statistics; without BN a copy of them. The caller disposes of the result. Throws where
 * the stage has BN and its statistics are not known.
 */
export function applyStatistics(stage: Stage, y: Tensor, statistics: BatchStatistics | null): Tensor {
  if (!stage.batchNorm) return y.clone();
  return normalise(y, ...known(stage, statistics), { activation: 'none', parts: partsOf(stage) });
}

function known(stage: Stage, statistics: BatchStatistics | null): [Tensor, Tensor] {
  if (!statistics) throw new Error(`${stage.name}: batch statistics are not known yet`);
  return [statistics.mean, statistics.variance];
}

/**
 * What a stage puts out, z' = rows · Lᵀ (then divisive norm). `weight` is [nets, neurons, inputs]. The caller
 * disposes of the result.
 */
export function project(stage: Stage, phi: Tensor, weight: Tensor): Tensor {
  return tidy(() => {
    const features = stage.constant ? concat([phi, ones([...phi.shape.slice(0, -1), 1])], -1) : phi;
    const applied = stage.convolution
      ? convolution(features, weight, stage.convolution)
      : product(stage.expand(features), weight);
    const z = stage.bias ? add(applied, tensor(stage.bias)) : applied;
    return stage.divisive ? divisiveNorm(z, partsOf(stage)) : z;
  });
}

/** [nets, B, 1, 1, classes] → [nets, B, classes]. */
const asLogits = (z: Tensor): Tensor => reshape(z, [z.shape[0], z.shape[1]!, z.shape[z.shape.length - 1]]);

/** What the stages of one pass have made so far. */
interface Trail {
  from: number;
  x: Tensor;
  outputs: Tensor[];
  features: Tensor[];
}

/** Something added to the output of one stage, for gradients by it. */
export interface Nudge {
  stage: number;
  by: Tensor;
}

/** What enters stage `index` of a pass that began with `x` entering stage `from`. */
function entering({ sources }: Stage, index: number, { from, x, outputs, features }: Trail): Tensor {
  if (index === from) return x;
  if (!sources) return outputs[index - 1];
  return sources
    .map(({ stage, of, adapt = identity }) => adapt((of === 'output' ? outputs : features)[stage]))
    .reduce((a, b) => add(a, b));
}

/**
 * Runs stages `from` to `to` − 1 on `x`, what enters the first: `make` gives a stage's features, `pass` hands
 * on its output. Returns what enters stage `to`. To be called within a tidy.
 */
function walk(
  { stages, weights }: Network,
  x: Tensor,
  make: (stage: Stage, index: number, z: Tensor) => Tensor,
  from = 0,
  to = stages.length,
  pass = (_index: number, output: Tensor): Tensor => output,
): Tensor {
  const trail: Trail = { from, x, outputs: [], features: [] };
  for (let i = from; i < to; i++) {
    trail.features[i] = make(stages[i], i, entering(stages[i], i, trail));
    trail.outputs[i] = pass(i, project(stages[i], trail.features[i], weights[i]));
  }
  return to === stages.length ? trail.outputs[to - 1] : entering(stages[to], to, trail);
}

/**
 * Training pass: BN by the batch's own statistics, which are returned (one pair per stage with BN) beside the
 * logits; `seen` gets the output of every stage.
 */
export function forwardTraining(
  network: Network,
  x: Tensor,
  seen?: (stage: number, output: Tensor) => void,
): { logits: Tensor; statistics: (BatchStatistics | null)[] } {
  const statistics: (BatchStatistics | null)[] = [];
  const z = walk(
    network,
    x,
    (stage, _, entered) => {
      if (!stage.batchNorm) {
        statistics.push(null);
        return activate(stage.lift(entered), stage.activation);
      }
      const { output, mean, variance } = batchNorm(stage.lift(entered), {
        activation: stage.activation,
        parts: partsOf(stage),
      });
      statistics.push({ mean, variance });
      return output;
    },
    undefined,
    undefined,
    (i, output) => {
      seen?.(i, output);
      return output;
    },
  );
  return { logits: asLogits(z), statistics };
}

/**
 * Features of stage `index` from its input `z`, with the network's statistics. The caller disposes of them.
 */
export function features(network: Network, index: number, z: Tensor): Tensor {
  return tidy(() => {
    const stage = network.stages[index];
    const statistics = network.statistics[index];
    const lifted = stage.lift(z);
    if (!stage.batchNorm) return activate(lifted, stage.activation);
    return normalise(lifted, ...known(stage, statistics), {
      activation: stage.activation,
      parts: partsOf(stage),
    });
  });
}

/**
 * Evaluation pass with the network’s statistics: logits [nets, B, classes], of which the caller disposes.
 * `from`: the stage that `x` enters, one that `lastCut` allows. `visit` sees each stage's features, which are
 * gone when the pass ends.
 */
export function forward(
  network: Network,
  x: Tensor,
  options: { from?: number; nudge?: Nudge; visit?: (stage: number, features: Tensor) => void } = {},
): Tensor {
  return tidy(() =>
    asLogits(
      walk(
        network,
        x,
        (_, i, z) => {
          const phi = features(network, i, z);
          options.visit?.(i, phi);
          return phi;
        },
        options.from,
        undefined,
        (i, output) => (i === options.nudge?.stage ? add(output, options.nudge.by) : output),
      ),
    ),
  );
}

/** What enters stage `index`, from the network's input. The caller disposes of it. */
export const fieldAt = (network: Network, index: number, x: Tensor): Tensor =>
  tidy(() => walk(network, x.clone(), (_, i, z) => features(network, i, z), 0, index));

/** Features of stage `index` from the network's input. The caller disposes of them. */
export const featuresAt = (network: Network, index: number, x: Tensor): Tensor =>
  tidy(() => features(network, index, fieldAt(network, index, x)));

/** Features of stages 0 to `last`; `visit` sees each and may keep it. Nothing beyond is computed. */
export function visitFeatures(
  network: Network,
  x: Tensor,
  last: number,
  visit: (stage: number, features: Tensor) => void,
): void {
  tidy(() => {
    const seen = (i: number, z: Tensor): Tensor => {
      const phi = features(network, i, z);
      visit(i, phi);
      return phi;
    };
    seen(
      last,
      walk(network, x, (_, i, z) => seen(i, z), 0, last),
    );
  });
}

/** Sets every statistic from one batch, in training mode. */
export function calibrate(network: Network, x: Tensor): void {
  tidy(() => {
    forwardTraining(network, x).statistics.forEach((s, i) => s && setStatistics(network, i, s));
  });
}

/**
 * Net `index` of the batch as a network of its own, with copies of its tensors. The caller disposes of it.
 */
export function selectNet(network: Network, index: number): Network {
  const one = (t: Tensor): Tensor =>
    slice(
      t,
      t.shape.map((_, axis) => (axis === 0 ? index : 0)),
      t.shape.map((size, axis) => (axis === 0 ? 1 : size)),
    );
  return {
    nets: 1,
    stages: network.stages,
    weights: network.weights.map((w) => tidy(() => variable(one(w)))),
    statistics: network.statistics.map(
      (s) => s && { mean: keep(one(s.mean)), variance: keep(one(s.variance)) },
    ),
  };
}

/** Learned numbers of one network, the classifier among them. */
export const parameterCount = (stages: readonly Stage[]): number =>
  stages.reduce((total, s) => total + s.neurons * inputsOf(s), 0);
