import { FileError } from '../files/inputFile.ts';
import type { ModelFile } from '../files/models/modelFile.ts';
import { MOST_NUMBERS, type TensorEntry } from '../files/models/tensor.ts';
import { gram, multiply, multiplyTransposedRight, transpose } from '../linalg/matrix.ts';
import type { Decomposer } from '../rainbow/decomposer.ts';
import { rng } from '../random/rng.ts';
import { participationRatio, spectralEntropy, stableRank } from '../spectra/dimension.ts';
import { fitExponential } from '../spectra/fits.ts';
import { fitMarchenkoPastur } from '../spectra/marchenkoPastur.ts';
import { fitPowerTail, type PowerTail } from '../spectra/powerTail.ts';
import type { ExponentialFit, MarchenkoPasturFit } from '../spectra/types.ts';
import type { LayerInfo } from './modelEvents.ts';

/** What a weight of a model says: a learned layer, neurons × inputs. Plain JSON. */
export interface ModelLayer {
  name: string;
  /** Shape in the file (turned to PyTorch's order): out × in × height × width for a convolution. */
  shape: number[];
  dtype: string;
  /** n, rows. */
  neurons: number;
  /** d, columns: channels · taps. */
  inputs: number;
  /** Eigenvalues of WᵀW/n, descending, min(n, d) of them; those that are round-off are zero. */
  eigenvalues: number[];
  /** How many are not: above max(n, d)·ε·λ₁, ε that of double precision (as numpy and LAPACK have it). */
  rank: number;
  sum: number;
  /** Mean square of the entries, uncentred. */
  entryVariance: number;
  marchenkoPastur: MarchenkoPasturFit;
  exponential: ExponentialFit | null;
  powerLaw: PowerTail | null;
  participationRatio: number;
  stableRank: number;
  entropy: number;
  frobeniusNorm: number;
  spectralNorm: number;
  /**
   * Eigenvalues of one Gaussian matrix of the same shape and entry variance, descending: what noise would
   * look like.
   */
  gaussian: number[];
}

export interface SkippedTensor {
  name: string;
  shape: number[];
  dtype: string;
  reason: string;
}

/** A model's weights that are learned layers, and the rest with why. */
export function layersOf(model: ModelFile): { layers: TensorEntry[]; skipped: SkippedTensor[] } {
  const skipped: SkippedTensor[] = [];
  const layers = model.tensors.filter((tensor) => {
    const reason = reasonToSkip(tensor);
    if (reason) skipped.push({ name: tensor.name, shape: tensor.shape, dtype: tensor.dtype, reason });
    return !reason;
  });
  return { layers, skipped };
}

/** The smaller side of a matrix that is decomposed: cost grows with its cube, about a minute here at 4096. */
const LARGEST_SIDE = 8192;

const MOST_AXES = 5;
/** Biases of attention have several axes: one for each head. */
const BIAS = /(^|[./_])bias(:0)?$/;

function reasonToSkip({ name, shape, dtype, float, unread }: TensorEntry): string | null {
  if (unread !== undefined) return unread;
  if (!float) return 'no floats';
  if (shape.length < 2) return 'a vector (bias, norm)';
  if (shape.includes(0)) return 'no numbers (a side of 0)';
  if (BIAS.test(name)) return 'a bias';
  // The parts of a complex number are an axis that the file does not have.
  const axes = /^(C|complex|<c|>c)/.test(dtype) ? shape.length - 1 : shape.length;
  if (axes > MOST_AXES) return `${axes} axes`;
  const [neurons, inputs] = matrixShape(shape);
  if (neurons < 2 || inputs < 2) return 'a single row or column';
  if (neurons * inputs > MOST_NUMBERS) return 'too large';
  return Math.min(neurons, inputs) > LARGEST_SIDE ? `the smaller side is over ${LARGEST_SIDE}` : null;
}

/** Neurons × inputs: the first axis against all others. */
const matrixShape = (shape: readonly number[]): [neurons: number, inputs: number] => [
  shape[0],
  shape.slice(1).reduce((a, b) => a * b, 1),
];

