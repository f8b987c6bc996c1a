import { FileError } from './inputFile.ts';
import { isReadType, numbersOf, type NpyArray } from './npy.ts';
import type { PickleContext, PickleGlobal, Stateful } from './pickle.ts';

const asText = (value: unknown): string =>
  value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : String(value);

/** numpy.dtype: its letters, and the byte order that its state brings. */
class PickledDtype implements Stateful {
  order = '<';
  constructor(readonly type: string) {}
  setState(state: unknown): void {
    const order = Array.isArray(state) ? asText(state[1]) : '';
    if (order === '>' || order === '<' || order === '|') this.order = order;
  }
  get text(): string {
    return `${this.order}${this.type}`;
  }
}

/** A numpy array. */
export class PickledArray implements NpyArray, Stateful {
  dtype = '|u1';
  /** Why its values are not there: only among inert objects, elsewhere such an array is refused. */
  unread: string | null = null;
  shape: number[] = [];
  fortran = false;
  values: NpyArray['values'] = new Uint8Array();
  setState(state: unknown, { file, charge, inert }: PickleContext): void {
    const [, shape, dtype, fortran, data] = Array.isArray(state) ? (state as unknown[]) : [];
    if (inert && !(dtype instanceof PickledDtype && data instanceof Uint8Array && isReadType(dtype.text))) {
      this.unread = `values of type ${dtype instanceof PickledDtype ? dtype.text : 'object'} are not read`;
      return;
    }
    if (!(dtype instanceof PickledDtype) || !(data instanceof Uint8Array))
      throw new FileError(
        file,
        null,
        'a numpy array in the pickle is of objects or damaged: arrays of numbers are read',
      );
    this.fill(file, shape, dtype.text, fortran === true, data, charge);
  }
  fill(
    file: string,
    shape: unknown,
    dtype: string,
    fortran: boolean,
    data: Uint8Array,
    charge: PickleContext['charge'],
  ): this {
    charge(data.length);
    const sizes = Array.isArray(shape) ? shape.map(Number) : [];
    const count = sizes.reduce((a, b) => a * b, 1);
    const values = numbersOf(file, dtype, data);
    if (!sizes.every((n) => Number.isSafeInteger(n) && n >= 0) || values.length !== count)
      throw new FileError(
        file,
        null,
        `a numpy array of ${sizes.join(' × ')} numbers in the pickle has ${values.length.toLocaleString('en')}`,
      );
    return Object.assign(this, { shape: sizes, dtype, fortran, values });
  }
}

const reconstruct: PickleGlobal = () => new PickledArray();
const scalar: PickleGlobal = ([dtype, data], { file, inert }) => {
  if (inert && !(dtype instanceof PickledDtype && isReadType(dtype.text))) return null;
  if (!(dtype instanceof PickledDtype) || !(data instanceof Uint8Array))
    throw new FileError(file, null, 'a numpy number in the pickle is damaged');
  return numbersOf(file, dtype.text, data)[0];
};
const fromBuffer: PickleGlobal = ([data, dtype, shape, order], { file, charge, inert }) => {
  if (inert && !(dtype instanceof PickledDtype && data instanceof Uint8Array && isReadType(dtype.text)))
    return null;
  if (!(dtype instanceof PickledDtype) || !(data instanceof Uint8Array))
    throw new FileError(file, null, 'a numpy array in the pickle is damaged');
  return new PickledArray().fill(file, shape, dtype.text, order === 'F', data, charge);
};

/** numpy arrays and numbers, and the byte strings that Python 3 writes into protocol 2. */
export const numpyGlobals: Record<string, PickleGlobal> = {
  ...Object.fromEntries(
    ['numpy.core', 'numpy._core'].flatMap((core) => [
      [`${core}.multiarray _reconstruct`, reconstruct],
      [`${core}.multiarray scalar`, scalar],
      [`${core}.numeric _frombuffer`, fromBuffer],
    ]),
  ),
  'numpy ndarray': () => new PickledArray(),
  'numpy dtype': ([type]) => new PickledDtype(asText(type).replace(/^[<>|=]/, '')),
  '_codecs encode': ([value], { charge }) => {
    const string = String(value);
    charge(string.length);
    return Uint8Array.from(string, (c) => c.charCodeAt(0) & 255);
  },
};
