/** Numbers in row-major order with a name and a shape; f32 or f64 as they are held. */
export interface NamedArray {
  name: string;
  shape: readonly number[];
  data: Float32Array | Float64Array;
}

/**
 * Checks arrays before they are written: a reader would find out too late. Throws RangeError where shape and
 * numbers do not fit, or a name comes twice.
 */
export function checkArrays(arrays: readonly NamedArray[]): void {
  const names = new Set<string>();
  for (const { name, shape, data } of arrays) {
    const count = shape.reduce((product, n) => product * n, 1);
    if (count !== data.length)
      throw new RangeError(`${name}: ${data.length} numbers do not fill the shape [${shape.join(', ')}]`);
    if (names.has(name)) throw new RangeError(`${name}: there are two arrays of this name`);
    names.add(name);
  }
}

/** The bytes of the numbers, little-endian. */
export function littleEndian(data: Float32Array | Float64Array): Uint8Array {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1)
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const view = new DataView(new ArrayBuffer(data.byteLength));
  const size = data.BYTES_PER_ELEMENT;
  data.forEach((x, i) => (size === 4 ? view.setFloat32(4 * i, x, true) : view.setFloat64(8 * i, x, true)));
  return new Uint8Array(view.buffer);
}
