import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../bench.ts';
import { compete, openAll } from '../contender.ts';
import { gaussian, symmetric } from '../inputs.ts';
import { fullPlan, quickPlan } from '../measure.ts';
import { inProcess, inPython } from '../process.ts';
import { row } from '../rows.ts';
import type { DecompositionWork } from '../work.ts';

/** What is decomposed, and up to which side by ml-matrix too: above it takes minutes. */
const kinds: {
  kind: DecompositionWork['kind'];
  title: string;
  sizes: [m: number, n: number][];
  mlMatrixLimit: number;
}[] = [
  {
    kind: 'eigh',
    title: 'eigenvalues and vectors',
    sizes: [
      [128, 128],
      [256, 256],
      [512, 512],
      [1024, 1024],
      [2048, 2048],
    ],
    mlMatrixLimit: 1024,
  },
  {
    kind: 'svd',
    title: 'singular values and vectors',
    sizes: [
      [128, 128],
      [256, 256],
      [512, 512],
      [1024, 1024],
    ],
    mlMatrixLimit: 256,
  },
  {
    kind: 'polar',
    title: 'polar factor',
    sizes: [
      [256, 256],
      [512, 512],
      [320, 1280],
    ],
    mlMatrixLimit: 256,
  },
];
/** The largest side with --quick. */
const QUICK_LIMIT = 1024;

/** Decompositions with vectors, each contender in a process of its own. */
export async function eigh({ options, root, add }: Context): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rainbow-bench-'));
  const plan = options.quick
    ? { ...quickPlan, budgetSeconds: 10 }
    : { ...fullPlan, blockSeconds: 0.5, budgetSeconds: 30 };
  // Node 20 has relaxed SIMD behind a flag, later ones without.
  const flags = Number(process.versions.node.split('.')[0]) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];
  const solver = (label: string, ...args: string[]) =>
    inProcess(label, process.execPath, [...flags, join(root, 'build/bench/node/solver.js'), ...args]);
  // OpenBLAS chooses its kernels itself, whatever the environment was set to for something else.
  const numpy = (threads: number) =>
    inPython(`numpy ${threads}`, 'numpy', join(root, 'bench/rivals/decompose.py'), {
      OPENBLAS_CORETYPE: undefined,
      OPENBLAS_L2_SIZE: undefined,
      ...Object.fromEntries(
        ['OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'OMP_NUM_THREADS', 'VECLIB_MAXIMUM_THREADS'].map(
          (name) => [name, String(threads)],
        ),
      ),
    });
  // Threads of a BLAS that wait for each other on a busy machine can cost far more than they bring: both are
  // shown with one too.
  const cores = availableParallelism();
  const counts = cores > 1 ? [cores, 1] : [1];
  const contenders = await openAll([
    ...counts.map((n) => solver(`ours ${n}`, 'ours', String(n))),
    solver('ml-matrix', 'ml-matrix'),
    ...counts.map(numpy),
  ]);
  try {
    for (const { kind, title, sizes, mlMatrixLimit } of kinds) {
      for (const [m, n] of sizes.filter((size) => !options.quick || Math.max(...size) <= QUICK_LIMIT)) {
        const file = join(folder, `${kind}-${m}-${n}.f64`);
        const a = kind === 'eigh' ? symmetric(n) : gaussian(m, n);
        const size = m === n ? `n = ${n}` : `${m} × ${n}`;
        writeFileSync(file, Buffer.from(a.buffer));
        const able = contenders.filter((c) => c.label !== 'ml-matrix' || Math.max(m, n) <= mlMatrixLimit);
        const standings = await compete(`${title}, ${size}`, able, { kind, m, n, file }, plan, 1e-9);
        const ours = standings.filter((s) => s.label.startsWith('ours'));
        for (const rival of standings.filter((s) => !s.label.startsWith('ours'))) {
          // Against as many threads.
          const own = ours.find((s) => s.label.split(' ')[1] === rival.label.split(' ')[1]) ?? ours[0];
          const time = (s: typeof own) => ({ name: s.ready.name, value: s.timing.seconds * 1000 });
          const compared = row(`${title}, ${size}`, 'ms', time(own), time(rival));
          add(rival.ready.noRatio ? { ...compared, ratio: null } : compared);
        }
        rmSync(file);
      }
    }
  } finally {
    await Promise.all(contenders.map((c) => c.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}
