import { multiplyTransposedRight } from '../linalg/matrix.ts';
import { testNormality } from '../spectra/normality.ts';

/** Quantiles kept of a sample. */
const QUANTILES = 201;

export interface MarginalTests {
  neurons: number;
  ks: number[];
  skewness: number[];
  kurtosis: number[];
  samples: { rank: number; quantiles: number[] }[];
}

/**
 * Fig. 7 (D8): ⟨w', e_r⟩/√λ_r over all aligned neurons (rows × d) against N(0, 1), for every eigenvector of
 * C̃ with λ_r > 0; quantiles at the ranks of the paper (2, 11, 101: its indices count from 0) and at 1.
 */
export function testMarginals(
  neurons: Float64Array,
  d: number,
  values: Float64Array,
  vectors: Float64Array,
): MarginalTests {
  const rows = neurons.length / d;
  const rank = Math.min(d, rows, values.filter((x) => x > 1e-12 * values[0]).length);
  const along = multiplyTransposedRight(vectors.subarray(0, rank * d), neurons, rank, d, rows);
  const out: MarginalTests = { neurons: rows, ks: [], skewness: [], kurtosis: [], samples: [] };
  for (let r = 0; r < rank; r++) {
    const sample = along.slice(r * rows, (r + 1) * rows).map((x) => x / Math.sqrt(values[r]));
    const { ks, skewness, kurtosis } = testNormality(sample);
    out.ks.push(ks);
    out.skewness.push(skewness);
    out.kurtosis.push(kurtosis);
    if ([1, 2, 11, 101].includes(r + 1)) {
      sample.sort();
      out.samples.push({
        rank: r + 1,
        quantiles: Array.from(
          { length: QUANTILES },
          (_, i) => sample[Math.min(rows - 1, Math.floor(((i + 0.5) / QUANTILES) * rows))],
        ),
      });
    }
  }
  return out;
}
