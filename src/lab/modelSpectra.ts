import { FileError } from '../files/inputFile.ts';
import { MOST_NUMBERS, type ModelFile, type TensorEntry } from '../files/models/modelFile.ts';
import { gram, multiplyTransposedRight, transpose } from '../linalg/matrix.ts';
import type { Decomposer } from '../rainbow/decomposer.ts';
import { rng } from '../random/rng.ts';
import { participationRatio, spectralEntropy, stableRank } from '../spectra/dimension.ts';
import { fitExponential } from '../spectra/fits.ts';
import { fitMarchenkoPastur } from '../spectra/marchenkoPastur.ts';
import { fitPowerTail, type PowerTail } from '../spectra/powerTail.ts';
import type { ExponentialFit, MarchenkoPasturFit } from '../spectra/types.ts';

/** What a weight of a model says: a learned layer, neurons × inputs. Plain JSON. */
export interface ModelLayer {
  name: string;
  /** As in the file (turned to PyTorch's order): out × in × height × width for a convolution. */
  shape: number[];
  dtype: string;
  /** n, rows. */
  neurons: number;
  /** d, columns: channels · taps. */
  inputs: number;
  /** Of WᵀW/n, descending, min(n, d) of them. */
  eigenvalues: number[];
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
  /** Eigenvalues of one Gaussian matrix of the same shape and entry variance, descending: what noise would look like. */
  gaussian: number[];
}

export interface SkippedTensor { name: string; shape: number[]; dtype: string; reason: string }

/** A model's weights that are learned layers, and the rest with why. */
export function layersOf(model: ModelFile): { layers: TensorEntry[]; skipped: SkippedTensor[] } {
  const skipped: SkippedTensor[] = [], layers = model.tensors.filter((tensor) => {
    const reason = reasonToSkip(tensor);
    if (reason) skipped.push({ name: tensor.name, shape: tensor.shape, dtype: tensor.dtype, reason });
    return !reason;
  });
  return { layers, skipped };
}

/** The smaller side of a matrix that is decomposed: cost grows with its cube, about a minute here at 4096. */
const LARGEST_SIDE = 8192;

function reasonToSkip({ shape, float }: TensorEntry): string | null {
  if (!float) return 'no floats';
  if (shape.length < 2) return 'a vector (bias, norm)';
  const [neurons, inputs] = matrixShape(shape);
  if (shape.length > 5) return `${shape.length} axes`;
  if (neurons < 2 || inputs < 2) return 'a single row or column';
  if (neurons * inputs > MOST_NUMBERS) return 'too large';
  return Math.min(neurons, inputs) > LARGEST_SIDE ? `the smaller side is over ${LARGEST_SIDE}` : null;
}

/** Neurons × inputs: the first axis against all others. */
const matrixShape = (shape: readonly number[]): [neurons: number, inputs: number] => [shape[0], shape.slice(1).reduce((a, b) => a * b, 1)];

export interface ModelHost {
  decomposer: Decomposer;
  /** Awaited between layers and pieces of one; rejects when cancelled. */
  turn(): Promise<void>;
}

/** Spectra and fits of one weight (PAPER.md D6, D7, G.2). Throws FileError for numbers that are not finite or cannot be read. */
export async function measureLayer(tensor: TensorEntry, { decomposer, turn }: ModelHost): Promise<ModelLayer> {
  const [neurons, inputs] = matrixShape(tensor.shape), values = await tensor.read();
  const moment = await smallerMoment(tensor.name, values, neurons, inputs, turn), side = Math.min(neurons, inputs);
  await turn();
  const eigenvalues = Array.from(await decomposer.symmetricEigenvalues(moment, side), (x) => Math.max(0, x));
  await turn();
  const sum = eigenvalues.reduce((a, b) => a + b, 0), entryVariance = sum / inputs;
  const random = rng(1).fork('gaussian', tensor.name), noise = Float32Array.from({ length: neurons * inputs }, () => random.normal() * Math.sqrt(entryVariance));
  const gaussian = await decomposer.symmetricEigenvalues(await smallerMoment(tensor.name, noise, neurons, inputs, turn), side);
  return {
    name: tensor.name, shape: tensor.shape, dtype: tensor.dtype, neurons, inputs, eigenvalues, sum, entryVariance,
    marchenkoPastur: fitMarchenkoPastur(eigenvalues, neurons, inputs), exponential: fitExponential(eigenvalues), powerLaw: fitPowerTail(eigenvalues),
    participationRatio: participationRatio(eigenvalues), stableRank: stableRank(eigenvalues), entropy: spectralEntropy(eigenvalues),
    frobeniusNorm: Math.sqrt(sum * neurons), spectralNorm: Math.sqrt(eigenvalues[0] * neurons), gaussian: Array.from(gaussian, (x) => Math.max(0, x)),
  };
}

/** Numbers handled at once. */
const PIECE = 2 ** 22;

