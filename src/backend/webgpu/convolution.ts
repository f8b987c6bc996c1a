import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { PatchOptions } from '../ops/patches.ts';
import { gemm, stored } from './product.ts';
import { elementwise, groupsFor, sizeOf, type Recorder } from './recorder.ts';

/** A convolution of images `shape` [nets, images, h, w, c]. */
export interface Convolution extends PatchOptions {
  shape: readonly number[];
  outHeight: number;
  outWidth: number;
}

export function convolutionOf(
  shape: readonly number[],
  { size, stride, padding }: PatchOptions,
): Convolution {
  const out = (n: number) => Math.floor((n + 2 * padding - size) / stride) + 1;
  return { shape, size, stride, padding, outHeight: out(shape[2]), outWidth: out(shape[3]) };
}

const keyOf = ({ shape, size, stride, padding }: Convolution): string =>
  `${shape.join()} ${size},${stride},${padding}`;

const sizesOf = (conv: Convolution) => {
  const [nets, images, , , c] = conv.shape;
  return { nets, positions: images * conv.outHeight * conv.outWidth, inputs: c * conv.size ** 2 };
};

/**
 * WGSL: the patch matrix of `x`, [nets, positions, k·k·C], index tap·C + c, so that channels are read next to
 * each other; 0 outside the image. What a position and what an input have to do with it is worked out apart:
 * where the patch begins (index, and row and column in 16 bits each), and how far from there the input lies.
 */
const patchEntry = (
  { shape: [, images, h, w, c], size, stride, padding, outHeight, outWidth }: Convolution,
  x: string,
): string => `
fn cornerOf(net: u32, position: u32) -> vec2i {
  let image = net * ${images}u + position / ${outHeight * outWidth}u;
  let py = i32(position / ${outWidth}u % ${outHeight}u * ${stride}u);
  let px = i32(position % ${outWidth}u * ${stride}u);
  return vec2i((i32(image) * ${h} + py - ${padding}) * ${w * c} + (px - ${padding}) * ${c}, (py << 16) | px);
}
fn inputAt(input: u32) -> vec2i {
  let tap = i32(input / ${c}u);
  let row = tap / ${size};
  let column = tap % ${size};
  return vec2i((row * ${w} + column) * ${c} + i32(input % ${c}u), (row << 16) | column);
}
fn entryOfPatch(corner: vec2i, input: vec2i) -> f32 {
  let at = corner.y + input.y;
  if (u32((at >> 16) - ${padding}) >= ${h}u || u32((at & 65535) - ${padding}) >= ${w}u) { return 0.0; }
  return ${x}[corner.x + input.x];
}`;

/** Index c·k² + tap of L's columns for the input `tap·C + c`. */
const storedInput = ({ shape, size }: Convolution, input: string): string =>
  `(${input} % ${shape[4]}u * ${size * size}u + ${input} / ${shape[4]}u)`;

/** Input tap·C + c for the column c·k² + tap of L. */
const tapMajorInput = ({ shape, size }: Convolution, column: string): string =>
  `(${column} % ${size * size}u * ${shape[4]}u + ${column} / ${size * size}u)`;

/** L applied to the patches of x, which are read where they lie. */
export function convolve(recorder: Recorder, conv: Convolution, x: TensorInfo, l: TensorInfo): TensorInfo {
  const { nets, positions, inputs } = sizesOf(conv);
  const n = l.shape[1];
  const y = gemm(
    recorder,
    `convolution ${keyOf(conv)}`,
    { nets, m: positions, n, k: inputs },
    {
      tensor: x,
      along: 'inner',
      outer: 'cornerOf(net, outer)',
      inner: 'inputAt(inner)',
      at: 'entryOfPatch(o, i)',
    },
    {
      tensor: l,
      along: 'inner',
      inner: `vec2i(i32(${storedInput(conv, 'inner')}))`,
      at: `b[(net * ${n}u + outer) * ${inputs}u + u32(i.x)]`,
    },
    patchEntry(conv, 'a'),
  );
  return { ...y, shape: [nets, conv.shape[1], conv.outHeight, conv.outWidth, n] };
}

/** Gradient of a convolution by its filters. */
export function filterGradient(
  recorder: Recorder,
  conv: Convolution,
  dy: TensorInfo,
  x: TensorInfo,
): TensorInfo {
  const { nets, positions, inputs } = sizesOf(conv);
  const shape = { nets, m: dy.shape[4], n: inputs, k: positions };
  return gemm(
    recorder,
    `filter gradient ${keyOf(conv)}`,
    shape,
    stored.a(dy, shape, true),
    {
      tensor: x,
      along: 'outer',
      outer: `inputAt(${tapMajorInput(conv, 'outer')})`,
      inner: 'cornerOf(net, inner)',
      at: 'entryOfPatch(i, o)',
    },
    patchEntry(conv, 'b'),
  );
}

/**
 * Gradient of a convolution by its input, as a product over (tap, neuron): every pixel gathers from the
 * outputs that saw it. Which taps those are depends on its row and column modulo the stride: one class of
 * pixels each, so that none is multiplied with zeros.
 */
