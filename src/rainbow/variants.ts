import { dispose } from '@tensorflow/tfjs-core';
import { multiply } from '../linalg/matrix.ts';
import { calibrate, createNetwork, weightVariable, type Network } from '../networks/network.ts';
import { inputsOf, type Stage } from '../networks/stage.ts';
import type { Rng } from '../random/rng.ts';
import { fitMarchenkoPastur } from '../spectra/marchenkoPastur.ts';
import { shrink } from '../spectra/shrinkage.ts';
import { chunks, type BatchSource } from '../training/source.ts';
import { activationCovariances } from './activations.ts';
import { colourOfCovariance, covarianceOf, type Colour } from './covariance.ts';
import type { Decomposer } from './decomposer.ts';
import type { LearnedLayer } from './learnedLayer.ts';

/**
 * A better estimate of C than WᵀW/n (docs/paper.md G.1, G.4): eigenvalues above the edge of the bulk are
 * debiased, ℓ = σ²(1 + shrink(λ/σ²)), all others set to the variance σ² of the bulk, which is that of the
 * fitted law. A factor of full rank: directions that n neurons cannot span get noise, too.
 */
export async function shrunkColour(
  { weights, neurons, inputs }: LearnedLayer,
  decomposer: Decomposer,
): Promise<Colour> {
  const { values, vectors } = await decomposer.symmetricEigen(covarianceOf(weights, inputs), inputs);
  const ratio = inputs / neurons;
  const { variance } = fitMarchenkoPastur(
    values.slice(0, Math.min(neurons, inputs)).map((x) => Math.max(0, x)),
    neurons,
    inputs,
  );
  if (variance === 0)
    return colourOfCovariance(covarianceOf(weights, inputs), inputs, Math.min(neurons, inputs), decomposer);
  const roots = values.map((x) => Math.sqrt(variance * (1 + shrink(x / variance, ratio))));
  return { rank: inputs, inputs, rows: vectors.map((x, i) => x * roots[Math.floor(i / inputs)]) };
}

/** n rows of N(0, C), n × inputs. */
export function drawRows({ rank, inputs, rows }: Colour, n: number, rng: Rng): Float64Array {
  return multiply(
    Float64Array.from({ length: n * rank }, () => rng.normal()),
    rows,
    n,
    rank,
    inputs,
  );
}

/**
 * Neurons in groups: which group each of them belongs to, 0 … groups − 1; groups may be fewer than asked for.
 */
export interface NeuronGroups {
  group: Uint32Array;
  groups: number;
}

/**
 * K-means of the rows of W by Lloyd's iteration from k-means++ starts (Arthur and Vassilvitskii 2007): the
 * hard assignment of a Gaussian mixture.
 */
export function groupNeurons(
  { weights, neurons: n, inputs: d }: LearnedLayer,
  groups: number,
  rng: Rng,
  iterations = 30,
): NeuronGroups {
  const k = Math.min(groups, n);
  const centres = new Float64Array(k * d);
  const nearest = new Float64Array(n).fill(Infinity);
  const group = new Uint32Array(n);
  const distance = (i: number, c: number) => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += (weights[i * d + j] - centres[c * d + j]) ** 2;
    return sum;
  };
  for (let c = 0, chosen = rng.below(n); c < k; c++) {
    centres.set(weights.subarray(chosen * d, (chosen + 1) * d), c * d);
    let total = 0;
    for (let i = 0; i < n; i++) {
      nearest[i] = Math.min(nearest[i], distance(i, c));
      total += nearest[i];
    }
    let left = rng.uniform() * total;
    for (chosen = 0; chosen < n - 1 && (left -= nearest[chosen]) > 0; chosen++);
  }
  for (let step = 0; step < iterations; step++) {
    let moved = false;
    for (let i = 0; i < n; i++) {
      let best = 0;
      let least = Infinity;
      for (let c = 0; c < k; c++) {
        const at = distance(i, c);
        if (at < least) {
          least = at;
          best = c;
        }
      }
      if (group[i] !== best) {
        group[i] = best;
        moved = true;
      }
    }
    if (!moved && step > 0) break;
    const counts = new Float64Array(k);
    const sums = new Float64Array(k * d);
    for (let i = 0; i < n; i++) {
      counts[group[i]]++;
      for (let j = 0; j < d; j++) sums[group[i] * d + j] += weights[i * d + j];
    }
    for (let c = 0; c < k; c++)
      if (counts[c]) for (let j = 0; j < d; j++) centres[c * d + j] = sums[c * d + j] / counts[c];
  }
  const used = [...new Set(group)].sort((a, b) => a - b);
  return { group: group.map((g) => used.indexOf(g)), groups: used.length };
}

/**
 * n rows of a mixture of Gaussians with the mean and covariance of each group of neurons (docs/paper.md G.8):
 * w = μ + Σ_i g_i·(w_i − μ)/√m over the m neurons of a group, which is drawn with the share it has. One
 * group: N(mean, covariance); as many as neurons: the neurons themselves, drawn with replacement.
 */
export function drawMixture(
  { weights, neurons, inputs: d }: LearnedLayer,
  { group, groups }: NeuronGroups,
  n: number,
  rng: Rng,
): Float64Array {
  const members: number[][] = Array.from({ length: groups }, () => []);
  group.forEach((g, i) => members[g].push(i));
  const means = members.map((own) =>
    Float64Array.from(
      { length: d },
      (_, j) => own.reduce((sum, i) => sum + weights[i * d + j], 0) / own.length,
    ),
  );
  const out = new Float64Array(n * d);
  for (let row = 0; row < n; row++) {
    const g = group[rng.below(neurons)];
    const mu = means[g];
    const own = members[g];
    for (let j = 0; j < d; j++) out[row * d + j] = mu[j];
    for (const i of own) {
      const factor = rng.normal() / Math.sqrt(own.length);
      for (let j = 0; j < d; j++) out[row * d + j] += factor * (weights[i * d + j] - mu[j]);
    }
  }
  return out;
}

/**
 * An "unsupervised rainbow network" (docs/paper.md Fig. 6, the idea stated there): layer by layer, neurons
 * are drawn with the covariance of what enters them, no label seen, no network trained. C_j = E[φφᵀ] of the
 * layers drawn before, scaled to the variance 1/(3d) of initial weights. The last projector and the
 * classifier stay as initialised. The caller disposes of the network (`disposeNetwork`).
 */
export async function unsupervisedNetwork(
  stages: Stage[],
  source: BatchSource,
  rng: Rng,
  decomposer: Decomposer,
  turn: (images: number) => Promise<void>,
): Promise<Network> {
  const network = createNetwork(stages, [rng]);
  const settle = () => {
    const x = source.batch(chunks(source.count, 512)[0]);
    calibrate(network, x);
    dispose(x);
  };
  settle();
  for (const [j, stage] of stages.entries()) {
    if (!stage.sampled) break;
    const d = inputsOf(stage);
    const covariance = (await activationCovariances(network, source, turn))[j];
    let trace = 0;
    for (let i = 0; i < d; i++) trace += covariance[i * d + i];
    const colour = await colourOfCovariance(
      covariance.map((x) => x / (3 * trace)),
      d,
      d,
      decomposer,
    );
    network.weights[j].dispose();
    network.weights[j] = weightVariable(
      stage,
      Float32Array.from(drawRows(colour, stage.neurons, rng.fork('unsupervised', stage.name))),
      1,
    );
    settle();
  }
  return network;
}