/**
 * Work beside a multiply–accumulate: of one eigenvalue problem of side n, over n³ (without and with vectors);
 * of one number that is read, widened and drawn.
 */
const EIGENVALUES = 2;
const EIGENVECTORS = 8;
const NUMBER = 40;

/** A layer before it is measured. */
export function layerInfo({ name, shape, dtype, bytes }: TensorEntry): LayerInfo {
  const [neurons, inputs] = matrixShape(shape);
  const side = Math.min(neurons, inputs);
  return {
    name,
    shape,
    dtype,
    bytes,
    neurons,
    inputs,
    units: neurons * inputs * (NUMBER + 2 * side) + 2 * EIGENVALUES * side ** 3,
  };
}

export interface ModelHost {
  decomposer: Decomposer;
  /**
   * Awaited between layers and pieces of one, told the work since the last time (as `layerInfo` counts it);
   * rejects when cancelled.
   */
  turn(units: number): Promise<void>;
}

/**
 * Spectra and fits of one weight (docs/paper.md D6, D7, G.2). Throws FileError for numbers that are not
 * finite or cannot be read.
 */
export async function measureLayer(
  tensor: TensorEntry,
  { decomposer, turn }: ModelHost,
): Promise<ModelLayer> {
  const [neurons, inputs] = matrixShape(tensor.shape);
  const values = await tensor.read();
  const moment = await smallerMoment(tensor.name, values, neurons, inputs, turn);
  const side = Math.min(neurons, inputs);
  const eigenvalues = withoutRoundOff(await decomposer.symmetricEigenvalues(moment, side), neurons, inputs);
  await turn(EIGENVALUES * side ** 3);
  const sum = eigenvalues.reduce((a, b) => a + b, 0);
  const entryVariance = sum / inputs;
  const random = rng(1).fork('gaussian', tensor.name);
  const noise = Float32Array.from(
    { length: neurons * inputs },
    () => random.normal() * Math.sqrt(entryVariance),
  );
  const gaussian = await decomposer.symmetricEigenvalues(
    await smallerMoment(tensor.name, noise, neurons, inputs, turn),
    side,
  );
  return {
    name: tensor.name,
    shape: tensor.shape,
    dtype: tensor.dtype,
    neurons,
    inputs,
    eigenvalues,
    rank: eigenvalues.filter((x) => x > 0).length,
    sum,
    entryVariance,
    marchenkoPastur: fitMarchenkoPastur(eigenvalues, neurons, inputs),
    exponential: fitExponential(eigenvalues),
    powerLaw: fitPowerTail(eigenvalues),
    participationRatio: participationRatio(eigenvalues),
    stableRank: stableRank(eigenvalues),
    entropy: spectralEntropy(eigenvalues),
    frobeniusNorm: Math.sqrt(sum * neurons),
    spectralNorm: Math.sqrt(eigenvalues[0] * neurons),
    gaussian: Array.from(gaussian, (x) => Math.max(0, x)),
  };
}

/**
 * Eigenvalues that are no larger than the round-off of the largest say nothing of the weights: they are zero.
 */
function withoutRoundOff(eigenvalues: Float64Array, neurons: number, inputs: number): number[] {
  const roundOff = Math.max(neurons, inputs) * Number.EPSILON * eigenvalues[0];
  return Array.from(eigenvalues, (x) => (x > roundOff ? x : 0));
}

/** Numbers handled at once, and multiply–accumulates: a few seconds at most between two turns. */
const PIECE = 2 ** 22;
const PIECE_WORK = 2 ** 32;

/**
 * WᵀW/n or WWᵀ/n, whichever is smaller, in f64, from pieces of W, so that a large one is never held twice.
 */
