import { FileError, readPart, type InputFile } from '../inputFile.ts';
import { widenHalf } from '../npy.ts';
import { floatsOf, type FloatType } from './floats.ts';
import { sizeOf, unreadTensor, type OpenedTensors, type TensorEntry } from './tensor.ts';

const FIRST_BYTES = 2 ** 20;
const MOST_BYTES = 2 ** 28;
const MOST_TENSORS = 100_000;
const DEFAULT_ALIGNMENT = 32;
/** Numbers that share a scale in the quantised types. */
const BLOCK = 32;

export const isGguf = (head: Uint8Array): boolean =>
  head[0] === 0x47 && head[1] === 0x47 && head[2] === 0x55 && head[3] === 0x46;

/** ggml's types by number (ggml.h). */
const TYPE_NAMES: Record<number, string> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  6: 'Q5_0',
  7: 'Q5_1',
  8: 'Q8_0',
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  30: 'BF16',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
};
const FLOATS: Record<string, FloatType> = { F32: 'F32', F16: 'F16', BF16: 'BF16', F64: 'F64' };
const WHOLE = new Set(['I8', 'I16', 'I32', 'I64']);
const READ = new Set([...Object.keys(FLOATS), 'Q8_0', 'Q4_0']);
/**
 * Bytes of 256 numbers, or as many as are in eight blocks, by type; of types that are not here nobody knows
 * whether they are whole.
 */
const BYTES_OF_256: Record<string, number> = {
  F32: 1024,
  F16: 512,
  BF16: 512,
  F64: 2048,
  I8: 256,
  I16: 512,
  I32: 1024,
  I64: 2048,
  Q4_0: 144,
  Q4_1: 160,
  Q5_0: 176,
  Q5_1: 192,
  Q8_0: 272,
  Q2_K: 84,
  Q3_K: 110,
  Q4_K: 144,
  Q5_K: 176,
  Q6_K: 210,
  Q8_K: 292,
};
/** Of one block of 32 numbers. */
const Q8_BYTES = 34;
const Q4_BYTES = 18;

interface GgufTensor {
  name: string;
  /** Rows first, as numpy has it; the file has the fastest axis first. */
  shape: number[];
  type: string;
  offset: number;
}

/**
 * The tensors of a GGUF file (llama.cpp), versions 2 and 3. Q8_0 and Q4_0 are made floats again; of other
 * quantised types the tensors are listed. Throws FileError.
 */
export async function openGguf(file: InputFile): Promise<OpenedTensors> {
  const { tensors, dataStart } = await headerOf(file);
  return { tensors: tensors.map((tensor) => entryOf(file, tensor, dataStart)), left: [] };
}

/** The bytes that were read end before the header does. */
class HeaderGoesOn extends Error {}

/** How long a header is, is only known once it is read: a vocabulary stands in it. */
async function headerOf(file: InputFile): Promise<{ tensors: GgufTensor[]; dataStart: number }> {
  for (
    let length = Math.min(file.size, FIRST_BYTES);
    ;
    length = Math.min(file.size, 8 * length, MOST_BYTES)
  ) {
    try {
      return readHeader(file.name, await readPart(file, 0, length));
    } catch (error) {
      if (!(error instanceof HeaderGoesOn)) throw error;
      if (length === file.size)
        throw new FileError(file.name, file.size, 'the header is cut off; download the file again');
      if (length === MOST_BYTES)
        throw new FileError(file.name, null, 'its header is over the limit of 256 MiB');
    }
  }
}

/** Bytes of a value of metadata, by its type; strings (8) and lists (9) have lengths of their own. */
const VALUE_BYTES: Record<number, number> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const STRING = 8;
const LIST = 9;

