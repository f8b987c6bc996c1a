/**
 * Numbers of effective dimensions of a spectrum. Both are invariant to scale, and NaN for a spectrum of
 * zeros.
 */

/** (Σλ)²/Σλ²: n for n equal eigenvalues, 1 for a single one. */
export function participationRatio(eigenvalues: ArrayLike<number>): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    sum += eigenvalues[i];
    squares += eigenvalues[i] ** 2;
  }
  return sum ** 2 / squares;
}

/**
 * Sum over the largest: the squared Frobenius over the squared spectral norm; 1 for one direction, n for n
 * equal ones.
 */
export function stableRank(eigenvalues: ArrayLike<number>): number {
  let sum = 0;
  let most = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    sum += eigenvalues[i];
    most = Math.max(most, eigenvalues[i]);
  }
  return sum / most;
}

/** −Σ p·ln p / ln n of the shares p = λ/Σλ: 1 for n equal eigenvalues, 0 for a single one. */
export function spectralEntropy(eigenvalues: ArrayLike<number>): number {
  let sum = 0;
  let entropy = 0;
  for (let i = 0; i < eigenvalues.length; i++) sum += eigenvalues[i];
  for (let i = 0; i < eigenvalues.length; i++)
    if (eigenvalues[i] > 0) entropy -= (eigenvalues[i] / sum) * Math.log(eigenvalues[i] / sum);
  return eigenvalues.length > 1 ? entropy / Math.log(eigenvalues.length) : 0;
}

/**
 * Mean rank Σ r·λ_r / Σ λ_r of a descending spectrum, ranks from 1, as a rule after shrinkage (docs/paper.md
 * G.1).
 */
export function effectiveRank(eigenvalues: ArrayLike<number>): number {
  let sum = 0;
  let weighted = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    sum += eigenvalues[i];
    weighted += (i + 1) * eigenvalues[i];
  }
  return weighted / sum;
}

/** Σλ and Σλ² of a symmetric matrix without its eigenvalues: trace and squared Frobenius norm. */
export function eigenvalueSums(matrix: Float64Array, n: number): { trace: number; squares: number } {
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) trace += matrix[i * n + i];
  for (let k = 0; k < n * n; k++) squares += matrix[k] ** 2;
  return { trace, squares };
}

/**
 * What both numbers are for independent entries of one variance in many neurons, of many inputs
 * (Marchenko–Pastur): d/(1 + q) and d/(1 + √q)², q = d/n.
 */
export function noiseDimension(neurons: number, inputs: number): { participation: number; stable: number } {
  const q = inputs / neurons;
  return { participation: inputs / (1 + q), stable: inputs / (1 + Math.sqrt(q)) ** 2 };
}