async function smallerMoment(
  name: string,
  values: Float32Array | Float64Array,
  neurons: number,
  inputs: number,
  turn: ModelHost['turn'],
): Promise<Float64Array> {
  const byRows = neurons >= inputs;
  const side = Math.min(neurons, inputs);
  const many = Math.max(neurons, inputs);
  const out = new Float64Array(side * side);
  for (
    let from = 0, step = Math.max(1, Math.floor(Math.min(PIECE / side, PIECE_WORK / side ** 2)));
    from < many;
    from += step
  ) {
    const to = Math.min(many, from + step);
    const k = to - from;
    // k × side, rows along the longer axis.
    let piece: Float64Array;
    if (byRows) piece = Float64Array.from(values.subarray(from * inputs, to * inputs));
    else {
      const columns = new Float64Array(neurons * k);
      for (let i = 0; i < neurons; i++)
        columns.set(values.subarray(i * inputs + from, i * inputs + to), i * k);
      piece = transpose(columns, neurons, k);
    }
    const bad = piece.findIndex((v) => !Number.isFinite(v));
    if (bad >= 0)
      throw new FileError(name, null, `holds ${piece[bad]}: a weight that is not finite has no spectrum`);
    const part = gram(transpose(piece, k, side), side, k);
    for (let i = 0; i < out.length; i++) out[i] += part[i] / neurons;
    await turn(k * side * (side + NUMBER / 2));
  }
  if (!out.every(Number.isFinite))
    throw new FileError(name, null, 'holds numbers so large that their squares cannot be added up');
  return out;
}

/** What two models have in common in one layer. */
export interface LayerComparison {
  name: string;
  other: string;
  /** Bures cosine of the two WᵀW: 1 for equal covariances up to scale. */
  buresCosine: number;
  /** Bures cosine of two Gaussian matrices of these shapes: unrelated weights are not at 0. */
  noise: number;
  /** Cosines of the principal angles between the leading right singular subspaces, descending. */
  principalCosines: number[];
  /** ‖W₁ − W₂‖/‖W₁‖; null for weights of different heights. */
  distance: number | null;
}

/**
 * Largest number of directions whose angles are compared, smaller side, and numbers of a weight that is
 * compared.
 */
const MOST_DIRECTIONS = 64;
const COMPARED_SIDE = 2048;
const COMPARED_NUMBERS = 2 ** 26;

/** Layers of `b` that belong to those of `a`: of the same name, else the next of the same inputs. */
export function pairLayers(
  a: readonly TensorEntry[],
  b: readonly TensorEntry[],
): [TensorEntry, TensorEntry][] {
  const left = [...b];
  const names = new Set(a.map((layer) => layer.name));
  return a.flatMap((layer): [TensorEntry, TensorEntry][] => {
    const inputs = matrixShape(layer.shape)[1];
    const alike = (other: TensorEntry) => matrixShape(other.shape)[1] === inputs;
    const at = left.findIndex((other) => other.name === layer.name && alike(other));
    const found = at >= 0 ? at : left.findIndex((other) => alike(other) && !names.has(other.name));
    return found < 0 ? [] : [[layer, ...left.splice(found, 1)] as [TensorEntry, TensorEntry]];
  });
}

/**
 * Work of comparing a pair, in multiply–accumulates: about that of decomposing both, and as much for the
 * noise beside them.
 */
export const pairUnits = (pair: readonly [TensorEntry, TensorEntry]): number =>
  pair.reduce((sum, { shape }) => {
    const [n, d] = matrixShape(shape);
    const side = Math.min(n, d);
    return sum + n * d * (NUMBER + 2 * side) + 3 * EIGENVECTORS * side ** 3;
  }, 0);

/**
 * Bures cosine (docs/paper.md G.1), principal angles between the directions above the noise of the first, and
 * distance. With W = U·S·Vᵀ nothing larger than min(n, d) is decomposed: the Bures cosine of W₁ᵀW₁ and W₂ᵀW₂
 * is ‖W₁·W₂ᵀ‖₁/(‖W₁‖·‖W₂‖), and of a weight with more rows than inputs S·Vᵀ does as well. Throws FileError
 * for weights that are too large to compare, not finite or zero.
 */