/** WᵀW/n or WWᵀ/n, whichever is smaller, in f64, from pieces of W, so that a large one is never held twice. */
async function smallerMoment(name: string, values: Float32Array | Float64Array, neurons: number, inputs: number, turn: () => Promise<void>): Promise<Float64Array> {
  const byRows = neurons >= inputs, side = Math.min(neurons, inputs), many = Math.max(neurons, inputs), out = new Float64Array(side * side);
  for (let from = 0, step = Math.max(1, Math.floor(PIECE / side)); from < many; from += step) {
    const to = Math.min(many, from + step), k = to - from;
    // k × side, rows along the longer axis.
    let piece: Float64Array;
    if (byRows) piece = Float64Array.from(values.subarray(from * inputs, to * inputs));
    else {
      const columns = new Float64Array(neurons * k);
      for (let i = 0; i < neurons; i++) columns.set(values.subarray(i * inputs + from, i * inputs + to), i * k);
      piece = transpose(columns, neurons, k);
    }
    const bad = piece.findIndex((v) => !Number.isFinite(v));
    if (bad >= 0) throw new FileError(name, null, `holds ${piece[bad]}: a weight that is not finite has no spectrum`);
    const part = gram(transpose(piece, k, side), side, k);
    for (let i = 0; i < out.length; i++) out[i] += part[i] / neurons;
    await turn();
  }
  return out;
}

/** What two models have in common in one layer. */
export interface LayerComparison {
  name: string;
  other: string;
  /** Bures cosine of the two WᵀW: 1 for equal covariances up to scale. */
  buresCosine: number;
  /** Cosines of the principal angles between the leading right singular subspaces, descending. */
  principalCosines: number[];
  /** ‖W₁ − W₂‖/‖W₁‖; null for weights of different heights. */
  distance: number | null;
}

/** Largest number of directions whose angles are compared, and side of the covariances. */
const MOST_DIRECTIONS = 64, COMPARED_SIDE = 2048;

/** Layers of `b` that belong to those of `a`: of the same name, else the next of the same inputs. */
export function pairLayers(a: readonly TensorEntry[], b: readonly TensorEntry[]): [TensorEntry, TensorEntry][] {
  const left = [...b];
  return a.flatMap((layer): [TensorEntry, TensorEntry][] => {
    const inputs = matrixShape(layer.shape)[1], alike = (other: TensorEntry) => matrixShape(other.shape)[1] === inputs;
    const at = left.findIndex((other) => other.name === layer.name && alike(other)), found = at >= 0 ? at : left.findIndex((other) => alike(other) && !a.some((each) => each.name === other.name));
    return found < 0 ? [] : [[layer, ...left.splice(found, 1)] as [TensorEntry, TensorEntry]];
  });
}

/** Bures cosine (PAPER.md G.1), principal angles between the directions above the noise of the first, and distance. Null where the inputs are too many to compare. */
export async function compareLayers([a, b]: [TensorEntry, TensorEntry], { decomposer, turn }: ModelHost): Promise<LayerComparison | null> {
  const [n1, inputs] = matrixShape(a.shape), [n2] = matrixShape(b.shape);
  if (inputs > COMPARED_SIDE) return null;
  const w1 = Float64Array.from(await a.read()), w2 = Float64Array.from(await b.read());
  const covariance = (w: Float64Array, n: number) => gram(transpose(w, n, inputs), inputs, n).map((x) => x / n);
  const e1 = await decomposer.symmetricEigen(covariance(w1, n1), inputs);
  await turn();
  const e2 = await decomposer.symmetricEigen(covariance(w2, n2), inputs);
  await turn();
  const roots = ({ values, vectors }: typeof e1) => vectors.map((x, i) => x * Math.sqrt(Math.max(0, values[Math.floor(i / inputs)])));
  const trace = (values: Float64Array) => values.reduce((sum, x) => sum + Math.max(0, x), 0);
  const nuclear = (await decomposer.singularValues(multiplyTransposedRight(roots(e1), roots(e2), inputs, inputs, inputs), inputs, inputs)).reduce((x, y) => x + y, 0);
  const above = fitMarchenkoPastur(Array.from(e1.values.subarray(0, Math.min(n1, inputs)), (x) => Math.max(0, x)), n1, inputs).above, r = Math.max(1, Math.min(above, MOST_DIRECTIONS));
  const overlap = multiplyTransposedRight(e1.vectors.slice(0, r * inputs), e2.vectors.slice(0, r * inputs), r, inputs, r);
  const cosines = Array.from(await decomposer.singularValues(overlap, r, r), (c) => Math.min(1, c));
  return {
    name: a.name, other: b.name, buresCosine: nuclear / Math.sqrt(trace(e1.values) * trace(e2.values)), principalCosines: cosines,
    distance: n1 === n2 ? Math.sqrt(w1.reduce((sum, x, i) => sum + (x - w2[i]) ** 2, 0) / w1.reduce((sum, x) => sum + x * x, 0)) : null,
  };
}
