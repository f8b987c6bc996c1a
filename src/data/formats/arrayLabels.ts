import { FileError } from '../../files/inputFile.ts';
import type { NpyArray } from '../../files/npy.ts';
import { columnMajor } from '../../files/strided.ts';
import type { TextArray } from './npyText.ts';
import { splitOfFile } from './splits.ts';

/** A numpy array with where it stands: "set.npz › x_train.npy". */
export interface NamedArray {
  file: string;
  path: string;
  array: NpyArray | TextArray;
}

/** Labels of images, one each, with what was done to get them. */
export interface ArrayLabels {
  file: string;
  path: string;
  labels: (number | string)[];
  note: string | null;
}

/** The name of an array, without folders and ending. */
export const baseName = (path: string): string =>
  path
    .split('/')
    .pop()!
    .replace(/\.np[yz]$/, '');

const LABEL_NAME = /(^|[^a-z])(y|labels?|targets?|class(es)?|cat(egory)?)(?![a-z])|^y/i;

/**
 * Reads an array as labels: N or N × 1 whole numbers, truth values or words, or N × K rows with a single one
 * in each. Null where it does not look like any of these. Throws FileError for labels of another form.
 */
export function labelsOf({ file, path, array }: NamedArray): ArrayLabels | null {
  const { shape } = array;
  const isList = shape.length === 1 || (shape.length === 2 && (shape[1] === 1 || shape[0] === 1));
  if ('texts' in array) return isList ? { file, path, labels: array.texts, note: null } : null;
  if (isList) return { file, path, labels: wholeNumbers(file, array), note: null };
  if (shape.length !== 2) return null;
  const classes = oneHot(array);
  if (classes) return { file, path, labels: classes, note: 'labels from rows with a single one in each' };
  if (LABEL_NAME.test(baseName(path)) && shape[1] < 64)
    throw new FileError(
      file,
      null,
      `labels of ${shape.join(' × ')} that have not a single one in each row: an image has one label here; store the class of each`,
    );
  return null;
}

function wholeNumbers(file: string, { dtype, values }: NpyArray): (number | string)[] {
  const isBoolean = /b1$/.test(dtype);
  return Array.from(values as ArrayLike<number | bigint>, (value, i) => {
    const label = Number(value);
    if (!Number.isSafeInteger(label))
      throw new FileError(file, null, `label ${String(value)} of image ${i} is no whole number`);
    if (isBoolean) return label ? 'True' : 'False';
    return label;
  });
}

/** Column of the one in each row; null where a row has none, several, or other numbers. */
function oneHot({ shape: [rows, columns], values, fortran, shape }: NpyArray): number[] | null {
  const [down, right] = fortran ? columnMajor(shape) : [columns, 1];
  const out = new Array<number>(rows);
  for (let row = 0; row < rows; row++) {
    let found = -1;
    for (let column = 0; column < columns; column++) {
      const value = Number(values[row * down + column * right]);
      if (value === 0) continue;
      if (value !== 1 || found >= 0) return null;
      found = column;
    }
    if (found < 0) return null;
    out[row] = found;
  }
  return out;
}

/** What pairs x_train with y_train: the name without the letter or word that says images or labels. */
const key = (path: string): string =>
  baseName(path)
    .toLowerCase()
    .replace(/(^|_|-)(x|y|images?|imgs?|labels?|data|targets?|features?)(?=$|_|-)/g, '$1');

/**
 * The labels of `count` images: of the same split, then of the same name, then named as labels. Of another
 * split only where there is one array of images.
 */
export function pairLabels(
  { file, path }: { file: string; path: string },
  count: number,
  all: readonly ArrayLabels[],
  alone: boolean,
): ArrayLabels | undefined {
  const fitting = all.filter(({ labels }) => labels.length === count);
  const split = splitOfFile(file);
  const same = fitting.filter((labels) => splitOfFile(labels.file) === split);
  const from = same.length || !alone ? same : fitting;
  const named = from.filter((labels) => LABEL_NAME.test(baseName(labels.path)));
  return from.find((labels) => key(labels.path) === key(path)) ?? named[0] ?? from[0];
}
