import { createMemory } from '../backend/simd/memory.ts';
import { canShareMemory, ThreadPool } from '../backend/simd/threads.ts';
import { plainSimd, plainSimdShared, relaxedSimd, relaxedSimdShared } from './build/kernels.ts';
import { functionsOf, inOrder, kernelsOf, type Exports, type KernelArguments } from './build/module.ts';

type Kernel = keyof KernelArguments;
/** Functions that run on the calling thread alone. */
type Functions = ReturnType<typeof functionsOf>;

/** Mode of `products`: C is written, not added to (backend/simd/assembly/multiply.ts). */
export const SET = 0;

/** Memory for the length of one call: everything taken is given back when it ends. */
export interface Arena {
  functions: Functions;
  /** Address of a copy of `values`, or of room for so many f64. */
  take(values: Float64Array | number): number;
  /** A view, valid until the next `take`. */
  view(at: number, length: number): Float64Array;
  /**
   * A kernel over all its units, shared out to the threads; what it computes does not depend on how many
   * there are. Addresses count bytes, sizes count elements (f64).
   */
  run<K extends Kernel>(kernel: K, units: number, args: KernelArguments[K]): void;
  /** One unit of a kernel, on the calling thread. */
  runUnit<K extends Kernel>(kernel: K, unit: number, args: KernelArguments[K]): void;
}

interface Machine {
  kernels: ReturnType<typeof kernelsOf>;
  functions: Functions;
  memory: WebAssembly.Memory;
  pool: ThreadPool<Kernel> | null;
}

/** Start of the arena: the module's own data and the threads' orders lie below. */
const BASE = 65_536;
let machine: Machine | null | undefined;

/**
 * Made at first use, synchronously: decompositions run in workers and in Node, never on the page's own
 * thread.
 */
function start(shared: boolean): Machine | null {
  if (typeof WebAssembly === 'undefined') return null;
  const bytes = (shared ? [relaxedSimdShared, plainSimdShared] : [relaxedSimd, plainSimd])
    .map((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)))
    .find((b) => WebAssembly.validate(b));
  if (!bytes) return null;
  const memory = createMemory(shared);
  const module = new WebAssembly.Module(bytes);
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  return {
    kernels: kernelsOf(exports),
    functions: functionsOf(exports),
    memory,
    pool: shared ? new ThreadPool(module, memory, exports) : null,
  };
}

/**
 * From now on decompositions use so many threads (0: one a core), or as many as can be had; a result has the
 * same bits on any number.
 */
export async function useThreads(threads: number): Promise<void> {
  if (!canShareMemory()) return;
  try {
    if (!machine?.pool) machine = start(true) ?? machine;
  } catch {
    return; // no room for a shared memory: one thread goes on in its own
  }
  await machine?.pool?.resize(threads);
}

/**
 * Calls `use` with WebAssembly memory; null, and no call, where there is no WebAssembly SIMD. Throws
 * RangeError when the memory cannot grow.
 */
export function withWasm<T>(use: (arena: Arena) => T): T | null {
  machine ??= start(false);
  if (!machine) return null;
  const { kernels, functions, memory, pool } = machine;
  const threads = pool?.threads ?? 1;
  const stride = functions.scratchBytes();
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
  const run: Arena['run'] = (kernel, units, args) => {
    if (pool && threads > 1 && units > 1)
      pool.run(kernel, units, Math.ceil(units / (4 * threads)), BASE, stride, inOrder[kernel](args));
    else kernels[kernel](0, units, BASE, args);
  };
  const runUnit: Arena['runUnit'] = (kernel, unit, args) => kernels[kernel](unit, unit + 1, BASE, args);
  return use({ functions, take, view, run, runUnit });
}
