import { concat, dispose, slice, tensor, tidy, tile, type Tensor } from '@tensorflow/tfjs-core';
import { multiply } from '../linalg/matrix.ts';
import {
  createNetwork,
  disposeNetwork,
  features,
  featureStatistics,
  applyStatistics,
  project,
  setStatistics,
  unnormalised,
  weightVariable,
  type BatchStatistics,
  type Network,
} from '../networks/network.ts';
import { RESIDUAL } from '../networks/form.ts';
import { inputsOf, isSequential, type Stage } from '../networks/stage.ts';
import type { Rng } from '../random/rng.ts';
import { chunks, type BatchSource } from '../training/source.ts';
import { align, identityAlignment, randomIsometry } from './align.ts';
import { colourAboutMean, colourOf, type Colour } from './covariance.ts';
import type { Decomposer } from './decomposer.ts';
import { learnedLayers, rotate, type LearnedLayer } from './learnedLayer.ts';
import { meanSquares, MomentSum } from './moments.ts';

/** What stands between a drawn layer and the next: D11's polar factor, or the controls that leave it out. */
export type DrawKind = 'aligned' | 'random-isometry' | 'identity' | 'untrained';

/** The trained net that is drawn again: one net, its layers and the colours of those that are drawn. */
export interface Reference {
  network: Network;
  layers: LearnedLayer[];
  colours: (Colour | null)[];
}

/**
 * The trained net as it is drawn again: its layers read off the device, and a root of the covariance of each
 * layer that is drawn. The network stays the caller's.
 */
export async function referenceOf(network: Network, decomposer: Decomposer): Promise<Reference> {
  const layers = await learnedLayers(network, 0);
  const colours = await Promise.all(
    layers.map((layer, i) =>
      !network.stages[i].sampled
        ? null
        : network.stages[i].constant
          ? colourAboutMean(layer, decomposer)
          : colourOf(layer, decomposer),
    ),
  );
  return { network, layers, colours };
}

export interface ResampleOptions {
  reference: Reference;
  /** Stages of the new network; widths of drawn layers may differ from the reference's. */
  stages: Stage[];
  /**
   * One network is drawn per entry, all in one batch; `weights`, in the reference's space, stand in for the
   * Gaussian draw of a layer.
   */
  draws: { kind: DrawKind; rng: Rng; weights?: (Float64Array | null)[] }[];
  /** Training images the alignments and BN statistics are measured on (every image of this source). */
  source: BatchSource;
  decomposer: Decomposer;
  turn(images: number): Promise<void>;
}

/** Images per pass: bounds the transient memory. */
export const DRAW_CHUNK = 250;

/**
 * D11: draws networks layer by layer. Rows of W_j are Gaussian with the learned covariance C̃_j, brought to
 * the space of the layers drawn before by the alignment A of their activations to the reference's; BN
 * statistics are recomputed before each alignment. Layers that are not drawn (last projector, classifier) are
 * the reference's, rotated. A factor √(d_ref/d_new) keeps the scale when widths differ. 'untrained' draws are
 * fresh initialisations: no colour, no alignment.
 *
 * For networks whose stages each read the one before (`isSequential`); throws RangeError for others. Returns
 * the networks as one batch, in the order of `draws` (the caller disposes of it), and per draw the share 1 −
 * similarity left unexplained at each aligned layer, and by stage what turned its inputs (reference channels
 * × channels; null where nothing did).
 */
