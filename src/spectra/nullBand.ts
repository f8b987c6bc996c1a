import { gram } from '../linalg/matrix.ts';
import { symmetricEigenvalues } from '../linalg/symmetricEigen.ts';
import type { Rng } from '../random/rng.ts';

export interface NullBandOptions {
  law: 'uniform' | 'gaussian';
  /** Variance of the entries. */
  variance: number;
  /** How many to simulate (3 … 10 000). */
  matrices?: number;
  rng: Rng;
  /** Share of matrices of the law whose whole spectrum lies in the band. */
  coverage?: number;
  /** Called after every matrix and awaited: report progress, let others run, or throw to cancel. */
  onMatrix?: (done: number, total: number) => void | Promise<void>;
}

/** min(n, d) values each, by descending eigenvalue. */
export interface SpectrumBand {
  lower: Float64Array;
  median: Float64Array;
  upper: Float64Array;
}

/**
 * The spectrum of WᵀW/n of a matrix (neurons × inputs) with independent entries of mean 0: what a layer's
 * weights look like before training. The band holds simultaneously: a further matrix of the law lies inside
 * over ALL its ranks with probability `coverage` (0.99). Studentised maximum deviation: mean ± c·sd by rank,
 * c a quantile of the largest |z| of one matrix against the others (leave-one-out, so that a matrix outside
 * the sample is no worse off), at rank ⌈coverage·(matrices + 1)⌉ as for a prediction interval. Below 99
 * matrices that is the largest of them, and the coverage somewhat less. Goes through the smaller Gram side,
 * which is accurate enough for these (and only these) well-conditioned matrices.
 * @throws RangeError on sizes, variance or number of matrices out of range.
 */
export async function simulateNullBand(
  neurons: number,
  inputs: number,
  options: NullBandOptions,
): Promise<SpectrumBand> {
  const { law, variance, matrices = 200, rng, coverage = 0.99, onMatrix } = options;
  if (!(neurons >= 1 && inputs >= 1)) throw new RangeError(`a ${neurons} × ${inputs} matrix has no spectrum`);
  if (!(variance >= 0 && Number.isFinite(variance)))
    throw new RangeError(`a variance must be finite and not negative, not ${variance}`);
  if (!(Number.isInteger(matrices) && matrices >= 3 && matrices <= 10_000))
    throw new RangeError(`3 to 10 000 matrices are needed, not ${matrices}`);
  const spectra: Float64Array[] = [];
  for (let i = 0; i < matrices; i++) {
    spectra.push(randomSpectrum(neurons, inputs, law, variance, rng.fork('matrix', i)));
    await onMatrix?.(i + 1, matrices);
  }
  return simultaneousBand(spectra, coverage);
}

/** Eigenvalues of WᵀW/n, descending, min(n, d) of them, of one random matrix. */
export function randomSpectrum(
  neurons: number,
  inputs: number,
  law: 'uniform' | 'gaussian',
  variance: number,
  rng: Rng,
): Float64Array {
  const rows = Math.min(neurons, inputs);
  const columns = Math.max(neurons, inputs);
  // Independent entries: the matrix and its transpose have one law, so the short side may always be the rows.
  const w = new Float64Array(rows * columns);
  const half = Math.sqrt(3 * variance);
  const sd = Math.sqrt(variance);
  if (law === 'uniform') for (let i = 0; i < w.length; i++) w[i] = half * (2 * rng.uniform() - 1);
  else for (let i = 0; i < w.length; i++) w[i] = sd * rng.normal();
  return symmetricEigenvalues(gram(w, rows, columns), rows).map((x) => Math.max(0, x) / neurons);
}

/** The band of `simulateNullBand` from the spectra themselves (at least 3, of one length). */
export function simultaneousBand(spectra: readonly Float64Array[], coverage: number): SpectrumBand {
  const count = spectra.length;
  const ranks = spectra[0].length;
  const lower = new Float64Array(ranks);
  const median = new Float64Array(ranks);
  const upper = new Float64Array(ranks);
  const largest = new Float64Array(count); // of |z| over the ranks, by matrix
  const mean = new Float64Array(ranks);
  const sd = new Float64Array(ranks);
  for (let r = 0; r < ranks; r++) {
    const column = Float64Array.from(spectra, (spectrum) => spectrum[r]);
    mean[r] = column.reduce((sum, x) => sum + x, 0) / count;
    const squares = column.reduce((sum, x) => sum + (x - mean[r]) ** 2, 0);
    sd[r] = Math.sqrt(squares / (count - 1));
    column.forEach((x, i) => {
      // Mean and variance without x, from those with it.
      const deviation = ((x - mean[r]) * count) / (count - 1);
      const without = (squares - (x - mean[r]) * deviation) / (count - 2);
      if (without > 0) largest[i] = Math.max(largest[i], Math.abs(deviation) / Math.sqrt(without));
    });
    column.sort();
    median[r] = (column[Math.floor((count - 1) / 2)] + column[Math.floor(count / 2)]) / 2;
  }
  const factor = largest.sort()[Math.min(count, Math.ceil(coverage * (count + 1))) - 1];
  for (let r = 0; r < ranks; r++) {
    lower[r] = Math.max(0, mean[r] - factor * sd[r]);
    upper[r] = mean[r] + factor * sd[r];
  }
  return { lower, median, upper };
}
