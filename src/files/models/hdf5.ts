import type { Dataset, Group } from 'jsfive';
import { FileError, readWhole, type InputFile } from '../inputFile.ts';
import type { Axes } from './axes.ts';
import { FLOAT_BYTES, floatsOf, type FloatType } from './floats.ts';
import { sizeOf, unreadTensor, type LeftOut, type OpenedTensors, type TensorEntry } from './tensor.ts';

/** The whole file lies in memory while its tensors are read. */
const LIMIT = 2 ** 30;
/** Bytes that a packed one may become: deflate's most. */
const MOST_UNPACKED = 1032;
const MOST_GROUPS = 100_000;
const DEEPEST = 64;
const MAGIC = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const MATLAB_BLOCK = 512;

/** HDF5, also behind the block of text that MATLAB 7.3 puts before it. */
export const isHdf5 = (head: Uint8Array): boolean =>
  [0, MATLAB_BLOCK].some((at) => MAGIC.every((byte, i) => head[at + i] === byte));

const SAVE = 'save its weights anew: np.savez("model.npz", **{w.path: w.numpy() for w in model.weights})';

export interface Hdf5Tensors extends OpenedTensors {
  axes: Axes | null;
}

/**
 * Where the file should end, by its superblock (HDF5 file format specification, II.A); null for a version
 * that is not known.
 */
function endOf(bytes: Uint8Array, start: number): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[start + 8];
  const at = start + (version < 2 ? 40 : 28);
  return version > 3 || at + 8 > bytes.length ? null : Number(view.getBigUint64(at, true));
}

/**
 * The arrays of an HDF5 file (Keras: model.h5, .weights.h5; h5py), named by their paths. Throws FileError for
 * a file that is damaged.
 */
export async function openHdf5(file: InputFile): Promise<Hdf5Tensors> {
  const bytes = await readWhole(file, LIMIT);
  const { File: Hdf5File, Dataset: Hdf5Dataset } = await import('jsfive');
  const start = MAGIC.every((byte, i) => bytes[i] === byte) ? 0 : MATLAB_BLOCK;
  const end = endOf(bytes, start);
  if (end !== null && end > bytes.length)
    throw new FileError(
      file.name,
      bytes.length,
      `an HDF5 file that should have ${end.toLocaleString('en')} bytes: it is cut off; download it again`,
    );
  const buffer = bytes.slice(start).buffer;
  const tensors: TensorEntry[] = [];
  const left: LeftOut[] = [];
  let optimiser = 0;
  let groups = 0;
  const walk = (group: Group, path: string[]): void => {
    if (++groups > MOST_GROUPS || path.length > DEEPEST)
      throw new FileError(file.name, null, 'more groups in it than are read');
    for (const key of group.keys) {
      const name = [...path, key].join('/');
      let item: Group | Dataset | null;
      try {
        item = group.get(key);
      } catch (error) {
        left.push({ name, reason: `could not be opened (${messageOf(error)})` });
        continue;
      }
      if (item instanceof Hdf5Dataset) {
        if (/^(optimizer|optimizer_weights)\//.test(name)) optimiser++;
        else tensors.push(datasetEntry(file, name, item, buffer));
      } else if (item) walk(item, [...path, key]);
    }
  };
  let axes: Axes | null;
  try {
    const root = new Hdf5File(buffer, file.name);
    walk(root, []);
    axes = isKeras(root) ? 'tensorflow' : null;
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(
      file.name,
      start,
      `an HDF5 file that is damaged or of a kind that is not read (${messageOf(error)}): ${SAVE}`,
    );
  }
  if (optimiser > 0) left.push({ name: 'optimizer', reason: `${optimiser} tensors of an optimiser's state` });
  if (tensors.length === 0)
    throw new FileError(file.name, start, `an HDF5 file without arrays of weights: ${SAVE}`);
  return { tensors: withoutWrapper(tensors), left, axes };
}

/** jsfive throws texts. */
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 100);

function isKeras(root: Group): boolean {
  const weights = root.keys.includes('model_weights') ? root.get('model_weights') : null;
  const attrs = { ...root.attrs, ...(weights ? weights.attrs : {}) };
  return (
    ['keras_version', 'layer_names', 'backend'].some((name) => name in attrs) ||
    root.keys.some((key) => key === 'layers' || key === '_layer_checkpoint_dependencies')
  );
}

/** Keras keeps the weights of a whole model under one name. */
const withoutWrapper = (tensors: TensorEntry[]): TensorEntry[] =>
  tensors.every(({ name }) => name.startsWith('model_weights/'))
    ? tensors.map((tensor) => ({ ...tensor, name: tensor.name.slice('model_weights/'.length) }))
    : tensors;