export async function resample(
  options: ResampleOptions,
): Promise<{ network: Network; unexplained: number[][]; alignments: (Float64Array | null)[][] }> {
  const { reference, stages, draws, source, decomposer, turn } = options;
  const nets = draws.length;
  if (!isSequential(stages)) throw new RangeError(`This network cannot be drawn again. ${RESIDUAL}`);
  const network: Network = createNetwork(
    stages,
    draws.map((d) => d.rng),
  );
  const unexplained: number[][] = draws.map(() => []);
  const turned: (Float64Array | null)[][] = draws.map(() => []);
  const needsReference = draws.some((d) => d.kind === 'aligned');
  const parts = chunks(source.count, DRAW_CHUNK);
  let inputs: Tensor[] = [];
  let refInputs: Tensor[] = [];
  try {
    for (let j = 0; j < stages.length; j++) {
      const stage = stages[j];
      const refStage = reference.network.stages[j];
      const rotated = j > 0 && stages[j - 1].sampled;

      // Features of this stage, with statistics of their own (the first stage sees the same input as the
      // reference).
      if (j === 0) {
        if (stage.batchNorm) setStatistics(network, 0, repeatNets(reference.network.statistics[0]!, nets));
      } else {
        inputs = await mapChunks(inputs, (z) => unnormalised(stage, z), turn);
        if (stage.batchNorm) {
          setStatistics(network, j, await combinedStatistics(stage, inputs));
          const statistics = network.statistics[j];
          inputs = await mapChunks(inputs, (y) => applyStatistics(stage, y, statistics), turn);
        }
        if (needsReference)
          refInputs = await mapChunks(refInputs, (z) => features(reference.network, j, z), turn);
      }

      // The alignment of each draw, reference → new, channels × channels.
      let alignments: (Float64Array | null)[] = draws.map(() => null);
      if (rotated) {
        const crosses = needsReference
          ? await crossMoments(refInputs, inputs, draws, stage, refStage, turn)
          : [];
        alignments = await Promise.all(
          draws.map(async ({ kind, rng }, d) => {
            if (kind === 'identity') return identityAlignment(refStage.channels, stage.channels);
            if (kind === 'random-isometry')
              return randomIsometry(refStage.channels, stage.channels, rng.fork('isometry', stage.name));
            if (kind === 'untrained') return null;
            const { matrix, traceRef, traceNew } = crosses[d]!;
            const found = await align(
              matrix,
              refStage.channels,
              stage.channels,
              traceRef,
              traceNew,
              decomposer,
            );
            unexplained[d].push(1 - found.similarity);
            return found.matrix;
          }),
        );
      }

      alignments.forEach((a, d) => turned[d].push(a));

      const values = new Float32Array(nets * stage.neurons * inputsOf(stage));
      draws.forEach(({ kind, rng, weights }, d) => {
        if (kind === 'untrained') return;
        const own = weights?.[j] ?? drawLayer(reference, j, stage, rng);
        const a = alignments[d];
        const w = a
          ? scaled(brought(own, refStage, stage, a), Math.sqrt(refStage.channels / stage.channels))
          : own;
        values.set(w, d * w.length);
      });
      if (draws.some((d) => d.kind !== 'untrained'))
        replaceWeights(
          network,
          j,
          mergeUntrained(network, j, draws, values, (await network.weights[j].data()) as Float32Array),
        );

      if (j === stages.length - 1) break;
      if (j === 0) {
        inputs = await mapParts(
          parts,
          (indices) =>
            tidy(() => {
              const x = source.batch(indices);
              return project(stage, features(network, 0, repeat(x, nets)), network.weights[0]);
            }),
          turn,
        );
        if (needsReference)
          refInputs = await mapParts(
            parts,
            (indices) =>
              tidy(() =>
                project(
                  refStage,
                  features(reference.network, 0, source.batch(indices)),
                  reference.network.weights[0],
                ),
              ),
            turn,
          );
      } else {
        inputs = await mapChunks(inputs, (phi) => project(stage, phi, network.weights[j]), turn);
        if (needsReference)
          refInputs = await mapChunks(
            refInputs,
            (phi) => project(refStage, phi, reference.network.weights[j]),
            turn,
          );
      }
    }
    return { network, unexplained, alignments: turned };
  } catch (error) {
    disposeNetwork(network);
    throw error;
  } finally {
    dispose(inputs);
    dispose(refInputs);
  }
}

/**
 * W in the reference's input space: drawn from N(0, C̃) where the stage is sampled, the reference's own
 * otherwise.
 */
function drawLayer(reference: Reference, j: number, stage: Stage, rng: Rng): Float64Array {
  const colour = reference.colours[j];
  if (!colour) return reference.layers[j].weights;
  const gaussian = rng.fork('gaussian', stage.name);
  const { rank, inputs, rows, mean } = colour;
  const drawn = multiply(
    Float64Array.from({ length: stage.neurons * rank }, () => gaussian.normal()),
    rows,
    stage.neurons,
    rank,
    inputs,
  );
  return mean ? drawn.map((w, i) => w + mean[i % inputs]) : drawn;
}

/** Rows brought to the new network's channels by `a`; the channel of ones, where there is one, stays. */
function brought(rows: Float64Array, from: Stage, to: Stage, a: Float64Array): Float64Array {
  if (!from.constant) return rotate(rows, to.neurons, from.channels, from.taps, a, to.channels);
  const wide = to.channels + 1;
  const whole = new Float64Array((from.channels + 1) * wide);
  for (let c = 0; c < from.channels; c++)
    whole.set(a.subarray(c * to.channels, (c + 1) * to.channels), c * wide);
  whole[whole.length - 1] = 1;
  return rotate(rows, to.neurons, from.channels + 1, from.taps, whole, wide);
}

const scaled = (values: Float64Array, factor: number): Float64Array => values.map((x) => x * factor);

/** Untrained draws keep the fresh weights the network was created with. */
function mergeUntrained(
  network: Network,
  j: number,
  draws: ResampleOptions['draws'],
  drawn: Float32Array,
  fresh: Float32Array,
): Float32Array {
  const size = network.stages[j].neurons * inputsOf(network.stages[j]);
  draws.forEach(({ kind }, d) => {
    if (kind === 'untrained') drawn.set(fresh.subarray(d * size, (d + 1) * size), d * size);
  });
  return drawn;
}

