import { FileError } from '../inputFile.ts';
import { numpyGlobals } from '../numpyPickle.ts';
import {
  InertObject,
  isCallable,
  unpickle,
  unpickleAt,
  type PickleContext,
  type PickleGlobal,
  type UnpickleOptions,
} from '../pickle.ts';
import { MOST_NUMBERS, sizeOf } from './tensor.ts';
import { PickledTensor, Storage, STORAGES, TYPES } from './torchTensor.ts';

const sizes = (value: unknown): number[] | null =>
  Array.isArray(value) && value.length <= 16 && value.every((n) => Number.isSafeInteger(n) && n >= 0)
    ? (value as number[])
    : null;

const damaged = (file: string): FileError => new FileError(file, null, 'a tensor in the pickle is damaged');

/**
 * A view of a storage, checked to lie in it. Strides of zero repeat numbers: such a view may have more of
 * them than its storage.
 */
function view(args: unknown[], { file }: PickleContext, type: string | null = null): PickledTensor {
  const [storage, offset, shape, strides] = args;
  const size = sizes(shape);
  const step = sizes(strides);
  if (!(storage instanceof Storage) || !size || !step || size.length !== step.length) throw damaged(file);
  if (!Number.isSafeInteger(offset) || (offset as number) < 0) throw damaged(file);
  const own = type ?? storage.type;
  const known = Object.hasOwn(TYPES, own);
  const numberBytes = known ? TYPES[own].bytes : (storage.numberBytes ?? 1);
  const there = Math.floor((storage.numbers * (storage.numberBytes ?? 1)) / numberBytes);
  const last = size.includes(0)
    ? 0
    : (offset as number) + size.reduce((sum, n, axis) => sum + (n - 1) * step[axis], 0) + 1;
  if (last > there)
    throw new FileError(
      file,
      null,
      `a tensor of ${size.join(' × ')} goes beyond its storage of ${there.toLocaleString('en')} numbers: the file is damaged`,
    );
  const repeats = sizeOf(size) > Math.max(there, MOST_NUMBERS);
  const unread = known
    ? repeats
      ? `${size.join(' × ')} numbers made by repeating ${there.toLocaleString('en')}: too large`
      : null
    : `numbers of type ${own} are not read`;
  return new PickledTensor(storage, offset as number, size, step, own, unread);
}

/** A tensor that has no plain storage: listed by its shape. */
function without(shape: unknown, type: string, reason: string): PickledTensor {
  const size = sizes(shape) ?? [];
  return new PickledTensor(
    new Storage('', type, 0),
    0,
    size,
    size.map(() => 0),
    type,
    reason,
  );
}

/** A type named in the pickle, "torch float8_e4m3fn". */
const typeName = (value: unknown): string =>
  isCallable(value) ? value.name.replace(/^torch /, '') : 'unknown';

const rebuild: PickleGlobal = (args, context) => view(args, context);
const rebuildTyped: PickleGlobal = (args, context) => view(args, context, typeName(args[6]));

const rebuildQuantised: PickleGlobal = (args, context) => {
  const tensor = view(args, context);
  const [scheme, first, second, axis] = Array.isArray(args[4]) ? (args[4] as unknown[]) : [];
  const name = typeName(scheme);
  const whole = ['qint8', 'quint8', 'qint32'].includes(tensor.type);
  if (whole && name === 'per_tensor_affine' && typeof first === 'number' && typeof second === 'number')
    tensor.quantised = { scale: first, zero: second };
  else if (
    whole &&
    name.startsWith('per_channel_affine') &&
    first instanceof PickledTensor &&
    second instanceof PickledTensor &&
    typeof axis === 'number' &&
    tensor.shape[axis] === sizeOf(first.shape) &&
    sizeOf(first.shape) === sizeOf(second.shape)
  )
    tensor.quantised = { scales: first, zeros: second, axis };
  else return without(tensor.shape, tensor.type, `quantised as ${name}, which is not read`);
  return tensor;
};

const rebuildSparse: PickleGlobal = ([layout, parts]) => {
  const given = Array.isArray(parts) ? (parts as unknown[]) : [];
  // COO: indices, values, size; compressed rows or columns: two lists of indices, values, size.
  const shape = given.filter((part) => sizes(part) !== null).at(-1);
  const values = given.filter((part) => part instanceof PickledTensor).at(-1);
  const kind = String(layout).replace(/^torch\./, '');
  return without(
    shape,
    values instanceof PickledTensor ? values.type : 'unknown',
    `a sparse tensor (${kind}): save it with .to_dense()`,
  );
};

const rebuildMeta: PickleGlobal = ([type, shape]) =>
  without(shape, typeName(type), 'a tensor without numbers (device "meta")');

