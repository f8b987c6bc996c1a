/** Small files made for tests: CIFAR-10 records, tar archives, idx arrays. Not part of the app. */
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { rng } from '../random/rng.ts';
import { FileError } from './inputFile.ts';

export const gzip = (bytes: Uint8Array): Uint8Array => new Uint8Array(gzipSync(bytes));

export function bytesOf(...parts: (Uint8Array | number[] | string)[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array))));
}

/** `count` CIFAR-10 records: labels 0, 1, … 9, 0, …; pixels random. */
export function cifarRecords(count: number, seed = 1): Uint8Array {
  const random = rng(seed).fork('crafted cifar');
  return Uint8Array.from({ length: count * 3073 }, (_, i) =>
    i % 3073 === 0 ? Math.floor(i / 3073) % 10 : random.below(256),
  );
}

/** An idx file of unsigned bytes; `values` default to random bytes, for labels to random classes below 10. */
export function idxFile(shape: number[], values?: Uint8Array): Uint8Array {
  const random = rng(2).fork('crafted idx', shape.length);
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x800 + shape.length);
  shape.forEach((n, i) => header.setUint32(4 + 4 * i, n));
  const length = shape.reduce((a, b) => a * b, 1);
  return bytesOf(
    new Uint8Array(header.buffer),
    values ?? Uint8Array.from({ length }, () => random.below(shape.length === 1 ? 10 : 256)),
  );
}

/** One ustar header block with its checksum (POSIX 1003.1). */
export function tarHeader(name: string, size: number, type = '0'): Uint8Array {
  const header = new Uint8Array(512);
  const put = (at: number, text: string) => header.set(Buffer.from(text, 'latin1'), at);
  put(0, name);
  put(100, '0000644\0');
  put(124, `${size.toString(8).padStart(11, '0')}\0`);
  put(156, type);
  put(257, 'ustar\x0000');
  put(148, '        ');
  put(
    148,
    `${header
      .reduce((a, b) => a + b, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
  );
  return header;
}

export const tarEntry = (name: string, bytes: Uint8Array, type = '0'): Uint8Array =>
  bytesOf(tarHeader(name, bytes.length, type), bytes, new Uint8Array((512 - (bytes.length % 512)) % 512));

/** An archive, closed by two zero blocks. */
export const tar = (entries: [name: string, bytes: Uint8Array][]): Uint8Array =>
  bytesOf(...entries.map(([name, bytes]) => tarEntry(name, bytes)), new Uint8Array(1024));

/** What went wrong, when it is a FileError; any other outcome fails the test. */
export async function refusal(reading: Promise<unknown> | (() => unknown)): Promise<FileError> {
  try {
    await (typeof reading === 'function' ? reading() : reading);
  } catch (error) {
    expect(error, String(error instanceof Error ? error.stack : error)).toBeInstanceOf(FileError);
    return error as FileError;
  }
  throw new Error('was read, and should have been refused');
}

/** A .npy file (numpy.lib.format) around raw numbers. */
export function npyFile(
  dtype: string,
  shape: number[],
  data: Uint8Array,
  { fortran = false, version = 1 } = {},
): Uint8Array {
  const text = `{'descr': '${dtype}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.map((n) => `${n},`).join(' ')}), }`;
  const start = version === 1 ? 10 : 12;
  const padded = `${text.padEnd(64 * Math.ceil((start + text.length + 1) / 64) - start - 1)}\n`;
  const length = new Uint8Array(start - 8);
  new DataView(length.buffer).setUint16(0, padded.length, true);
  return bytesOf([0x93], 'NUMPY', [version, 0], length, padded, data);
}
