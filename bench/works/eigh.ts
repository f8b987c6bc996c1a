import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../bench.ts';
import { compete, openAll } from '../contender.ts';
import { symmetric } from '../inputs.ts';
import { fullPlan, quickPlan } from '../measure.ts';
import { inProcess, inPython } from '../process.ts';
import { row } from '../rows.ts';

/** Above this ml-matrix takes minutes. */
const ML_MATRIX_QUICK_LIMIT = 1024;

/** Symmetric eigendecompositions with vectors, each contender in a process of its own. */
export async function eigh({ options, root, add }: Context): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rainbow-bench-'));
  const plan = options.quick ? { ...quickPlan, budgetSeconds: 10 } : fullPlan;
  // Node 20 has relaxed SIMD behind a flag, later ones without.
  const flags = Number(process.versions.node.split('.')[0]) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];
  const solver = (name: string) => inProcess(name, process.execPath, [...flags, join(root, 'build/bench/node/solver.js'), name]);
  // Threads of a BLAS that wait for each other on a busy machine can cost far more than they bring: numpy is shown with one too.
  const numpy = (threads: number) => inPython(`numpy, ${threads} thread${threads > 1 ? 's' : ''}`, 'numpy', join(root, 'bench/rivals/eigh.py'), Object.fromEntries(
    ['OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'OMP_NUM_THREADS', 'VECLIB_MAXIMUM_THREADS'].map((name) => [name, String(threads)])));
  const cores = availableParallelism();
  const contenders = await openAll([solver('ours'), solver('ml-matrix'), numpy(1), ...(cores > 1 ? [numpy(cores)] : [])]);
  try {
    for (const n of [128, 256, 512, 1024, ...(options.quick ? [] : [2048])]) {
      const file = join(folder, `${n}.f64`), a = symmetric(n);
      writeFileSync(file, Buffer.from(a.buffer));
      const able = contenders.filter((c) => c.label !== 'ml-matrix' || !options.quick || n <= ML_MATRIX_QUICK_LIMIT);
      const [ours, ...rivals] = await compete(`n = ${n}`, able, { kind: 'eigh', n, file }, plan, 1e-9);
      const time = (s: typeof ours) => ({ name: s.ready.name, value: s.timing.seconds * 1000 });
      for (const rival of rivals) {
        const compared = row(`eigenvalues and vectors, n = ${n}`, 'ms', time(ours), time(rival));
        add(rival.ready.noRatio ? { ...compared, ratio: null } : compared);
      }
      rmSync(file);
    }
  } finally {
    await Promise.all(contenders.map((c) => c.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}
