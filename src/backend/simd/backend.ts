import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  copyRegisteredKernels,
  registerBackend,
  type DataId,
  type DataType,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { registerSimdKernels } from './kernels/index.ts';
import { WasmHeap } from './memory.ts';
import { canShareMemory, ThreadPool } from './threads.ts';
import type { KernelExports, ParallelKernel } from './wasm.ts';

/** An entry of the backend's data: `values` gives stock CPU kernels a fresh view of wasm memory. */
interface Entry {
  values: Float32Array | Int32Array | Uint8Array;
  dtype: DataType;
  refCount: number;
  block?: Block;
}
interface Block {
  at: number;
  length: number;
}

/** Waking threads takes some 10 µs, the time of this many operations. */
const WORTH_WAKING = 1e5;

/**
 * tfjs backend on one WebAssembly memory: our kernels where there are any, tfjs's CPU kernels for the rest. Tensors made by
 * our kernels live in wasm memory; others are copied in when a kernel of ours first reads them.
 */
export class SimdBackend extends MathBackendCPU {
  constructor(
    readonly heap: WasmHeap,
    readonly wasm: KernelExports,
    readonly pool: ThreadPool<ParallelKernel> | null,
  ) {
    super();
  }

  get threads(): number {
    return this.pool?.threads ?? 1;
  }

  /**
   * Runs a kernel over `units` pieces of work, on all threads where `work` (multiply–adds or so) is worth waking them.
   * `grain`: units a thread takes at a time. Kernels cut their sums by shape alone, so the result does not depend on either.
   */
  parallel<K extends ParallelKernel>(
    kernel: K,
    units: number,
    { work, scratch = 0, grain }: { work: number; scratch?: number; grain?: number },
    ...args: number[]
  ): void {
    if (!units) return;
    const pool = this.pool && this.pool.threads > 1 && units > 1 && work > WORTH_WAKING ? this.pool : null;
    const stride = Math.ceil(scratch / 64) * 64;
    const threads = pool?.threads ?? 1;
    const at = scratch ? this.heap.allocate(stride * threads) : 0;
    try {
      if (pool) pool.run(kernel, units, grain ?? Math.ceil(units / (4 * threads)), at, stride, args);
      else (this.wasm[kernel] as (...a: number[]) => void)(0, units, at, ...args);
    } finally {
      if (scratch) this.heap.free(at);
    }
  }

  /** Stock kernels may return views of their inputs (a contiguous slice does): copied here, since our memory is recycled. */
  override write(values: Parameters<MathBackendCPU['write']>[0], shape: number[], dtype: DataType): DataId {
    const own = ArrayBuffer.isView(values) && this.heap.owns(values);
    return super.write(own ? (values as Float32Array).slice() : values, shape, dtype);
  }

  /** Address of a float32 tensor's values. */
  address(info: TensorInfo): number {
    const entry = this.data.get(info.dataId) as unknown as Entry;
    if (!entry.block) {
      const values = entry.values as Float32Array;
      const at = this.heap.allocate(values.length * 4);
      this.heap.floats(at, values.length).set(values);
      attach(entry, this.heap, { at, length: values.length });
    }
    return entry.block!.at;
  }

  /** A new float32 tensor in wasm memory; its values are not cleared. */
  allocate(shape: number[]): TensorInfo & { at: number } {
    const length = shape.reduce((a, b) => a * b, 1);
    const at = this.heap.allocate(length * 4);
    const info = this.makeTensorInfo(shape, 'float32', [] as unknown as Float32Array);
    attach(this.data.get(info.dataId) as unknown as Entry, this.heap, { at, length });
    return { ...info, at };
  }

  /** Runs `use` with scratch memory, given back after. */
  withScratch<T>(bytes: number, use: (at: number) => T): T {
    const at = this.heap.allocate(bytes);
    try {
      return use(at);
    } finally {
      this.heap.free(at);
    }
  }

  override readSync(dataId: DataId): ReturnType<MathBackendCPU['readSync']> {
    const entry = this.data.get(dataId) as unknown as Entry;
    // A copy: a view would change or die with the memory.
    return entry.block ? (entry.values as Float32Array).slice() : super.readSync(dataId);
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const entry = this.data.has(dataId) ? (this.data.get(dataId) as unknown as Entry) : null;
    const released = super.disposeData(dataId, force);
    if (released && entry?.block) this.heap.free(entry.block.at);
    return released;
  }
}

function attach(entry: Entry, heap: WasmHeap, block: Block): void {
  entry.block = block;
  Object.defineProperty(entry, 'values', {
    get: () => heap.floats(block.at, block.length),
    configurable: true,
  });
}

let registered: SimdBackend | null = null;
let variant = '';

/** "SIMD, 1 thread" or "relaxed SIMD, 4 threads": the first part is part of the device, since rounding differs; threads change no bit. */
export const simdVariant = (): string =>
  `${variant}, ${simdThreads()} thread${simdThreads() === 1 ? '' : 's'}`;

/** Threads in use, the calling one included. */
export const simdThreads = (): number => registered?.threads ?? 1;

/**
 * Registers the backend 'simd'; false where WebAssembly SIMD is missing. `threads`: 0 for one a core, where memory can be
 * shared (Node, and pages that are cross-origin isolated); 1 elsewhere. Calling it again only changes the number of threads.
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
    const wasm = (await WebAssembly.instantiate(module, { env: { memory: heap.memory } }))
      .exports as unknown as KernelExports;
    copyRegisteredKernels('cpu', 'simd');
    const backend = (registered = new SimdBackend(
      heap,
      wasm,
      shared ? new ThreadPool(module, heap.memory, wasm) : null,
    ));
    registerSimdKernels(backend);
    // Below tfjs's own priorities: it is chosen by name only.
    registerBackend('simd', () => backend, 0);
  }
  await registered.pool?.resize(threads);
  return true;
}
