import type { Rng } from '../random/rng.ts';
import { checkSize, gram, largestMagnitude, multiply, transpose } from './matrix.ts';

/** Independent standard normal entries, m × n. */
export function gaussianMatrix(m: number, n: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: m * n }, () => rng.normal());
}

/**
 * A random orthogonal n × n matrix: a product of plane rotations, so that it owes nothing to what is tested
 * with it.
 */
export function rotationMatrix(n: number, rng: Rng): Float64Array {
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const angle = 2 * Math.PI * rng.uniform();
      const c = Math.cos(angle);
      const s = Math.sin(angle);
      for (let r = 0; r < n; r++) {
        const x = q[r * n + i];
        const y = q[r * n + j];
        q[r * n + i] = c * x - s * y;
        q[r * n + j] = s * x + c * y;
      }
    }
  }
  return q;
}

/** max |aᵢ − bᵢ|. */
export function largestDifference(a: Float64Array, b: ArrayLike<number>): number {
  checkSize(a, b.length, 1);
  return largestMagnitude(a.map((x, i) => x - b[i]));
}

/** max |V·Vᵀ − I| of k rows of length n. */
export function deviationFromOrthonormal(rows: Float64Array, k: number, n: number): number {
  return largestMagnitude(gram(rows, k, n).map((x, i) => x - (i % (k + 1) === 0 ? 1 : 0)));
}

/** The orthogonal projector on rows `from … to − 1` of a matrix with rows of length n. */
export function projector(rows: ArrayLike<number>, n: number, from: number, to: number): Float64Array {
  const basis = Float64Array.from(rows).slice(from * n, to * n);
  return multiply(transpose(basis, to - from, n), basis, n, to - from, n);
}
