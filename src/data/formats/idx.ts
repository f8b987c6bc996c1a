import { FileError } from '../../files/inputFile.ts';

/** idx (MNIST): big-endian 00 00 type rank, then the sizes, then the numbers row by row. */
export interface IdxArray {
  shape: number[];
  values: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
  isFloat: boolean;
  /** Bytes in front of the numbers, and of each. */
  header: number;
  size: number;
}

interface IdxType {
  size: number;
  isFloat: boolean;
  read(bytes: ArrayBuffer): IdxArray['values'];
}

/** Bytes as a rule; labels of QMNIST are 32-bit integers. */
const TYPES: Record<number, IdxType> = {
  0x08: { size: 1, isFloat: false, read: (b) => new Uint8Array(b) },
  0x09: { size: 1, isFloat: false, read: (b) => new Int8Array(b) },
  0x0b: { size: 2, isFloat: false, read: (b) => new Int16Array(b) },
  0x0c: { size: 4, isFloat: false, read: (b) => new Int32Array(b) },
  0x0d: { size: 4, isFloat: true, read: (b) => new Float32Array(b) },
  0x0e: { size: 8, isFloat: true, read: (b) => new Float64Array(b) },
};

export const looksLikeIdx = (bytes: Uint8Array): boolean =>
  bytes.length >= 8 &&
  bytes[0] === 0 &&
  bytes[1] === 0 &&
  bytes[2] >= 8 &&
  bytes[2] <= 14 &&
  bytes[3] >= 1 &&
  bytes[3] <= 4;

/** Throws FileError: an unknown type, sizes that do not fit the bytes that are there. */
export function readIdx(file: string, bytes: Uint8Array): IdxArray {
  if (!looksLikeIdx(bytes)) throw new FileError(file, 0, 'not an idx file: it should start with 00 00 08');
  const type = TYPES[bytes[2]];
  if (!type)
    throw new FileError(
      file,
      2,
      `the numbers are of type 0x${bytes[2].toString(16)}; bytes (0x08), integers and floats are read`,
    );
  const rank = bytes[3];
  const header = 4 + 4 * rank;
  if (bytes.length < header) throw new FileError(file, bytes.length, 'the header is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = shape.reduce((a, b) => a * b, type.size);
  const there = bytes.length - header;
  if (expected !== there)
    throw new FileError(
      file,
      header,
      `the header announces ${shape.join(' × ')}${type.size > 1 ? ` numbers of ${type.size} bytes` : ''} = ${expected.toLocaleString('en')} bytes, ${there.toLocaleString('en')} follow: the file is cut off or damaged`,
    );
  const data = bytes.subarray(header);
  const { size, isFloat } = type;
  return { shape, values: size === 1 && bytes[2] === 8 ? data : swapped(data, type), isFloat, header, size };
}

/** Big-endian numbers in this machine's order. */
function swapped(data: Uint8Array, { size, read }: IdxType): IdxArray['values'] {
  const copy = data.slice();
  for (let at = 0; at < copy.length; at += size) copy.subarray(at, at + size).reverse();
  return read(copy.buffer);
}
