import {
  avgPool,
  maxPool,
  pad,
  relu,
  reshape,
  tidy,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { extractPatches } from '../../backend/ops/index.ts';
import type { InputShape } from '../architectures.ts';
import { averagePool, identity, patches, type Stage } from '../stage.ts';
import { channelAffine, foldedBatchNorm } from './channelAffine.ts';
import type { ImportedNetwork } from './importedNetwork.ts';
import { paperForm, whyNoPaperForm, type Between, type Link } from './paperForm.ts';
import { CannotRun, NamedWeights, type Weight } from './namedWeights.ts';
import { unitPixels } from './pixels.ts';

const layer = z.object({ class_name: z.string().max(200), config: z.record(z.string(), z.unknown()) });
const layers = z.array(layer).max(2000);
type Config = Record<string, unknown>;

/** The layers of a tfjs or Keras topology; throws CannotRun for one that is not sequential. */
function layersOf(topology: unknown): z.infer<typeof layers> {
  const whole = topology as { model_config?: unknown } | null;
  const model = z
    .object({ class_name: z.string(), config: z.unknown() })
    .safeParse(whole?.model_config ?? whole);
  if (!model.success)
    throw new CannotRun('Its model.json has no topology of layers (it may be a graph model).');
  if (model.data.class_name !== 'Sequential')
    throw new CannotRun(`Its layers form a "${model.data.class_name}" model; sequential ones run here.`);
  const config = model.data.config;
  const found = layers.safeParse(
    Array.isArray(config) ? config : (config as { layers?: unknown } | null)?.layers,
  );
  if (!found.success)
    throw new CannotRun(
      `Its model.json has a damaged list of layers (${found.error.issues[0].path.join('.')}: ${found.error.issues[0].message}).`,
    );
  return found.data;
}

/** Layers that do nothing outside of training, or whose work the next one does. */
const SILENT = [
  'InputLayer',
  'Dropout',
  'SpatialDropout2D',
  'GaussianNoise',
  'GaussianDropout',
  'ActivityRegularization',
];

interface Field {
  size: number;
  channels: number;
  flat: boolean;
}

/**
 * Sequential tfjs layers-models: convolutions (square, any stride and padding), dense layers, batch norm,
 * ReLU, pooling, flatten, dropout (which does nothing here). Every other layer is named and refused. The
 * weights of a stage are the file's own; the columns of a dense layer behind "flatten" are put in order of
 * channels. Biases, batch norms and pooling between two layers are the later one's `lift`. Throws CannotRun.
 */
export function readSequential(
  topology: unknown,
  tensors: ReadonlyMap<string, Weight>,
): Omit<ImportedNetwork, 'fingerprint'> {
  const list = layersOf(topology);
  const weights = new NamedWeights(tensors);
  const stages: Stage[] = [];
  const shape = (list[0]?.config.batch_input_shape ?? list[0]?.config.batch_shape) as
    (number | null)[] | undefined;
  if (
    !Array.isArray(shape) ||
    shape.length !== 4 ||
    shape[1] !== shape[2] ||
    typeof shape[1] !== 'number' ||
    (shape[3] !== 1 && shape[3] !== 3)
  )
    throw new CannotRun(
      `It takes ${Array.isArray(shape) ? `[${shape.slice(1).join(' × ')}]` : 'inputs of a shape it does not tell'}; square images of a fixed size, grey or in colour, are run here.`,
    );
  const field: Field = { size: shape[1], channels: shape[3], flat: false };
  const input = { ...field };
  /** What came since the last layer with weights; `form`: as a part of what stands between two layers. */
  let pending: { what: string; apply: (t: Tensor) => Tensor; form?: Between; bias?: Float32Array }[] = [];
  const links: Link[] = [];
  const named = (config: Config, part: string) =>
    [...tensors.keys()].find(
      (name) => name === `${String(config.name)}/${part}` || name.endsWith(`/${String(config.name)}/${part}`),
    ) ?? `${String(config.name)}/${part}`;
  const push = (what: string, apply: (t: Tensor) => Tensor, form?: Between, bias?: Float32Array) =>
    pending.push({ what, apply, form, bias });
  const affine = (what: string, scale: ArrayLike<number>, shift: ArrayLike<number>, bias?: Float32Array) =>
    push(what, channelAffine(scale, shift), { kind: 'affine', scale, shift }, bias);
  const activate = (name: unknown, what: string) => {
    if (name === 'relu') push('relu', (t) => relu(t), { kind: 'relu' });
    else if (name === 'softmax') push('softmax', identity);
    else if (name !== 'linear' && name !== undefined && name !== null)
      throw new CannotRun(`Its ${what} has the activation "${String(name).slice(0, 40)}"; ReLU is run here.`);
  };
  const learned = (
    config: Config,
    weight: Float32Array,
    own: Pick<Stage, 'neurons' | 'channels' | 'taps' | 'expand' | 'convolution'>,
    to: number,
    innerTap: number,
  ) => {
    const soft = pending.find((p) => p.what === 'softmax');
    if (soft) throw new CannotRun('It has a softmax before its last layer.');
    const chain = pending.map((p) => p.apply);
    const before = pending.flatMap((p) => p.form ?? []);
    pending = [];
    stages.push({
      name: String(config.name),
      lift: chain.length ? (t) => tidy(() => chain.reduce((x, f) => f(x), t)) : identity,
      activation: 'none',
      batchNorm: false,
      complex: false,
      divisive: false,
      sampled: false,
      given: { weight, statistics: null },
      positions: to * to,
      macs: { product: to * to * own.neurons * own.channels * own.taps, lift: 0 },
      ...own,
    });
    links.push({ stage: stages[stages.length - 1], before, innerTap });
    const bias = config.use_bias === false ? null : weights.take(named(config, 'bias'), [own.neurons]).values;
    if (bias)
      affine(
        'bias',
        bias.map(() => 1),
        bias,
        bias,
      );
    Object.assign(field, { size: to, channels: own.neurons, flat: false });
    activate(config.activation, `layer "${String(config.name)}"`);
  };

  for (const { class_name: kind, config } of list) {
    const where = `layer "${String(config.name).slice(0, 60)}" (${kind.slice(0, 40)})`;
    const refuse = (why: string): never => {
      throw new CannotRun(`Its ${where} ${why}.`);
    };
    if (config.data_format === 'channels_first') refuse('has channels first');
    if (SILENT.includes(kind)) continue;
    if (kind === 'Flatten') field.flat = true;
    else if (kind === 'Activation') activate(config.activation, where);
    else if (kind === 'ReLU') {
      if (config.max_value || config.negative_slope || config.threshold) refuse('is no plain ReLU');
      activate('relu', where);
    } else if (kind === 'Softmax') activate('softmax', where);
    else if (kind === 'Conv2D') {
      const [kernel, stride] = [squared(config.kernel_size), squared(config.strides)];
      const dilation = squared(config.dilation_rate ?? 1);
      if (!kernel || !stride || dilation !== 1 || (config.groups ?? 1) !== 1 || field.flat)
        refuse('is not a square convolution without dilation and groups');
      const weight = weights.take(named(config, 'kernel'), [null, field.channels, kernel!, kernel!]);
      const neurons = weight.shape[0];
      const { to, before, after } = extent(field.size, kernel!, stride!, config.padding);
      learned(
        config,
        weight.values,
        {
          neurons,
          channels: field.channels,
          taps: kernel! ** 2,
          ...windows(kernel!, stride!, before, after),
        },
        to,
        before * kernel! + before,
      );
    } else if (kind === 'Dense') {
      if (field.size > 1 && !field.flat)
        refuse('is applied at every position: a "Flatten" before it is missing');
      const taps = field.size ** 2;
      const {
        values,
        shape: [neurons],
      } = weights.take(named(config, 'kernel'), [null, field.channels * taps]);
      const { size } = field;
      learned(
        config,
        byChannel(values, taps, field.channels),
        {
          neurons,
          channels: field.channels,
          taps,
          ...(size > 1 ? patches({ size, stride: 1, padding: 0 }) : { expand: identity }),
        },
        1,
        0,
      );
    } else if (kind === 'BatchNormalization') {
      const [axis] = [config.axis].flat() as unknown[];
      const vector = (part: string) => weights.take(named(config, part), [field.channels]).values;
      if ((axis !== -1 && axis !== 3 && !(axis === 1 && field.size === 1)) || (field.flat && field.size > 1))
        refuse('does not act on channels');
      const folded = foldedBatchNorm({
        gamma: config.scale === false ? null : vector('gamma'),
        beta: config.center === false ? null : vector('beta'),
        mean: vector('moving_mean'),
        variance: vector('moving_variance'),
        eps: Number(config.epsilon ?? 1e-3),
      });
      affine('batch norm', folded.scale, folded.shift);
    } else if (kind === 'MaxPooling2D' || kind === 'AveragePooling2D') {
      const pool = squared(config.pool_size);
      const stride = squared(config.strides ?? config.pool_size);
      if (!pool || !stride || field.flat) refuse('is no square pooling');
      const padding = config.padding === 'same' ? 'same' : 'valid';
      const op = kind === 'MaxPooling2D' ? maxPool : avgPool;
      const pooled = (t: Tensor): Tensor =>
        tidy(() => {
          const [nets, images, h, w, c] = t.shape as [number, number, number, number, number];
          const out = op(reshape(t, [nets * images, h, w, c]) as Tensor4D, pool!, stride!, padding);
          return reshape(out, [nets, images, out.shape[1], out.shape[2], c]);
        });
      push('pooling', pooled, { kind: 'pool', apply: pooled, max: kind === 'MaxPooling2D' });
      field.size = extent(field.size, pool!, stride!, padding).to;
    } else if (kind === 'GlobalAveragePooling2D') {
      push('pooling', averagePool, { kind: 'pool', apply: averagePool, max: false });
      Object.assign(field, { size: 1, flat: false });
    } else
      refuse(
        'is of a kind that is not run here: Conv2D, Dense, BatchNormalization, ReLU, pooling, Flatten and Dropout are',
      );
  }
  const [head] = stages.slice(-1);
  const rest = pending.filter((p) => p.what !== 'softmax');
  const [bias] = rest;
  if (!head || stages.length < 2) throw new CannotRun('It has fewer than two layers with weights.');
  if (rest.length > 1 || (bias && bias.what !== 'bias'))
    throw new CannotRun(
      `After its last weights ("${head.name}") comes ${rest.find((p) => p.what !== 'bias')!.what}; only a softmax can.`,
    );
  if (head.positions !== 1)
    throw new CannotRun(
      `Its last layer "${head.name}" speaks at ${head.positions} positions; a classifier has one.`,
    );
  weights.nothingLeft('its layers');
  if (bias?.bias) head.bias = bias.bias;
  const noForm = whyNoPaperForm(links);
  return {
    title: `A sequential network of ${stages.length} layers`,
    size: input.size,
    channels: input.channels,
    classes: head.neurons,
    pixels: unitPixels(input.channels),
    notDrawn: noForm && `${noForm} Weights and biases cannot be put together as the rows of one matrix then.`,
    ...(!noForm && { drawnJointly: true, inPaperForm: (x: Tensor) => paperForm(links, x) }),
    build: (_: InputShape) => stages.map((stage) => ({ ...stage })),
  };
}

/** The side of [k, k] or k; null for anything else. */
function squared(value: unknown): number | null {
  const [a, b = a] = [value].flat() as unknown[];
  return typeof a === 'number' && Number.isInteger(a) && a > 0 && a === b ? a : null;
}

/** Positions and zeros before and after, as TensorFlow counts them. */
function extent(
  size: number,
  window: number,
  stride: number,
  padding: unknown,
): { to: number; before: number; after: number } {
  if (padding !== 'same') {
    if (size < window) throw new CannotRun(`A window of ${window} does not fit its field of ${size}.`);
    return { to: Math.floor((size - window) / stride) + 1, before: 0, after: 0 };
  }
  const to = Math.ceil(size / stride);
  const missing = Math.max(0, (to - 1) * stride + window - size);
  return { to, before: Math.floor(missing / 2), after: Math.ceil(missing / 2) };
}

/** Patches of a convolution; where TensorFlow pads one side more, the field is padded first. */
function windows(
  size: number,
  stride: number,
  before: number,
  after: number,
): Pick<Stage, 'expand' | 'convolution'> {
  if (before === after) return patches({ size, stride, padding: before });
  return {
    expand: (t) =>
      tidy(() => {
        const [nets, images, h, w, c] = t.shape as [number, number, number, number, number];
        const padded = pad(reshape(t, [nets * images, h, w, c]), [
          [0, 0],
          [before, after],
          [before, after],
          [0, 0],
        ]);
        return extractPatches(reshape(padded, [nets, images, h + before + after, w + before + after, c]), {
          size,
          stride,
          padding: 0,
        });
      }),
  };
}

/** Columns from position-major to channel-major. */
function byChannel(values: Float32Array, taps: number, channels: number): Float32Array {
  if (taps === 1) return values;
  const inputs = taps * channels;
  return Float32Array.from(values, (_, i) => {
    const n = Math.floor(i / inputs);
    const within = i % inputs;
    return values[n * inputs + (within % taps) * channels + Math.floor(within / taps)];
  });
}
