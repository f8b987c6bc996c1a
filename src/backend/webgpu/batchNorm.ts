import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Activation, FieldOptions } from '../ops/batchNorm.ts';
import type { Parts } from '../ops/complexField.ts';
import { elementwise, f32, groupsFor, sizeOf, THREADS, type Recorder } from './recorder.ts';

/** A workgroup has 16 channels and walks rows 16 at a time. */
const SIDE = 16;
/** Rows up to which one workgroup does a channel's whole work, so that one dispatch suffices. */
const FEW_ROWS = 2048;

type Options = Required<FieldOptions>;

const value = (activation: Activation, x: string): string =>
  ({ none: x, relu: `max(${x}, 0.0)`, abs: `abs(${x})` })[activation];
const slope = (activation: Activation, x: string): string =>
  ({ none: '1.0', relu: `select(0.0, 1.0, ${x} > 0.0)`, abs: `sign(${x})` })[activation];

/**
 * Fields are nets × parts; a complex field's two parts have a mean each and share a variance, which only a
 * second dispatch can know.
 */
function sizes(x: TensorInfo, parts: Parts) {
  const nets = x.shape[0];
  const c = x.shape[x.shape.length - 1];
  const fields = nets * parts;
  const rows = sizeOf(x.shape) / Math.max(1, fields * c);
  const blocks = rows <= FEW_ROWS ? 1 : Math.ceil(rows / 512);
  const block = Math.ceil(rows / blocks);
  return {
    nets,
    parts,
    fields,
    c,
    rows,
    blocks,
    block,
    atOnce: blocks === 1 && parts === 1,
    groups: [Math.ceil(c / SIDE), blocks, fields] as [number, number, number],
  };
}

/** Entry point: 16 × 16 threads over `block` rows; `i` of row `r` is in range inside `rowLoop`. */
const entry = (body: string): string => `
var<workgroup> shared0: array<f32, ${THREADS}>;
var<workgroup> shared1: array<f32, ${THREADS}>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let field = group.z;
  let ty = local / ${SIDE}u;
  let tx = local % ${SIDE}u;
  let channel = group.x * ${SIDE}u + tx;
${body}
}`;
const rowLoop = ({ c, rows, block }: ReturnType<typeof sizes>, body: string): string => `
  if (channel < ${c}u) {
    for (var r = group.y * ${block}u + ty; r < min(${rows}u, (group.y + 1u) * ${block}u); r += ${SIDE}u) {
      let i = (field * ${rows}u + r) * ${c}u + channel;
      ${body}
    }
  }`;
/** Σ over the 16 threads of a channel, in order, of `a` and `b`, left in every thread's `sumA`, `sumB`. */
const reduce = (a: string, b: string, sumA: string, sumB: string): string => `
  shared0[local] = ${a};
  shared1[local] = ${b};
  workgroupBarrier();
  var ${sumA} = 0.0;
  var ${sumB} = 0.0;
  for (var t = 0u; t < ${SIDE}u; t++) {
    ${sumA} += shared0[t * ${SIDE}u + tx];
    ${sumB} += shared1[t * ${SIDE}u + tx];
  }
  workgroupBarrier();`;
const rowsHere = ({ rows, block }: ReturnType<typeof sizes>): string =>
  `f32(min(${rows}u, (group.y + 1u) * ${block}u) - group.y * ${block}u)`;

/** Two numbers of every channel of this workgroup's rows, for the next dispatch to combine. */
const keepPartial = ({ c, blocks }: ReturnType<typeof sizes>, first: string, second: string): string => `
  if (ty == 0u && channel < ${c}u) {
    let at = (field * ${blocks}u + group.y) * ${2 * c}u + channel;
    partial[at] = ${first};
    partial[at + ${c}u] = ${second};
  }`;

/** Mean and variance of this workgroup's rows: `mu`, `squares` (Σ of squares about it). */
const moments = (s: ReturnType<typeof sizes>, activation: Activation): string => `
  var total = 0.0;
  ${rowLoop(s, `total += ${value(activation, 'x[i]')};`)}
  ${reduce('total', '0.0', 'sum', 'unused0')}
  let count = ${rowsHere(s)};
  let mu = sum / count;
  var about = 0.0;
  ${rowLoop(s, `let d = ${value(activation, 'x[i]')} - mu; about += d * d;`)}
  ${reduce('about', '0.0', 'squares', 'unused1')}`;

