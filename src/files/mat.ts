import { Unzlib } from 'fflate';
import { MAX_BYTES } from './gzip.ts';
import { FileError } from './inputFile.ts';
import { numbersOf, type NpyArray } from './npy.ts';

/** A matrix of numbers in a MATLAB file, column by column. */
export interface MatMatrix {
  name: string;
  array: NpyArray;
}

const HEADER = 128;
const COMPRESSED = 15;
const MATRIX = 14;
/** Numbers as they are stored, in numpy's words (MAT-File Format, table 1-1). */
const STORED: Record<number, string> = {
  1: 'i1',
  2: 'u1',
  3: 'i2',
  4: 'u2',
  5: 'i4',
  6: 'u4',
  7: 'f4',
  9: 'f8',
  12: 'i8',
  13: 'u8',
};
/** Classes of arrays of numbers; others are cells, structs, texts, sparse matrices. */
const isNumeric = (mxClass: number): boolean => mxClass >= 6 && mxClass <= 15;

export const isMat = (bytes: Uint8Array): boolean =>
  bytes.length > HEADER && String.fromCharCode(...bytes.subarray(0, 10)) === 'MATLAB 5.0';

interface Element {
  type: number;
  data: Uint8Array;
  next: number;
}

/**
 * The matrices of numbers of a MATLAB file, version 5 to 7 (MAT-File Format: elements of type, size and data,
 * packed by zlib as a rule). Cells, structs and texts are passed over. Throws FileError with the byte.
 */
export function readMat(file: string, bytes: Uint8Array): MatMatrix[] {
  const isLittle = String.fromCharCode(bytes[126], bytes[127]) === 'IM';
  const out: MatMatrix[] = [];
  const budget = { left: MAX_BYTES };
  for (let at = HEADER; at < bytes.length;) {
    const { type, data, next } = elementAt(file, bytes, at, isLittle);
    const inner = type === COMPRESSED ? unpacked(file, at, data, budget) : bytes.subarray(at, next);
    const element = type === COMPRESSED ? elementAt(file, inner, 0, isLittle) : { type, data };
    const matrix = element.type === MATRIX ? matrixIn(file, element.data, isLittle) : null;
    if (matrix) out.push(matrix);
    at = next;
  }
  return out;
}

/**
 * Type and size, 4 bytes each, or of up to 4 bytes of data half of that; then the data, filled up to 8 bytes.
 */
function elementAt(file: string, bytes: Uint8Array, at: number, isLittle: boolean): Element {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (at + 8 > bytes.length) throw new FileError(file, at, 'the MATLAB file is cut off');
  const word = view.getUint32(at, isLittle);
  if (word >>> 16) {
    const data = bytes.subarray(at + 4, at + 4 + Math.min(4, word >>> 16));
    return { type: word & 0xffff, data, next: at + 8 };
  }
  const size = view.getUint32(at + 4, isLittle);
  const from = at + 8;
  if (from + size > bytes.length)
    throw new FileError(
      file,
      at,
      `${size.toLocaleString('en')} bytes are announced, ${(bytes.length - from).toLocaleString('en')} follow: the MATLAB file is cut off or damaged`,
    );
  // Packed elements are not filled up.
  const filled = word === COMPRESSED ? size : Math.ceil(size / 8) * 8;
  return { type: word, data: bytes.subarray(from, from + size), next: from + filled };
}

function unpacked(file: string, at: number, packed: Uint8Array, budget: { left: number }): Uint8Array {
  const parts: Uint8Array[] = [];
  const unpacker = new Unzlib((part) => {
    budget.left -= part.length;
    if (budget.left < 0)
      throw new FileError(
        file,
        at,
        `unpacks to more than ${MAX_BYTES / 2 ** 20} MiB; cut it into smaller files`,
      );
    parts.push(part);
  });
  try {
    for (let from = 0; from < packed.length; from += 2 ** 16)
      unpacker.push(packed.subarray(from, from + 2 ** 16), from + 2 ** 16 >= packed.length);
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(file, at, 'the packed data is damaged: download it again');
  }
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of parts) {
    out.set(part, to);
    to += part.length;
  }
  return out;
}

/** Flags, sizes, name and numbers, an element each. Null for what is no array of numbers. */
function matrixIn(file: string, bytes: Uint8Array, isLittle: boolean): MatMatrix | null {
  const flags = elementAt(file, bytes, 0, isLittle);
  const mxClass = flags.data[isLittle ? 0 : 3];
  if (!isNumeric(mxClass)) return null;
  const sizes = elementAt(file, bytes, flags.next, isLittle);
  const name = elementAt(file, bytes, sizes.next, isLittle);
  const numbers = elementAt(file, bytes, name.next, isLittle);
  const order = isLittle ? '<' : '>';
  const title = new TextDecoder('latin1').decode(name.data);
  const stored = STORED[numbers.type];
  if (sizes.type !== 5 || stored === undefined)
    throw new FileError(file, null, `the matrix "${title}" is damaged`);
  const shape = Array.from(numbersOf(file, `${order}i4`, sizes.data) as Int32Array);
  const dtype = `${order}${stored}`;
  const values = numbersOf(file, dtype, numbers.data);
  const count = shape.reduce((a, b) => a * b, 1);
  if (!shape.every((size) => size >= 0) || values.length !== count)
    throw new FileError(
      file,
      null,
      `the matrix "${title}" of ${shape.join(' × ')} has ${values.length.toLocaleString('en')} numbers: the file is damaged`,
    );
  return { name: title, array: { dtype, shape, fortran: true, values } };
}
