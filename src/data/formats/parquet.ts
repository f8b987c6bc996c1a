import {
  parquetMetadataAsync,
  parquetRead,
  type AsyncBuffer,
  type FileMetaData,
  type SchemaElement,
} from 'hyparquet';
import { MAX_BYTES } from '../../files/gzip.ts';
import { FileError, readPart, type InputFile } from '../../files/inputFile.ts';
import { checkPages } from './parquetPages.ts';
import { decodeAll, imageFormat, type EncodedImage } from './encoded.ts';
import { isTestPath, type Part } from './readSet.ts';

export interface ParquetOptions {
  /** Only the first so many rows. */
  rows?: number;
  signal?: AbortSignal;
  onDecoded?(images: number, total: number): void;
}

export interface ParquetPart extends Part {
  /** Names of the labels, where the file tells them. */
  classes: string[] | null;
  /** Rows in the whole file. */
  total: number;
  mixed: boolean;
}

/** Rows decoded at a time: their encoded bytes are dropped before the next. */
const ROWS = 2000;
/** Compressions beside none and snappy come with a package of their own, loaded when a file needs it. */
const BUILT_IN = new Set(['UNCOMPRESSED', 'SNAPPY']);

/**
 * Images of a parquet file in the form public hubs have them: a column of encoded images (a struct with `bytes`, or binary), and a whole-number
 * label. Columns are found by the file's own description, else by type and name. Reads the footer, then only the rows asked for. Throws FileError.
 */
export async function readParquet(
  file: InputFile,
  { rows = Infinity, signal, onDecoded }: ParquetOptions = {},
): Promise<ParquetPart> {
  const buffer = asyncBuffer(file);
  const metadata = await open(file, buffer);
  const total = Number(metadata.num_rows);
  const wanted = Math.min(total, rows);
  if (!(total > 0)) throw new FileError(file.name, null, 'the parquet file has no rows');
  const groups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  // A row takes more than a byte: a count that does not fit the file would ask for memory without end.
  if (groups !== total || total > file.size)
    throw new FileError(
      file.name,
      null,
      `its footer announces ${total.toLocaleString('en')} rows, its groups have ${groups.toLocaleString('en')}: the file is damaged`,
    );
  const columns = findColumns(file, metadata);
  const compressors = await compressorsFor(metadata);
  await file.prefetch?.(...spanOf(metadata, wanted, file.size));
  const parts: Awaited<ReturnType<typeof decodeAll>>['images'][] = [];
  const encodedBudget = { left: MAX_BYTES };
  let mixed = false;
  for (let from = 0; from < wanted; from += ROWS) {
    signal?.throwIfAborted();
    await checkPages(file, metadata, from, Math.min(wanted, from + ROWS));
    const encoded = await readRows(
      file,
      buffer,
      metadata,
      compressors,
      columns,
      from,
      Math.min(wanted, from + ROWS),
    );
    const { images, mixed: own } = await decodeAll(encoded, encodedBudget.left, {
      signal,
      onDecoded: (n) => onDecoded?.(from + n, wanted),
    });
    encodedBudget.left -= images.pixels.length;
    mixed ||= own;
    parts.push(images);
  }
  const { height, width } = parts[0];
  const channels = parts.some((p) => p.channels === 3) ? 3 : 1;
  const length = height * width * channels;
  const odd = parts.find((p) => p.height !== height || p.width !== width || p.channels !== channels);
  if (odd)
    throw new FileError(
      file.name,
      null,
      `images of ${odd.height} × ${odd.width} in ${odd.channels === 3 ? 'colour' : 'grey'} beside ${height} × ${width} in ${parts[0].channels === 3 ? 'colour' : 'grey'}: only sets of one size and colour can be read from parquet`,
    );
  const pixels = new Uint8Array(wanted * length);
  const labels: number[] = [];
  let at = 0;
  for (const part of parts) {
    pixels.set(part.pixels, at);
    at += part.pixels.length;
    for (let i = 0; i < part.count; i++) labels.push(part.labels[i]);
  }
  return {
    test: isTestPath(file.name),
    file: file.name,
    images: { count: wanted, height, width, channels, pixels, labels },
    classes: columns.classes,
    total,
    mixed,
  };
}

const asyncBuffer = (file: InputFile): AsyncBuffer => ({
  byteLength: file.size,
  async slice(from, to = file.size) {
    // A damaged footer points anywhere.
    if (!(from >= 0 && from <= to && to <= file.size))
      throw new FileError(
        file.name,
        null,
        `the footer points to bytes ${from} to ${to}, outside of the file's ${file.size}`,
      );
    const bytes = await readPart(file, from, to);
    return bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength
      ? (bytes.buffer as ArrayBuffer)
      : (bytes.slice().buffer as ArrayBuffer);
  },
});

/** What the library says of a damaged file, as a FileError. */
async function guarded<T>(file: InputFile, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FileError || (error instanceof DOMException && error.name === 'AbortError'))
      throw error;
    throw new FileError(
      file.name,
      null,
      `${what} (${error instanceof Error ? error.message : String(error)}); the file is damaged or cut off: download it again`,
    );
  }
}

async function open(file: InputFile, buffer: AsyncBuffer): Promise<FileMetaData> {
  if (file.size < 12) throw new FileError(file.name, file.size, 'shorter than any parquet file');
  return guarded(file, 'its parquet footer cannot be read', () => parquetMetadataAsync(buffer));
}

interface Columns {
  image: string;
  nested: boolean;
  label: string;
  classes: string[] | null;
}

