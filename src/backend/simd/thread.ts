/** 32-bit words of the block through which threads are told what to do; the arguments follow as f64, the first of them the scratch address. */
export const WORD = {
  generation: 0,
  next: 1,
  working: 2,
  kernel: 3,
  units: 4,
  grain: 5,
  stride: 6,
  threads: 7,
  arguments: 8,
  failed: 9,
} as const;

export interface Job {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  index: number;
  names: string[];
  control: number;
  word: typeof WORD;
}

/** The life of a thread. Self-contained: Node is sent it as text. */
export function threadMain({ module, memory, index, names, control, word }: Job, ready: () => void): void {
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Record<
    string,
    (...args: number[]) => void
  >;
  const words = new Int32Array(memory.buffer, control, 16);
  const values = new Float64Array(memory.buffer, control + 64, 32);
  let seen = Atomics.load(words, word.generation);
  ready();
  for (;;) {
    // Jobs of a training step follow each other within microseconds: look a while before sleeping.
    for (let spin = 0; spin < 4000 && Atomics.load(words, word.generation) === seen; spin++);
    Atomics.wait(words, word.generation, seen);
    seen = Atomics.load(words, word.generation);
    if (index >= words[word.threads]) continue;
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
