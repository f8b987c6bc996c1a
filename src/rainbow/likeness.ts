import { multiply, multiplyTransposedRight } from '../linalg/matrix.ts';
import type { Rng } from '../random/rng.ts';
import { buresCosineOfRows } from '../spectra/buresCosine.ts';
import { effectiveRank } from '../spectra/dimension.ts';
import { fitMarchenkoPastur } from '../spectra/marchenkoPastur.ts';
import { shrink } from '../spectra/shrinkage.ts';
import { randomIsometry } from './align.ts';
import { covarianceOf } from './covariance.ts';
import type { Decomposer } from './decomposer.ts';
import type { LearnedLayer } from './learnedLayer.ts';
import { sourceOf } from './permutation.ts';

/** What stands out of the noise of a layer's weights: C ≈ σ²·Id + rowsᵀ·rows. */
export interface Spikes {
  inputs: number;
  /** σ², of the fitted bulk. */
  variance: number;
  /** Debiased strengths ℓ above σ² (docs/paper.md G.1), descending; none where nothing stands out. */
  strengths: number[];
  /** √ℓ·v, one row a spike. */
  rows: Float64Array;
  /** The first `LEADING` eigenvectors of WᵀW, spikes or not, as rows. */
  leading: Float64Array;
}

/** Eigenvectors that are compared one by one. */
export const LEADING = 10;

/**
 * Shrinkage of docs/paper.md G.1 on the neurons of a layer (n × d, row-major), noise of the variance of the
 * fitted Marchenko–Pastur bulk.
 */
export async function spikesOf(neurons: Float64Array, d: number, decomposer: Decomposer): Promise<Spikes> {
  const n = neurons.length / d;
  const small = Math.min(n, d);
  const { values, vectors } =
    n < d
      ? await dual(neurons, n, d, decomposer)
      : await decomposer.symmetricEigen(covarianceOf(neurons, d), d);
  const { variance } = fitMarchenkoPastur(
    values.slice(0, small).map((x) => Math.max(0, x)),
    n,
    d,
  );
  const strengths =
    variance > 0
      ? Array.from(values.slice(0, small), (x) => variance * shrink(x / variance, d / n)).filter((x) => x > 0)
      : [];
  return {
    inputs: d,
    variance,
    strengths,
    rows: vectors.slice(0, strengths.length * d).map((x, i) => x * Math.sqrt(strengths[Math.floor(i / d)])),
    leading: vectors.slice(0, Math.min(LEADING, small) * d),
  };
}

/** Eigenvectors of WᵀW/n from those of the smaller W·Wᵀ/n: Wᵀu/√(nλ). */
async function dual(
  w: Float64Array,
  n: number,
  d: number,
  decomposer: Decomposer,
): Promise<{ values: Float64Array; vectors: Float64Array }> {
  const { values, vectors } = await decomposer.symmetricEigen(
    multiplyTransposedRight(w, w, n, d, n).map((x) => x / n),
    n,
  );
  return {
    values,
    vectors: multiply(vectors, w, n, n, d).map(
      (x, i) => x / Math.sqrt(Math.max(Number.MIN_VALUE, n * values[Math.floor(i / d)])),
    ),
  };
}

/** Mean rank of the spikes (docs/paper.md G.1); null without any. */
export const spikeRank = ({ strengths }: Spikes): number | null =>
  strengths.length ? effectiveRank(strengths) : null;

/** How alike two learned covariances are (docs/paper.md G.1). */
export interface Likeness {
  /** Bures cosine of the spikes of both. */
  cosine: number;
  /** Bures cosine with the first one turned at random, mean of some turns. */
  floor: number;
  /**
   * Bures cosine with the spikes of `neurons` neurons drawn from the first one's covariance: what sampling
   * lets one see.
   */
  ceiling: number;
  /** (cosine − floor)/(ceiling − floor): 1 for the same law, 0 for chance. */
  similarity: number;
}

const TURNS = 3;

/**
 * How alike two covariances are, against chance and against sampling. Null where nothing stands out of the
 * noise of one of them, or of the neurons drawn.
 */
export async function likeness(
  a: Spikes,
  b: Spikes,
  neurons: number,
  random: Rng,
  decomposer: Decomposer,
): Promise<Likeness | null> {
  const d = a.inputs;
  const count = a.strengths.length;
  if (count === 0 || b.strengths.length === 0) return null;
  const noise = random.fork('neurons');
  const sigma = Math.sqrt(a.variance);
  const drawn = multiply(
    Float64Array.from({ length: neurons * count }, () => noise.normal()),
    a.rows,
    neurons,
    count,
    d,
  ).map((x) => x + sigma * noise.normal());
  const again = await spikesOf(drawn, d, decomposer);
  if (again.strengths.length === 0) return null;
  let floor = 0;
  // Orthonormal vectors turned at random are any others.
  for (let i = 0; i < TURNS; i++)
    floor +=
      buresCosineOfRows(
        a.rows,
        randomIsometry(count, d, random.fork('turn', i)).map(
          (x, k) => x * Math.sqrt(a.strengths[Math.floor(k / d)]),
        ),
        d,
      ) / TURNS;
  const cosine = buresCosineOfRows(a.rows, b.rows, d);
  const ceiling = buresCosineOfRows(a.rows, again.rows, d);
  return { cosine, floor, ceiling, similarity: (cosine - floor) / (ceiling - floor) };
}

/** |⟨e_r, e_s⟩| of the leading eigenvectors of both, [r][s]; chance is 1/√d. */
export function leadingCosines(a: Spikes, b: Spikes): number[][] {
  const d = a.inputs;
  const [m, n] = [a.leading.length / d, b.leading.length / d];
  const all = multiplyTransposedRight(a.leading, b.leading, m, d, n);
  return Array.from({ length: m }, (_, r) => Array.from(all.slice(r * n, (r + 1) * n), Math.abs));
}

/** Eigenfilters of one layer: eigenvalues with sum 1, and the vectors. */
export interface Filters {
  values: number[];
  vectors: number[][];
}

/**
 * Spatial filters (docs/paper.md G.1): covariance of the weights that one neuron gives to one neuron before
 * (or one colour of the image), over all such pairs; its parts are the taps of the patch, or the wavelets.
 * `before`: neurons, or colours, that the layer reads. Null where there is no space, one part. Vectors sum to
 * at least 0.
 */
export async function spatialFilters(
  { weights, neurons, channels, taps }: LearnedLayer,
  before: number,
  decomposer: Decomposer,
): Promise<Filters | null> {
  const inputs = channels * taps;
  const parts = inputs / before;
  if (parts < 2) return null;
  const rows = new Float64Array(neurons * inputs);
  for (let c = 0; c < channels; c++) {
    const { neuron, part } = sourceOf(c, channels, before);
    for (let t = 0; t < taps; t++)
      for (let i = 0; i < neurons; i++)
        rows[(i * before + neuron) * parts + part * taps + t] = weights[i * inputs + c * taps + t];
  }
  const { values, vectors } = await decomposer.symmetricEigen(covarianceOf(rows, parts), parts);
  const total = values.reduce((sum, x) => sum + x, 0);
  return {
    values: Array.from(values, (x) => Math.max(0, x) / total),
    vectors: Array.from({ length: parts }, (_, r) => {
      const v = Array.from(vectors.slice(r * parts, (r + 1) * parts));
      const sign = v.reduce((sum, x) => sum + x, 0) < 0 ? -1 : 1;
      return v.map((x) => sign * x);
    }),
  };
}
