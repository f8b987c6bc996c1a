/**
 * Counter-based generator: Philox4x32-10 (Salmon et al., SC 2011), split by name. Every random number of an
 * experiment comes from here, on the CPU, so that a link gives the same experiment on every device
 * (docs/architecture.md §5).
 */
export interface Rng {
  /** An independent stream named by `path`; does not advance this one. */
  fork(...path: (string | number)[]): Rng;
  /** Uniform on {0, …, 2³² − 1}. */
  uint32(): number;
  /** Uniform on [0, 1), 32 bits. */
  uniform(): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
  /** Uniform on {0, …, n − 1} (rejection, no modulo bias). */
  below(n: number): number;
  /** A uniformly random order of 0 … n − 1 (Fisher–Yates). */
  permutation(n: number): Uint32Array;
}

/** One Philox4x32-10 block: 4 counter words and 2 key words to 4 random words, written over `out`. */
export function philox4x32(counter: ArrayLike<number>, key: ArrayLike<number>, out: Uint32Array): void {
  let c0 = counter[0] >>> 0;
  let c1 = counter[1] >>> 0;
  let c2 = counter[2] >>> 0;
  let c3 = counter[3] >>> 0;
  let k0 = key[0] >>> 0;
  let k1 = key[1] >>> 0;
  for (let round = 0; round < 10; round++) {
    const hi0 = mulHi(0xd2511f53, c0);
    const lo0 = Math.imul(0xd2511f53, c0);
    const hi1 = mulHi(0xcd9e8d57, c2);
    const lo1 = Math.imul(0xcd9e8d57, c2);
    const n0 = (hi1 ^ c1 ^ k0) >>> 0;
    const n2 = (hi0 ^ c3 ^ k1) >>> 0;
    c0 = n0;
    c1 = lo1 >>> 0;
    c2 = n2;
    c3 = lo0 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

function mulHi(a: number, b: number): number {
  const aHi = a >>> 16;
  const aLo = a & 0xffff;
  const bHi = b >>> 16;
  const bLo = b & 0xffff;
  const low = aLo * bLo;
  const mid1 = aHi * bLo;
  const mid2 = aLo * bHi;
  const carry = (low >>> 16) + (mid1 & 0xffff) + (mid2 & 0xffff);
  return (aHi * bHi + (mid1 >>> 16) + (mid2 >>> 16) + (carry >>> 16)) >>> 0;
}

/** 64-bit FNV-1a over the characters, folded into the two key words. */
function mixName(key: readonly [number, number], name: string | number): [number, number] {
  const text = typeof name === 'number' ? `#${name}` : name;
  let [a, b] = key;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ (a >>> 15) ^ text.charCodeAt(i), 0x85ebca6b);
  }
  const out = new Uint32Array(4);
  philox4x32([a, b, text.length, 0x5261696e], [key[0], key[1]], out);
  return [out[0], out[1]];
}

class PhiloxRng implements Rng {
  #counter = new Uint32Array(4);
  #block = new Uint32Array(4);
  #used = 4;
  #spare: number | null = null;
  readonly #key: readonly [number, number];

  constructor(key: readonly [number, number]) {
    this.#key = key;
  }

  fork(...path: (string | number)[]): Rng {
    return new PhiloxRng(
      path.reduce<[number, number]>((key, name) => mixName(key, name), [this.#key[0], this.#key[1]]),
    );
  }

  uint32(): number {
    if (this.#used === 4) {
      philox4x32(this.#counter, this.#key, this.#block);
      if (++this.#counter[0] === 4294967296) this.#counter[1]++;
      this.#used = 0;
    }
    return this.#block[this.#used++];
  }

  uniform(): number {
    return this.uint32() / 4294967296;
  }

  normal(): number {
    if (this.#spare !== null) {
      const value = this.#spare;
      this.#spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log((this.uint32() + 1) / 4294967296.5));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  below(n: number): number {
    const limit = 4294967296 - (4294967296 % n);
    for (;;) {
      const value = this.uint32();
      if (value < limit) return value % n;
    }
  }

  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }
}

/**
 * The root generator of an experiment; streams are forked from it by name, e.g. `rng(7).fork('init', net,
 * layer)`.
 */
export function rng(seed: number): Rng {
  return new PhiloxRng([seed >>> 0, Math.floor(seed / 4294967296) >>> 0]);
}
