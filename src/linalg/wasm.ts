import { createMemory } from '../backend/simd/memory.ts';
import { canShareMemory, ThreadPool } from '../backend/simd/threads.ts';
import { plainSimd, plainSimdShared, relaxedSimd, relaxedSimdShared } from './build/kernels.ts';

type Kernel = (...args: number[]) => void;

/** Kernels that run over a range of units: (from, to, scratch address, …arguments). Pointers are byte addresses, sizes in elements (f64). */
export interface ParallelKernels {
  products: Kernel;
  updateRest: Kernel;
  symmetricTimesVector: Kernel;
  vectorTimesMatrix: Kernel;
  matrixTimesVector: Kernel;
  blockFactors: Kernel;
  applyBlocks: Kernel;
  secularRoots: Kernel;
  exactWeights: Kernel;
  rankOneVectors: Kernel;
}

/** Functions of the compiled module (assembly/index.ts). */
export interface LinalgExports extends ParallelKernels {
  tridiagonalColumn: Kernel;
  tridiagonalWeights: Kernel;
  bidiagonalColumn: Kernel;
  bidiagonalRow: Kernel;
  bidiagonalWeights: Kernel;
  triangularBlock: Kernel;
  scratchBytes(): number;
  unitRows(): number;
  panelColumns(): number;
  blockReflectors(): number;
  stripPoles(): number;
  vectorParts(n: number): number;
}

/** Memory for the length of one call: everything taken is given back when it ends. */
export interface Arena {
  exports: LinalgExports;
  /** Address of a copy of `values`, or of room for so many f64. */
  take(values: Float64Array | number): number;
  /** A view, valid until the next `take`. */
  view(at: number, length: number): Float64Array;
  /** Room for one thread's intermediate results. */
  scratch: number;
  /** A kernel over all its units, shared out to the threads; what it computes does not depend on how many there are. */
  run(kernel: keyof ParallelKernels, units: number, ...args: number[]): void;
}

interface Machine {
  exports: LinalgExports;
  memory: WebAssembly.Memory;
  pool: ThreadPool<keyof ParallelKernels> | null;
}

/** Start of the arena: the module's own data and the threads' orders lie below. */
const BASE = 65_536;
let machine: Machine | null | undefined;

/** Made at first use, synchronously: decompositions run in workers and in Node, never on the page's own thread. */
function start(shared: boolean): Machine | null {
  if (typeof WebAssembly === 'undefined') return null;
  const bytes = (shared ? [relaxedSimdShared, plainSimdShared] : [relaxedSimd, plainSimd])
    .map((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)))
    .find((b) => WebAssembly.validate(b));
  if (!bytes) return null;
  const memory = createMemory(shared);
  const module = new WebAssembly.Module(bytes);
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as LinalgExports;
  return { exports, memory, pool: shared ? new ThreadPool(module, memory, exports) : null };
}

/** From now on decompositions use so many threads (0: one a core), or as many as can be had; a result has the same bits on any number. */
export async function useThreads(threads: number): Promise<void> {
  if (!canShareMemory()) return;
  try {
    if (!machine?.pool) machine = start(true) ?? machine;
  } catch {
    return; // no room for a shared memory: one thread goes on in its own
  }
  await machine?.pool?.resize(threads);
}

/** Calls `use` with WebAssembly memory; null, and no call, where there is no WebAssembly SIMD. Throws RangeError when the memory cannot grow. */
export function withWasm<T>(use: (arena: Arena) => T): T | null {
  machine ??= start(false);
  if (!machine) return null;
  const { exports, memory, pool } = machine;
  const threads = pool?.threads ?? 1;
  const stride = exports.scratchBytes();
  let top = BASE + threads * stride;
  const grow = (): void => {
    const missing = top - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
  };
  grow();
  const view = (at: number, length: number) => new Float64Array(memory.buffer, at, length);
  const take = (values: Float64Array | number): number => {
    const at = top;
    const bytes = 8 * (typeof values === 'number' ? values : values.length);
    top += Math.ceil(bytes / 64) * 64;
    grow();
    if (typeof values !== 'number') view(at, values.length).set(values);
    return at;
  };
  const run: Arena['run'] = (kernel, units, ...args) => {
    if (pool && threads > 1 && units > 1)
      pool.run(kernel, units, Math.ceil(units / (4 * threads)), BASE, stride, args);
    else exports[kernel](0, units, BASE, ...args);
  };
  return use({ exports, take, view, run, scratch: BASE });
}