const rebuildNested: PickleGlobal = ([buffer]) =>
  without(
    buffer instanceof PickledTensor ? buffer.shape : [],
    buffer instanceof PickledTensor ? buffer.type : 'unknown',
    'a nested tensor: save its parts one by one',
  );

const rebuildWrapped: PickleGlobal = ([of, type, shape]) =>
  without(shape, typeName(type), `a tensor of the class ${typeName(of)}: save it as a plain one`);

/** Tensors of a class of their own: the data of those that only give the plain tensor another name. */
const rebuildFromType: PickleGlobal = ([make, , args], context) =>
  isCallable(make) && Array.isArray(args) ? make.callable(args as unknown[], context) : null;

const asMap = (value: unknown): Map<unknown, unknown> =>
  value instanceof Map
    ? new Map(value)
    : new Map(Array.isArray(value) ? (value as [unknown, unknown][]) : []);
const asList: PickleGlobal = ([items]) => (Array.isArray(items) ? items : []);
const builtin = (name: string, does: PickleGlobal): [string, PickleGlobal][] => [
  [`builtins ${name}`, does],
  [`__builtin__ ${name}`, does],
];

/**
 * What torch.load(weights_only=True) opens, as far as it says something of tensors
 * (torch/_weights_only_unpickler.py). Types, schemes and classes of storages are only named and never called.
 * All else stands inert.
 */
const torchGlobals: Record<string, PickleGlobal> = {
  ...numpyGlobals,
  'collections OrderedDict': ([items]) => asMap(items),
  'collections Counter': ([items]) => asMap(items),
  'collections defaultdict': () => new Map(),
  ...Object.fromEntries([
    ...builtin('set', asList),
    ...builtin('frozenset', asList),
    ...builtin('list', asList),
    ...builtin('dict', ([items]) => asMap(items)),
    ...builtin('complex', (args) => args),
    ...builtin('bytearray', ([bytes]) => bytes ?? null),
  ]),
  'torch._utils _rebuild_tensor': rebuild,
  'torch._utils _rebuild_tensor_v2': rebuild,
  'torch._utils _rebuild_tensor_v3': rebuildTyped,
  'torch._utils _rebuild_parameter': ([data]) => data,
  'torch._utils _rebuild_parameter_with_state': ([data]) => data,
  'torch._utils _rebuild_qtensor': rebuildQuantised,
  'torch._utils _rebuild_sparse_tensor': rebuildSparse,
  'torch._utils _rebuild_sparse_csr_tensor': rebuildSparse,
  'torch._utils _rebuild_meta_tensor_no_storage': rebuildMeta,
  'torch._utils _rebuild_wrapper_subclass': rebuildWrapped,
  'torch._utils _rebuild_nested_tensor': rebuildNested,
  'torch._utils _rebuild_device_tensor_from_numpy': ([array]) => array,
  'torch._utils _rebuild_device_tensor_from_cpu_tensor': ([data]) => data,
  'torch._tensor _rebuild_from_type_v2': rebuildFromType,
  'torch.nn.parameter Parameter': ([data]) => data,
  'torch.serialization _get_layout': ([name]) => name,
  'torch Size': ([items]) => items,
  'torch device': (args) => args.join(':'),
};

/** What a persistent id names: ("storage", class, key, device, numbers, …). Throws FileError. */
function storageOf(file: string, id: unknown): Storage | InertObject {
  const [kind, type, key, , numbers] = Array.isArray(id) ? (id as unknown[]) : [];
  // Legacy files keep the source of a module's class in this way.
  if (kind === 'module') return new InertObject('a module with its source', []);
  const name = isCallable(type) ? type.name.split(' ').pop()! : '';
  if (kind !== 'storage' || name === '' || !Number.isSafeInteger(numbers) || (numbers as number) < 0)
    throw new FileError(
      file,
      null,
      `a storage of kind ${name || String(kind)} is not read: the file is damaged or of another version`,
    );
  return new Storage(String(key), Object.hasOwn(STORAGES, name) ? STORAGES[name] : name, numbers as number);
}

const options = (file: string, onStorage: (storage: Storage) => void): UnpickleOptions => ({
  globals: torchGlobals,
  inert: true,
  persistent(id) {
    const storage = storageOf(file, id);
    if (storage instanceof Storage) onStorage(storage);
    return storage;
  },
});

/** An object of torch.save or a pickle of arrays; nothing of it is run. Throws FileError. */
export const readTorchPickle = (file: string, bytes: Uint8Array): unknown =>
  unpickle(
    file,
    bytes,
    options(file, () => {}),
  );

/**
 * Reads a pickle from a byte on, and says where it ended. `onStorage` is told the storages in the order they
 * are named.
 */
export const readTorchPickleAt = (
  file: string,
  bytes: Uint8Array,
  start: number,
  onStorage: (storage: Storage) => void,
): { value: unknown; end: number } => unpickleAt(file, bytes, start, options(file, onStorage));