export async function compareLayers(
  pair: readonly [TensorEntry, TensorEntry],
  host: ModelHost,
): Promise<LayerComparison> {
  const [a, b] = pair;
  const inputs = matrixShape(a.shape)[1];
  for (const { name, shape } of pair) {
    const [n, d] = matrixShape(shape);
    if (Math.min(n, d) > COMPARED_SIDE || n * d > COMPARED_NUMBERS)
      throw new FileError(
        name,
        null,
        `${n} × ${d} is too large to be compared here: the smaller side may be ${COMPARED_SIDE}`,
      );
  }
  const read = async (tensor: TensorEntry) =>
    directionsOf(tensor.name, Float64Array.from(await tensor.read()), matrixShape(tensor.shape), host);
  const first = await read(a);
  const second = await read(b);
  const buresCosine = await cosine(first, second, inputs, host);
  const above = fitMarchenkoPastur(first.values, first.neurons, inputs).above;
  const r = Math.max(1, Math.min(above, MOST_DIRECTIONS, first.rank, second.rank));
  const overlap = multiplyTransposedRight(first.vectors(r), second.vectors(r), r, inputs, r);
  const principalCosines = Array.from(await host.decomposer.singularValues(overlap, r, r), (c) =>
    Math.min(1, c),
  );
  const [noise1, noise2] = [first, second].map(({ neurons }, i) => {
    const random = rng(1).fork('unrelated', a.name, i);
    return { neurons, weight: Float64Array.from({ length: neurons * inputs }, () => random.normal()) };
  });
  const rows = async ({ neurons, weight }: typeof noise1) =>
    neurons < inputs ? { weight, rows: weight } : directionsOf(a.name, weight, [neurons, inputs], host);
  return {
    name: a.name,
    other: b.name,
    buresCosine,
    noise: await cosine(await rows(noise1), await rows(noise2), inputs, host),
    principalCosines,
    distance:
      first.neurons === second.neurons
        ? norm(first.weight.map((x, i) => x - second.weight[i])) / norm(first.weight)
        : null,
  };
}

const norm = (w: Float64Array): number => Math.sqrt(w.reduce((sum, x) => sum + x * x, 0));

/** ‖R₁·R₂ᵀ‖₁/(‖W₁‖·‖W₂‖), with RᵀR = WᵀW. */
async function cosine(
  a: { weight: Float64Array; rows: Float64Array },
  b: { weight: Float64Array; rows: Float64Array },
  inputs: number,
  { decomposer, turn }: ModelHost,
): Promise<number> {
  const m = a.rows.length / inputs;
  const n = b.rows.length / inputs;
  const nuclear = (
    await decomposer.singularValues(multiplyTransposedRight(a.rows, b.rows, m, inputs, n), m, n)
  ).reduce((x, y) => x + y, 0);
  await turn(m * n * (inputs + EIGENVECTORS * Math.min(m, n)));
  return Math.min(1, nuclear / (norm(a.weight) * norm(b.weight)));
}

/**
 * A weight with its right singular directions: `rows`, min(n, d) × d, has the WᵀW of the weight; `vectors(r)`
 * are the first r directions, r × d.
 */
async function directionsOf(
  name: string,
  weight: Float64Array,
  [neurons, inputs]: [number, number],
  { decomposer, turn }: ModelHost,
) {
  const side = Math.min(neurons, inputs);
  const wide = neurons < inputs;
  const { values, vectors } = await decomposer.symmetricEigen(
    await smallerMoment(name, weight, neurons, inputs, turn),
    side,
  );
  await turn(EIGENVECTORS * side ** 3);
  const scales = values.map((x) => Math.sqrt(Math.max(0, x) * neurons));
  const rank = scales.findIndex((s) => !(s > 1e-7 * scales[0]));
  if (rank === 0) throw new FileError(name, null, 'is zero: it has no directions to compare');
  return {
    neurons,
    weight,
    values: values.map((x) => Math.max(0, x)),
    rank: rank < 0 ? side : rank,
    rows: wide ? weight : vectors.map((x, i) => x * scales[Math.floor(i / inputs)]),
    // Of WWᵀ = U·S²·Uᵀ: the rows of S⁻¹·Uᵀ·W.
    vectors: (r: number) =>
      wide
        ? multiply(vectors.slice(0, r * side), weight, r, side, inputs).map(
            (x, i) => x / scales[Math.floor(i / inputs)],
          )
        : vectors.slice(0, r * inputs),
  };
}
