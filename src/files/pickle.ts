import { FileError } from './inputFile.ts';

/** What an allowed global is told of the file. */
export interface PickleContext {
  file: string;
  /** See `UnpickleOptions`. */
  inert: boolean;
  /** Counts bytes that are made of others: a small file must not grow without end. Throws FileError. */
  charge(bytes: number): void;
}

/** Stands in for a Python class or function that a pickle may name: called with its arguments. */
export type PickleGlobal = (args: unknown[], context: PickleContext) => unknown;

/** A value whose pickled state comes behind it (`BUILD`). */
export interface Stateful {
  setState(state: unknown, context: PickleContext): void;
}

export interface UnpickleOptions {
  /** By "module name". */
  globals: Record<string, PickleGlobal>;
  /**
   * Anything else that a file names stands as an `InertObject` for what it would make, instead of being
   * refused.
   */
  inert?: boolean;
  /** Values kept outside of the pickle (PyTorch's storages). */
  persistent?(id: unknown): unknown;
}

/** A pickle of protocol 2 or later. Older ones have no mark and are not read. */
export const isPickle = (bytes: Uint8Array): boolean =>
  bytes.length >= 3 && bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5;

const MARK = Symbol('mark');
/** Bytes that may be made of a file's, times its own. */
const GROWTH = 8;

/** A class or function that a pickle names, before it is called. */
export interface Callable {
  callable: PickleGlobal;
  /** "module name". */
  name: string;
}

export const isCallable = (value: unknown): value is Callable =>
  typeof value === 'object' && value !== null && 'callable' in value && 'name' in value;

/**
 * In place of a Python object whose class is not known: nothing of it is run, what was pickled with it is
 * only kept.
 */
export class InertObject implements Stateful {
  /** Arguments, state, and items of lists and sets. */
  readonly held: unknown[];
  /** Items, of a class that is a dictionary. */
  readonly items = new Map<unknown, unknown>();
  /** @param type "module.name". */
  constructor(
    readonly type: string,
    args: readonly unknown[],
  ) {
    this.held = [...args];
  }
  setState(state: unknown): void {
    this.held.push(state);
  }
}

const isStateful = (value: unknown): value is Stateful =>
  typeof value === 'object' && value !== null && 'setState' in value;

/**
 * Reads a Python pickle, protocols 2 to 5 (pickletools), without running anything: classes and functions are
 * only those in `globals`. None is null, dict a Map, list and tuple or set an array, bytes and Python 2's str
 * a Uint8Array, str a string, int a number or, where that is too small, a bigint. Throws FileError naming the
 * byte.
 */
export function unpickle(file: string, bytes: Uint8Array, options: UnpickleOptions): unknown {
  return unpickleAt(file, bytes, 0, options).value;
}

/**
 * Reads the pickle that begins at byte `start`, as `unpickle` does, and says where it ended: for files that
 * hold several in a row. Throws FileError naming the byte.
 */
