import { gunzip, isGzip, MAX_BYTES } from '../../files/gzip.ts';
import { FileError, readPart, readWhole, type InputFile } from '../../files/inputFile.ts';
import { isTar, readTar } from '../../files/tar.ts';
import { isZip, readZip } from '../../files/zip.ts';

/** A file, or one inside an archive, by its bytes. */
export interface Entry {
  /** For messages: "archive.zip › folder/a.png". */
  file: string;
  /** Path in the archive or the dropped folder. */
  path: string;
  bytes: Uint8Array;
}

/** Files that are read in part stay files. */
export interface Unpacked {
  entries: Entry[];
  parquet: InputFile[];
}

const isParquet = (head: Uint8Array): boolean =>
  head.length >= 4 && String.fromCharCode(...head.subarray(0, 4)) === 'PAR1';

/** Files that systems add and nobody means. */
const isNoise = (path: string): boolean =>
  /(^|\/)(__MACOSX\/|\.[^./])|(^|\/)(Thumbs\.db|desktop\.ini)$/i.test(path);

/**
 * Undoes gzip, tar and zip, recognised by content; at most 512 MiB in all once unpacked. Throws FileError naming file and byte.
 * @param onRead Told how many bytes of the files have been read.
 */
export async function unpack(
  files: readonly InputFile[],
  { signal, onRead }: { signal?: AbortSignal; onRead?(bytes: number): void } = {},
): Promise<Unpacked> {
  const out: Unpacked = { entries: [], parquet: [] };
  let done = 0;
  let held = 0;
  for (const file of files) {
    signal?.throwIfAborted();
    if (isNoise(file.name) && files.length > 1) continue;
    if (file.size === 0) throw new FileError(file.name, 0, 'the file is empty');
    const head = await readPart(file, 0, Math.min(file.size, 512));
    if (isParquet(head)) out.parquet.push(file);
    else {
      const entries = isZip(head)
        ? await fromZip(file, MAX_BYTES - held, signal)
        : await fromBytes(file.name, await readWhole(file, MAX_BYTES), signal);
      held += entries.reduce((sum, entry) => sum + entry.bytes.length, 0);
      if (held > MAX_BYTES)
        throw new FileError(
          file.name,
          null,
          `with the files before it, it holds more than ${MAX_BYTES / 2 ** 20} MiB; drop fewer files at once`,
        );
      out.entries.push(...entries);
    }
    done += file.size;
    onRead?.(done);
  }
  return out;
}

async function fromBytes(name: string, raw: Uint8Array, signal?: AbortSignal): Promise<Entry[]> {
  const bytes = isGzip(raw) ? await gunzip(name, raw, { signal }) : raw;
  if (bytes.length === 0) throw new FileError(name, 0, 'there is nothing inside');
  if (!isTar(bytes)) return [{ file: name, path: name, bytes }];
  return readTar(name, bytes)
    .filter((entry) => !isNoise(entry.name))
    .map((entry) => ({ file: `${name} › ${entry.name}`, path: entry.name, bytes: entry.bytes }));
}

async function fromZip(file: InputFile, limit: number, signal?: AbortSignal): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const entry of await readZip(file, limit)) {
    signal?.throwIfAborted();
    if (entry.size === 0 || entry.name.endsWith('/') || isNoise(entry.name)) continue;
    const bytes = await entry.read();
    const path = entry.name;
    const where = `${file.name} › ${path}`;
    entries.push(...(isGzip(bytes) ? await fromBytes(where, bytes, signal) : [{ file: where, path, bytes }]));
  }
  if (entries.length === 0) throw new FileError(file.name, null, 'there is no file in the zip archive');
  return entries;
}
