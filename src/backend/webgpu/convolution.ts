import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { PatchOptions } from '../ops/patches.ts';
import { gemm, stored } from './product.ts';
import { elementwise, groupsFor, sizeOf, type Recorder } from './recorder.ts';

export interface Convolution extends PatchOptions { shape: readonly number[]; outHeight: number; outWidth: number }

export function convolutionOf(shape: readonly number[], { size, stride, padding }: PatchOptions): Convolution {
  const out = (n: number) => Math.floor((n + 2 * padding - size) / stride) + 1;
  return { shape, size, stride, padding, outHeight: out(shape[2]), outWidth: out(shape[3]) };
}

const keyOf = ({ shape, size, stride, padding }: Convolution): string => `${shape.join()} ${size},${stride},${padding}`;

/** WGSL: the entry of the patch matrix [nets, positions, C·k·k] of `x`, index c·k² + row·k + column, 0 outside the image. */
const patchEntry = ({ shape: [, images, h, w, c], size, stride, padding, outHeight, outWidth }: Convolution, x: string): string => `
fn entryOfPatch(net: u32, position: u32, input: u32) -> f32 {
  let tap = input % ${size * size}u;
  let py = i32((position / ${outWidth}u) % ${outHeight}u * ${stride}u + tap / ${size}u) - ${padding};
  let px = i32(position % ${outWidth}u * ${stride}u + tap % ${size}u) - ${padding};
  if (py < 0 || px < 0 || py >= ${h} || px >= ${w}) { return 0.0; }
  let image = net * ${images}u + position / ${outHeight * outWidth}u;
  return ${x}[((image * ${h}u + u32(py)) * ${w}u + u32(px)) * ${c}u + input / ${size * size}u];
}`;

const sizesOf = (conv: Convolution) => {
  const [nets, images, , , c] = conv.shape;
  return { nets, positions: images * conv.outHeight * conv.outWidth, inputs: c * conv.size ** 2 };
};

export function convolve(recorder: Recorder, conv: Convolution, x: TensorInfo, l: TensorInfo): TensorInfo {
  const { nets, positions, inputs } = sizesOf(conv), shape = { nets, m: positions, n: l.shape[1], k: inputs };
  const y = gemm(recorder, `convolution ${keyOf(conv)}`, shape, { tensor: x, at: 'entryOfPatch(net, row, inner)' }, { tensor: l, at: stored.b(shape, true) }, patchEntry(conv, 'a'));
  return { ...y, shape: [nets, conv.shape[1], conv.outHeight, conv.outWidth, l.shape[1]] };
}

export function filterGradient(recorder: Recorder, conv: Convolution, dy: TensorInfo, x: TensorInfo): TensorInfo {
  const { nets, positions, inputs } = sizesOf(conv), shape = { nets, m: dy.shape[4], n: inputs, k: positions };
  return gemm(recorder, `filter gradient ${keyOf(conv)}`, shape, { tensor: dy, at: stored.a(shape, true) }, { tensor: x, at: 'entryOfPatch(net, inner, column)' }, patchEntry(conv, 'b'));
}

/** WGSL: the position (in image and output) whose tap `tap` falls on pixel `pixel`, and whether there is one. */
const covering = ({ shape: [, , h, w], size, stride, padding, outHeight, outWidth }: Convolution): string => `
fn covering(pixel: u32, tap: u32) -> i32 {
  let y = i32(pixel / ${w}u % ${h}u) + ${padding} - i32(tap / ${size}u);
  let x = i32(pixel % ${w}u) + ${padding} - i32(tap % ${size}u);
  if (y < 0 || x < 0 || y % ${stride} != 0 || x % ${stride} != 0) { return -1; }
  let oy = y / ${stride};
  let ox = x / ${stride};
  if (oy >= ${outHeight} || ox >= ${outWidth}) { return -1; }
  return (i32(pixel / ${h * w}u) * ${outHeight} + oy) * ${outWidth} + ox;
}`;

/** As a product over (tap, neuron): every pixel gathers from the outputs that saw it. */
export function inputGradient(recorder: Recorder, conv: Convolution, dy: TensorInfo, l: TensorInfo): TensorInfo {
  const [nets, images, h, w, c] = conv.shape, n = l.shape[1], taps = conv.size ** 2, { positions, inputs } = sizesOf(conv);
  const dx = gemm(recorder, `input gradient ${keyOf(conv)}`, { nets, m: images * h * w, n: c, k: taps * n }, { tensor: dy, at: 'gathered(net, row, inner)' },
    { tensor: l, at: `b[(net * ${n}u + inner % ${n}u) * ${inputs}u + column * ${taps}u + inner / ${n}u]` }, `${covering(conv)}
fn gathered(net: u32, pixel: u32, inner: u32) -> f32 {
  let position = covering(pixel, inner / ${n}u);
  if (position < 0) { return 0.0; }
  return a[(net * ${positions}u + u32(position)) * ${n}u + inner % ${n}u];
}`);
  return { ...dx, shape: [...conv.shape] };
}

export function patches(recorder: Recorder, conv: Convolution, x: TensorInfo): TensorInfo {
  const { nets, positions, inputs } = sizesOf(conv), y = recorder.allocate([nets, conv.shape[1], conv.outHeight, conv.outWidth, inputs]);
  recorder.run({
    key: `patches ${keyOf(conv)}`, inputs: { x }, outputs: { y }, groups: groupsFor(sizeOf(y.shape)),
    code: () => `${patchEntry(conv, 'x')}${elementwise(sizeOf(y.shape), `let row = i / ${inputs}u; y[i] = entryOfPatch(row / ${positions}u, row % ${positions}u, i % ${inputs}u);`)}`,
  });
  return y;
}
