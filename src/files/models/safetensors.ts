import { FileError, readPart, readWhole, type InputFile } from '../inputFile.ts';
import { floatsOf, isFloatType } from './floats.ts';
import type { TensorEntry } from './modelFile.ts';

/** Bytes of the header, the format's own limit. */
const HEADER_LIMIT = 100_000_000;
const MOST_TENSORS = 100_000;
const SIZES: Record<string, number> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
};

/** True if a file looks like safetensors, by its first bytes and its size. There is no magic: a length that fits the file, then JSON. */
export function isSafetensors(head: Uint8Array, size: number): boolean {
  if (head.length < 10) return false;
  const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
  return (
    length >= 2 &&
    length <= HEADER_LIMIT &&
    (8 + length <= size || size < 4096) &&
    head[8] === 0x7b &&
    /^\s*["}]/.test(String.fromCharCode(...head.subarray(9, 30)))
  );
}

/**
 * Tensors of one safetensors file or several shards of one model. Every tensor's bytes are checked to lie in its file and to fit its shape before anything is allocated. Throws FileError.
 * @param index The `…safetensors.index.json` of a sharded model: a tensor it names and no file holds is missed by name.
 */
export async function openSafetensors(
  files: readonly InputFile[],
  index?: InputFile,
): Promise<TensorEntry[]> {
  const tensors: TensorEntry[] = [];
  for (const file of files) tensors.push(...(await openOne(file)));
  const names = new Set<string>();
  const twice = tensors.find(({ name }) => names.size === names.add(name).size);
  if (twice)
    throw new FileError(
      files[0].name,
      null,
      `tensor "${twice.name}" is in two of the files: drop the shards of one model`,
    );
  if (index) await checkIndex(index, tensors);
  return tensors;
}

/** What the header says beside the tensors; empty where it says nothing. Throws FileError. */
export async function readMetadata(file: InputFile): Promise<Record<string, string>> {
  const length = Number(new DataView((await readPart(file, 0, 8)).slice().buffer).getBigUint64(0, true));
  if (8 + length > Math.min(file.size, HEADER_LIMIT))
    throw new FileError(file.name, 0, 'the header is cut off');
  const found = parse(file.name, await readPart(file, 8, 8 + length)).__metadata__;
  return typeof found === 'object' && found !== null
    ? Object.fromEntries(
        Object.entries(found).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
      )
    : {};
}

async function openOne(file: InputFile): Promise<TensorEntry[]> {
  if (file.size < 10) throw new FileError(file.name, file.size, 'shorter than any safetensors file');
  const length = Number(new DataView((await readPart(file, 0, 8)).slice().buffer).getBigUint64(0, true));
  if (length > HEADER_LIMIT)
    throw new FileError(
      file.name,
      0,
      `a header of ${length.toLocaleString('en')} bytes is announced, over the format's limit of ${HEADER_LIMIT.toLocaleString('en')}`,
    );
  if (8 + length > file.size)
    throw new FileError(
      file.name,
      0,
      `a header of ${length.toLocaleString('en')} bytes is announced, ${(file.size - 8).toLocaleString('en')} follow: the file is cut off`,
    );
  const header = parse(file.name, await readPart(file, 8, 8 + length));
  const start = 8 + length;
  const there = file.size - start;
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  if (names.length > MOST_TENSORS)
    throw new FileError(
      file.name,
      8,
      `${names.length.toLocaleString('en')} tensors; up to ${MOST_TENSORS.toLocaleString('en')} are read`,
    );
  if (names.length === 0) throw new FileError(file.name, 8, 'there is no tensor in it');
  return names.map((name): TensorEntry => {
    const where = `${file.name} › ${name}`;
    const {
      dtype,
      shape,
      data_offsets: offsets,
    } = (header[name] ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
    const isSizes = (value: unknown): value is number[] =>
      Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
    if (typeof dtype !== 'string' || !Object.hasOwn(SIZES, dtype))
      throw new FileError(where, 8, `numbers of type ${JSON.stringify(dtype)?.slice(0, 40)} are not known`);
    if (!isSizes(shape) || shape.length > 8) throw new FileError(where, 8, 'its shape is no list of sizes');
    if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1] || offsets[1] > there)
      throw new FileError(
        where,
        8,
        `its bytes ${JSON.stringify(offsets)?.slice(0, 60)} lie outside of the ${there.toLocaleString('en')} that follow the header: the file is cut off or damaged`,
      );
    const bytes = shape.reduce((a, b) => a * b, SIZES[dtype]);
    if (bytes !== offsets[1] - offsets[0])
      throw new FileError(
        where,
        8,
        `${shape.join(' × ')} numbers of type ${dtype} take ${bytes.toLocaleString('en')} bytes, ${(offsets[1] - offsets[0]).toLocaleString('en')} are announced`,
      );
    return {
      name,
      shape,
      dtype,
      float: isFloatType(dtype),
      bytes,
      async read() {
        if (!isFloatType(dtype)) throw new FileError(where, null, `numbers of type ${dtype} are no floats`);
        return floatsOf(where, dtype, await readPart(file, start + offsets[0], start + offsets[1]));
      },
    };
  });
}

function parse(file: string, bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new FileError(
      file,
      8,
      `the header is no JSON (${error instanceof Error ? error.message.slice(0, 80) : String(error)}): the file is damaged`,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new FileError(file, 8, 'the header is no JSON object');
  return value as Record<string, unknown>;
}

async function checkIndex(index: InputFile, tensors: readonly TensorEntry[]): Promise<void> {
  const map = parse(index.name, await readWhole(index, HEADER_LIMIT)).weight_map;
  const there = new Set(tensors.map((tensor) => tensor.name));
  if (typeof map !== 'object' || map === null)
    throw new FileError(index.name, null, 'there is no "weight_map" in the index');
  const missing = Object.entries(map as Record<string, unknown>).find(([name]) => !there.has(name));
  if (missing)
    throw new FileError(
      index.name,
      null,
      `tensor "${missing[0]}" should be in ${String(missing[1])}: drop all shards of the model together`,
    );
}