function replaceWeights(network: Network, j: number, values: Float32Array): void {
  network.weights[j].dispose();
  network.weights[j] = weightVariable(network.stages[j], values, network.nets);
}

function repeatNets(statistics: BatchStatistics, nets: number): BatchStatistics {
  return tidy(() => ({
    mean: tile(statistics.mean, [nets, 1]),
    variance: tile(statistics.variance, [nets, 1]),
  }));
}

/**
 * Replaces each tensor by `f` of it, releasing the old one, so that only one layer's activations are held.
 */
async function mapChunks(
  tensors: Tensor[],
  f: (t: Tensor) => Tensor,
  turn: ResampleOptions['turn'],
): Promise<Tensor[]> {
  for (let i = 0; i < tensors.length; i++) {
    const next = tidy(() => f(tensors[i]));
    if (next !== tensors[i]) tensors[i].dispose();
    tensors[i] = next;
    await turn(0);
  }
  return tensors;
}

async function mapParts(
  parts: Uint32Array[],
  f: (indices: Uint32Array) => Tensor,
  turn: ResampleOptions['turn'],
): Promise<Tensor[]> {
  const out: Tensor[] = [];
  try {
    for (const indices of parts) {
      out.push(f(indices));
      await turn(indices.length);
    }
  } catch (error) {
    dispose(out);
    throw error;
  }
  return out;
}

/** Mean and variance over all chunks from those of each (Chan et al. 1979), in f64. */
async function combinedStatistics(stage: Stage, tensors: Tensor[]): Promise<BatchStatistics> {
  let count = 0;
  let mean: Float64Array | null = null;
  let variance: Float64Array | null = null;
  let shapes: [number[], number[]] = [[], []];
  for (const y of tensors) {
    const part = featureStatistics(stage, y);
    shapes = [part.mean.shape, part.variance.shape];
    const [m, v] = await Promise.all([part.mean.data(), part.variance.data()]);
    dispose([part.mean, part.variance]);
    const n = y.shape[1]!;
    mean ??= new Float64Array(m.length);
    variance ??= new Float64Array(v.length);
    // Complex fields carry two means (real, imaginary) per variance: [nets, 2C] against [nets, C].
    const ratio = m.length / v.length;
    const channels = v.length / shapes[1][0];
    for (let i = 0; i < v.length; i++) {
      let between = 0;
      for (let k = 0; k < ratio; k++) {
        const at = Math.floor(i / channels) * channels * ratio + k * channels + (i % channels);
        const delta = m[at] - mean[at];
        between += (delta * delta * count * n) / (count + n);
        mean[at] += (delta * n) / (count + n);
      }
      variance[i] = (variance[i] * count + v[i] * n + between) / (count + n);
    }
    count += n;
  }
  return {
    mean: tensor(Float32Array.from(mean!), shapes[0]),
    variance: tensor(Float32Array.from(variance!), shapes[1]),
  };
}

/** `times` copies along the nets axis (concat: stock tile visits every element). */
const repeat = (t: Tensor, times: number): Tensor =>
  times === 1
    ? t.clone()
    : concat(
        Array.from({ length: times }, () => t),
        0,
      );

interface Cross {
  matrix: Float64Array;
  traceRef: number;
  traceNew: number;
}

/** E[φ_refᵀ φ_new] of every aligned draw and the traces of both second moments. */
async function crossMoments(
  refs: Tensor[],
  news: Tensor[],
  draws: ResampleOptions['draws'],
  stage: Stage,
  refStage: Stage,
  turn: ResampleOptions['turn'],
): Promise<(Cross | null)[]> {
  const aligned = draws.flatMap(({ kind }, d) => (kind === 'aligned' ? [d] : []));
  const moment = new MomentSum();
  let traceRef = 0;
  const traceNew = new Float64Array(draws.length);
  let samples = 0;
  for (let i = 0; i < news.length; i++) {
    const [nets, images, height, width] = news[i].shape as [number, number, number, number, number];
    const rows = (images * height * width) / (stage.complex ? 2 : 1);
    samples += rows;
    const [a, b] = tidy(() => [
      repeat(refs[i], aligned.length),
      aligned.length === nets
        ? news[i].clone()
        : concat(
            aligned.map((d) => slice(news[i], [d, 0, 0, 0, 0], [1, -1, -1, -1, -1])),
            0,
          ),
    ]);
    await moment.add(a, b, rows);
    dispose([a, b]);
    traceRef += rows * (await meanSquares(refStage, refs[i]))[0];
    (await meanSquares(stage, news[i])).forEach((t, d) => {
      traceNew[d] += rows * t;
    });
    await turn(0);
  }
  const matrices = await moment.read();
  const out: (Cross | null)[] = draws.map(() => null);
  aligned.forEach((d, k) => {
    out[d] = { matrix: matrices[k], traceRef: traceRef / samples, traceNew: traceNew[d] / samples };
  });
  return out;
}
