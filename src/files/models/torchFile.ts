import { FileError, readPart, type InputFile } from '../inputFile.ts';
import { isPickle, numpyGlobals, unpickle, unpickleAt, type PickleGlobal } from '../pickle.ts';
import type { ZipEntry } from '../zip.ts';
import { strided } from '../strided.ts';
import { FLOAT_BYTES, floatsOf, type FloatType } from './floats.ts';
import type { TensorEntry } from './modelFile.ts';

/** The classes of storages, their type and bytes a number; `null`: not a float. */
const STORAGES: Record<string, { dtype: FloatType | null; bytes: number; word: string }> = {
  FloatStorage: { dtype: 'F32', bytes: 4, word: 'float32' },
  DoubleStorage: { dtype: 'F64', bytes: 8, word: 'float64' },
  HalfStorage: { dtype: 'F16', bytes: 2, word: 'float16' },
  BFloat16Storage: { dtype: 'BF16', bytes: 2, word: 'bfloat16' },
  LongStorage: { dtype: null, bytes: 8, word: 'int64' },
  IntStorage: { dtype: null, bytes: 4, word: 'int32' },
  ShortStorage: { dtype: null, bytes: 2, word: 'int16' },
  CharStorage: { dtype: null, bytes: 1, word: 'int8' },
  ByteStorage: { dtype: null, bytes: 1, word: 'uint8' },
  BoolStorage: { dtype: null, bytes: 1, word: 'bool' },
};

interface StorageType {
  storageType: string;
}
interface Storage {
  key: string;
  type: string;
  numbers: number;
}
/** A tensor as pickled: a view of a storage. */
class PickledTensor {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: number[],
    readonly strides: number[],
  ) {}
}

const isStorage = (value: unknown): value is Storage =>
  typeof value === 'object' && value !== null && 'numbers' in value;
const sizes = (value: unknown): number[] | null =>
  Array.isArray(value) && value.length <= 8 && value.every((n) => Number.isSafeInteger(n) && n >= 0)
    ? (value as number[])
    : null;

const rebuild: PickleGlobal = ([storage, offset, shape, strides], { file }) => {
  const size = sizes(shape);
  const step = sizes(strides);
  if (
    !isStorage(storage) ||
    !size ||
    !step ||
    size.length !== step.length ||
    !Number.isSafeInteger(offset) ||
    (offset as number) < 0
  )
    throw new FileError(file, null, 'a tensor in the pickle is damaged');
  const last = size.includes(0)
    ? 0
    : (offset as number) + size.reduce((sum, n, axis) => sum + (n - 1) * step[axis], 0) + 1;
  if (last > storage.numbers || size.reduce((a, b) => a * b, 1) > storage.numbers)
    throw new FileError(
      file,
      null,
      `a tensor of ${size.join(' × ')} goes beyond its storage of ${storage.numbers.toLocaleString('en')} numbers: the file is damaged`,
    );
  return new PickledTensor(storage, offset as number, size, step);
};

/** All that a state_dict names. A pickled module names classes of its own code, and is refused with the way out. */
const torchGlobals: Record<string, PickleGlobal> = {
  ...numpyGlobals,
  'collections OrderedDict': ([items]) =>
    new Map(Array.isArray(items) ? (items as [unknown, unknown][]) : []),
  'torch._utils _rebuild_tensor_v2': rebuild,
  'torch._utils _rebuild_tensor': rebuild,
  'torch._utils _rebuild_parameter': ([data]) => data,
  'torch Size': ([items]) => items,
  'torch device': (args) => args.join(':'),
  ...Object.fromEntries(
    Object.keys(STORAGES).map((name) => [`torch ${name}`, (): StorageType => ({ storageType: name })]),
  ),
};

/** What a persistent id names: ("storage", class, key, device, numbers, …). A class that is not called is the table's function itself. */
function storageOf(file: string, id: unknown): Storage {
  const [kind, type, key, , numbers] = Array.isArray(id) ? (id as unknown[]) : [];
  const name =
    typeof type === 'object' && type !== null && 'name' in type
      ? String((type as { name: unknown }).name).replace('torch ', '')
      : '';
  if (
    kind !== 'storage' ||
    !Object.hasOwn(STORAGES, name) ||
    !Number.isSafeInteger(numbers) ||
    (numbers as number) < 0
  )
    throw new FileError(
      file,
      null,
      `a storage of kind ${name || String(kind)} is not read: tensors of floats and integers are`,
    );
  return { key: String(key), type: name, numbers: numbers as number };
}

const advice = (error: unknown): unknown =>
  error instanceof FileError && /asks for Python's/.test(error.message)
    ? new FileError(
        error.file,
        error.byte,
        `${error.message.replace(/^.*?: /, '')}. Save the weights alone, torch.save(model.state_dict(), …), or as safetensors`,
      )
    : error;

function load(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    throw advice(error);
  }
}

