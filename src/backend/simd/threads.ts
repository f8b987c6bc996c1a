import { threadMain, THREAD_BITS, WORD, type Job } from './thread.ts';

/**
 * Byte address of the block through which threads are told what to do; below the heap (memory.ts), above the
 * module's data.
 */
const CONTROL = 32768;
const ARGUMENTS = CONTROL + 64;
/** How long a missing thread is waited for before it counts as dead, ms. */
const PATIENCE = 60_000;

/**
 * A page needs cross-origin isolation to share memory; Node always can. The page's own thread must not wait,
 * so it gets none.
 */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  return isNode() || (globalThis.crossOriginIsolated === true && typeof document === 'undefined');
}

const isNode = (): boolean => typeof process !== 'undefined' && Boolean(process.versions?.node);

/** Not 0 while the page draws; null where nobody says. */
let drawing: Int32Array | null = null;
/** Longest wait for the page, ms: a page that hangs does not hold up the work. */
const COURTESY = 100;

/**
 * On few cores computing threads and the page take each other's time: no kernel is begun from now on while
 * `flag`[0], in shared memory, is not 0.
 */
export function giveWayTo(flag: Int32Array): void {
  drawing = flag;
}

/** Kept out of the browser's bundle. */
const nodeModule = (name: string): Promise<unknown> => import(/* @vite-ignore */ `node:${name}`);

async function cores(): Promise<number> {
  if (!isNode()) return navigator.hardwareConcurrency || 1;
  return ((await nodeModule('os')) as typeof import('node:os')).availableParallelism();
}

/**
 * Threads that share the memory of a module's instance. A job is a kernel and a number of units; every
 * thread, the calling one included, takes `grain` units at a time until none is left. The caller sleeps until
 * all are done: a kernel call stays synchronous.
 */
export class ThreadPool<K extends string> {
  /** In use, the calling one included. */
  threads = 1;
  readonly #words: Int32Array;
  readonly #values: Float64Array;
  readonly #names: string[];
  #started = 1;
  /** A thread is gone: those left would answer to numbers given anew. */
  #broken = false;

  constructor(
    readonly module: WebAssembly.Module,
    readonly memory: WebAssembly.Memory,
    readonly wasm: { [kernel in K]: (...args: number[]) => void },
  ) {
    // Views of the first pages: they stay right when the memory grows.
    this.#words = new Int32Array(memory.buffer, CONTROL, 16);
    this.#values = new Float64Array(memory.buffer, ARGUMENTS, 32);
    this.#names = Object.keys(wasm);
  }

  /**
   * Uses `threads` (0: one a core) from now on, starting those that are missing; fewer where a thread cannot
   * start.
   */
  async resize(threads: number): Promise<void> {
    const wanted = this.#broken ? 1 : Math.max(1, Math.min(64, threads || (await cores())));
    while (this.#started < wanted) {
      try {
        await start({
          module: this.module,
          memory: this.memory,
          index: this.#started,
          names: this.#names,
          control: CONTROL,
          word: WORD,
          threadBits: THREAD_BITS,
        });
      } catch {
        break;
      }
      this.#started++;
    }
    this.threads = Math.min(wanted, this.#started);
  }

  /** Runs `kernel` over `units`. Throws Error when a thread traps or is gone. */
  run(
    kernel: K,
    units: number,
    grain: number,
    scratch: number,
    stride: number,
    args: readonly number[],
  ): void {
    if (drawing && Atomics.load(drawing, 0) && Atomics.wait(drawing, 0, 1, COURTESY) === 'timed-out')
      Atomics.store(drawing, 0, 0);
    const words = this.#words;
    const values = this.#values;
    words[WORD.kernel] = this.#names.indexOf(kernel);
    words[WORD.units] = units;
    words[WORD.grain] = grain;
    words[WORD.stride] = stride;
    words[WORD.arguments] = args.length;
    values[0] = scratch;
    for (let i = 0; i < args.length; i++) values[i + 1] = args[i];
    Atomics.store(words, WORD.next, 0);
    Atomics.store(words, WORD.working, this.threads - 1);
    const job = (Atomics.load(words, WORD.order) >> THREAD_BITS) + 1;
    Atomics.store(words, WORD.order, (job << THREAD_BITS) | this.threads);
    Atomics.notify(words, WORD.order);
    const call = this.wasm[kernel];
    try {
      for (let from = 0; (from = Atomics.add(words, WORD.next, 1) * grain) < units;)
        call(from, Math.min(units, from + grain), scratch, ...args);
    } finally {
      this.#join();
    }
    if (words[WORD.failed]) {
      words[WORD.failed] = 0;
      throw new Error(
        `${kernel} stopped in one of ${this.threads} threads; run again, with fewer threads if it comes back`,
      );
    }
  }

  #join(): void {
    const words = this.#words;
    for (let spin = 0; spin < 2000; spin++) if (Atomics.load(words, WORD.working) === 0) return;
    for (let left; (left = Atomics.load(words, WORD.working)) > 0;) {
      if (Atomics.wait(words, WORD.working, left, PATIENCE) === 'timed-out') {
        this.threads = 1;
        this.#broken = true;
        throw new Error('A computing thread is gone. Run again: it goes on with one thread.');
      }
    }
  }
}

/** Resolves when the thread waits for work; rejects when it cannot start. */
async function start(job: Job): Promise<void> {
  if (isNode()) {
    const { Worker } = (await nodeModule('worker_threads')) as typeof import('node:worker_threads');
    await new Promise<void>((resolve, reject) => {
      const worker = new Worker(
        `const { workerData, parentPort } = require('node:worker_threads'); (${threadMain})(workerData, () => parentPort.postMessage(0));`,
        { eval: true, workerData: job },
      );
      worker.once('message', () => {
        worker.unref();
        resolve();
      });
      worker.once('error', reject);
    });
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const worker = new Worker(new URL('./thread.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = () => resolve();
    worker.onerror = () => reject(new Error('the thread could not start'));
    worker.postMessage(job);
  });
}
