import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { MAX_BYTES } from '../../files/gzip.ts';
import { FileError, readPart, type InputFile } from '../../files/inputFile.ts';
import { Decoding, imageFormat, type EncodedImage } from './encoded.ts';
import type { LeftOut } from './leftOut.ts';
import { findColumns, type Columns } from './parquetColumns.ts';
import { checkPages } from './parquetPages.ts';
import type { Part } from './readSet.ts';
import { splitOfFile } from './splits.ts';

export interface ParquetOptions {
  /** Only the first so many rows. */
  rows?: number;
  /** Told of rows that do not come into the set. */
  leftOut: LeftOut[];
  signal?: AbortSignal;
  onDecoded?(images: number, total: number): void;
}

export interface ParquetPart extends Part {
  /** Names of the labels, where the file tells them. */
  classes: string[] | null;
  /** Rows in the whole file. */
  total: number;
  /** What was done and decided, in words. */
  notes: string[];
}

/** Rows decoded at a time: their encoded bytes are dropped before the next. */
const ROWS = 2000;
/** Compressions beside none and snappy come with a package of their own, loaded when a file needs it. */
const BUILT_IN = new Set(['UNCOMPRESSED', 'SNAPPY']);

/**
 * Images of a parquet file in the form public hubs have them: a column of encoded images (a struct with
 * `bytes`, or binary), and one of labels (parquetColumns.ts). Reads the footer, then only the rows asked for.
 * Throws FileError.
 */
export async function readParquet(
  file: InputFile,
  { rows = Infinity, leftOut, signal, onDecoded }: ParquetOptions,
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
  const decoding = new Decoding({
    limit: MAX_BYTES,
    leftOut,
    signal,
    onDecoded: (n) => onDecoded?.(n, wanted),
  });
  for (let from = 0; from < wanted; from += ROWS) {
    signal?.throwIfAborted();
    const to = Math.min(wanted, from + ROWS);
    await checkPages(file, metadata, from, to);
    const cells = await readRows({ file, buffer, metadata, compressors, columns, from, to });
    await decoding.add(encodedOf(file, columns, cells, from, leftOut));
  }
  const { images, notes } = decoding.finish();
  return {
    split: splitOfFile(file.name),
    file: file.name,
    images,
    classes: columns.classes,
    total,
    notes: columns.told ? [columns.told, ...notes] : notes,
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

interface Cells {
  images: unknown[];
  labels: unknown[];
}

async function readRows({
  file,
  buffer,
  metadata,
  compressors,
  columns,
  from,
  to,
}: {
  file: InputFile;
  buffer: AsyncBuffer;
  metadata: FileMetaData;
  compressors: Parameters<typeof parquetRead>[0]['compressors'];
  columns: Columns;
  from: number;
  to: number;
}): Promise<Cells> {
  const cells: Cells = { images: new Array(to - from), labels: new Array(to - from) };
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
        const into = columnName === columns.image ? cells.images : cells.labels;
        for (let i = 0; i < columnData.length; i++) into[rowStart - from + i] = columnData[i];
      },
    }),
  );
  return cells;
}

/**
 * Images and labels of rows; those that lack one are left out. Throws FileError for rows that hold paths, and
 * labels that are none.
 */
function encodedOf(
  { name }: InputFile,
  columns: Columns,
  { images, labels }: Cells,
  from: number,
  leftOut: LeftOut[],
): EncodedImage[] {
  return images.flatMap((cell, i): EncodedImage[] => {
    const file = `${name} › row ${from + i}`;
    const label = labelOf(file, columns, labels[i]);
    const found = imageIn(cell);
    if (label === null) {
      leftOut.push({ file, kind: ['row without a label', 'rows without a label'] });
      return [];
    }
    if (found === 'several') {
      leftOut.push({ file, kind: ['row of several images', 'rows of several images'] });
      return [];
    }
    if (typeof found === 'string')
      throw new FileError(
        file,
        null,
        `column "${columns.image}" holds a path (${found.slice(0, 80)}) and no image: save the set with its images in it, as datasets' embed_external_files does`,
      );
    if (found === null || found.length === 0) {
      leftOut.push({ file, kind: ['row without an image', 'rows without an image'] });
      return [];
    }
    if (!imageFormat(found)) {
      const problem = `column "${columns.image}" holds something that is no image`;
      const damage = new FileError(file, null, problem);
      leftOut.push({ file, kind: ['row that is no image', 'rows that are no image'], damage });
      return [];
    }
    return [{ file, bytes: found, label }];
  });
}

/**
 * The encoded image of a cell: bytes, a struct with them, or a list of one of these. A text where it has only
 * a path.
 */
function imageIn(cell: unknown): Uint8Array | string | 'several' | null {
  if (cell instanceof Uint8Array) return cell;
  if (Array.isArray(cell)) return cell.length > 1 ? 'several' : imageIn(cell[0]);
  if (typeof cell !== 'object' || cell === null) return null;
  const { bytes, path } = cell as { bytes?: unknown; path?: unknown };
  if (bytes instanceof Uint8Array) return bytes;
  return typeof path === 'string' && path !== '' ? path : null;
}

/** Null where there is none: an empty cell, −1 where classes have names. */
function labelOf(file: string, { label, classes }: Columns, cell: unknown): number | string | null {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return null;
  if (typeof cell === 'boolean') return cell ? 'True' : 'False';
  if (typeof cell === 'string') return cell;
  if (cell instanceof Uint8Array) return new TextDecoder().decode(cell);
  const value = Number(cell);
  if (!Number.isSafeInteger(value))
    throw new FileError(file, null, `column "${label}" is ${String(cell)}, no whole number`);
  return classes && value === -1 ? null : value;
}
