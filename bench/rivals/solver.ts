// node solver.js ours|ml-matrix: answers lines of JSON with eigendecompositions (process.ts).
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { symmetricEigen } from '../../src/linalg/symmetricEigen.ts';
import type { Block } from '../measure.ts';
import type { EighWork, Ready } from '../work.ts';

interface Solver { name: string; take(a: Float64Array, n: number): () => ArrayLike<number> }

const solvers: Record<string, Solver> = {
  ours: { name: 'Rainbow Lab', take: (a, n) => () => symmetricEigen(a, n).values },
  'ml-matrix': {
    name: 'ml-matrix 6.15',
    take(a, n) {
      const matrix = Matrix.from1DArray(n, n, a);
      return () => new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues;
    },
  },
};

const solver = solvers[process.argv[2]];
let solve: (() => ArrayLike<number>) | null = null;

function prepare({ n, file }: EighWork): Ready {
  const bytes = readFileSync(file);
  solve = solver.take(new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)), n);
  const start = performance.now(), values = Array.from(solve()).sort((x, y) => x - y);
  return { name: `${solver.name}, Node ${process.versions.node}`, check: [values[0], values[n >> 1], values[n - 1]], seconds: (performance.now() - start) / 1000 };
}

function run(repetitions: number): Block {
  const start = performance.now();
  for (let i = 0; i < repetitions; i++) solve!();
  return { seconds: (performance.now() - start) / 1000 };
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    const question = JSON.parse(line) as { work: EighWork } | { run: number };
    process.stdout.write(`${JSON.stringify({ ok: 'work' in question ? prepare(question.work) : run(question.run) })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
  }
}