/** A file of torch.save since 1.6: a zip with data.pkl and the storages, data/0, data/1, …, stored as they are. Throws FileError. */
export async function openTorchZip(zip: InputFile, entries: readonly ZipEntry[]): Promise<TensorEntry[]> {
  const main = entries.find((e) => /(^|\/)data\.pkl$/.test(e.name))!;
  const folder = main.name.replace(/data\.pkl$/, '');
  const byName = new Map(entries.map((e) => [e.name, e]));
  const order = byName.get(`${folder}byteorder`);
  if (order && new TextDecoder().decode(await order.read()).trim() === 'big')
    throw new FileError(zip.name, null, 'its numbers are big-endian: only little-endian files are read');
  if (main.size > 2 ** 28)
    throw new FileError(`${zip.name} › ${main.name}`, null, 'its description is over the limit of 256 MiB');
  const pickle = await main.read();
  const value = load(() =>
    unpickle(`${zip.name} › ${main.name}`, pickle, {
      globals: torchGlobals,
      persistent: (id) => storageOf(zip.name, id),
    }),
  );
  return tensorsOf(zip, value, async (storage) => {
    const entry = byName.get(`${folder}data/${storage.key}`);
    const where = `${zip.name} › data/${storage.key}`;
    const needed = storage.numbers * STORAGES[storage.type].bytes;
    if (!entry) throw new FileError(where, null, 'is not in the file: it is damaged');
    if (entry.size < needed)
      throw new FileError(
        where,
        null,
        `${needed.toLocaleString('en')} bytes are announced, ${entry.size.toLocaleString('en')} are there`,
      );
    const offset = await entry.stored();
    if (offset !== null) return { file: zip, start: offset };
    const bytes = await entry.read();
    return {
      file: { name: where, size: bytes.length, read: async (from, to) => bytes.subarray(from, to) },
      start: 0,
    };
  });
}

/** The first pickle of a legacy file: the number 0x1950a86a20f9469cfc6c. */
const MAGIC = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/** True if the first bytes of a file are those of torch.save before 1.6. */
export const isLegacyTorch = (head: Uint8Array): boolean =>
  isPickle(head) && MAGIC.every((b, i) => head[i] === b);

/** Bytes of the pickles of a legacy file, at first and at most: how long they are is only known once they are read. */
const FIRST_BYTES = 2 ** 20;
const MOST_BYTES = 2 ** 28;

/** A file of torch.save before 1.6: magic, version, system, the object and the list of storages as pickles, one after another, then the storages, each behind its count (u64). Throws FileError. */
export async function openLegacyTorch(file: InputFile): Promise<TensorEntry[]> {
  const { value, keys, storages, end } = await legacyHeader(file);
  const starts = new Map<string, number>();
  let at = end;
  for (const key of keys.map(String)) {
    const storage = storages.get(key);
    if (!storage)
      throw new FileError(file.name, at, `storage ${key} belongs to no tensor: the file is damaged`);
    starts.set(key, at + 8);
    at += 8 + storage.numbers * STORAGES[storage.type].bytes;
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
  const options = {
    globals: torchGlobals,
    persistent: (id: unknown) => {
      const storage = storageOf(name, id);
      storages.set(storage.key, storage);
      return storage;
    },
  };
  let end = 0;
  const next = () =>
    load(() => {
      const read = unpickleAt(name, bytes, end, options);
      end = read.end;
      return read.value;
    });
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

/** Every tensor in the nested dictionaries, named by its path; the state of an optimiser is left out. */
function tensorsOf(
  file: InputFile,
  value: unknown,
  locate: (storage: Storage) => Promise<{ file: InputFile; start: number }>,
): TensorEntry[] {
  const out: TensorEntry[] = [];
  const seen = new Set<unknown>();
  const walk = (item: unknown, path: string[]): void => {
    if (item instanceof PickledTensor) {
      const { storage, offset, shape, strides } = item;
      const { dtype, bytes, word } = STORAGES[storage.type];
      const where = `${file.name} › ${path.join('.')}`;
      out.push({
        name: path.join('.'),
        shape,
        dtype: word,
        float: dtype !== null,
        bytes: shape.reduce((a, b) => a * b, bytes),
        async read() {
          if (dtype === null) throw new FileError(where, null, `numbers of type ${word} are no floats`);
          const { file: source, start } = await locate(storage);
          const last = shape.includes(0)
            ? 0
            : shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis], 1);
          const raw = await readPart(
            source,
            start + offset * bytes,
            start + (offset + last) * FLOAT_BYTES[dtype],
          );
          const values = floatsOf(where, dtype, raw);
          let step = 1;
          const plain = [...shape].reverse().every((n, i) => {
            const fits = n === 1 || strides[shape.length - 1 - i] === step;
            step *= n;
            return fits;
          });
          return plain ? values : strided(values, 0, shape, strides);
        },
      });
      return;
    }
    if (typeof item !== 'object' || item === null || seen.has(item) || path.length > 32) return;
    seen.add(item);
    const entries: [unknown, unknown][] =
      item instanceof Map ? [...item] : Array.isArray(item) ? item.map((each, i) => [i, each]) : [];
    for (const [key, each] of entries) {
      const name = key instanceof Uint8Array ? new TextDecoder().decode(key) : String(key);
      if (!/^optim/i.test(name)) walk(each, [...path, name]);
    }
  };
  walk(value, []);
  if (out.length === 0) throw new FileError(file.name, null, 'there is no tensor in it');
  // The wrapper that many checkpoints have says nothing.
  const prefix = /^(state_dict|model_state_dict|model|net)\./.exec(out[0].name)?.[0];
  return prefix && out.every((tensor) => tensor.name.startsWith(prefix))
    ? out.map((tensor) => ({ ...tensor, name: tensor.name.slice(prefix.length) }))
    : out;
}