export function unpickleAt(
  file: string,
  bytes: Uint8Array,
  start: number,
  { globals, inert = false, persistent }: UnpickleOptions,
): { value: unknown; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let at = start;
  let opcodeAt = start;
  let grown = 0;
  const fail = (problem: string): never => {
    throw new FileError(file, opcodeAt, `${problem}; the pickle is damaged or of a kind that is not read`);
  };
  const context: PickleContext = {
    file,
    inert,
    charge(n) {
      if ((grown += n) > GROWTH * bytes.length + 65_536) fail('its values grow far beyond the file');
    },
  };
  const need = (n: number): number => {
    if (!(n >= 0 && at + n <= bytes.length))
      fail(
        `${n.toLocaleString('en')} bytes are announced, ${(bytes.length - at).toLocaleString('en')} follow`,
      );
    at += n;
    return at - n;
  };
  const u1 = () => bytes[need(1)];
  const u2 = () => view.getUint16(need(2), true);
  const u4 = () => view.getUint32(need(4), true);
  const u8 = () => Number(view.getBigUint64(need(8), true));
  const raw = (n: number): Uint8Array => {
    const from = need(n);
    return bytes.subarray(from, from + n);
  };
  const text = (n: number): string => new TextDecoder().decode(raw(n));
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    if (end < 0) fail('a line does not end');
    const out = text(end - at);
    at++;
    return out;
  };
  const pop = (): unknown => {
    if (stack.length === 0 || stack.at(-1) === MARK) fail('its stack is empty');
    return stack.pop();
  };
  const top = (): unknown => {
    if (stack.length === 0 || stack.at(-1) === MARK) fail('its stack is empty');
    return stack.at(-1);
  };
  const toMark = (): unknown[] => {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) fail('a mark is missing');
    const items = stack.splice(mark);
    items.shift();
    return items;
  };
  const list = (value: unknown): unknown[] => {
    if (Array.isArray(value)) return value;
    return value instanceof InertObject ? value.held : fail('a list was expected');
  };
  const put = (target: unknown, items: unknown[]) => {
    const dict = target instanceof InertObject ? target.items : target;
    if (!(dict instanceof Map) || items.length % 2) return fail('a dictionary was expected');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  };
  const global = (module: unknown, name: unknown): Callable => {
    const key = `${String(module)} ${String(name)}`;
    const known = Object.hasOwn(globals, key) ? globals[key] : undefined;
    const type = key.replace(' ', '.');
    const callable = known ?? (inert ? (args: unknown[]) => new InertObject(type, args) : undefined);
    if (!callable)
      throw new FileError(
        file,
        opcodeAt,
        `the pickle asks for Python's "${type}", which is not among the few things that are read; nothing of it was run`,
      );
    return { callable, name: key };
  };
  const call = (target: unknown, args: unknown): unknown => {
    if (isCallable(target)) return target.callable(list(args), context);
    return target instanceof InertObject
      ? new InertObject(target.type, list(args))
      : fail('something that cannot be called is called');
  };
  const integer = (little: Uint8Array): number | bigint => {
    if (little.length > 64) fail('an integer of over 512 bits');
    let value = 0n;
    for (let i = little.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(little[i]);
    if (little.length && little.at(-1)! & 0x80) value -= 1n << BigInt(8 * little.length);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  };

  for (;;) {
    if (at >= bytes.length) {
      opcodeAt = at;
      fail('it ends before its end');
    }
    opcodeAt = at;
    const opcode = bytes[at++];
    switch (opcode) {
      case 0x80:
        if (u1() > 5) fail('a protocol after 5');
        break; // PROTO
      case 0x95:
        if (u8() > bytes.length - at) fail('a frame goes beyond the end');
        break; // FRAME
      case 0x2e:
        return { value: pop(), end: at }; // STOP
      case 0x28:
        stack.push(MARK);
        break;
      case 0x30:
        stack.pop();
        break; // POP
      case 0x31:
        toMark();
        break; // POP_MARK
      case 0x32:
        stack.push(top());
        break; // DUP
      case 0x4e:
        stack.push(null);
        break; // NONE
      case 0x88:
        stack.push(true);
        break;
      case 0x89:
        stack.push(false);
        break;
      case 0x4b:
        stack.push(u1());
        break; // BININT1
      case 0x4d:
        stack.push(u2());
        break; // BININT2
      case 0x4a:
        stack.push(view.getInt32(need(4), true));
        break; // BININT
      case 0x8a:
        stack.push(integer(raw(u1())));
        break; // LONG1
      case 0x8b:
        stack.push(integer(raw(u4())));
        break; // LONG4
      case 0x47:
        stack.push(view.getFloat64(need(8), false));
        break; // BINFLOAT
      case 0x55:
      case 0x43:
        stack.push(raw(u1()));
        break; // SHORT_BINSTRING, SHORT_BINBYTES
      case 0x54:
      case 0x42:
        stack.push(raw(u4()));
        break; // BINSTRING, BINBYTES
      case 0x8e:
      case 0x96:
        stack.push(raw(u8()));
        break; // BINBYTES8, BYTEARRAY8
      case 0x8c:
        stack.push(text(u1()));
        break; // SHORT_BINUNICODE
      case 0x58:
        stack.push(text(u4()));
        break; // BINUNICODE
      case 0x8d:
        stack.push(text(u8()));
        break; // BINUNICODE8
      case 0x5d:
      case 0x8f:
        stack.push([]);
        break; // EMPTY_LIST, EMPTY_SET
      case 0x29:
        stack.push([]);
        break; // EMPTY_TUPLE
      case 0x7d:
        stack.push(new Map());
        break; // EMPTY_DICT
      case 0x6c:
      case 0x74:
      case 0x91:
        stack.push(toMark());
        break; // LIST, TUPLE, FROZENSET
      case 0x85:
        stack.push([pop()]);
        break; // TUPLE1
      case 0x86: {
        const b = pop();
        const a = pop();
        stack.push([a, b]);
        break;
      }
      case 0x87: {
        const c = pop();
        const b = pop();
        const a = pop();
        stack.push([a, b, c]);
        break;
      }
      case 0x64: {
        const items = toMark();
        const dict = new Map();
        put(dict, items);
        stack.push(dict);
        break;
      } // DICT
      case 0x61: {
        const item = pop();
        list(top()).push(item);
        break;
      } // APPEND
      case 0x65:
      case 0x90: {
        const items = toMark();
        const target = list(top());
        for (const item of items) target.push(item);
        break;
      } // APPENDS, ADDITEMS
      case 0x73: {
        const value = pop();
        const key = pop();
        put(top(), [key, value]);
        break;
      } // SETITEM
      case 0x75: {
        const items = toMark();
        put(top(), items);
        break;
      } // SETITEMS
      case 0x71:
        memo.set(u1(), top());
        break; // BINPUT
      case 0x72:
        memo.set(u4(), top());
        break; // LONG_BINPUT
      case 0x94:
        memo.set(memo.size, top());
        break; // MEMOIZE
      case 0x68:
      case 0x6a: {
        // BINGET, LONG_BINGET
        const key = opcode === 0x68 ? u1() : u4();
        if (!memo.has(key)) fail('it names a value that it did not keep');
        stack.push(memo.get(key));
        break;
      }
      case 0x63:
        stack.push(global(line(), line()));
        break; // GLOBAL
      case 0x93: {
        const name = pop();
        const module = pop();
        stack.push(global(module, name));
        break;
      } // STACK_GLOBAL
      case 0x52:
      case 0x81: {
        const args = pop();
        stack.push(call(pop(), args));
        break;
      } // REDUCE, NEWOBJ
      case 0x92: {
        const named = pop();
        const args = pop();
        const items = named instanceof Map && named.size > 0 ? [...list(args), named] : args;
        stack.push(call(pop(), items));
        break;
      } // NEWOBJ_EX
      case 0x62: {
        // BUILD
        const state = pop();
        const target = top();
        if (isStateful(target)) target.setState(state, context);
        // Attributes of a dictionary (PyTorch's _metadata) say nothing that is needed.
        else if (!(target instanceof Map) && !inert) fail('a state is given to something that takes none');
        break;
      }
      case 0x51:
        stack.push(persistent ? persistent(pop()) : fail('it keeps values outside of itself'));
        break; // BINPERSID
      default:
        fail(`opcode 0x${opcode.toString(16)} is not read`);
    }
  }
}
