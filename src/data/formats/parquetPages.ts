import type { FileMetaData } from 'hyparquet';
import { FileError, readPart, type InputFile } from '../../files/inputFile.ts';

/** Bytes that one page may unpack to. */
const PAGE_LIMIT = 256 * 2 ** 20;
/**
 * Fields of a data page's header, by the field that holds it in PageHeader, that the format requires, all of
 * them numbers.
 */
const REQUIRED: Record<number, number[]> = { 5: [1, 2, 3, 4], 8: [1, 2, 3, 4, 5, 6] };
/** Fields of a version 2 header: bytes of its definition and repetition levels. */
const LEVELS = [5, 6];

/**
 * Walks the page headers of the row groups that hold rows `from` … `to` (parquet-format, PageHeader in
 * compact Thrift) and throws FileError where sizes go backwards, leave the column's bytes, announce more
 * values than the column has, or are missing: the library that reads them trusts them, and a damaged one
 * makes it run for ever.
 */
export async function checkPages(
  file: InputFile,
  metadata: FileMetaData,
  from: number,
  to: number,
): Promise<void> {
  let row = 0;
  for (const group of metadata.row_groups) {
    const end = row + Number(group.num_rows);
    if (end > from && row < to) {
      for (const { meta_data: column } of group.columns) {
        if (!column) continue;
        const start = Number(column.dictionary_page_offset ?? column.data_page_offset);
        const stop = start + Number(column.total_compressed_size);
        if (!(start >= 4 && stop > start && stop <= file.size))
          throw new FileError(
            file.name,
            null,
            `column "${column.path_in_schema.join('.')}" is said to lie at bytes ${start} to ${stop} of ${file.size}: the file is damaged or cut off`,
          );
        walkPages(file.name, start, await readPart(file, start, stop), Number(column.num_values));
      }
    }
    row = end;
  }
}

function walkPages(file: string, start: number, bytes: Uint8Array, values: number): void {
  let at = 0;
  let seen = 0;
  const fail = (what: string): never => {
    throw new FileError(file, start + at, `a page header ${what}: the file is damaged; download it again`);
  };
  const varint = (): number => {
    let result = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= bytes.length) fail('is cut off');
      const byte = bytes[at++];
      result += (byte & 127) * 2 ** shift;
      if (byte < 128) return result;
    }
    return fail('holds an endless number');
  };
  const signed = (): number => {
    const n = varint();
    return n % 2 ? -(n + 1) / 2 : n / 2;
  };
  /** Fields of a struct that are numbers or structs; others are passed over. */
  const struct = (depth: number): Map<number, number | Map<number, unknown>> => {
    const fields = new Map<number, number | Map<number, unknown>>();
    if (depth > 8) fail('is nested too deeply');
    for (let id = 0; ;) {
      if (at >= bytes.length) fail('is cut off');
      const byte = bytes[at++];
      const type = byte & 15;
      if (type === 0) return fields;
      id = byte >> 4 ? id + (byte >> 4) : signed();
      const value = element(type, depth);
      if (value !== undefined) fields.set(id, value);
    }
  };
  const element = (type: number, depth: number): number | Map<number, unknown> | undefined => {
    if (type === 1 || type === 2) return type === 1 ? 1 : 0;
    if (type === 3) return void at++;
    if (type >= 4 && type <= 6) return signed();
    if (type === 7) return void (at += 8);
    if (type === 8) {
      const length = varint();
      if (length > bytes.length - at) fail('holds a text that is longer than the column');
      return void (at += length);
    }
    if (type === 9) {
      const byte = bytes[at++];
      const size = byte >> 4 === 15 ? varint() : byte >> 4;
      for (let i = 0; i < size; i++) {
        if (at >= bytes.length) fail('is cut off');
        element((byte & 15) <= 2 ? 3 : byte & 15, depth + 1);
      }
      return undefined;
    }
    return type === 12 ? struct(depth + 1) : fail(`has a field of type ${type}`);
  };
  while (at < bytes.length && seen < values) {
    const header = struct(0);
    const unpacked = header.get(2);
    const packed = header.get(3);
    const kind = header.has(5) ? 5 : 8;
    const data = header.get(kind);
    const count = data instanceof Map ? data.get(1) : 0;
    if (typeof packed !== 'number' || packed < 0 || packed > bytes.length - at)
      fail(`announces ${String(packed)} bytes where ${bytes.length - at} are left`);
    if (typeof unpacked !== 'number' || unpacked < 0 || unpacked > PAGE_LIMIT)
      fail(`unpacks to ${String(unpacked)} bytes`);
    if (typeof count !== 'number' || count < 0 || count > values - seen)
      fail(`announces ${String(count)} values where ${values - seen} are left`);
    if (data instanceof Map) {
      const missing = REQUIRED[kind].find((field) => typeof data.get(field) !== 'number');
      if (missing !== undefined) fail(`lacks its field ${missing}`);
      const levels = kind === 8 ? LEVELS.map((field) => data.get(field) as number) : [];
      if (levels.some((n) => n < 0) || levels.reduce((a, b) => a + b, 0) > (packed as number))
        fail(`has levels of ${levels.join(' and ')} bytes in a page of ${String(packed)}`);
    }
    seen += count as number;
    at += packed as number;
  }
}
