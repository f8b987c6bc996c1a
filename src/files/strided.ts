/** The numbers of a view with these strides (in numbers) as a row-major array. */
export function strided<T extends Float32Array | Float64Array | Uint8Array>(
  values: T,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): T {
  const count = shape.reduce((a, b) => a * b, 1);
  const out = new (values.constructor as new (n: number) => T)(count);
  const index = shape.map(() => 0);
  let from = offset;
  for (let i = 0; i < count; i++) {
    out[i] = values[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

/** Strides, in numbers, of an array in column-major (Fortran) order. */
export const columnMajor = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1));
