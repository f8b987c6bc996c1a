import { strided } from '../strided.ts';
import type { TensorEntry } from './tensor.ts';

/**
 * How a format orders the axes of a weight: as PyTorch (out × in × height × width), or as TensorFlow and JAX
 * (height × width × in × out, of a dense layer in × out).
 */
export type Axes = 'pytorch' | 'tensorflow';

/**
 * What says it: the format or its header, the names of the weights, the person; or nothing, then PyTorch's
 * order is taken.
 */
export type AxesBy = 'format' | 'names' | 'choice' | 'nothing';

/**
 * The last two parts of a name, "conv2d/kernel:0" as ["conv2d", "kernel"]; numbered variables of Keras 3
 * ("conv2d/vars/0") by their layer.
 */
function lastParts(name: string): [layer: string, weight: string] {
  const parts = name
    .replace(/:\d+$/, '')
    .replace(/\/vars\/(\d+)$/, '/vars$1')
    .split(/[/.]|›/)
    .map((part) => part.trim())
    .filter((part) => part !== '~' && part !== '');
  return [parts.at(-2) ?? '', parts.at(-1) ?? ''];
}

/** Names that only TensorFlow, Keras and JAX give to a weight. */
export function isKernelName(name: string): boolean {
  const [, weight] = lastParts(name);
  // TF-Slim's "weights" and Haiku's "w" are known by the slashes of their paths.
  return (
    /(^|_)kernel$/.test(weight) || (name.includes('/') && /^(w|((depth|point)wise_)?weights)$/.test(weight))
  );
}

/** The layer of a kernel that is kept under the plain name "kernel" by depthwise layers too. */
const DEPTHWISE_LAYER = /(^|_)(depthwise|dw)(_?conv([12]d)?)?[_\d]*$/i;

function isDepthwise([layer, weight]: [string, string]): boolean {
  if (/depthwise/i.test(weight)) return true;
  // Of a separable convolution Keras 3 numbers the depthwise kernel first.
  if (/separable/i.test(layer)) return weight === 'vars0';
  return DEPTHWISE_LAYER.test(layer) && !/pointwise/i.test(weight);
}

/** Tables looked up by index, rows × dimensions in every framework. */
const isTable = ([layer, weight]: [string, string]): boolean =>
  /embeddings?(_table)?$/i.test(weight) ||
  (/embeddings?(_\d+)?$/i.test(layer) && /^(vars0|weight)$/.test(weight));

const PROJECTION_IN = /(^|_)(query|key|value|q|k|v|qkv)(_dense|_proj)?$/i;
const PROJECTION_OUT = /(^|_)(out|o|output|attention_output)(_dense|_proj)?$/i;

/** The order of TensorFlow's axes that makes them PyTorch's; null for none. */
function tensorflowOrder(name: string, shape: readonly number[]): number[] | null {
  const parts = lastParts(name);
  const [layer] = parts;
  if (isTable(parts)) return null;
  switch (shape.length) {
    case 2:
      return [1, 0];
    case 3:
      if (isDepthwise(parts)) return [1, 2, 0];
      // Heads of attention: in × heads × size, and heads × size × out.
      if (PROJECTION_IN.test(layer)) return [1, 2, 0];
      return PROJECTION_OUT.test(layer) ? [2, 0, 1] : [2, 1, 0];
    case 4:
      // Depthwise: height × width × channels × multiplier, in one dimension without the width.
      return isDepthwise(parts) ? [2, 3, 0, 1] : [3, 2, 0, 1];
    case 5:
      return [4, 3, 0, 1, 2];
    default:
      return null;
  }
}

/**
 * Axes whose product is the number of neurons, where it is more than the first: heads × size of attention.
 */
const joined = (name: string, shape: readonly number[]): number =>
  shape.length === 3 && PROJECTION_IN.test(lastParts(name)[0]) && !isTable(lastParts(name)) ? 2 : 1;

/** The tensor with its axes in PyTorch's order; heads of attention that make the neurons are one axis. */
export function fromTensorflow(tensor: TensorEntry): TensorEntry {
  const { name, shape } = tensor;
  const order = tensor.unread === undefined ? tensorflowOrder(name, shape) : null;
  if (!order) return tensor;
  const turned = order.map((axis) => shape[axis]);
  const rows = joined(name, shape);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return {
    ...tensor,
    shape: [turned.slice(0, rows).reduce((a, b) => a * b, 1), ...turned.slice(rows)],
    async read() {
      return strided(
        await tensor.read(),
        0,
        turned,
        order.map((axis) => strides[axis]),
      );
    },
  };
}

export interface Oriented {
  tensors: TensorEntry[];
  axes: Axes;
  by: AxesBy;
}

/**
 * The tensors with their axes in PyTorch's order. `told`: what the format says; without it the names of the
 * weights do, one by one: "…/kernel" is TensorFlow's or JAX's.
 */
export function orient(tensors: readonly TensorEntry[], told: Axes | null, chosen?: Axes): Oriented {
  const axes = chosen ?? told;
  if (axes !== null) {
    const by = chosen ? 'choice' : 'format';
    return { tensors: axes === 'pytorch' ? [...tensors] : tensors.map(fromTensorflow), axes, by };
  }
  if (!tensors.some(({ name }) => isKernelName(name)))
    return { tensors: [...tensors], axes: 'pytorch', by: 'nothing' };
  return {
    tensors: tensors.map((tensor) => (isKernelName(tensor.name) ? fromTensorflow(tensor) : tensor)),
    axes: 'tensorflow',
    by: 'names',
  };
}
