import { checkArrays, littleEndian, type NamedArray } from './namedArray.ts';

/**
 * A safetensors file (github.com/huggingface/safetensors, "Format"): length of the header as u64, header as
 * JSON, then the numbers one behind the other. The header is filled up with spaces so that the numbers start
 * at a multiple of 8 bytes. Arrays of f64 come first, so that each starts at a multiple of its own size.
 * Throws RangeError for arrays that do not fit their shapes, and for the name "__metadata__".
 */
export function writeSafetensors(
  arrays: readonly NamedArray[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  checkArrays(arrays);
  if (arrays.some((a) => a.name === '__metadata__'))
    throw new RangeError('__metadata__: safetensors keeps this name for itself');
  const ordered = [...arrays].sort((a, b) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const header: [string, unknown][] = [['__metadata__', metadata]];
  let end = 0;
  for (const { name, shape, data } of ordered)
    header.push([
      name,
      {
        dtype: data instanceof Float32Array ? 'F32' : 'F64',
        shape,
        data_offsets: [end, (end += data.byteLength)],
      },
    ]);
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(text.length / 8) * 8;
  const out = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.set(text, 8);
  let at = 8 + length;
  for (const { data } of ordered) {
    out.set(littleEndian(data), at);
    at += data.byteLength;
  }
  return out;
}
