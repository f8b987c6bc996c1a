import { copyRegisteredKernels, registerBackend } from '@tensorflow/tfjs-core';
import type { Exports } from './build/module.ts';
import { registerSimdKernels } from './kernels/index.ts';
import { WasmHeap } from './memory.ts';
import { SimdBackend } from './simdBackend.ts';
import { canShareMemory, ThreadPool } from './threads.ts';

let registered: SimdBackend | null = null;
let variant = '';

/**
 * "SIMD, 1 thread" or "relaxed SIMD, 4 threads": the first part is part of the device, since rounding
 * differs; threads change no bit.
 */
export const simdVariant = (): string =>
  `${variant}, ${simdThreads()} thread${simdThreads() === 1 ? '' : 's'}`;

/** Threads in use, the calling one included. */
export const simdThreads = (): number => registered?.threads ?? 1;

/**
 * Registers the backend 'simd'; false where WebAssembly SIMD is missing. `threads`: 0 for one a core, where
 * memory can be shared (Node, and pages that are cross-origin isolated); 1 elsewhere. Calling it again only
 * changes the number of threads.
 */
export async function registerSimdBackend(threads = 0): Promise<boolean> {
  if (!registered) {
    const builds = await import('./build/kernels.ts');
    const shared = canShareMemory();
    const bytes = (
      shared ? [builds.relaxedSimdShared, builds.plainSimdShared] : [builds.relaxedSimd, builds.plainSimd]
    ).map((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
    const chosen = bytes.findIndex((b) => WebAssembly.validate(b));
    if (chosen < 0) return false;
    variant = chosen === 0 ? 'relaxed SIMD' : 'SIMD';
    const heap = new WasmHeap({ shared });
    const module = await WebAssembly.compile(bytes[chosen]);
    const instance = await WebAssembly.instantiate(module, { env: { memory: heap.memory } });
    const exports = instance.exports as unknown as Exports;
    copyRegisteredKernels('cpu', 'simd');
    const pool = shared ? new ThreadPool(module, heap.memory, exports) : null;
    const backend = (registered = new SimdBackend(heap, exports, pool));
    registerSimdKernels(backend);
    // Below tfjs's own priorities: it is chosen by name only.
    registerBackend('simd', () => backend, 0);
  }
  await registered.pool?.resize(threads);
  return true;
}