function datasetEntry(file: InputFile, name: string, dataset: Dataset, buffer: ArrayBuffer): TensorEntry {
  const where = `${file.name} › ${name}`;
  const { shape } = dataset;
  const type = typeOf(dataset, buffer);
  const about = { shape, dtype: type.word, bytes: sizeOf(shape) * type.bytes };
  const tooMany = !(sizeOf(shape) * type.bytes <= MOST_UNPACKED * buffer.byteLength);
  if (tooMany || (type.read === null && !type.whole)) {
    const reason = tooMany
      ? 'more numbers than the file can hold: it is damaged'
      : `values of type ${type.word} are not read`;
    return unreadTensor(name, about, () => new FileError(where, null, reason), reason);
  }
  return {
    name,
    ...about,
    float: type.read !== null,
    async read() {
      if (type.read === null) throw new FileError(where, null, `numbers of type ${type.word} are no floats`);
      try {
        return valuesOf(where, dataset, type.read, type.bigEndian, buffer);
      } catch (error) {
        if (error instanceof FileError) throw error;
        throw new FileError(where, null, `could not be read (${messageOf(error)}): ${SAVE}`);
      }
    },
  };
}

interface Hdf5Type {
  word: string;
  bytes: number;
  read: FloatType | null;
  /** Whole numbers. */
  whole: boolean;
  bigEndian: boolean;
}

/** Messages of an object's header (HDF5 file format specification, IV.A.2). */
const DATATYPE = 3;
const LAYOUT = 8;
const CLASS = { whole: 0, float: 1, opaque: 5, enumeration: 8 };
/** Bits of exponent and of fraction. */
const FLOATS: Record<string, FloatType> = { '5 10': 'F16', '8 7': 'BF16', '8 23': 'F32', '11 52': 'F64' };

/** From the datatype's own bytes: a float is known by its bits, so that bfloat16 is not taken for a half. */
function typeOf(dataset: Dataset, buffer: ArrayBuffer): Hdf5Type {
  const view = new DataView(buffer);
  const at = dataset._dataobjects.find_msg_type(DATATYPE)[0].get('offset_to_message');
  const kind = view.getUint8(at) & 15;
  const bytes = view.getUint32(at + 4, true);
  const bigEndian = (view.getUint8(at + 1) & 1) === 1;
  const other = { bytes, read: null, whole: false, bigEndian };
  if (kind === CLASS.whole || kind === CLASS.enumeration)
    return { ...other, word: `int${8 * bytes}`, whole: true };
  if (kind === CLASS.float) {
    const bits = `${view.getUint8(at + 13)} ${view.getUint8(at + 15)}`;
    const read = Object.hasOwn(FLOATS, bits) && bytes === FLOAT_BYTES[FLOATS[bits]] ? FLOATS[bits] : null;
    return { ...other, word: read ?? `float of ${8 * bytes} bits`, read };
  }
  // Keras 3 keeps bfloat16 as bytes without a meaning, and says so beside them.
  if (kind === CLASS.opaque && bytes === 2 && String(dataset.attrs.dtype) === 'bfloat16')
    return { ...other, word: 'BF16', read: 'BF16' };
  return { ...other, word: `class ${kind}` };
}

/** Numbers that lie in one piece are taken as they lie, those in chunks as jsfive unpacks them. */
function valuesOf(
  where: string,
  dataset: Dataset,
  read: FloatType,
  bigEndian: boolean,
  buffer: ArrayBuffer,
): Float32Array | Float64Array {
  const count = sizeOf(dataset.shape);
  const length = count * FLOAT_BYTES[read];
  const from = placeOf(dataset, buffer);
  if (from === 'nowhere') return new Float32Array(count);
  if (from === 'chunks') {
    if (read === 'BF16') throw new FileError(where, null, `bfloat16 in chunks is not read: ${SAVE}`);
    const { value } = dataset;
    if (value.length !== count) throw new FileError(where, null, 'its numbers do not fill its shape');
    return read === 'F64' ? Float64Array.from(value) : Float32Array.from(value);
  }
  if (from + length > buffer.byteLength)
    throw new FileError(where, from, 'its numbers go beyond the end of the file');
  const raw = new Uint8Array(buffer.slice(from, from + length));
  if (bigEndian)
    for (let at = 0; at < raw.length; at += FLOAT_BYTES[read])
      raw.subarray(at, at + FLOAT_BYTES[read]).reverse();
  return floatsOf(where, read, raw);
}

/** Where the numbers begin (layout message of version 3 or 4); "nowhere": none were written, all are zero. */
function placeOf(dataset: Dataset, buffer: ArrayBuffer): number | 'chunks' | 'nowhere' {
  const view = new DataView(buffer);
  const at = dataset._dataobjects.find_msg_type(LAYOUT)[0].get('offset_to_message');
  if (view.getUint8(at) < 3) return 'chunks';
  const kind = view.getUint8(at + 1);
  if (kind === 0) return at + 4;
  if (kind === 2) return 'chunks';
  const address = view.getBigUint64(at + 2, true);
  return address === 2n ** 64n - 1n ? 'nowhere' : Number(address);
}
