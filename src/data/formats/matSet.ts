import { FileError } from '../../files/inputFile.ts';
import { readMat } from '../../files/mat.ts';
import type { NpyArray } from '../../files/npy.ts';
import { columnMajor, strided } from '../../files/strided.ts';
import type { NamedArray } from './arrayLabels.ts';
import type { Entry } from './unpack.ts';

/**
 * The matrices of a MATLAB file as numpy arrays: images, which MATLAB counts along the last axis (SVHN: 32 ×
 * 32 × 3 × N), counted along the first. Throws FileError.
 */
export function matArrays({ file, path, bytes }: Entry): NamedArray[] {
  const matrices = readMat(file, bytes);
  if (matrices.length === 0)
    throw new FileError(
      file,
      null,
      'no matrix of numbers in the MATLAB file: save images and labels as matrices',
    );
  const lengths = new Set(
    matrices.filter(({ array }) => isList(array)).map(({ array }) => array.values.length),
  );
  return matrices.map(({ name, array }) => ({
    file: `${file} › ${name}`,
    path: `${path}/${name}`,
    array: lengths.has(array.shape.at(-1)!) && array.shape.length > 2 ? countedFirst(array) : array,
  }));
}

const isList = ({ shape }: NpyArray): boolean => shape.length === 2 && Math.min(...shape) === 1;

/** (H, W, …, N) as (N, H, W, …), row by row. */
function countedFirst(array: NpyArray): NpyArray {
  const { shape } = array;
  const last = shape.length - 1;
  const strides = columnMajor(shape);
  const order = [last, ...shape.keys()].slice(0, shape.length);
  const values =
    array.values instanceof Uint8Array
      ? array.values
      : Float64Array.from(array.values as ArrayLike<number>, Number);
  const to = order.map((axis) => shape[axis]);
  const moved = strided(
    values,
    0,
    to,
    order.map((axis) => strides[axis]),
  );
  return { ...array, shape: to, fortran: false, values: moved };
}
