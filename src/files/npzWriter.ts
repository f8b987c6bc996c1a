import { checkArrays, littleEndian, type NamedArray } from './namedArray.ts';
import { writeZip } from './zipWriter.ts';

/**
 * A npy file, format 1.0 (numpy.lib.format): magic, version, length of the header as u16, the header as a
 * Python literal, filled up with spaces and ended by a newline so that the numbers start at a multiple of 64
 * bytes; then the numbers in C order.
 */
export function writeNpy({ shape, data }: Pick<NamedArray, 'shape' | 'data'>): Uint8Array<ArrayBuffer> {
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${data instanceof Float32Array ? '<f4' : '<f8'}', 'fortran_order': False, 'shape': (${dims}), }`;
  const start = Math.ceil((10 + header.length + 1) / 64) * 64;
  const out = new Uint8Array(start + data.byteLength).fill(0x20, 10, start);
  out.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  new DataView(out.buffer).setUint16(8, start - 10, true);
  out.set(new TextEncoder().encode(header), 10);
  out[start - 1] = 0x0a;
  out.set(littleEndian(data), start);
  return out;
}

/**
 * A npz file: a zip of npy files, by name; the same arrays give the same bytes. Throws RangeError for arrays
 * that do not fit their shapes.
 */
export function writeNpz(arrays: readonly NamedArray[]): Uint8Array<ArrayBuffer> {
  checkArrays(arrays);
  return writeZip(Object.fromEntries(arrays.map((array) => [`${array.name}.npy`, writeNpy(array)])));
}
