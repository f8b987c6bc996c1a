import { FileError, fileOf, readPart, readWhole, type InputFile } from '../inputFile.ts';
import { PickledArray } from '../numpyPickle.ts';
import { isPickle } from '../pickle.ts';
import { columnMajor, strided } from '../strided.ts';
import type { ZipEntry } from '../zip.ts';
import { checkpointTensors, type CheckpointTensor } from './checkpoint.ts';
import { floatsOf, isComplexType, readShape, type FloatType } from './floats.ts';
import { sizeOf, unreadTensor, type OpenedTensors, type TensorEntry } from './tensor.ts';
import { readTorchPickle, readTorchPickleAt } from './torchPickle.ts';
import type { PickledTensor, Storage } from './torchTensor.ts';

/** Where a storage begins. */
type Locate = (storage: Storage) => Promise<{ file: InputFile; start: number }>;

const PICKLE_LIMIT = 2 ** 28;

export const isTorchZip = (entries: readonly ZipEntry[]): boolean =>
  entries.some(({ name }) => /(^|\/)data\.pkl$/.test(name));

/**
 * A file of torch.save since 1.6: a zip with data.pkl and the storages, data/0, data/1, …, stored as they
 * are. Throws FileError.
 */
export async function openTorchZip(zip: InputFile, entries: readonly ZipEntry[]): Promise<OpenedTensors> {
  const main = entries.find((e) => /(^|\/)data\.pkl$/.test(e.name))!;
  const folder = main.name.replace(/data\.pkl$/, '');
  const byName = new Map(entries.map((e) => [e.name, e]));
  const order = byName.get(`${folder}byteorder`);
  if (order && new TextDecoder().decode(await order.read()).trim() === 'big')
    throw new FileError(zip.name, null, 'its numbers are big-endian: only little-endian files are read');
  if (main.size > PICKLE_LIMIT)
    throw new FileError(`${zip.name} › ${main.name}`, null, 'its description is over the limit of 256 MiB');
  const value = readTorchPickle(`${zip.name} › ${main.name}`, await main.read());
  return tensorsOf(zip, value, async (storage) => {
    const entry = byName.get(`${folder}data/${storage.key}`);
    const where = `${zip.name} › data/${storage.key}`;
    const needed = storage.numbers * (storage.numberBytes ?? 1);
    if (!entry) throw new FileError(where, null, 'is not in the file: it is damaged');
    if (entry.size < needed)
      throw new FileError(
        where,
        null,
        `${needed.toLocaleString('en')} bytes are announced, ${entry.size.toLocaleString('en')} are there`,
      );
    const start = await entry.stored();
    return start === null ? { file: fileOf(where, await entry.read()), start: 0 } : { file: zip, start };
  });
}

/** The first pickle of a legacy file: the number 0x1950a86a20f9469cfc6c. */
const MAGIC = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/** True if the first bytes of a file are those of torch.save before 1.6. */
export const isLegacyTorch = (head: Uint8Array): boolean =>
  isPickle(head) && MAGIC.every((b, i) => head[i] === b);

/**
 * Bytes of the pickles of a legacy file, at first and at most: how long they are is only known once they are
 * read.
 */
const FIRST_BYTES = 2 ** 20;
const MOST_BYTES = PICKLE_LIMIT;

/**
 * A file of torch.save before 1.6: magic, version, system, the object and the list of storages as pickles,
 * one after another, then the storages, each behind its count (u64). Throws FileError.
 */
export async function openLegacyTorch(file: InputFile): Promise<OpenedTensors> {
  const { value, keys, storages, end } = await legacyHeader(file);
  const starts = new Map<string, number>();
  let at = end;
  for (const key of keys.map(String)) {
    const storage = storages.get(key);
    if (!storage)
      throw new FileError(file.name, at, `storage ${key} belongs to no tensor: the file is damaged`);
    if (storage.numberBytes === null)
      throw new FileError(
        file.name,
        at,
        `numbers of type ${storage.type} are not known, and what lies behind them cannot be found: save it anew, torch.save(torch.load(file), …)`,
      );
    starts.set(key, at + 8);
    at += 8 + storage.numbers * storage.numberBytes;
    if (at > file.size)
      throw new FileError(
        file.name,
        file.size,
        `the file ends ${(at - file.size).toLocaleString('en')} bytes early: it is cut off`,
      );
  }
  return tensorsOf(file, value, async (storage) => {
    const start = starts.get(storage.key);
    if (start === undefined)
      throw new FileError(file.name, null, `storage ${storage.key} is not in the file: it is damaged`);
    return { file, start };
  });
}

interface LegacyHeader {
  value: unknown;
  keys: unknown[];
  storages: Map<string, Storage>;
  end: number;
}

async function legacyHeader(file: InputFile): Promise<LegacyHeader> {
  for (
    let length = Math.min(file.size, FIRST_BYTES);
    ;
    length = Math.min(file.size, 8 * length, MOST_BYTES)
  ) {
    try {
      return readLegacyHeader(file.name, await readPart(file, 0, length));
    } catch (error) {
      if (length >= Math.min(file.size, MOST_BYTES)) throw error;
    }
  }
}

function readLegacyHeader(name: string, bytes: Uint8Array): LegacyHeader {
  const storages = new Map<string, Storage>();
  let end = 0;
  const next = () => {
    const read = readTorchPickleAt(name, bytes, end, (storage) => storages.set(storage.key, storage));
    ({ end } = read);
    return read.value;
  };
  next();
  if (next() !== 1001)
    throw new FileError(name, end, "a version of PyTorch's legacy format that is not read");
  next();
  const value = next();
  const keys = next();
  if (!Array.isArray(keys))
    throw new FileError(name, end, 'the list of storages is missing: the file is damaged');
  return { value, keys, storages, end };
}

