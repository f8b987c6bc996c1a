import { FileError, readPart, type InputFile } from '../inputFile.ts';
import { isReadType, readNpy, readNpyLayout, type NpyLayout } from '../npy.ts';
import { columnMajor, strided } from '../strided.ts';
import type { ZipEntry } from '../zip.ts';
import { floatsOf, isComplexType, readShape, type FloatType } from './floats.ts';
import { MOST_NUMBERS, sizeOf, unreadTensor, type OpenedTensors, type TensorEntry } from './tensor.ts';

/** Bytes in which a header ends; version 1 has at most 64 KiB. */
const HEAD = 65_600;

/** The arrays of a .npz; those that hold no numbers are listed with the reason. Throws FileError. */
export async function openNpz(zip: InputFile, entries: readonly ZipEntry[]): Promise<OpenedTensors> {
  const tensors: TensorEntry[] = [];
  for (const entry of entries.filter((e) => e.name.endsWith('.npy'))) {
    const file = `${zip.name} › ${entry.name}`;
    tensors.push(
      npyTensor(
        entry.name.replace(/\.npy$/, ''),
        { name: file, size: entry.size },
        readNpyLayout(file, await entry.head(HEAD)),
        () => entry.read(),
      ),
    );
  }
  return { tensors, left: [] };
}

/** One array in a file of its own; its name is the file's. Throws FileError. */
export async function openNpy(file: InputFile): Promise<OpenedTensors> {
  const layout = readNpyLayout(file.name, await readPart(file, 0, Math.min(file.size, HEAD)));
  const name = file.name.replace(/\.npy$/, '');
  return { tensors: [npyTensor(name, file, layout, () => readPart(file, 0, file.size))], left: [] };
}

/**
 * Types that numpy itself does not have or write as numbers: bfloat16 of ml_dtypes comes as two bytes without
 * a meaning.
 */
const OTHER_TYPES: Record<string, FloatType> = { V2: 'BF16', c8: 'C64', c16: 'C128' };

/** Why values of a type are not read, with what can be done. */
function reasonOf(dtype: string): string {
  const kind = dtype.replace(/^[<>|=]/, '')[0];
  if (dtype.startsWith('[')) return 'records: save each field as an array of its own';
  if (kind === 'O')
    return 'Python objects: save it anew without them, np.savez(file, **{name: array}) with arrays of numbers';
  if (kind === 'U' || kind === 'S') return `text (${dtype}), no numbers`;
  if (kind === 'M' || kind === 'm') return `times (${dtype}), no numbers`;
  return `numbers of type "${dtype}" are not read: save them as float32`;
}

/** Throws FileError for numbers that go beyond the file or are too many. */
function npyTensor(
  name: string,
  file: { name: string; size: number },
  layout: NpyLayout,
  bytes: () => Promise<Uint8Array>,
): TensorEntry {
  const { dtype, shape, dataOffset, fortran } = layout;
  const code = dtype.replace(/^[<>|=]/, '');
  const other = Object.hasOwn(OTHER_TYPES, code) ? OTHER_TYPES[code] : null;
  if (!other && !isReadType(dtype)) {
    const reason = reasonOf(dtype);
    const about = { shape, dtype, bytes: file.size - dataOffset };
    return unreadTensor(name, about, () => new FileError(file.name, dataOffset, reason), reason);
  }
  const numberBytes = Number(/\d+$/.exec(code)?.[0]);
  const byteLength = sizeOf(shape) * numberBytes;
  if (dataOffset + byteLength > file.size)
    throw new FileError(
      file.name,
      dataOffset,
      `the header announces ${byteLength.toLocaleString('en')} bytes, ${(file.size - dataOffset).toLocaleString('en')} follow`,
    );
  if (byteLength > 8 * MOST_NUMBERS) {
    const reason = `${Math.round(byteLength / 2 ** 20)} MiB in one array is over the limit`;
    const about = { shape, dtype, bytes: byteLength };
    return unreadTensor(name, about, () => new FileError(file.name, null, reason), reason);
  }
  return {
    name,
    shape: readShape(other ?? '', shape),
    dtype: other === 'BF16' ? 'bfloat16' : dtype,
    float: other !== null || code.startsWith('f'),
    bytes: byteLength,
    async read() {
      if (other) {
        const raw = (await bytes()).subarray(dataOffset, dataOffset + byteLength);
        return inRows(floatsOf(file.name, other, littleEndian(raw, dtype)), layout, isComplexType(other));
      }
      const { values } = readNpy(file.name, await bytes());
      const floats =
        values instanceof Float64Array || values instanceof Float32Array
          ? values
          : Float64Array.from(values as ArrayLike<number>, Number);
      return fortran ? inRows(floats, layout, false) : floats;
    },
  };
}

/** Numbers of numpy's type in the order of bytes that is read; complex ones are two numbers each. */
function littleEndian(raw: Uint8Array, dtype: string): Uint8Array {
  if (dtype[0] !== '>') return raw;
  const size = { V2: 2, c8: 4, c16: 8 }[dtype.slice(1)] ?? 1;
  const out = raw.slice();
  for (let at = 0; at < out.length; at += size) out.subarray(at, at + size).reverse();
  return out;
}

/** Column order put right. */
function inRows(
  values: Float32Array | Float64Array,
  { fortran, shape }: NpyLayout,
  complex: boolean,
): Float32Array | Float64Array {
  if (!fortran) return values;
  const strides = columnMajor(shape);
  return complex
    ? strided(values, 0, [...shape, 2], [...strides.map((step) => 2 * step), 1])
    : strided(values, 0, shape, strides);
}
