import { multiply, multiplyTransposedRight } from '../linalg/matrix.ts';
import { edges } from '../spectra/marchenkoPastur.ts';
import { covarianceOf, weightEigenvalues } from './covariance.ts';
import type { Decomposer } from './decomposer.ts';
import type { LearnedLayer } from './learnedLayer.ts';

/**
 * How one layer moved from its initialisation, along the eigenvectors of its final covariance (D14, Fig. 10).
 */
export interface LayerDynamics {
  /** [snapshot][rank − 1]. */
  amplification: number[][];
  cosine: number[][];
  planes: { ranks: [number, number]; paths: [number, number][][] }[];
  spectra: number[][];
  above: number[];
  similarity: number[];
  residual: number;
}

/** Neurons whose paths are kept. */
const PATHS = 64;

/**
 * D14: u_r(t) = W(t)·e_r with e_r the r-th right singular vector of the last W: growth a_r, cosine c_r with
 * u_r(0), paths of neurons in planes of eigenvectors, spectra × d' of C(t), eigenvalues above the edge of the
 * untrained law (variance 1/(3d')), and the Bures cosine of C(t) with the last C. `snapshots`: one layer over
 * time, untrained first, at least two.
 */
export async function layerDynamics(
  snapshots: readonly LearnedLayer[],
  decomposer: Decomposer,
): Promise<LayerDynamics> {
  const [initial] = snapshots;
  const final = snapshots[snapshots.length - 1];
  const { neurons: n, inputs: d } = final;
  const rank = Math.min(n, d);
  const basis = await rightVectors(final, decomposer);
  // rank × n: row r is u_r.
  const along = snapshots.map((layer) => multiplyTransposedRight(basis, layer.weights, rank, d, n));
  const norm = (u: Float64Array, r: number) => Math.sqrt(dot(u, u, r, n));
  const amplification = along.map((u) =>
    Array.from({ length: rank }, (_, r) => norm(u, r) / norm(along[0], r)),
  );
  const cosine = along.map((u) =>
    Array.from({ length: rank }, (_, r) => dot(u, along[0], r, n) / (norm(u, r) * norm(along[0], r))),
  );
  const largest = Math.max(...along.map((u) => u.reduce((max, x) => Math.max(max, Math.abs(x)), 0)));
  const planes = planesOf(rank).map(([a, b]) => ({
    ranks: [a, b] as [number, number],
    paths: Array.from({ length: Math.min(PATHS, n) }, (_, i) =>
      along.map((u): [number, number] => [u[(a - 1) * n + i] / largest, u[(b - 1) * n + i] / largest]),
    ),
  }));
  const spectra: number[][] = [];
  const similarity: number[] = [];
  for (const layer of snapshots) {
    spectra.push((await weightEigenvalues(layer, decomposer)).map((x) => x * d));
    // ‖C₁^{1/2}C₂^{1/2}‖₁ = ‖W₁W₂ᵀ‖₁/n.
    const s = await decomposer.singularValues(
      multiplyTransposedRight(layer.weights, final.weights, n, d, n),
      n,
      n,
    );
    similarity.push(
      s.reduce((sum, x) => sum + x, 0) / Math.sqrt(squares(layer.weights) * squares(final.weights)),
    );
  }
  const { upper } = edges(d / n, 1 / 3);
  const rebuilt = await rebuiltWeights(initial, final, decomposer);
  return {
    amplification,
    cosine,
    planes,
    spectra,
    above: spectra.map((values) => values.filter((x) => x > upper).length),
    similarity,
    residual: squares(final.weights.map((w, i) => w - rebuilt[i])) / squares(final.weights),
  };
}

/**
 * W_lin = Σ_r a_r·u_r(0)·e_rᵀ (D14): the initialisation stretched along the final eigenvectors, neurons ×
 * inputs.
 */
export async function rebuiltWeights(
  initial: LearnedLayer,
  final: LearnedLayer,
  decomposer: Decomposer,
): Promise<Float64Array> {
  const { neurons: n, inputs: d } = final;
  const rank = Math.min(n, d);
  const basis = await rightVectors(final, decomposer);
  const [before, after] = [initial, final].map((layer) =>
    multiplyTransposedRight(layer.weights, basis, n, d, rank),
  );
  const column = (u: Float64Array, r: number) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += u[i * rank + r] ** 2;
    return Math.sqrt(sum);
  };
  const stretch = Float64Array.from({ length: rank }, (_, r) => column(after, r) / column(before, r));
  return multiply(
    before.map((x, i) => x * stretch[i % rank]),
    basis,
    n,
    rank,
    d,
  );
}

/** Leading min(n, d) eigenvectors of WᵀW, rows. */
async function rightVectors(
  { weights, neurons: n, inputs: d }: LearnedLayer,
  decomposer: Decomposer,
): Promise<Float64Array> {
  return (await decomposer.symmetricEigen(covarianceOf(weights, d), d)).vectors.slice(0, Math.min(n, d) * d);
}

/** (1, 2), (1, 100) and (100, 101) as in the paper, or the last ranks where there are fewer. */
function planesOf(rank: number): [number, number][] {
  if (rank < 3) return [[1, rank]];
  const far = Math.min(100, rank - 1);
  return [
    [1, 2],
    [1, far],
    [far, far + 1],
  ];
}

const dot = (a: Float64Array, b: Float64Array, row: number, n: number): number => {
  let sum = 0;
  for (let i = row * n; i < (row + 1) * n; i++) sum += a[i] * b[i];
  return sum;
};
const squares = (a: Float64Array): number => a.reduce((sum, x) => sum + x * x, 0);
