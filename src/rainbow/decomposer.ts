import { polarFactor } from '../linalg/polar.ts';
import { singularValues } from '../linalg/svd.ts';
import { symmetricEigen, symmetricEigenvalues, type SymmetricEigen } from '../linalg/symmetricEigen.ts';
import { useThreads } from '../linalg/wasm.ts';
import { rng } from '../random/rng.ts';
import { simulateNullBand } from '../spectra/nullBand.ts';

/**
 * The decompositions an experiment needs, as promises: the lab runs them in a thread of their own where it
 * has one, so that training does not wait. All matrices are row-major f64.
 */
export interface Decomposer {
  /**
   * Cores to use from now on, where memory can be shared; 0: all. Results have the same bits on any number.
   */
  useThreads(threads: number): Promise<void>;
  symmetricEigenvalues(a: Float64Array, n: number): Promise<Float64Array>;
  /** Rows of `vectors` are the eigenvectors, values descending. */
  symmetricEigen(a: Float64Array, n: number): Promise<SymmetricEigen>;
  singularValues(a: Float64Array, m: number, n: number): Promise<Float64Array>;
  /** D2: U·Vᵀ of a, m × n. */
  polarFactor(
    a: Float64Array,
    m: number,
    n: number,
  ): Promise<{ factor: Float64Array; singularValues: Float64Array }>;
  /** 99 % band of the spectra of `matrices` initialisations (uniform entries of this variance). */
  nullBand(
    neurons: number,
    inputs: number,
    variance: number,
    matrices: number,
    seed: number,
  ): Promise<{ lower: number[]; median: number[]; upper: number[] }>;
}

/** In the calling thread. */
export const inlineDecomposer: Decomposer = {
  useThreads,
  symmetricEigenvalues: async (a, n) => symmetricEigenvalues(a, n),
  symmetricEigen: async (a, n) => symmetricEigen(a, n),
  singularValues: async (a, m, n) => singularValues(a, m, n),
  polarFactor: async (a, m, n) => polarFactor(a, m, n),
  nullBand: async (neurons, inputs, variance, matrices, seed) => {
    const band = await simulateNullBand(neurons, inputs, {
      law: 'uniform',
      variance,
      matrices,
      rng: rng(seed).fork('null', neurons, inputs),
    });
    return { lower: Array.from(band.lower), median: Array.from(band.median), upper: Array.from(band.upper) };
  },
};
