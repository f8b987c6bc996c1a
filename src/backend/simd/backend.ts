import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { copyRegisteredKernels, findBackend, registerBackend, type DataId, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import { WasmHeap } from './memory.ts';
import { registerSimdKernels } from './kernels/index.ts';

/** Functions of the compiled module; pointers are byte addresses, sizes are in elements. */
export interface KernelExports {
  gemm(ta: number, tb: number, m: number, n: number, k: number, a: number, b: number, c: number, scratch: number): void;
  gemmScratch(): number;
  waveletModulus(x: number, images: number, h: number, w: number, c: number, stride: number, taps: number, y: number, phase: number, scratch: number): void;
  waveletModulusGrad(dy: number, phase: number, images: number, h: number, w: number, c: number, stride: number, taps: number, dx: number, scratch: number): void;
  waveletScratch(h: number, w: number, c: number): number;
  batchNorm(x: number, rows: number, c: number, activation: number, eps: number, y: number, mean: number, variance: number, scratch: number): void;
  batchNormGrad(dy: number, x: number, rows: number, c: number, activation: number, eps: number, mean: number, variance: number, dx: number, scratch: number): void;
  batchNormScratch(c: number): number;
  normalise(x: number, rows: number, c: number, activation: number, mean: number, variance: number, eps: number, y: number, scratch: number): void;
  patches(x: number, images: number, h: number, w: number, c: number, k: number, stride: number, padding: number, y: number): void;
  patchesGrad(dy: number, images: number, h: number, w: number, c: number, k: number, stride: number, padding: number, dx: number): void;
  momentumUpdate(w: number, v: number, g: number, n: number, rate: number, momentum: number, decay: number, wOut: number, vOut: number): void;
}

/** An entry of the backend's data: `values` gives stock CPU kernels a fresh view of wasm memory. */
interface Entry { values: Float32Array | Int32Array | Uint8Array; dtype: DataType; refCount: number; block?: Block }
interface Block { at: number; length: number }

/**
 * tfjs backend on one WebAssembly memory: our kernels where there are any, tfjs's CPU kernels for the rest. Tensors made by
 * our kernels live in wasm memory; others are copied in when a kernel of ours first reads them.
 */
export class SimdBackend extends MathBackendCPU {
  constructor(readonly heap: WasmHeap, readonly wasm: KernelExports) {
    super();
  }

  /** Stock kernels may return views of their inputs (a contiguous slice does): copied here, since our memory is recycled. */
  override write(values: Parameters<MathBackendCPU['write']>[0], shape: number[], dtype: DataType): DataId {
    const own = ArrayBuffer.isView(values) && values.buffer === this.heap.memory.buffer;
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
    const length = shape.reduce((a, b) => a * b, 1), at = this.heap.allocate(length * 4);
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
    const entry = this.data.has(dataId) ? this.data.get(dataId) as unknown as Entry : null;
    const released = super.disposeData(dataId, force);
    if (released && entry?.block) this.heap.free(entry.block.at);
    return released;
  }
}

function attach(entry: Entry, heap: WasmHeap, block: Block): void {
  entry.block = block;
  Object.defineProperty(entry, 'values', { get: () => heap.floats(block.at, block.length), configurable: true });
}

let variant = '';

/** "SIMD" or "relaxed SIMD": part of the device's name, since rounding differs. */
export const simdVariant = (): string => variant;

/** Registers the backend 'simd'; false where WebAssembly SIMD is missing. Calling it again does nothing. */
export async function registerSimdBackend(): Promise<boolean> {
  if (findBackend('simd')) return true;
  const { plainSimd, relaxedSimd } = await import('./build/kernels.ts');
  const bytes = [relaxedSimd, plainSimd].map((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
  const chosen = bytes.findIndex((b) => WebAssembly.validate(b));
  if (chosen < 0) return false;
  variant = chosen === 0 ? 'relaxed SIMD' : 'SIMD';
  const heap = new WasmHeap();
  const { instance } = await WebAssembly.instantiate(bytes[chosen], { env: { memory: heap.memory } });
  copyRegisteredKernels('cpu', 'simd');
  const backend = new SimdBackend(heap, instance.exports as unknown as KernelExports);
  registerSimdKernels(backend);
  // Below tfjs's own priorities: it is chosen by name only.
  registerBackend('simd', () => backend, 0);
  return true;
}
