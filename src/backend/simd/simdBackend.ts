import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { util, type DataId, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import { functionsOf, inOrder, kernelsOf, type Exports, type KernelArguments } from './build/module.ts';
import type { WasmHeap } from './memory.ts';
import type { ThreadPool } from './threads.ts';

export type ParallelKernel = keyof KernelArguments;

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
 * tfjs backend on one WebAssembly memory: our kernels where there are any, tfjs's CPU kernels for the rest.
 * Tensors made by our kernels live in wasm memory; others are copied in when a kernel of ours first reads
 * them.
 */
export class SimdBackend extends MathBackendCPU {
  /** What else the compiled module offers: how much scratch memory a kernel needs, how it cuts its work. */
  readonly functions: ReturnType<typeof functionsOf>;
  readonly #kernels: ReturnType<typeof kernelsOf>;

  constructor(
    readonly heap: WasmHeap,
    exports: Exports,
    readonly pool: ThreadPool<ParallelKernel> | null,
  ) {
    super();
    this.functions = functionsOf(exports);
    this.#kernels = kernelsOf(exports);
  }

  get threads(): number {
    return this.pool?.threads ?? 1;
  }

  /**
   * Runs a kernel over `units` pieces of work. `work`: multiply–adds or so, for all threads to be woken where
   * they are worth it. `scratch`: bytes each thread needs for itself. `grain`: units a thread takes at a
   * time. Kernels cut their sums by shape alone, so the result depends on none of the three.
   */
  parallel<K extends ParallelKernel>(
    kernel: K,
    units: number,
    { work, scratch = 0, grain }: { work: number; scratch?: number; grain?: number },
    args: KernelArguments[K],
  ): void {
    if (!units) return;
    const pool = this.pool && this.pool.threads > 1 && units > 1 && work > WORTH_WAKING ? this.pool : null;
    const stride = Math.ceil(scratch / 64) * 64;
    const threads = pool?.threads ?? 1;
    const at = scratch ? this.heap.allocate(stride * threads) : 0;
    try {
      if (pool)
        pool.run(kernel, units, grain ?? Math.ceil(units / (4 * threads)), at, stride, inOrder[kernel](args));
      else this.#kernels[kernel](0, units, at, args);
    } finally {
      if (scratch) this.heap.free(at);
    }
  }

  /**
   * Stock kernels may return views of their inputs (a contiguous slice does): copied here, since our memory
   * is recycled.
   */
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
  allocate(shape: number[]): TensorInfo {
    const length = util.sizeFromShape(shape);
    const at = this.heap.allocate(length * 4);
    const info = this.makeTensorInfo(shape, 'float32', [] as unknown as Float32Array);
    attach(this.data.get(info.dataId) as unknown as Entry, this.heap, { at, length });
    return info;
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
