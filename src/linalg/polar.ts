import { checkFinite, identity, multiply, multiplyTransposedLeft, multiplyTransposedRight, powerOfTwoScale, transpose } from './matrix.ts';
import { svd } from './svd.ts';
import { symmetricEigen } from './symmetricEigen.ts';

/** From this size on through eigenvectors of Gram matrices, which are several times faster than an SVD. */
const BY_GRAM = 64;
/** Singular values within this factor of the largest are taken from one Gram matrix; their vectors are orthogonal to ε/LEVEL² before polishing. */
const LEVEL = 1e-4;

/**
 * The orthogonal polar factor U·Vᵀ of an m × n row-major matrix A = U·S·Vᵀ: the partial isometry (m × n) nearest to A, and
 * the solution of the Procrustes problem where A is a cross-covariance (PAPER.md D2). Directions with
 * singular value zero are completed arbitrarily (f.4), so that the factor is an isometry at any rank.
 * @throws RangeError on a wrong length or on the first entry that is not finite.
 */
export function polarFactor(a: Float64Array, m: number, n: number): { factor: Float64Array; singularValues: Float64Array } {
  if (Math.min(m, n) >= BY_GRAM) return m >= n ? polarOfTall(a, m, n) : polarOfWide(a, m, n);
  const { u, s, vt } = svd(a, m, n);
  return { factor: multiply(u, vt, m, Math.min(m, n), n), singularValues: s };
}

function polarOfWide(a: Float64Array, m: number, n: number): { factor: Float64Array; singularValues: Float64Array } {
  checkFinite(a, m, n);
  const { factor, singularValues } = polarOfTall(transpose(a, m, n), n, m);
  return { factor: transpose(factor, n, m), singularValues };
}

/**
 * m ≥ n. Right singular vectors are eigenvectors of AᵀA, left ones A·v/s. Squaring loses the small singular values, so only those near
 * the largest are taken; what is left of A on the others' span, freed of the left vectors found, is treated in the same way.
 */
function polarOfTall(a: Float64Array, m: number, n: number): { factor: Float64Array; singularValues: Float64Array } {
  checkFinite(a, m, n);
  const scale = powerOfTwoScale(a), floor = Number.EPSILON * Math.max(m, n);
  // Rows are vectors: `left` U ᵀ, `right` Vᵀ; `rest` spans what is not yet decomposed.
  let left = new Float64Array(0), right = new Float64Array(0), rest = identity(n), largest = 0;
  const s = new Float64Array(n);
  for (let k = n; k > 0;) {
    const done = n - k;
    // k × m: A on the rest of the space.
    const image = without(multiplyTransposedRight(rest, a.map((x) => x * scale), k, n, m), left, k, done, m);
    const { values, vectors } = symmetricEigen(multiplyTransposedRight(image, image, k, m, k), k);
    const top = Math.sqrt(Math.max(0, values[0]));
    largest ||= top;
    const empty = !(top > floor * largest);
    const kept = empty ? k : values.findIndex((x) => !(x > top * top * LEVEL * LEVEL));
    const count = kept < 0 ? k : kept;
    const own = multiply(vectors, rest, k, k, n);
    const found = empty ? new Float64Array(count * m) : multiply(vectors.subarray(0, count * k), image, count, k, m);
    for (let r = 0; r < count; r++) {
      let norm = 0;
      for (let i = 0; i < m; i++) norm += found[r * m + i] ** 2;
      s[done + r] = empty ? 0 : Math.sqrt(norm) / scale;
      if (!empty) for (let i = 0; i < m; i++) found[r * m + i] /= Math.sqrt(norm);
    }
    left = joined(left, empty ? completion(left, done, count, m) : polished(without(found, left, count, done, m), count, m));
    right = joined(right, own.slice(0, count * n));
    rest = own.slice(count * n);
    k -= count;
  }
  return { factor: multiplyTransposedLeft(left, right, m, n, n), singularValues: s.sort().reverse() };
}

const joined = (a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> => {
  const out = new Float64Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
};

/** Rows (k × m) freed of their part along orthonormal ones (done × m). */
function without(rows: Float64Array, basis: Float64Array, k: number, done: number, m: number): Float64Array {
  if (done === 0) return rows;
  const part = multiply(multiplyTransposedRight(rows, basis, k, m, done), basis, k, done, m);
  return rows.map((x, i) => x - part[i]);
}

/** The orthonormal rows nearest to nearly orthonormal ones: two steps of Newton and Schulz, X ← 1.5·X − 0.5·XXᵀX. */
function polished(rows: Float64Array, k: number, m: number): Float64Array {
  let x = rows;
  for (let step = 0; step < 2; step++) {
    const own = x, cubic = multiply(multiplyTransposedRight(own, own, k, m, k), own, k, k, m);
    x = own.map((v, i) => 1.5 * v - 0.5 * cubic[i]);
  }
  return x;
}

/** `count` orthonormal rows orthogonal to the `done` given ones: unit vectors, each made so twice. */
function completion(basis: Float64Array, done: number, count: number, m: number): Float64Array {
  const all = joined(basis, new Float64Array(count * m));
  for (let r = done, unit = 0; r < done + count; unit++) {
    const row = all.subarray(r * m, (r + 1) * m).fill(0);
    row[unit] = 1;
    for (let pass = 0; pass < 2; pass++) row.set(without(row, all.subarray(0, r * m), 1, r, m));
    const norm = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    // A unit vector within the span says nothing new.
    if (norm < 1 / (2 * Math.sqrt(m))) continue;
    row.forEach((x, i) => { row[i] = x / norm; });
    r++;
  }
  return all.slice(done * m);
}
