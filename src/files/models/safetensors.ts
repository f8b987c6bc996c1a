import { FileError, readPart, type InputFile } from '../inputFile.ts';
import { FLOAT_BYTES, floatsOf, isFloatType, readShape } from './floats.ts';
import { sizeOf, unreadTensor, type LeftOut, type OpenedTensors, type TensorEntry } from './tensor.ts';

/** Bytes of the header, the format's own limit. */
const HEADER_LIMIT = 100_000_000;
const MOST_TENSORS = 100_000;
/** Bits a number, of types that are read and of others that are known. */
const BITS: Record<string, number> = {
  ...Object.fromEntries(Object.entries(FLOAT_BYTES).map(([type, bytes]) => [type, 8 * bytes])),
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  BOOL: 8,
  U8: 8,
  I8: 8,
  U16: 16,
  I16: 16,
  U32: 32,
  I32: 32,
  U64: 64,
  I64: 64,
};

/**
 * True if a file looks like safetensors, by its first bytes and its size. There is no magic: a length that
 * fits the file, then JSON.
 */
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

/** What the header says beside the tensors; empty where it says nothing. Throws FileError. */
export async function readMetadata(file: InputFile): Promise<Record<string, string>> {
  const length = Number(new DataView((await readPart(file, 0, 8)).slice().buffer).getBigUint64(0, true));
  if (8 + length > Math.min(file.size, HEADER_LIMIT))
    throw new FileError(file.name, 0, 'the header is cut off');
  const found = parseHeader(file.name, await readPart(file, 8, 8 + length)).__metadata__;
  return typeof found === 'object' && found !== null
    ? Object.fromEntries(
        Object.entries(found).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
      )
    : {};
}

/**
 * Tensors of one safetensors file. Every tensor's bytes are checked to lie in it and to fit its shape before
 * anything is allocated; one of a type that is not read is listed with the reason. Throws FileError.
 */
export async function openSafetensors(file: InputFile): Promise<OpenedTensors> {
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
  const text = await readPart(file, 8, 8 + length);
  const header = parseHeader(file.name, text);
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
  const tensors = names.map((name): TensorEntry => {
    const where = `${file.name} › ${name}`;
    const {
      dtype,
      shape,
      data_offsets: offsets,
    } = (header[name] ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
    const isSizes = (value: unknown): value is number[] =>
      Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
    if (typeof dtype !== 'string') throw new FileError(where, 8, 'the type of its numbers is missing');
    if (!isSizes(shape) || shape.length > 8) throw new FileError(where, 8, 'its shape is no list of sizes');
    if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1] || offsets[1] > there)
      throw new FileError(
        where,
        8,
        `its bytes ${JSON.stringify(offsets)?.slice(0, 60)} lie outside of the ${there.toLocaleString('en')} that follow the header: the file is cut off or damaged`,
      );
    const bits = Object.hasOwn(BITS, dtype) ? BITS[dtype] : null;
    const announced = offsets[1] - offsets[0];
    if (bits === null || bits < 8) {
      const quoted = JSON.stringify(dtype).slice(0, 40);
      const reason = `numbers of type ${quoted} are not ${bits === null ? 'known' : 'read'}`;
      const about = { shape, dtype, bytes: announced };
      return unreadTensor(name, about, () => new FileError(where, 8, reason), reason);
    }
    const bytes = sizeOf(shape) * (bits / 8);
    if (bytes !== announced)
      throw new FileError(
        where,
        8,
        `${shape.join(' × ')} numbers of type ${dtype} take ${bytes.toLocaleString('en')} bytes, ${announced.toLocaleString('en')} are announced`,
      );
    return {
      name,
      shape: readShape(dtype, shape),
      dtype,
      float: isFloatType(dtype),
      bytes,
      async read() {
        if (!isFloatType(dtype)) throw new FileError(where, null, `numbers of type ${dtype} are no floats`);
        return floatsOf(where, dtype, await readPart(file, start + offsets[0], start + offsets[1]));
      },
    };
  });
  return { tensors, left: namesTwice(file.name, text, names.length) };
}

/** JSON keeps the last of several values under one name: that there were others is told. */
function namesTwice(file: string, header: Uint8Array, names: number): LeftOut[] {
  const described = new TextDecoder().decode(header).match(/"data_offsets"\s*:/g)?.length ?? 0;
  return described > names
    ? [
        {
          name: file,
          reason: `${described - names} of its ${described} tensors have the name of a later one, which is read in their place`,
        },
      ]
    : [];
}

/** The header, or an index of shards: a JSON object. */
export function parseHeader(file: string, bytes: Uint8Array): Record<string, unknown> {
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