export function inputGradient(
  recorder: Recorder,
  conv: Convolution,
  dy: TensorInfo,
  l: TensorInfo,
): TensorInfo {
  const {
    shape: [nets, images, h, w, c],
    size,
    stride,
    padding,
    outHeight,
    outWidth,
  } = conv;
  const n = l.shape[1];
  const { positions, inputs } = sizesOf(conv);
  // One patch an image: nothing overlaps, and the image is the row of patches itself.
  if (!padding && h === size && w === size) {
    const dx = gemm(
      recorder,
      `input gradient ${keyOf(conv)}`,
      { nets, m: images, n: inputs, k: n },
      stored.a(dy, { nets, m: images, n: inputs, k: n }, false),
      {
        tensor: l,
        along: 'outer',
        outer: `vec2i(i32(${storedInput(conv, 'outer')}))`,
        at: `b[(net * ${n}u + inner) * ${inputs}u + u32(o.x)]`,
      },
    );
    return { ...dx, shape: [...conv.shape] };
  }
  const rows = Math.ceil(h / stride);
  const columns = Math.ceil(w / stride);
  const along = Math.ceil(size / stride);
  // The remainder of (row + padding) by the stride is the first tap; each further one is `stride` on and one
  // output before.
  const first = (k: string) => `(${k} + ${padding}u) % ${stride}u`;
  const dx = gemm(
    recorder,
    `input gradient ${keyOf(conv)}`,
    { nets, m: images * rows * columns, n: c, k: along * along * n, classes: stride * stride },
    {
      tensor: dy,
      along: 'inner',
      outer: 'reachOf(net, kind, outer)',
      inner: 'tapOf(kind, inner)',
      at: 'gathered(o, i)',
    },
    {
      tensor: l,
      along: 'inner',
      inner: 'weightOf(net, kind, inner)',
      at: `select(0.0, b[u32(max(i.x, 0)) + outer * ${size * size}u], i.x >= 0)`,
    },
    `
// First output index of the pixel's image, and the output row and column of its first tap.
fn reachOf(net: u32, kind: u32, pixel: u32) -> vec2i {
  let py = (pixel / ${columns}u % ${rows}u * ${stride}u + kind / ${stride}u + ${padding}u) / ${stride}u;
  let px = (pixel % ${columns}u * ${stride}u + kind % ${stride}u + ${padding}u) / ${stride}u;
  return vec2i(i32(net * ${positions}u + pixel / ${rows * columns}u * ${outHeight * outWidth}u), i32((py << 16) | px));
}
fn tapOf(kind: u32, inner: u32) -> vec2i {
  let tap = inner / ${n}u;
  return vec2i(i32(inner % ${n}u), i32(((tap / ${along}u) << 16) | (tap % ${along}u)));
}
fn gathered(reach: vec2i, tap: vec2i) -> f32 {
  let oy = (reach.y >> 16) - (tap.y >> 16);
  let ox = (reach.y & 65535) - (tap.y & 65535);
  if (u32(oy) >= ${outHeight}u || u32(ox) >= ${outWidth}u) { return 0.0; }
  return a[(reach.x + oy * ${outWidth} + ox) * ${n} + tap.x];
}
fn weightOf(net: u32, kind: u32, inner: u32) -> vec2i {
  let tap = inner / ${n}u;
  let row = ${first(`kind / ${stride}u`)} + tap / ${along}u * ${stride}u;
  let column = ${first(`kind % ${stride}u`)} + tap % ${along}u * ${stride}u;
  if (row >= ${size}u || column >= ${size}u) { return vec2i(-1); }
  return vec2i(i32((net * ${n}u + inner % ${n}u) * ${inputs}u + row * ${size}u + column));
}
fn pixelAt(net: u32, kind: u32, row: u32) -> i32 {
  let y = row / ${columns}u % ${rows}u * ${stride}u + kind / ${stride}u;
  let x = row % ${columns}u * ${stride}u + kind % ${stride}u;
  if (y >= ${h}u || x >= ${w}u) { return -1; }
  return i32(((net * ${images}u + row / ${rows * columns}u) * ${h}u + y) * ${w}u + x);
}`,
    {
      shape: [...conv.shape],
      at: `select(-1, pixelAt(net, kind, row) * ${c} + i32(column), pixelAt(net, kind, row) >= 0)`,
    },
  );
  return dx;
}

/** The patches of x, written out. */
export function patches(recorder: Recorder, conv: Convolution, x: TensorInfo): TensorInfo {
  const { nets, positions, inputs } = sizesOf(conv);
  const y = recorder.allocate([nets, conv.shape[1], conv.outHeight, conv.outWidth, inputs]);
  recorder.run({
    key: `patches ${keyOf(conv)}`,
    inputs: { x },
    outputs: { y },
    groups: groupsFor(sizeOf(y.shape)),
    code: () =>
      `${patchEntry(conv, 'x')}${elementwise(
        sizeOf(y.shape),
        `
  let row = i / ${inputs}u;
  let column = i % ${inputs}u;
  y[i] = entryOfPatch(cornerOf(row / ${positions}u, row % ${positions}u), inputAt(${tapMajorInput(conv, 'column')}));`,
      )}`,
  });
  return y;
}
