import { checkFinite, powerOfTwoScale } from './matrix.ts';
import { applyTransposed, tridiagonalise } from './reductions.ts';
import {
  smallEndFirst,
  symmetricEigen,
  symmetricEigenvalues,
  type SymmetricEigen,
} from './symmetricEigen.ts';
import { withWasm } from './wasm.ts';

/** Up to this size all eigenvectors are as quick. */
const SMALL = 64;

/**
 * All eigenvalues, descending, and the eigenvectors of the `count` largest (rows, count × n) of a symmetric n
 * × n matrix: the cost of the values alone and little more. Tridiagonalisation, values by QL, vectors by
 * inverse iteration on the tridiagonal matrix (Golub & Van Loan §8.4.2), made orthogonal to those before.
 * Vectors of a cluster are an arbitrary basis of its space.
 * @throws RangeError on a wrong length, an entry that is not finite, or a count above n.
 */
export function leadingEigen(a: Float64Array, n: number, count: number): SymmetricEigen {
  if (!(Number.isInteger(count) && count >= 0 && count <= n))
    throw new RangeError(`0 to ${n} eigenvectors can be asked for, not ${count}`);
  if (count === 0) return { values: symmetricEigenvalues(a, n), vectors: new Float64Array(0) };
  checkFinite(a, n, n);
  const found =
    n > SMALL
      ? withWasm((arena) => {
          const scale = powerOfTwoScale(a);
          const at = arena.take(n * n);
          const matrix = arena.view(at, n * n);
          for (let i = 0; i < n; i++)
            for (let j = i; j < n; j++) matrix[i * n + j] = 0.5 * scale * (a[i * n + j] + a[j * n + i]);
          const { diagonal, offDiagonal, q } = tridiagonalise(arena, at, n);
          const values = diagonal.slice();
          smallEndFirst(values, offDiagonal.slice(), null);
          values.sort().reverse();
          const vectors = arena.take(inverseIteration(diagonal, offDiagonal, values, count));
          applyTransposed(arena, q, vectors, count);
          return { values: values.map((v) => v / scale), vectors: arena.view(vectors, count * n).slice() };
        })
      : null;
  if (found) return found;
  const { values, vectors } = symmetricEigen(a, n);
  return { values, vectors: vectors.slice(0, count * n) };
}

/**
 * Unit eigenvectors (rows) of the symmetric tridiagonal (d, e) to the first `count` of its eigenvalues, two
 * solves each.
 */
function inverseIteration(
  d: Float64Array,
  e: Float64Array,
  values: Float64Array,
  count: number,
): Float64Array {
  const n = d.length;
  const rows = new Float64Array(count * n);
  for (let r = 0; r < count; r++) {
    const x = rows.subarray(r * n, (r + 1) * n);
    // Not orthogonal to anything likely, and the same every time.
    for (let i = 0; i < n; i++) x[i] = 1 + ((i * 7919 + r * 104729) % 1013) / 1013;
    for (let step = 0; step < 3; step++) {
      for (let q = 0; q < r; q++) {
        const other = rows.subarray(q * n, (q + 1) * n);
        let dot = 0;
        for (let i = 0; i < n; i++) dot += x[i] * other[i];
        for (let i = 0; i < n; i++) x[i] -= dot * other[i];
      }
      if (step < 2) solveShifted(d, e, values[r], x);
      const norm = Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
      for (let i = 0; i < n; i++) x[i] /= norm;
    }
  }
  return rows;
}

/**
 * x ← (T − λ)⁻¹x by elimination with row exchanges; a pivot of zero, which an exact eigenvalue makes, counts
 * as rounding.
 */
function solveShifted(d: Float64Array, e: Float64Array, lambda: number, x: Float64Array): void {
  const n = d.length;
  const tiny = Number.EPSILON * (Math.abs(d[0]) + Math.abs(lambda) || 1);
  // Of each row of U: pivot, and the two entries right of it.
  const pivot = new Float64Array(n);
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  let a = d[0] - lambda;
  let b = n > 1 ? e[0] : 0;
  for (let i = 0; i < n - 1; i++) {
    const below = e[i];
    const next = d[i + 1] - lambda;
    const beyond = i + 2 < n ? e[i + 1] : 0;
    if (Math.abs(below) > Math.abs(a)) {
      const factor = a / below;
      const y = x[i];
      [pivot[i], first[i], second[i]] = [below, next, beyond];
      a = b - factor * next;
      b = -factor * beyond;
      x[i] = x[i + 1];
      x[i + 1] = y - factor * x[i];
    } else {
      pivot[i] = a || tiny;
      first[i] = b;
      const factor = below / pivot[i];
      a = next - factor * b;
      b = beyond;
      x[i + 1] -= factor * x[i];
    }
  }
  pivot[n - 1] = Math.abs(a) > tiny ? a : tiny;
  for (let i = n - 1; i >= 0; i--)
    x[i] = (x[i] - (i + 1 < n ? first[i] * x[i + 1] : 0) - (i + 2 < n ? second[i] * x[i + 2] : 0)) / pivot[i];
}