/**
 * A pickle of numpy arrays in dictionaries, as older collections of models are, or the data.pkl of an
 * unpacked PyTorch file, its storages among the `others`. Throws FileError.
 */
export async function openPickle(
  file: InputFile,
  others: readonly InputFile[],
): Promise<OpenedTensors & { used: InputFile[] }> {
  const folder = file.name.replace(/data\.pkl$/, '');
  const storages = new Map<string, InputFile>();
  if (folder !== file.name)
    for (const other of others)
      if (other.name.startsWith(folder)) storages.set(other.name.slice(folder.length), other);
  const value = readTorchPickle(file.name, await readWhole(file, MOST_BYTES));
  const read = tensorsOf(
    file,
    value,
    (storage) => {
      const found = storages.get(`data/${storage.key}`);
      return found
        ? Promise.resolve({ file: found, start: 0 })
        : Promise.reject(
            new FileError(file.name, null, `its numbers are in data/${storage.key}: open the whole folder`),
          );
    },
    'Save its arrays alone, np.savez("model.npz", **{name: array})',
  );
  return { ...read, used: [...storages.values()] };
}

function tensorsOf(file: InputFile, value: unknown, locate: Locate, instead?: string): OpenedTensors {
  const { tensors, left } = checkpointTensors(file.name, value, instead);
  return { tensors: tensors.map((each) => entryOf(file, each, locate)), left };
}

function entryOf(file: InputFile, { name, beside, array }: CheckpointTensor, locate: Locate): TensorEntry {
  const where = `${file.name} › ${name}`;
  if (array instanceof PickledArray) return { ...arrayEntry(where, name, array), beside };
  const { shape, type, read, unread, quantised } = array;
  const bytes = sizeOf(shape) * array.numberBytes;
  if (unread !== null)
    return {
      ...unreadTensor(name, { shape, dtype: type, bytes }, () => new FileError(where, null, unread), unread),
      beside,
    };
  return {
    name,
    shape: readShape(read ?? '', shape),
    dtype: type,
    float: read !== null || quantised !== null,
    bytes,
    beside,
    async read() {
      if (quantised) return dequantise(where, array, locate);
      if (read === null) throw new FileError(where, null, `numbers of type ${type} are no floats`);
      return readFloats(where, array, read, locate);
    },
  };
}

function arrayEntry(where: string, name: string, array: PickledArray): TensorEntry {
  const { shape, dtype, values, fortran, unread } = array;
  const floats = values instanceof Float32Array || values instanceof Float64Array ? values : null;
  const about = { shape, dtype, bytes: values.byteLength };
  if (unread !== null) return unreadTensor(name, about, () => new FileError(where, null, unread), unread);
  return {
    name,
    ...about,
    float: floats !== null,
    async read() {
      if (!floats) throw new FileError(where, null, `numbers of type ${dtype} are no floats`);
      return fortran ? strided(floats, 0, shape, columnMajor(shape)) : floats;
    },
  };
}

/** Bytes of the storage from the tensor's first number to its last. */
async function bytesOf(tensor: PickledTensor, locate: Locate): Promise<Uint8Array> {
  const { storage, offset, shape, strides, numberBytes } = tensor;
  const { file, start } = await locate(storage);
  const last = shape.includes(0) ? 0 : shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis], 1);
  return readPart(file, start + offset * numberBytes, start + (offset + last) * numberBytes);
}

/** Is the view the storage's own numbers, in order? */
function isPlain({ shape, strides }: PickledTensor): boolean {
  let step = 1;
  return [...shape.keys()].reverse().every((axis) => {
    const fits = shape[axis] === 1 || strides[axis] === step;
    step *= shape[axis];
    return fits;
  });
}

async function readFloats(
  where: string,
  tensor: PickledTensor,
  type: FloatType,
  locate: Locate,
): Promise<Float32Array | Float64Array> {
  const { shape, strides } = tensor;
  const values = floatsOf(where, type, await bytesOf(tensor, locate));
  if (isPlain(tensor)) return values;
  return isComplexType(type)
    ? strided(values, 0, readShape(type, shape), [...strides.map((step) => 2 * step), 1])
    : strided(values, 0, shape, strides);
}

/** Quantised integers as floats. */
async function dequantise(where: string, tensor: PickledTensor, locate: Locate): Promise<Float32Array> {
  const { shape, strides, type, quantised } = tensor;
  const raw = (await bytesOf(tensor, locate)).slice();
  const integers = { qint8: Int8Array, quint8: Uint8Array, qint32: Int32Array }[type];
  if (!integers || !quantised) throw new FileError(where, null, `numbers of type ${type} are no floats`);
  const values = strided(Float32Array.from(new integers(raw.buffer)), 0, shape, strides);
  if ('scale' in quantised) return values.map((q) => (q - quantised.zero) * quantised.scale);
  const { axis } = quantised;
  const scales = await readNumbers(where, quantised.scales, locate);
  const zeros = await readNumbers(where, quantised.zeros, locate);
  const inner = sizeOf(shape.slice(axis + 1));
  return values.map((q, i) => {
    const channel = Math.floor(i / inner) % shape[axis];
    return (q - zeros[channel]) * scales[channel];
  });
}

/** Of floats or whole numbers. */
async function readNumbers(where: string, tensor: PickledTensor, locate: Locate): Promise<ArrayLike<number>> {
  if (tensor.read !== null) return readFloats(where, tensor, tensor.read, locate);
  const raw = (await bytesOf(tensor, locate)).slice();
  if (tensor.type === 'int64') return Array.from(new BigInt64Array(raw.buffer), Number);
  if (tensor.type === 'int32') return new Int32Array(raw.buffer);
  throw new FileError(where, null, `its zero points of type ${tensor.type} are not read`);
}
