import { FileError, readPart, type InputFile } from '../inputFile.ts';
import { fromTensorflow } from './axes.ts';
import { FLOAT_BYTES, floatsOf, isFloatType, readShape } from './floats.ts';
import { sizeOf, unreadTensor, type OpenedTensors, type TensorEntry } from './tensor.ts';
import { Wire, type WireField } from './wire.ts';

const MOST_TENSORS = 100_000;
const MOST_AXES = 8;

/** Numbers of fields (onnx.proto). */
const MODEL = { graph: 7 };
const GRAPH = { node: 1, initializer: 5, sparse: 15 };
const NODE = { input: 1, output: 2, type: 4, attribute: 5 };
const ATTRIBUTE = { name: 1, number: 3, tensor: 5 };
const TENSOR = {
  dims: 1,
  type: 2,
  floats: 4,
  words: 5,
  name: 8,
  raw: 9,
  doubles: 10,
  external: 13,
  location: 14,
};
const PAIR = { key: 1, value: 2 };

/** TensorProto.DataType. */
const TYPES: Record<number, string> = {
  1: 'F32',
  2: 'U8',
  3: 'I8',
  4: 'U16',
  5: 'I16',
  6: 'I32',
  7: 'I64',
  8: 'text',
  9: 'BOOL',
  10: 'F16',
  11: 'F64',
  12: 'U32',
  13: 'U64',
  14: 'C64',
  15: 'C128',
  16: 'BF16',
  17: 'F8_E4M3',
  18: 'F8_E4M3FNUZ',
  19: 'F8_E5M2',
  20: 'F8_E5M2FNUZ',
  21: 'U4',
  22: 'I4',
  23: 'F4',
  24: 'F8_E8M0',
};
const WHOLE = /^([UI]\d+|BOOL)$/;

/** Protobuf messages of others that begin alike. */
const OTHERS = /\.(mlmodel|pb|caffemodel)$/i;

/** A model begins with the version of its format, and then says who made it, or its graph. */
export const isOnnx = (head: Uint8Array, name: string): boolean =>
  head[0] === 0x08 &&
  !OTHERS.test(name) &&
  head[1] > 0 &&
  head[1] < 0x40 &&
  ([0x12, 0x1a, 0x22].includes(head[2]) ||
    ([0x2a, 0x32, 0x3a, 0x42].includes(head[2]) && /\.onnx$/i.test(name)));

interface Initializer {
  name: string;
  shape: number[];
  type: string;
  /** Where its numbers lie, in a file; null: nowhere that is known. */
  data: { file: InputFile; from: number; to: number } | null;
  /** Numbers as whole numbers, in the field that small types are in where they are not raw. */
  words: number[] | null;
  /** Why there are no numbers. */
  problem: string | null;
}

/**
 * The weights of an ONNX model: initializers and constants. Those that a product takes as inputs × outputs
 * are turned. `beside`: files that may hold numbers kept outside. Throws FileError.
 */
export async function openOnnx(
  file: InputFile,
  beside: readonly InputFile[],
): Promise<OpenedTensors & { used: InputFile[] }> {
  const wire = new Wire(file);
  const found: Initializer[] = [];
  const turned = new Set<string>();
  let sparse = 0;
  let graphs = 0;
  for await (const field of wire.fields(0, file.size)) {
    if (field.field !== MODEL.graph || field.kind !== 'bytes') continue;
    graphs++;
    for await (const part of wire.fields(field.from, field.to)) {
      if (part.kind !== 'bytes') continue;
      if (part.field === GRAPH.initializer) found.push(await readTensor(wire, part, beside));
      else if (part.field === GRAPH.node) await readNode(wire, part, beside, found, turned);
      else if (part.field === GRAPH.sparse) sparse++;
      if (found.length > MOST_TENSORS)
        throw new FileError(file.name, part.from, 'more tensors in it than are read');
    }
  }
  const instead = 'export the model again, or open the one it was made from';
  if (graphs === 0) throw new FileError(file.name, 0, `an ONNX file without a graph: ${instead}`);
  if (found.length === 0) throw new FileError(file.name, 0, `an ONNX file without weights in it: ${instead}`);
  const tensors = found.map((tensor) => {
    const entry = entryOf(file, tensor);
    return turned.has(tensor.name) && tensor.shape.length === 2 ? fromTensorflow(entry) : entry;
  });
  const used = beside.filter((other) => found.some(({ data }) => data?.file === other));
  const left = sparse ? [{ name: file.name, reason: `${sparse} sparse tensors, which are not read` }] : [];
  return { tensors, left, used };
}

