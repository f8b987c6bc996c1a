import { FileError } from './inputFile.ts';

export type TypedArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/**
 * A numpy array; values in the order of the file (column by column where `fortran`), f2 widened to f32, byte
 * order put right.
 */
export interface NpyArray {
  dtype: string;
  shape: number[];
  fortran: boolean;
  values: TypedArray;
}

/** True if the bytes begin as a .npy file does. */
export const isNpy = (bytes: Uint8Array): boolean =>
  bytes.length >= 10 && bytes[0] === 0x93 && String.fromCharCode(...bytes.subarray(1, 6)) === 'NUMPY';

const TYPES: Record<string, { size: number; read: (bytes: ArrayBuffer) => TypedArray }> = {
  u1: { size: 1, read: (b) => new Uint8Array(b) },
  b1: { size: 1, read: (b) => new Uint8Array(b) },
  i1: { size: 1, read: (b) => new Int8Array(b) },
  u2: { size: 2, read: (b) => new Uint16Array(b) },
  i2: { size: 2, read: (b) => new Int16Array(b) },
  f2: { size: 2, read: (b) => widenHalf(new Uint16Array(b)) },
  u4: { size: 4, read: (b) => new Uint32Array(b) },
  i4: { size: 4, read: (b) => new Int32Array(b) },
  f4: { size: 4, read: (b) => new Float32Array(b) },
  u8: { size: 8, read: (b) => new BigUint64Array(b) },
  i8: { size: 8, read: (b) => new BigInt64Array(b) },
  f8: { size: 8, read: (b) => new Float64Array(b) },
};

/** What a header says, of any type. */
export interface NpyLayout {
  /** numpy's type string; of records, their description as it stands in the header. */
  dtype: string;
  shape: number[];
  fortran: boolean;
  dataOffset: number;
}

/** A layout of numbers that are read. */
export interface NpyHeader extends NpyLayout {
  byteLength: number;
}

/**
 * Header of a .npy file, versions 1 to 3 (numpy.lib.format). Throws FileError for one that is damaged, of
 * another version or of a type that is not read.
 */
export function readNpyHeader(file: string, bytes: Uint8Array): NpyHeader {
  const layout = readNpyLayout(file, bytes);
  const count = layout.shape.reduce((a, b) => a * b, 1);
  return { ...layout, byteLength: count * sizeOf(file, layout.dataOffset, layout.dtype) };
}

/**
 * Reads the header of an array of any type: strings, objects and records too. Throws FileError for a header
 * that is damaged or of another version.
 */
export function readNpyLayout(file: string, bytes: Uint8Array): NpyLayout {
  if (!isNpy(bytes)) throw new FileError(file, 0, 'not a .npy file: it should start with 93 "NUMPY"');
  const version = bytes[6];
  if (version < 1 || version > 3)
    throw new FileError(file, 6, `version ${version} of the npy format; 1 to 3 can be read`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : bytes.length >= 12 ? view.getUint32(8, true) : NaN;
  if (!(start + length <= bytes.length)) throw new FileError(file, 8, 'the npy header is cut off');
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(
    bytes.subarray(start, start + length),
  );
  const [, simple, records] = /'descr'\s*:\s*(?:'([^']*)'|(\[.*?\]))\s*,\s*'/s.exec(text) ?? [];
  const descr = simple ?? records;
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === undefined || fortran === undefined || shape === undefined)
    throw new FileError(
      file,
      start,
      'the npy header is damaged: it should name descr, fortran_order and shape',
    );
  const sizes = shape
    .split(',')
    .map((s) => s.trim().replace(/L$/, ''))
    .filter(Boolean)
    .map(Number);
  const count = sizes.reduce((a, b) => a * b, 1);
  if (!sizes.every(Number.isSafeInteger) || !Number.isSafeInteger(count))
    throw new FileError(file, start, `the shape (${shape.trim()}) is no list of sizes`);
  return {
    dtype: descr,
    shape: sizes,
    fortran: fortran === 'True',
    dataOffset: start + length,
  };
}

/** Is it a type whose numbers are read? */
export function isReadType(dtype: string): boolean {
  const type = /^[<>|=]?(\w+)$/.exec(dtype)?.[1];
  return type !== undefined && Object.hasOwn(TYPES, type);
}

function sizeOf(file: string, byte: number, dtype: string): number {
  if (dtype.startsWith('['))
    throw new FileError(
      file,
      byte,
      'the numbers have no simple type: arrays of records or objects are not read',
    );
  if (!isReadType(dtype))
    throw new FileError(
      file,
      byte,
      `numbers of type "${dtype}" are not read: integers and floats of 1 to 8 bytes are`,
    );
  return TYPES[dtype.replace(/^[<>|=]/, '')].size;
}

/**
 * A whole .npy file. Throws FileError: a header that is damaged, or fewer bytes than it announces (checked
 * before anything is allocated).
 */
export function readNpy(file: string, bytes: Uint8Array): NpyArray {
  const { dtype, shape, fortran, dataOffset, byteLength } = readNpyHeader(file, bytes);
  const there = bytes.length - dataOffset;
  if (there < byteLength)
    throw new FileError(
      file,
      dataOffset,
      `the header announces ${shape.join(' × ')} numbers of type ${dtype} = ${byteLength.toLocaleString('en')} bytes, ${there.toLocaleString('en')} follow: the file is cut off`,
    );
  return {
    dtype,
    shape,
    fortran,
    values: numbersOf(file, dtype, bytes.subarray(dataOffset, dataOffset + byteLength)),
  };
}

/**
 * The numbers of raw bytes in numpy's type string ("<f4", "|u1", ">i8"). Throws FileError for a type that is
 * not read or bytes that do not fit it.
 */
export function numbersOf(file: string, dtype: string, bytes: Uint8Array): TypedArray {
  const size = sizeOf(file, 0, dtype);
  if (bytes.length % size)
    throw new FileError(file, null, `${bytes.length} bytes are no whole number of ${dtype}`);
  const copy = bytes.slice();
  if (dtype[0] === '>' && size > 1)
    for (let at = 0; at < copy.length; at += size) copy.subarray(at, at + size).reverse();
  return TYPES[dtype.replace(/^[<>|=]/, '')].read(copy.buffer);
}

/** IEEE 754 half precision to single. */
export function widenHalf(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (h) => {
    const exponent = (h >> 10) & 31;
    const fraction = h & 1023;
    const sign = h >> 15 ? -1 : 1;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return exponent === 31
      ? fraction
        ? NaN
        : sign * Infinity
      : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}
