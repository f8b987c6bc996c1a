import { FileError } from '../inputFile.ts';
import { widenHalf } from '../npy.ts';

/** Float types of model files and their bytes. */
export const FLOAT_BYTES = { F16: 2, BF16: 2, F32: 4, F64: 8 } as const;
export type FloatType = keyof typeof FLOAT_BYTES;

export const isFloatType = (dtype: string): dtype is FloatType => Object.hasOwn(FLOAT_BYTES, dtype);

/** Little-endian floats of a type, halves widened to single. Throws FileError for bytes that do not fit the type. */
export function floatsOf(file: string, dtype: FloatType, bytes: Uint8Array): Float32Array | Float64Array {
  const size = FLOAT_BYTES[dtype];
  if (bytes.length % size)
    throw new FileError(file, null, `${bytes.length} bytes are no whole number of ${dtype}`);
  // Typed views need their own alignment.
  const { buffer } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const offset = bytes.byteOffset % size === 0 ? bytes.byteOffset : 0;
  const count = bytes.length / size;
  if (dtype === 'F64') return new Float64Array(buffer, offset, count);
  if (dtype === 'F32') return new Float32Array(buffer, offset, count);
  const words = new Uint16Array(buffer, offset, count);
  if (dtype === 'F16') return widenHalf(words);
  // bfloat16 is the upper half of a single.
  return new Float32Array(Uint32Array.from(words, (word) => word << 16).buffer);
}
