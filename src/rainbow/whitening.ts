import { multiply, multiplyTransposedRight } from '../linalg/matrix.ts';
import type { Rng } from '../random/rng.ts';
import { edges } from '../spectra/marchenkoPastur.ts';
import { covarianceOf } from './covariance.ts';
import type { Decomposer } from './decomposer.ts';

/**
 * Spectra of one set of N aligned networks' weights, of one network at a time: the min(n, d) non-zero
 * eigenvalues, scaled to sum to d.
 */
export interface WhitenedSpectra {
  raw: number[][];
  inSample: number[][];
  leaveOneOut: number[][];
}

/**
 * Fig. 8 (D7): spectra of WᵀW/n and of GᵀG/n with G = W·C̃^{−1/2}, C̃ pooled over all N networks, with the
 * network itself (as in the paper) and without it (f.5.5). `neurons`: aligned rows of all networks, N·n × d;
 * needs (N − 1)·n > d.
 * @param which networks that are whitened, by default all.
 */
export async function whitenedSpectra(
  neurons: Float64Array,
  networks: number,
  d: number,
  decomposer: Decomposer,
  which = Array.from({ length: networks }, (_, i) => i),
): Promise<WhitenedSpectra> {
  const n = neurons.length / d / networks;
  const pooled = covarianceOf(neurons, d);
  const out: WhitenedSpectra = { raw: [], inSample: [], leaveOneOut: [] };
  const own = (i: number) => neurons.subarray(i * n * d, (i + 1) * n * d);
  const root = await inverseRoot(pooled, d, decomposer);
  for (const i of which) {
    const w = own(i);
    const c = covarianceOf(w, d);
    const others = pooled.map((x, k) => (x * networks - c[k]) / (networks - 1));
    out.raw.push(await spectrum(w, n, d, decomposer));
    out.inSample.push(await spectrum(multiply(w, root, n, d, d), n, d, decomposer));
    out.leaveOneOut.push(
      await spectrum(multiply(w, await inverseRoot(others, d, decomposer), n, d, d), n, d, decomposer),
    );
  }
  return out;
}

/**
 * Spectra raw and whitened of `networks` matrices (n × d) of independent Gaussian entries: what
 * `whitenedSpectra` makes of noise.
 */
export async function whitenedNull(
  n: number,
  networks: number,
  d: number,
  rng: Rng,
  decomposer: Decomposer,
  which?: number[],
): Promise<WhitenedSpectra> {
  return whitenedSpectra(
    Float64Array.from({ length: networks * n * d }, () => rng.normal()),
    networks,
    d,
    decomposer,
    which,
  );
}

/** Share of eigenvalues outside the support of the law with ratio d/n and variance 1. */
export function shareOutside(eigenvalues: readonly number[], n: number, d: number): number {
  const { lower, upper } = edges(d / n, 1);
  return eigenvalues.filter((x) => x < lower || x > upper).length / eigenvalues.length;
}

/** V·Λ^{−1/2}: C^{−1/2} up to a rotation, which the spectrum does not see. */
async function inverseRoot(c: Float64Array, d: number, decomposer: Decomposer): Promise<Float64Array> {
  const { values, vectors } = await decomposer.symmetricEigen(c, d);
  const out = new Float64Array(d * d);
  for (let r = 0; r < d; r++)
    for (let i = 0; i < d; i++) out[i * d + r] = vectors[r * d + i] / Math.sqrt(values[r]);
  return out;
}

async function spectrum(w: Float64Array, n: number, d: number, decomposer: Decomposer): Promise<number[]> {
  const values =
    n <= d
      ? await decomposer.symmetricEigenvalues(multiplyTransposedRight(w, w, n, d, n), n)
      : await decomposer.symmetricEigenvalues(covarianceOf(w, d), d);
  const sum = values.reduce((a, b) => a + b, 0);
  return Array.from(values, (x) => (Math.max(0, x) * d) / sum);
}
