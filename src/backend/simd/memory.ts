const MIB = 2 ** 20;

/** Blocks of one WebAssembly memory: 64-byte aligned, recycled by size class. */
export class WasmHeap {
  readonly memory: WebAssembly.Memory;
  #top: number;
  /** Free blocks by size class in bytes. */
  readonly #free = new Map<number, number[]>();
  readonly #sizes = new Map<number, number>();
  #used = 0;

  /**
   * `reserved`: bytes at the start that the module and the threads keep for themselves. `shared`: can be
   * given to other threads. `most`: pages of 64 KiB it may grow to.
   */
  constructor({ reserved = 65536, shared = false, most = 65536 } = {}) {
    this.memory = createMemory(shared, most);
    this.#top = reserved;
  }

  /**
   * True if the array lies in this memory. A shared memory's older, shorter buffers stay alive after it has
   * grown.
   */
  owns(values: ArrayBufferView): boolean {
    return (
      values.buffer === this.memory.buffer ||
      (typeof SharedArrayBuffer !== 'undefined' && values.buffer instanceof SharedArrayBuffer)
    );
  }

  /** Bytes in blocks handed out. */
  get used(): number {
    return this.#used;
  }

  /** Bytes ever taken from the memory. */
  get extent(): number {
    return this.#top;
  }

  /**
   * Address of a block of at least `bytes`. Throws RangeError, naming the size, when the memory cannot grow.
   */
  allocate(bytes: number): number {
    let size = sizeClass(bytes);
    let at = this.#free.get(size)?.pop();
    try {
      at ??= this.#extend(size);
    } catch (error) {
      // Nothing can be added: the smallest free block that is larger.
      const larger = Math.min(
        ...[...this.#free].flatMap(([own, blocks]) => (own > size && blocks.length ? [own] : [])),
      );
      if (larger === Infinity) throw error;
      size = larger;
      at = this.#free.get(size)!.pop()!;
    }
    this.#sizes.set(at, size);
    this.#used += size;
    return at;
  }

  free(at: number): void {
    const size = this.#sizes.get(at);
    if (size === undefined) throw new Error(`no block at ${at}`);
    this.#sizes.delete(at);
    this.#used -= size;
    const list = this.#free.get(size);
    if (list) list.push(at);
    else this.#free.set(size, [at]);
  }

  #extend(size: number): number {
    const at = this.#top;
    const end = at + size;
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        // Grow by at least an eighth, so that growth stays rare.
        const pages = Math.ceil(missing / 65536);
        const generous = Math.ceil(this.memory.buffer.byteLength / 8 / 65536);
        try {
          this.memory.grow(Math.max(pages, generous));
        } catch {
          this.memory.grow(pages);
        }
      } catch {
        const asked = `${Math.ceil(size / MIB)} MiB more were asked for with ${Math.round(this.#used / MIB)} MiB in use`;
        throw new RangeError(
          `Out of memory: ${asked}. Use fewer images to align on, a smaller batch or a narrower network.`,
        );
      }
    }
    this.#top = end;
    return at;
  }

  /** A view that is valid until the memory grows: never keep one across an allocation. */
  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length);
  }

  ints(at: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, length);
  }
}

/** The largest memory the platform reserves: phones refuse 4 GiB of shared memory. */
export function createMemory(shared: boolean, most = 65536): WebAssembly.Memory {
  for (let maximum = most; ; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial: 16, maximum, shared });
    } catch (error) {
      if (maximum <= 4096) throw error;
    }
  }
}

/** Sizes grow by eighths of a power of two, so that a recycled block wastes at most 12.5 %. */
export function sizeClass(bytes: number): number {
  if (bytes <= 512) return Math.max(64, Math.ceil(bytes / 64) * 64);
  const step = 2 ** Math.max(6, Math.floor(Math.log2(bytes)) - 3);
  return Math.ceil(bytes / step) * step;
}
