import { plainSimd, relaxedSimd } from './build/kernels.ts';

/** Functions of the compiled module; pointers are byte addresses, sizes in elements (f64). */
export interface LinalgExports {
  multiply(ta: number, tb: number, m: number, n: number, k: number, a: number, lda: number, b: number, ldb: number, c: number, ldc: number, mode: number, scratch: number): void;
  multiplyScratch(): number;
  tridiagonalise(n: number, a: number, d: number, e: number, tau: number, scratch: number): void;
  tridiagonalScratch(n: number): number;
  applyReflectors(n: number, a: number, tau: number, m: number, x: number, scratch: number): void;
}

/** Memory for the length of one call: everything taken is given back when it ends. */
export interface Arena {
  exports: LinalgExports;
  /** Address of a copy of `values`, or of room for so many bytes. */
  take(values: Float64Array | number): number;
  /** A view, valid until the next `take`. */
  view(at: number, length: number): Float64Array;
}

/** Start of the arena: the module's own data lies below. */
const BASE = 65_536;
let instance: { exports: LinalgExports; memory: WebAssembly.Memory } | null | undefined;

/** Made at first use, synchronously: decompositions run in workers and in Node, never on the page's own thread. */
function start(): typeof instance {
  const bytes = [relaxedSimd, plainSimd].map((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))).find((b) => WebAssembly.validate(b));
  if (!bytes) return null;
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536 });
  return { exports: new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as unknown as LinalgExports, memory };
}

/** Calls `use` with WebAssembly memory; null, and no call, where there is no WebAssembly SIMD. Throws RangeError when the memory cannot grow. */
export function withWasm<T>(use: (arena: Arena) => T): T | null {
  instance ??= start();
  if (!instance) return null;
  const { exports, memory } = instance;
  let top = BASE;
  const view = (at: number, length: number) => new Float64Array(memory.buffer, at, length);
  const take = (values: Float64Array | number): number => {
    const at = top, bytes = typeof values === 'number' ? values : values.byteLength;
    top += Math.ceil(bytes / 64) * 64;
    if (top > memory.buffer.byteLength) memory.grow(Math.ceil((top - memory.buffer.byteLength) / 65_536));
    if (typeof values !== 'number') view(at, values.length).set(values);
    return at;
  };
  return use({ exports, take, view });
}
