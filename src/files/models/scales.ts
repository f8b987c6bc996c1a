import { sizeOf, type TensorEntry } from './tensor.ts';

/**
 * Names that a weight's scales have, beside "weight" or in its place; the inverse of one is meant by "_inv"
 * (DeepSeek), and multiplied all the same.
 */
const scaleNames = (name: string): string[] => [
  `${name}_scale_inv`,
  `${name}_scale`,
  `${name}.scale`,
  ...(name.endsWith('weight')
    ? [
        name.replace(/weight$/, 'scale_weight'),
        name.replace(/weight$/, 'scale'),
        name.replace(/weight$/, 'weight_scale'),
      ]
    : []),
];

/** Blocks that scales of that many rows and columns are of; DeepSeek's of 128 need not divide the shape. */
function blockOf(size: number, scales: number): number | null {
  if (scales === 1) return size;
  if (scales === size) return 1;
  if (Math.ceil(size / 128) === scales) return 128;
  return size % scales === 0 ? size / scales : null;
}

/** Rows and columns of one scale; null where the scales do not fit. */
function blocks(weight: readonly number[], scales: readonly number[]): [number, number] | null {
  const rows = weight[0];
  const columns = sizeOf(weight.slice(1));
  const across = scales.length > 1 ? sizeOf(scales.slice(1)) : 1;
  const down = scales[0] ?? 1;
  const height = blockOf(rows, down);
  const width = blockOf(columns, across);
  return height === null || width === null ? null : [height, width];
}

const isEightBitWeight = ({ dtype, float }: TensorEntry): boolean =>
  float && /^(F8_E4M3|F8_E5M2|float8_e4m3|float8_e5m2)/.test(dtype);
const isPowerOfTwo = ({ dtype }: TensorEntry): boolean => /e8m0/i.test(dtype);

/**
 * Eight-bit floats times the scales that stand beside them under the names that are in use; the scales, which
 * are no layers, are listed as such.
 */
export function withScales(tensors: readonly TensorEntry[]): TensorEntry[] {
  if (!tensors.some((tensor) => isEightBitWeight(tensor) || isPowerOfTwo(tensor))) return [...tensors];
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const scaleOf = new Map<string, TensorEntry>();
  const weightOf = new Map<TensorEntry, string>();
  for (const tensor of tensors) {
    if (!isEightBitWeight(tensor) || tensor.shape.length < 2) continue;
    const scale = scaleNames(tensor.name).flatMap((name) => byName.get(name) ?? [])[0];
    if (!scale?.float) continue;
    scaleOf.set(tensor.name, scale);
    weightOf.set(scale, tensor.name);
  }
  return tensors.map((tensor) => {
    const weight = weightOf.get(tensor);
    if (weight !== undefined) return { ...tensor, unread: `the scales of ${weight}` };
    if (isPowerOfTwo(tensor)) return { ...tensor, unread: 'scales (powers of two)' };
    const scale = scaleOf.get(tensor.name);
    return scale ? scaled(tensor, scale) : tensor;
  });
}

function scaled(weight: TensorEntry, scale: TensorEntry): TensorEntry {
  const block = blocks(weight.shape, scale.shape);
  if (!block)
    return {
      ...weight,
      float: false,
      unread: `its scales (${scale.name}, ${scale.shape.join(' × ')}) do not fit its shape`,
    };
  const [height, width] = block;
  const columns = sizeOf(weight.shape.slice(1));
  const across = Math.ceil(columns / width);
  return {
    ...weight,
    async read() {
      const values = await weight.read();
      const scales = await scale.read();
      return values.map((value, i) => {
        const row = Math.floor(i / columns);
        const column = i % columns;
        return value * scales[Math.floor(row / height) * across + Math.floor(column / width)];
      });
    },
  };
}
