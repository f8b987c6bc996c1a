/** Cases made by make.py (LAPACK through numpy), as the tests read them. */
export interface ReferenceCase {
  name: string;
  rows: number;
  columns: number;
  matrix?: number[];
  formula?: string;
  /** Eigenvalues or singular values, descending. */
  values: number[];
  /** Half-open ranges of ranks; vectors within one are compared as a subspace. */
  clusters?: number[][];
  vectors?: number[];
  u?: number[];
  vt?: number[];
  /** (U·Vᵀ)·(cos 0, cos 1, …). */
  polar?: number[];
}

/** The integer formulas of make.py; every intermediate is below 2⁵³. */
const formulas: Record<string, (i: number, j: number) => number> = {
  symmetric: (i, j) => (((i + j) * 613 + i * j * 31 + i * i * j * j * 7) % 1009) - 504,
  general: (i, j) => ((i * 613 + j * 787 + i * j * 31 + i * i * j * 7) % 1009) - 504,
  graded20: (i, j) => formulas.general(i, j) * 2 ** -Math.floor(j / 5),
  graded40: (i, j) => formulas.general(i, j) * 2 ** -Math.floor((2 * j) / 5),
  graded60: (i, j) => formulas.general(i, j) * 2 ** -Math.floor((3 * i) / 5),
  rank15: (i, j) => formulas.general(i % 15, j),
};

export function matrixOf(reference: ReferenceCase): Float64Array {
  if (reference.matrix) return Float64Array.from(reference.matrix);
  const entry = formulas[reference.formula!];
  return Float64Array.from({ length: reference.rows * reference.columns }, (_, i) =>
    entry(Math.floor(i / reference.columns), i % reference.columns),
  );
}
