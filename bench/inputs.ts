// Inputs and first weights, the same for every contender.
import { rng } from '../src/random/rng.ts';
import { CLASSES } from './work.ts';

export const SIZE = 32;
export const CHANNELS = 3;

/** 3×3 convolutions of the CNN, each followed by ReLU and BN; then linear on the 8·8·64 features. */
export const convolutions = [
  { inputs: 3, outputs: 16, stride: 1, size: 32 },
  { inputs: 16, outputs: 32, stride: 2, size: 16 },
  { inputs: 32, outputs: 64, stride: 2, size: 8 },
] as const;

/** Standard normal numbers. */
export function noise(name: string, length: number): Float32Array<ArrayBuffer> {
  const stream = rng(1).fork('bench', name);
  return Float32Array.from({ length }, () => stream.normal());
}

/** Images [batch, height, width, channels]. */
export const images = (batch: number): Float32Array<ArrayBuffer> =>
  noise('images', batch * SIZE * SIZE * CHANNELS);

export const labels = (batch: number): Int32Array =>
  Int32Array.from({ length: batch }, (_, i) => (i * 7) % CLASSES);

/** Weights of the CNN: [outputs, inputs, 3, 3] of each convolution, then [classes, channels, 8, 8]. */
export function cnnWeights(): Float32Array<ArrayBuffer>[] {
  const uniform = (name: string, rows: number, inputs: number) => {
    const stream = rng(1).fork('bench', name);
    const bound = 1 / Math.sqrt(inputs);
    return Float32Array.from({ length: rows * inputs }, () => (2 * stream.uniform() - 1) * bound);
  };
  const last = convolutions[convolutions.length - 1];
  return [
    ...convolutions.map(({ inputs, outputs }, i) => uniform(`conv ${i}`, outputs, inputs * 9)),
    uniform('linear', CLASSES, last.outputs * last.size * last.size),
  ];
}

/** `values` of `shape` with its axes in the order `axes`. */
export function permute(
  values: Float32Array,
  shape: readonly number[],
  axes: readonly number[],
): Float32Array<ArrayBuffer> {
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
  const to = axes.map((axis) => shape[axis]);
  const steps = axes.map((axis) => strides[axis]);
  const out = new Float32Array(values.length);
  const index = to.map(() => 0);
  for (let i = 0, from = 0; i < out.length; i++) {
    out[i] = values[from];
    for (let axis = to.length - 1; axis >= 0; axis--) {
      from += steps[axis];
      if (++index[axis] < to[axis]) break;
      from -= steps[axis] * to[axis];
      index[axis] = 0;
    }
  }
  return out;
}

/** A symmetric matrix with independent normal entries. */
export function symmetric(n: number): Float64Array {
  const stream = rng(1).fork('bench', 'symmetric', n);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = stream.normal();
  return a;
}

/** An m × n matrix with independent normal entries. */
export function gaussian(m: number, n: number): Float64Array {
  const stream = rng(1).fork('bench', 'gaussian', m, n);
  return Float64Array.from({ length: m * n }, () => stream.normal());
}
