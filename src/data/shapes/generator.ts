/**
 * Random numbers and sines of the built-in images. Only +, −, ×, ÷, √, integer arithmetic and table look-ups
 * stand on the way to a pixel, so that every engine draws the same bytes (Math.sin may differ between
 * engines). This generator is part of the data set's definition and separate from an experiment's.
 */
export interface ShapeRng {
  /** Uniform on [0, 1). */
  (): number;
  uniform(low: number, high: number): number;
  /** About N(0, 1): the sum of six uniform numbers (Irwin–Hall), scaled. */
  normal(): number;
  /** Uniform on {0, …, n − 1}. */
  below(n: number): number;
}

export const TAU = 6.283185307179586;

const TABLE = 4096;
const SINES = new Float64Array(TABLE);
for (let i = 0; i < TABLE; i++) {
  let x = (TAU * i) / TABLE;
  if (x > Math.PI) x -= TAU;
  let sum = x;
  let term = x;
  for (let k = 1; k < 12; k++) {
    term *= (-x * x) / (2 * k * (2 * k + 1));
    sum += term;
  }
  SINES[i] = sum;
}

export const sin = (angle: number): number =>
  SINES[((Math.floor(angle * (TABLE / TAU)) % TABLE) + TABLE) % TABLE];
export const cos = (angle: number): number => sin(angle + TAU / 4);

/** The stream of one image: murmur-style mixing of (seed, split, index) into sfc32. */
export function shapeRng(seed: number, split: number, index: number): ShapeRng {
  const mix = (h: number): number => {
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  };
  let a = mix((seed + 0x9e3779b9) | 0);
  let b = mix(a ^ Math.imul(split + 1, 0x27d4eb2f));
  let c = mix(b ^ Math.imul(index + 1, 0x165667b1));
  let d = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return Object.assign(next, {
    uniform: (low: number, high: number) => low + (high - low) * next(),
    normal: () => (next() + next() + next() + next() + next() + next() - 3) * 1.4142135623730951,
    below: (n: number) => Math.floor(next() * n),
  });
}
