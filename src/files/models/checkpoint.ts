import { FileError } from '../inputFile.ts';
import { PickledArray } from '../numpyPickle.ts';
import { InertObject } from '../pickle.ts';
import { PickledTensor } from './torchTensor.ts';
import type { LeftOut } from './tensor.ts';

/** An array in a checkpoint, by its name; `beside`: it is no part of the model. */
export interface CheckpointTensor {
  name: string;
  beside: boolean;
  array: PickledTensor | PickledArray;
}

/** Keys under which training code keeps the model among other things, the likelier ones first. */
const WRAPPERS = [
  'state_dict',
  'model_state_dict',
  'model_state',
  'model_dict',
  'model',
  'net',
  'network',
  'module',
  'weights',
  'params',
  'state',
  'student',
  'params_ema',
  'model_ema',
  'state_dict_ema',
  'ema_state_dict',
  'ema',
];
const OPTIMISER = /^optim(izer|iser)?s?(_states?|_state_dict|_dict)?$/i;
const DEEPEST = 32;

const isArray = (value: unknown): value is PickledTensor | PickledArray =>
  value instanceof PickledTensor || value instanceof PickledArray;

const textOf = (key: unknown): string =>
  key instanceof Uint8Array ? new TextDecoder().decode(key) : String(key);

/**
 * What a container holds, by name. The state of an object that is inert is not entered, its items as a
 * dictionary are.
 */
function entriesOf(value: unknown): [string, unknown][] {
  if (value instanceof InertObject) return entriesOf(value.items);
  if (value instanceof Map) return [...value].map(([key, each]) => [textOf(key), each]);
  return Array.isArray(value) ? value.map((each, i) => [String(i), each]) : [];
}

/** Arrays in a value; `inside`: also those in the state of inert objects. */
function countArrays(value: unknown, inside = true): number {
  const seen = new Set<unknown>();
  const open = [value];
  let count = 0;
  while (open.length) {
    const item = open.pop();
    if (typeof item !== 'object' || item === null || seen.has(item)) continue;
    seen.add(item);
    if (isArray(item)) count++;
    else {
      if (inside && item instanceof InertObject) for (const each of item.held) open.push(each);
      for (const [, each] of entriesOf(item)) open.push(each);
    }
  }
  return count;
}

/** By its key, or as torch.optim's state; a list of such is one too. */
function isOptimiserState(key: string, value: unknown): boolean {
  if (isArray(value)) return false;
  if (OPTIMISER.test(key)) return true;
  if (Array.isArray(value)) return value.length > 0 && value.every(isStateOfOptimiser);
  return isStateOfOptimiser(value);
}

/** "param_groups" beside "state", or states by number. */
function isStateOfOptimiser(value: unknown): boolean {
  if (!(value instanceof Map)) return false;
  const state: unknown = value.get('state');
  return (
    value.has('param_groups') ||
    (value.size <= 2 && state instanceof Map && state.size > 0 && [...state.keys()].every(Number.isInteger))
  );
}

/** Weights by the names of modules, "layer1.0.conv1.weight". */
const isStateDict = (value: unknown): boolean =>
  entriesOf(value).some(([key, each]) => key.includes('.') && isArray(each));

/** The keys that lead to the model. */
function wrapperOf(root: unknown): string[] {
  const path: string[] = [];
  let at = root;
  while (path.length < DEEPEST && !isStateDict(at)) {
    const inner = entriesOf(at).filter(
      ([key, each]) =>
        !isArray(each) &&
        !Array.isArray(each) &&
        !isOptimiserState(key, each) &&
        countArrays(each, false) > 0,
    );
    const named = WRAPPERS.flatMap((wrapper) => inner.filter(([key]) => key === wrapper));
    const alone = inner.length === 1 && isStateDict(inner[0][1]) ? inner[0] : undefined;
    const next = named[0] ?? alone;
    if (!next) break;
    path.push(next[0]);
    [, at] = next;
  }
  return path;
}

/**
 * The tensors of a checkpoint. Those of the model have their names in its state_dict, whatever it is wrapped
 * in; what stands beside it is named by its whole path. Left out, and told: the states of optimisers, and
 * tensors within Python objects, which are not opened. Throws FileError where nothing else is there: a whole
 * pickled module, an optimiser's file, no tensor at all.
 */
export function checkpointTensors(
  file: string,
  root: unknown,
  instead = 'Save the weights alone, torch.save(model.state_dict(), …), or as safetensors',
): { tensors: CheckpointTensor[]; left: LeftOut[] } {
  const tensors: CheckpointTensor[] = [];
  const left: LeftOut[] = [];
  const inert: InertObject[] = [];
  const wrapper = wrapperOf(root);
  const seen = new Set<unknown>();
  const walk = (item: unknown, path: string[]): void => {
    if (isArray(item)) {
      const own = wrapper.every((key, depth) => path[depth] === key);
      const name = (own ? path.slice(wrapper.length) : path).join('.');
      tensors.push({ name, beside: !own, array: item });
      return;
    }
    if (typeof item !== 'object' || item === null || seen.has(item) || path.length > DEEPEST) return;
    seen.add(item);
    if (item instanceof InertObject) {
      inert.push(item);
      const count = countArrays(item.held);
      if (count > 0)
        left.push({
          name: path.join('.') || file,
          reason: `${tensorsIn(count)} within Python's "${item.type}", which is not opened`,
        });
    }
    for (const [key, each] of entriesOf(item)) {
      if (isOptimiserState(key, each)) {
        const count = countArrays(each);
        if (count > 0)
          left.push({
            name: [...path, key].join('.'),
            reason: `${tensorsIn(count)} of an optimiser's state`,
          });
      } else walk(each, [...path, key]);
    }
  };
  if (isOptimiserState('', root))
    throw new FileError(file, null, "holds the state of an optimiser and no model: open the model's file");
  walk(root, []);
  const hasLayers = tensors.some(({ array }) => array.shape.length > 1);
  const [object] = inert;
  if (object && (tensors.length === 0 || (!hasLayers && inert.some((each) => countArrays(each.held) > 0))))
    throw new FileError(file, null, wholeObject(object.type, instead));
  if (tensors.length === 0)
    throw new FileError(
      file,
      null,
      left.length ? `there is no model in it, only ${left[0].reason}` : 'there is no tensor in it',
    );
  return { tensors, left };
}

const tensorsIn = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'tensor' : 'tensors'}`;

const wholeObject = (type: string, instead: string): string =>
  type.startsWith('__torch__')
    ? `a TorchScript program (Python's "${type}"); nothing of it was run. Save its weights alone: torch.save(torch.jit.load(file).state_dict(), …), or as safetensors`
    : `the pickle asks for Python's "${type}", which is not among the few things that are read; nothing of it was run. ${instead}`;
