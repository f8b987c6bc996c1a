import type { Rng } from '../random/rng.ts';
import type { Decomposer } from './decomposer.ts';

/** D2: an alignment A (d_a × d_b row-major, Φ_a·A ≈ Φ_b), and how well it fits. */
export interface Alignment {
  matrix: Float64Array;
  /** Nuclear norm of C over √(tr C_aa · tr C_bb), in [0, 1] (a.3). */
  similarity: number;
}

/**
 * D2: the alignment of two networks from the cross moment C = E[φ_aᵀφ_b] (d_a × d_b, row-major) and the
 * traces E‖φ_a‖², E‖φ_b‖².
 */
export async function align(
  cross: Float64Array,
  da: number,
  db: number,
  traceA: number,
  traceB: number,
  decomposer: Decomposer,
): Promise<Alignment> {
  const { factor, singularValues } = await decomposer.polarFactor(cross, da, db);
  return {
    matrix: factor,
    similarity: singularValues.reduce((sum, s) => sum + s, 0) / Math.sqrt(traceA * traceB),
  };
}

/**
 * A uniformly random partial isometry, da × db row-major: orthonormal rows (da ≤ db) or columns (da > db).
 * Gram–Schmidt, twice.
 */
export function randomIsometry(da: number, db: number, rng: Rng): Float64Array {
  const k = Math.min(da, db);
  const length = Math.max(da, db);
  const rows = Array.from({ length: k }, () => Float64Array.from({ length }, () => rng.normal()));
  rows.forEach((v, i) => {
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const u = rows[j];
        let dot = 0;
        for (let x = 0; x < length; x++) dot += u[x] * v[x];
        for (let x = 0; x < length; x++) v[x] -= dot * u[x];
      }
    }
    let norm = 0;
    for (let x = 0; x < length; x++) norm += v[x] * v[x];
    norm = Math.sqrt(norm);
    for (let x = 0; x < length; x++) v[x] /= norm;
  });
  const out = new Float64Array(da * db);
  for (let i = 0; i < da; i++)
    for (let j = 0; j < db; j++) out[i * db + j] = da <= db ? rows[i][j] : rows[j][i];
  return out;
}

/** Identity where both spaces agree, zero elsewhere, da × db. */
export function identityAlignment(da: number, db: number): Float64Array {
  const out = new Float64Array(da * db);
  for (let i = 0; i < Math.min(da, db); i++) out[i * db + i] = 1;
  return out;
}
