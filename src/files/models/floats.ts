import { FileError } from '../inputFile.ts';
import { widenHalf } from '../npy.ts';

/**
 * Types of model files that are read as floats, and bytes a number. Complex ones are pairs: real part,
 * imaginary part.
 */
export const FLOAT_BYTES = {
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E4M3FNUZ: 1,
  F8_E5M2FNUZ: 1,
  F8_E8M0: 1,
  F16: 2,
  BF16: 2,
  F32: 4,
  F64: 8,
  C64: 8,
  C128: 16,
} as const;
export type FloatType = keyof typeof FLOAT_BYTES;

export const isFloatType = (dtype: string): dtype is FloatType => Object.hasOwn(FLOAT_BYTES, dtype);
export const isComplexType = (dtype: string): boolean => dtype === 'C64' || dtype === 'C128';

/** A shape as it is read: complex numbers have a last axis of two, the real and the imaginary part. */
export const readShape = (dtype: string, shape: readonly number[]): number[] =>
  isComplexType(dtype) ? [...shape, 2] : [...shape];

/**
 * Little-endian floats of a type, small ones widened to single, complex ones as pairs. Throws FileError for
 * bytes that do not fit the type.
 */
export function floatsOf(file: string, dtype: FloatType, bytes: Uint8Array): Float32Array | Float64Array {
  const size = FLOAT_BYTES[dtype];
  if (bytes.length % size)
    throw new FileError(file, null, `${bytes.length} bytes are no whole number of ${dtype}`);
  if (size === 1) {
    const table = eightBits(dtype);
    return Float32Array.from(bytes, (byte) => table[byte]);
  }
  const part = isComplexType(dtype) ? size / 2 : size;
  // Typed views need their own alignment.
  const aligned = bytes.byteOffset % part === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset } = aligned;
  const count = bytes.length / part;
  if (part === 8) return new Float64Array(buffer, byteOffset, count);
  if (part === 4) return new Float32Array(buffer, byteOffset, count);
  const words = new Uint16Array(buffer, byteOffset, count);
  if (dtype === 'F16') return widenHalf(words);
  // bfloat16 is the upper half of a single.
  return new Float32Array(Uint32Array.from(words, (word) => word << 16).buffer);
}

const tables = new Map<string, Float32Array>();

/**
 * What each of the 256 bytes of an eight-bit type stands for (OCP 8-bit floating point; "FNUZ": one more in
 * the bias, NaN in place of −0; E8M0: powers of two).
 */
function eightBits(dtype: string): Float32Array {
  const known = tables.get(dtype);
  if (known) return known;
  const table = Float32Array.from({ length: 256 }, (_, byte) => eightBitNumber(dtype, byte));
  tables.set(dtype, table);
  return table;
}

function eightBitNumber(dtype: string, byte: number): number {
  if (dtype === 'F8_E8M0') return byte === 255 ? NaN : 2 ** (byte - 127);
  const fractionBits = dtype.startsWith('F8_E4M3') ? 3 : 2;
  const unsignedZero = dtype.endsWith('FNUZ');
  const bias = (fractionBits === 3 ? 7 : 15) + (unsignedZero ? 1 : 0);
  const magnitude = byte & 0x7f;
  const exponent = magnitude >> fractionBits;
  const fraction = (magnitude & ((1 << fractionBits) - 1)) / (1 << fractionBits);
  const sign = byte & 0x80 ? -1 : 1;
  if (unsignedZero && byte === 0x80) return NaN;
  if (!unsignedZero && fractionBits === 3 && magnitude === 0x7f) return NaN;
  if (!unsignedZero && fractionBits === 2 && exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias);
}
