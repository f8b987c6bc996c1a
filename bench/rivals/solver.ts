// node solver.js ours THREADS|ml-matrix: answers lines of JSON with decompositions (process.ts).
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import { polarFactor } from '../../src/linalg/polar.ts';
import { svd } from '../../src/linalg/svd.ts';
import { symmetricEigen } from '../../src/linalg/symmetricEigen.ts';
import { useThreads } from '../../src/linalg/wasm.ts';
import type { Block } from '../measure.ts';
import type { DecompositionWork, Ready } from '../work.ts';

/** Does one decomposition and gives the eigenvalues or singular values, in any order. */
type Solve = () => ArrayLike<number>;
interface Solver {
  name: string;
  take(a: Float64Array, work: DecompositionWork): Solve;
}

const [who, threads] = process.argv.slice(2);

const solvers: Record<string, Solver> = {
  ours: {
    name: `Rainbow Lab, ${threads} thread${threads === '1' ? '' : 's'}`,
    take: (a, { kind, m, n }) =>
      ({
        eigh: () => symmetricEigen(a, n).values,
        svd: () => svd(a, m, n).s,
        polar: () => polarFactor(a, m, n).singularValues,
      })[kind],
  },
  'ml-matrix': {
    name: 'ml-matrix 6.15',
    take(a, { kind, m, n }) {
      const matrix = Matrix.from1DArray(m, n, a);
      const whole = () => new SingularValueDecomposition(matrix, { autoTranspose: true });
      return {
        eigh: () => new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues,
        svd: () => whole().diagonal,
        polar: () => {
          const { leftSingularVectors, rightSingularVectors, diagonal } = whole();
          leftSingularVectors.mmul(rightSingularVectors.transpose());
          return diagonal;
        },
      }[kind];
    },
  },
};

const solver = solvers[who];
let solve: Solve | null = null;

async function prepare(work: DecompositionWork): Promise<Ready> {
  if (who === 'ours') await useThreads(Number(threads));
  const bytes = readFileSync(work.file);
  solve = solver.take(
    new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
    work,
  );
  const start = performance.now();
  const values = Array.from(solve()).sort((x, y) => x - y);
  return {
    name: `${solver.name}, Node ${process.versions.node}`,
    check: [values[0], values[values.length >> 1], values[values.length - 1]],
    seconds: (performance.now() - start) / 1000,
  };
}

function run(repetitions: number): Block {
  const start = performance.now();
  for (let i = 0; i < repetitions; i++) solve!();
  return { seconds: (performance.now() - start) / 1000 };
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    const question = JSON.parse(line) as { work: DecompositionWork } | { run: number };
    process.stdout.write(
      `${JSON.stringify({ ok: 'work' in question ? await prepare(question.work) : run(question.run) })}\n`,
    );
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
  }
}
