/**
 * 32-bit words of the block through which threads are told what to do; the arguments follow as f64, the first
 * of them the scratch address. `order` counts the jobs in its upper bits and says in its lower ones how many
 * threads take part: read at once, so that a thread which looks late, when the next job is being written,
 * cannot take part in one that is not its own.
 */
export const WORD = {
  order: 0,
  next: 1,
  working: 2,
  kernel: 3,
  units: 4,
  grain: 5,
  stride: 6,
  arguments: 7,
  failed: 8,
} as const;

/** Bits of `order` that say how many threads take part. */
export const THREAD_BITS = 7;

export interface Job {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  index: number;
  names: string[];
  control: number;
  word: typeof WORD;
  threadBits: number;
}

/** The life of a thread. Self-contained: Node is sent it as text. */
export function threadMain(
  { module, memory, index, names, control, word, threadBits }: Job,
  ready: () => void,
): void {
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Record<
    string,
    (...args: number[]) => void
  >;
  const words = new Int32Array(memory.buffer, control, 16);
  const values = new Float64Array(memory.buffer, control + 64, 32);
  let seen = Atomics.load(words, word.order);
  ready();
  for (;;) {
    // Jobs of a training step follow each other within microseconds: look a while before sleeping.
    for (let spin = 0; spin < 4000 && Atomics.load(words, word.order) === seen; spin++);
    Atomics.wait(words, word.order, seen);
    seen = Atomics.load(words, word.order);
    const takingPart = seen & ((1 << threadBits) - 1);
    if (index >= takingPart) continue;
    const units = words[word.units];
    const grain = words[word.grain];
    const kernel = kernels[names[words[word.kernel]]];
    const scratch = values[0] + index * words[word.stride];
    const args = Array.from(values.subarray(1, 1 + words[word.arguments]));
    try {
      for (let from = 0; (from = Atomics.add(words, word.next, 1) * grain) < units;)
        kernel(from, Math.min(units, from + grain), scratch, ...args);
    } catch {
      Atomics.store(words, word.failed, 1);
    }
    if (Atomics.sub(words, word.working, 1) === 1) Atomics.notify(words, word.working);
  }
}