/** The field x brought to mean 0 and variance 1; its mean and variance. */
export function batchNorm(
  recorder: Recorder,
  x: TensorInfo,
  { activation, parts }: Options,
  eps: number,
): [TensorInfo, TensorInfo, TensorInfo] {
  const s = sizes(x, parts);
  const { nets, fields, c, rows, blocks, block, groups } = s;
  const y = recorder.allocate(x.shape);
  const mean = recorder.allocate([nets, parts * c]);
  const variance = recorder.allocate([nets, c]);
  const key = `batch norm ${activation} ${nets},${parts},${rows},${c}`;
  const write = `
  let scale = 1.0 / sqrt(deviation + ${f32(eps)});
  if (group.y == 0u && ty == 0u && channel < ${c}u) {
    mean[field * ${c}u + channel] = centre;
    if (field % ${parts}u == 0u) { variance[field / ${parts}u * ${c}u + channel] = deviation; }
  }
  ${rowLoop(s, `y[i] = (${value(activation, 'x[i]')} - centre) * scale;`)}`;
  if (s.atOnce) {
    recorder.run({
      key,
      inputs: { x },
      outputs: { y, mean, variance },
      groups,
      code: () =>
        entry(`${moments(s, activation)}\n  let centre = mu;\n  let deviation = squares / count;${write}`),
    });
    return [y, mean, variance];
  }
  const partial = recorder.allocate([fields, blocks, 2, c]);
  recorder.run({
    key: `${key} moments`,
    inputs: { x },
    outputs: { partial },
    groups,
    code: () =>
      entry(`${moments(s, activation)}
${keepPartial(s, 'mu', 'squares')}`),
  });
  recorder.run({
    key,
    inputs: { x, partial },
    outputs: { y, mean, variance },
    groups,
    // Chan, Golub & LeVeque (1983), block by block in order.
    code: () =>
      entry(`
  var centre = 0.0;
  var about = 0.0;
  if (channel < ${c}u) {
    for (var part = field / ${parts}u * ${parts}u; part < (field / ${parts}u + 1u) * ${parts}u; part++) {
      var mu = 0.0;
      var seen = 0.0;
      for (var b = 0u; b < ${blocks}u; b++) {
        let at = (part * ${blocks}u + b) * ${2 * c}u + channel;
        let n = f32(min(${rows}u, (b + 1u) * ${block}u) - b * ${block}u);
        let delta = partial[at] - mu;
        about += partial[at + ${c}u] + delta * delta * seen * n / (seen + n);
        mu += delta * n / (seen + n);
        seen += n;
      }
      if (part == field) { centre = mu; }
    }
  }
  let deviation = about / ${f32(rows)};${write}`),
  });
  recorder.release(partial);
  return [y, mean, variance];
}

/** Gradient of batch norm with respect to x. */
export function batchNormGradient(
  recorder: Recorder,
  dy: TensorInfo,
  x: TensorInfo,
  mean: TensorInfo,
  variance: TensorInfo,
  { activation, parts }: Options,
  eps: number,
): TensorInfo {
  const s = sizes(x, parts);
  const { nets, fields, c, rows, blocks, groups } = s;
  const dx = recorder.allocate(x.shape);
  const key = `batch norm gradient ${activation} ${nets},${parts},${rows},${c}`;
  const statistics = `
  var centre = 0.0;
  var scale = 0.0;
  if (channel < ${c}u) {
    centre = mean[field * ${c}u + channel];
    scale = 1.0 / sqrt(variance[field / ${parts}u * ${c}u + channel] + ${f32(eps)});
  }`;
  const sums = `
  var g = 0.0;
  var gx = 0.0;
  ${rowLoop(s, `g += dy[i]; gx += dy[i] * (${value(activation, 'x[i]')} - centre) * scale;`)}
  ${reduce('g', 'gx', 'sumG', 'sumGX')}`;
  const standardised = `(${value(activation, 'x[i]')} - centre) * scale`;
  const write = `
  let meanG = sumG / ${f32(rows)};
  let meanGX = sumGX / ${f32(rows)};
  ${rowLoop(s, `dx[i] = (dy[i] - meanG - ${standardised} * meanGX) * scale * ${slope(activation, 'x[i]')};`)}`;
  const inputs = { dy, x, mean, variance };
  if (s.atOnce) {
    recorder.run({ key, inputs, outputs: { dx }, groups, code: () => entry(`${statistics}${sums}${write}`) });
    return dx;
  }
  const partial = recorder.allocate([fields, blocks, 2, c]);
  recorder.run({
    key: `${key} sums`,
    inputs,
    outputs: { partial },
    groups,
    code: () =>
      entry(`${statistics}${sums}
${keepPartial(s, 'sumG', 'sumGX')}`),
  });
  recorder.run({
    key,
    inputs: { ...inputs, partial },
    outputs: { dx },
    groups,
    code: () =>
      entry(`${statistics}
  var sumG = 0.0;
  var sumGX = 0.0;
  if (channel < ${c}u) {
    for (var part = field / ${parts}u * ${parts}u; part < (field / ${parts}u + 1u) * ${parts}u; part++) {
      for (var b = 0u; b < ${blocks}u; b++) {
        let at = (part * ${blocks}u + b) * ${2 * c}u + channel;
        if (part == field) { sumG += partial[at]; }
        sumGX += partial[at + ${c}u];
      }
    }
  }${write}`),
  });
  recorder.release(partial);
  return dx;
}

/** Batch norm of x with a mean and a variance that are given. */
export function normalise(
  recorder: Recorder,
  x: TensorInfo,
  mean: TensorInfo,
  variance: TensorInfo,
  { activation, parts }: Options,
  eps: number,
): TensorInfo {
  const { fields, c, rows } = sizes(x, parts);
  const y = recorder.allocate(x.shape);
  const square = `variance[field / ${parts}u * ${c}u + channel] + ${f32(eps)}`;
  recorder.run({
    key: `normalise ${activation} ${fields},${parts},${rows},${c}`,
    inputs: { x, mean, variance },
    outputs: { y },
    groups: groupsFor(sizeOf(x.shape)),
    code: () =>
      elementwise(
        fields * rows * c,
        `
  let field = i / ${rows * c}u;
  let channel = i % ${c}u;
  y[i] = (${value(activation, 'x[i]')} - mean[field * ${c}u + channel]) / sqrt(${square});`,
      ),
  });
  return y;
}
