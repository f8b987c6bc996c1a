import { FileError } from '../../files/inputFile.ts';

/** idx (MNIST): big-endian 00 00 type rank, then the sizes. Only unsigned bytes (type 8) hold images and labels. */
export interface IdxArray {
  shape: number[];
  values: Uint8Array;
}

/** True if the bytes begin as an idx file does, of any type and rank. */
export const looksLikeIdx = (bytes: Uint8Array): boolean =>
  bytes.length >= 8 &&
  bytes[0] === 0 &&
  bytes[1] === 0 &&
  bytes[2] >= 8 &&
  bytes[2] <= 14 &&
  bytes[3] >= 1 &&
  bytes[3] <= 4;

/** Reads an idx file of unsigned bytes. Throws FileError: another type or rank, sizes that do not fit the bytes that are there. */
export function readIdx(file: string, bytes: Uint8Array): IdxArray {
  if (!looksLikeIdx(bytes)) throw new FileError(file, 0, 'not an idx file: it should start with 00 00 08');
  if (bytes[2] !== 8)
    throw new FileError(
      file,
      2,
      `the numbers are of type 0x${bytes[2].toString(16)}; images and labels are unsigned bytes (0x08)`,
    );
  const rank = bytes[3];
  const header = 4 + 4 * rank;
  if (rank !== 1 && rank !== 3)
    throw new FileError(file, 3, `the array has ${rank} dimensions; images have 3, labels 1`);
  if (bytes.length < header) throw new FileError(file, bytes.length, 'the header is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = shape.reduce((a, b) => a * b, 1);
  const there = bytes.length - header;
  if (expected !== there)
    throw new FileError(
      file,
      header,
      `the header announces ${shape.join(' × ')} = ${expected.toLocaleString('en')} bytes, ${there.toLocaleString('en')} follow: the file is cut off or damaged`,
    );
  return { shape, values: bytes.subarray(header) };
}
