/**
 * The permutation p of 0 … n − 1 with the largest Σ_i score[i·n + p(i)]: the Hungarian algorithm with
 * potentials (shortest augmenting paths), O(n³). Scores must be finite.
 * @returns p as an array of columns, one a row.
 */
export function assign(score: Float64Array, n: number): Uint32Array {
  // Rows and columns from 1; 0 stands for "none". Costs are negated scores.
  const rowPotential = new Float64Array(n + 1);
  const columnPotential = new Float64Array(n + 1);
  const rowOf = new Uint32Array(n + 1);
  const before = new Uint32Array(n + 1);
  for (let row = 1; row <= n; row++) {
    const least = new Float64Array(n + 1).fill(Infinity);
    const done = new Uint8Array(n + 1);
    rowOf[0] = row;
    let column = 0;
    do {
      done[column] = 1;
      const from = rowOf[column];
      let delta = Infinity;
      let next = 0;
      for (let j = 1; j <= n; j++) {
        if (done[j]) continue;
        const reduced = -score[(from - 1) * n + j - 1] - rowPotential[from] - columnPotential[j];
        if (reduced < least[j]) {
          least[j] = reduced;
          before[j] = column;
        }
        if (least[j] < delta) {
          delta = least[j];
          next = j;
        }
      }
      for (let j = 0; j <= n; j++) {
        if (done[j]) {
          rowPotential[rowOf[j]] += delta;
          columnPotential[j] -= delta;
        } else least[j] -= delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column) {
      rowOf[column] = rowOf[before[column]];
      column = before[column];
    }
  }
  const out = new Uint32Array(n);
  for (let j = 1; j <= n; j++) out[rowOf[j] - 1] = j - 1;
  return out;
}