async function readTensor(
  wire: Wire,
  { from, to }: { from: number; to: number },
  beside: readonly InputFile[],
): Promise<Initializer> {
  const out: Initializer = { name: '', shape: [], type: 'unknown', data: null, words: null, problem: null };
  const outside = new Map<string, string>();
  let isOutside = false;
  const dims: number[] = [];
  for await (const field of wire.fields(from, to)) {
    if (field.field === TENSOR.dims) dims.push(...(await wire.numbers(field)));
    else if (field.field === TENSOR.type && field.kind === 'number')
      out.type = TYPES[field.value] ?? `number ${field.value}`;
    else if (field.field === TENSOR.name) out.name = await wire.text(field);
    else if (field.field === TENSOR.location && field.kind === 'number') isOutside = field.value === 1;
    else if (field.kind !== 'bytes') continue;
    else if (field.field === TENSOR.raw || field.field === TENSOR.floats || field.field === TENSOR.doubles)
      out.data = { file: wire.file, from: field.from, to: field.to };
    else if (field.field === TENSOR.words) out.words = await wire.numbers(field);
    else if (field.field === TENSOR.external) {
      const [key, value] = await pairOf(wire, field);
      outside.set(key, value);
    }
  }
  if (dims.length > MOST_AXES || !dims.every(Number.isSafeInteger))
    out.problem = 'its shape is no list of sizes';
  else out.shape = dims;
  if (isOutside) Object.assign(out, outsideData(outside, beside));
  return out;
}

async function pairOf(wire: Wire, { from, to }: { from: number; to: number }): Promise<[string, string]> {
  const pair: [string, string] = ['', ''];
  for await (const field of wire.fields(from, to)) {
    if (field.field === PAIR.key) pair[0] = await wire.text(field);
    if (field.field === PAIR.value) pair[1] = await wire.text(field);
  }
  return pair;
}

/** Numbers in a file beside the model, by its name alone: a path that leads elsewhere is not followed. */
function outsideData(
  said: ReadonlyMap<string, string>,
  beside: readonly InputFile[],
): Pick<Initializer, 'data' | 'problem'> {
  const base = (path: string) => path.split(/[/\\]|› /).pop();
  const location = said.get('location') ?? '';
  const file = beside.find((other) => base(other.name) === base(location));
  if (!file) return { data: null, problem: `its numbers are in ${base(location)}: open that file with it` };
  const from = Number(said.get('offset') ?? 0);
  const to = from + Number(said.get('length') ?? file.size - from);
  return from >= 0 && from <= to && to <= file.size
    ? { data: { file, from, to }, problem: null }
    : { data: null, problem: `its numbers go beyond the end of ${base(location)}` };
}

/**
 * Constants, and which weights a product takes as inputs × outputs: MatMul always, Gemm unless it is told to
 * turn them.
 */
async function readNode(
  wire: Wire,
  { from, to }: { from: number; to: number },
  beside: readonly InputFile[],
  found: Initializer[],
  turned: Set<string>,
): Promise<void> {
  const inputs: string[] = [];
  let output = '';
  let type = '';
  const attributes: Extract<WireField, { kind: 'bytes' }>[] = [];
  for await (const field of wire.fields(from, to)) {
    if (field.field === NODE.input) inputs.push(await wire.text(field));
    else if (field.field === NODE.output) output ||= await wire.text(field);
    else if (field.field === NODE.type) type = await wire.text(field);
    else if (field.field === NODE.attribute && field.kind === 'bytes') attributes.push(field);
  }
  if (type === 'MatMul' && inputs[1]) turned.add(inputs[1]);
  if (type !== 'Gemm' && type !== 'Constant') return;
  let transposed = false;
  for (const attribute of attributes) {
    let name = '';
    for await (const field of wire.fields(attribute.from, attribute.to)) {
      if (field.field === ATTRIBUTE.name) name = await wire.text(field);
      if (field.field === ATTRIBUTE.number && field.kind === 'number' && name === 'transB')
        transposed = field.value === 1;
      if (field.field === ATTRIBUTE.tensor && field.kind === 'bytes' && type === 'Constant')
        found.push({ ...(await readTensor(wire, field, beside)), name: output });
    }
  }
  if (type === 'Gemm' && !transposed && inputs[1]) turned.add(inputs[1]);
}

function entryOf(file: InputFile, { name, shape, type, data, words, problem }: Initializer): TensorEntry {
  const where = `${file.name} › ${name}`;
  const count = sizeOf(shape);
  const bytes = isFloatType(type) ? count * FLOAT_BYTES[type] : data ? data.to - data.from : 0;
  const about = { shape, dtype: type, bytes };
  const whole = WHOLE.test(type);
  const unread = (reason: string): TensorEntry =>
    unreadTensor(name, about, () => new FileError(where, null, reason), reason);
  if (problem !== null) return unread(problem);
  if (!isFloatType(type))
    return whole
      ? { ...unread('no floats'), unread: undefined }
      : unread(`values of type ${type} are not read`);
  if (words && !data) {
    if (words.length !== count)
      return unread(`${words.length.toLocaleString('en')} numbers do not fill its shape`);
  } else if (!data || data.to - data.from !== bytes)
    return unread(
      `${bytes.toLocaleString('en')} bytes are needed, ${data ? (data.to - data.from).toLocaleString('en') : 'none'} are there: the file is damaged`,
    );
  return {
    name,
    shape: readShape(type, shape),
    dtype: type,
    float: true,
    bytes,
    async read() {
      if (data) return floatsOf(where, type, await readPart(data.file, data.from, data.to));
      const small = FLOAT_BYTES[type] === 1 ? Uint8Array.from(words!) : Uint16Array.from(words!);
      return floatsOf(where, type, new Uint8Array(small.buffer));
    },
  };
}