function readHeader(file: string, bytes: Uint8Array): { tensors: GgufTensor[]; dataStart: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 4;
  const take = (count: number): number => {
    if (!(count >= 0 && at + count <= bytes.length)) throw new HeaderGoesOn();
    at += count;
    return at - count;
  };
  const u32 = () => view.getUint32(take(4), true);
  const u64 = () => Number(view.getBigUint64(take(8), true));
  const text = () => {
    const length = u64();
    const from = take(length);
    return new TextDecoder().decode(bytes.subarray(from, from + length));
  };
  const damaged = (problem: string): never => {
    throw new FileError(file, at, `${problem}: the file is damaged; download it again`);
  };
  const skip = (type: number, depth = 0): void => {
    if (type === STRING) take(u64());
    else if (type === LIST && depth < 4) {
      const of = u32();
      const count = u64();
      if (Object.hasOwn(VALUE_BYTES, of)) take(count * VALUE_BYTES[of]);
      else for (let i = 0; i < count; i++) skip(of, depth + 1);
    } else if (Object.hasOwn(VALUE_BYTES, type)) take(VALUE_BYTES[type]);
    else damaged(`metadata of type ${type}`);
  };
  const version = u32();
  if (version !== 2 && version !== 3)
    throw new FileError(
      file,
      4,
      `version ${version} of GGUF; 2 and 3 are read, little-endian: convert it anew`,
    );
  const count = u64();
  const pairs = u64();
  if (count > MOST_TENSORS) damaged(`${count.toLocaleString('en')} tensors are announced`);
  let alignment = DEFAULT_ALIGNMENT;
  for (let i = 0; i < pairs; i++) {
    const key = text();
    const type = u32();
    if (key === 'general.alignment' && type === 4) alignment = u32();
    else skip(type);
  }
  if (!(alignment > 0 && alignment <= 2 ** 20)) damaged(`an alignment of ${alignment}`);
  const tensors: GgufTensor[] = [];
  for (let i = 0; i < count; i++) {
    const name = text();
    const axes = u32();
    if (axes > 8) damaged(`${axes} axes of "${name.slice(0, 80)}"`);
    const shape = Array.from({ length: axes }, u64).reverse();
    const type = u32();
    const offset = u64();
    if (!shape.every(Number.isSafeInteger)) damaged(`the shape of "${name.slice(0, 80)}"`);
    tensors.push({ name, shape, type: TYPE_NAMES[type] ?? `number ${type}`, offset });
  }
  return { tensors, dataStart: Math.ceil(at / alignment) * alignment };
}

/** Throws FileError for a tensor that goes beyond the file. */
function entryOf(file: InputFile, { name, shape, type, offset }: GgufTensor, dataStart: number): TensorEntry {
  const where = `${file.name} › ${name}`;
  const count = sizeOf(shape);
  const from = dataStart + offset;
  const isRead = READ.has(type);
  const bytes = (count / 256) * (BYTES_OF_256[type] ?? 0);
  if (!Number.isInteger(bytes) || !(from + bytes <= file.size))
    throw new FileError(
      where,
      null,
      `its ${bytes.toLocaleString('en')} bytes from byte ${from} go beyond the ${file.size.toLocaleString('en')} of the file: it is cut off; download it again`,
    );
  const about = { shape, dtype: type, bytes };
  if (!isRead && !WHOLE.has(type)) {
    const reason = `quantised as ${type}: F64, F32, F16, BF16, Q8_0 and Q4_0 are read`;
    return unreadTensor(name, about, () => new FileError(where, null, reason), reason);
  }
  return {
    name,
    ...about,
    float: isRead,
    async read() {
      if (!isRead) throw new FileError(where, null, `numbers of type ${type} are no floats`);
      const raw = await readPart(file, from, from + bytes);
      if (Object.hasOwn(FLOATS, type)) return floatsOf(where, FLOATS[type], raw);
      return type === 'Q8_0' ? readQ8(raw, count) : readQ4(raw, count);
    },
  };
}

/** The scale at the head of a block, a half. */
const scaleAt = (raw: Uint8Array, at: number): number =>
  widenHalf(Uint16Array.of(raw[at] | (raw[at + 1] << 8)))[0];

/** Blocks of a scale and 32 signed bytes. */
function readQ8(raw: Uint8Array, count: number): Float32Array {
  const out = new Float32Array(count);
  for (let block = 0; block * BLOCK < count; block++) {
    const at = block * Q8_BYTES;
    const scale = scaleAt(raw, at);
    for (let i = 0; i < BLOCK; i++) out[block * BLOCK + i] = scale * ((raw[at + 2 + i] << 24) >> 24);
  }
  return out;
}

/**
 * Blocks of a scale and 16 bytes: the lower four bits are the first 16 numbers, the upper the others, 8
 * stands for zero.
 */
function readQ4(raw: Uint8Array, count: number): Float32Array {
  const out = new Float32Array(count);
  const half = BLOCK / 2;
  for (let block = 0; block * BLOCK < count; block++) {
    const at = block * Q4_BYTES;
    const scale = scaleAt(raw, at);
    for (let i = 0; i < half; i++) {
      const pair = raw[at + 2 + i];
      out[block * BLOCK + i] = scale * ((pair & 15) - 8);
      out[block * BLOCK + half + i] = scale * ((pair >> 4) - 8);
    }
  }
  return out;
}