/** The hub's own description of the columns, in the footer: {"info": {"features": {"img": {"_type": "Image"}, "label": {"_type": "ClassLabel", "names": […]}}}}. */
interface HubFeatures {
  info?: { features?: Record<string, { _type?: string; names?: unknown }> };
}

function findColumns(file: InputFile, metadata: FileMetaData): Columns {
  const tops = topColumns(metadata.schema);
  const features = hubFeatures(metadata);
  const images = tops.filter(
    ({ element, children }) =>
      children.some((child) => child.name === 'bytes' && child.type === 'BYTE_ARRAY') ||
      (element.type === 'BYTE_ARRAY' &&
        element.converted_type !== 'UTF8' &&
        /^(img|image|bytes|png|jpe?g)/i.test(element.name)),
  );
  const named = images.find(({ element }) => features[element.name]?._type === 'Image') ?? images[0];
  const ints = tops.filter(({ element }) => element.type === 'INT64' || element.type === 'INT32');
  const label =
    ints.find(({ element }) => element.name === 'fine_label') ??
    ints.find(({ element }) => features[element.name]?._type === 'ClassLabel') ??
    ints.find(({ element }) => /label|class|target/i.test(element.name)) ??
    (ints.length === 1 ? ints[0] : undefined);
  const there = tops.map(({ element }) => element.name).join(', ');
  if (!named)
    throw new FileError(
      file.name,
      null,
      `no column of images among ${there}: a struct with "bytes", or binary, is looked for`,
    );
  if (!label)
    throw new FileError(
      file.name,
      null,
      `no column of labels among ${there}: whole numbers named "label" are looked for`,
    );
  const names = features[label.element.name]?.names;
  return {
    image: named.element.name,
    nested: named.children.length > 0,
    label: label.element.name,
    classes: Array.isArray(names) && names.every((n) => typeof n === 'string') ? names : null,
  };
}

function topColumns(schema: SchemaElement[]): { element: SchemaElement; children: SchemaElement[] }[] {
  const out: { element: SchemaElement; children: SchemaElement[] }[] = [];
  let at = 1;
  const skip = (index: number): number => {
    let next = index + 1;
    for (let k = 0; k < (schema[index]?.num_children ?? 0); k++) next = skip(next);
    return next;
  };
  for (let k = 0; k < (schema[0]?.num_children ?? 0) && at < schema.length; k++) {
    const end = skip(at);
    out.push({ element: schema[at], children: schema.slice(at + 1, end) });
    at = end;
  }
  return out;
}

function hubFeatures(metadata: FileMetaData): NonNullable<NonNullable<HubFeatures['info']>['features']> {
  const text = metadata.key_value_metadata?.find((entry) => entry.key === 'huggingface')?.value;
  try {
    return (JSON.parse(text ?? '{}') as HubFeatures).info?.features ?? {};
  } catch {
    return {};
  }
}

async function compressorsFor(
  metadata: FileMetaData,
): Promise<Parameters<typeof parquetRead>[0]['compressors']> {
  const plain = metadata.row_groups.every((group) =>
    group.columns.every((column) => BUILT_IN.has(column.meta_data?.codec ?? 'UNCOMPRESSED')),
  );
  return plain ? undefined : (await import('hyparquet-compressors')).compressors;
}

/** The bytes of the row groups that hold the first `rows` rows. */
function spanOf(metadata: FileMetaData, rows: number, size: number): [from: number, to: number] {
  let to = 4;
  let seen = 0;
  for (const group of metadata.row_groups) {
    if (seen >= rows) break;
    seen += Number(group.num_rows);
    for (const { meta_data: m } of group.columns)
      if (m)
        to = Math.max(
          to,
          Number(m.dictionary_page_offset ?? m.data_page_offset) + Number(m.total_compressed_size),
        );
  }
  return [0, Math.min(to, size)];
}

async function readRows(
  file: InputFile,
  buffer: AsyncBuffer,
  metadata: FileMetaData,
  compressors: Parameters<typeof parquetRead>[0]['compressors'],
  columns: Columns,
  from: number,
  to: number,
): Promise<EncodedImage[]> {
  const images: unknown[] = [];
  const labels: unknown[] = [];
  await guarded(file, 'its rows cannot be read', () =>
    parquetRead({
      file: buffer,
      metadata,
      compressors,
      columns: [columns.image, columns.label],
      rowStart: from,
      rowEnd: to,
      // Without this the images come as mangled text.
      utf8: false,
      onChunk: ({ columnName, columnData, rowStart }) => {
        const into = columnName === columns.image ? images : labels;
        for (let i = 0; i < columnData.length; i++) into[rowStart + i] = columnData[i];
      },
    }),
  );
  return Array.from({ length: to - from }, (_, i): EncodedImage => {
    const row = from + i;
    const where = `${file.name} › row ${row}`;
    const cell = images[row] as { bytes?: unknown } | Uint8Array | undefined;
    const bytes = columns.nested ? (cell as { bytes?: unknown } | undefined)?.bytes : cell;
    const label = Number(labels[row] ?? NaN);
    if (!(bytes instanceof Uint8Array))
      throw new FileError(where, null, `column "${columns.image}" holds no image bytes`);
    if (!imageFormat(bytes))
      throw new FileError(where, null, `column "${columns.image}" holds something that is no image`);
    if (!Number.isSafeInteger(label))
      throw new FileError(
        where,
        null,
        `column "${columns.label}" is ${String(labels[row])}, no whole number`,
      );
    return { file: where, bytes, label };
  });
}
