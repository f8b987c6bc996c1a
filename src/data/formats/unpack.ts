import { gunzip, isGzip, MAX_BYTES } from '../../files/gzip.ts';
import { FileError, fileOf, readPart, readWhole, type InputFile } from '../../files/inputFile.ts';
import { isTar, readTar } from '../../files/tar.ts';
import { isZip, readZip } from '../../files/zip.ts';
import type { LeftOut } from './leftOut.ts';

/** A file, or one inside an archive, by its bytes. */
export interface Entry {
  /** For messages: "archive.zip › folder/a.png", its end is `path`. */
  file: string;
  /** Path in the archive or the dropped folder. */
  path: string;
  bytes: Uint8Array;
}

/** Files that are read in part stay files. */
export interface Unpacked {
  entries: Entry[];
  parquet: InputFile[];
  /** Empty files, and entries of an archive that cannot be unpacked. */
  leftOut: LeftOut[];
}

const isParquet = (head: Uint8Array): boolean =>
  head.length >= 4 && String.fromCharCode(...head.subarray(0, 4)) === 'PAR1';

/** Files that systems add and nobody means. */
const isNoise = (path: string): boolean =>
  /(^|\/)(__MACOSX\/|\.[^./])|(^|\/)(Thumbs\.db|desktop\.ini|Icon\r)$/i.test(path);
const isImageName = (path: string): boolean => /\.(png|jpe?g|gif|webp|bmp|tiff?|heic|avif)$/i.test(path);
/** Archives in archives in archives are none that anybody made. */
const DEEPEST = 3;

interface Pass {
  out: Unpacked;
  held: number;
  signal?: AbortSignal;
}

/**
 * Undoes gzip, tar and zip, also within each other, recognised by content; at most 512 MiB in all once
 * unpacked. Throws FileError naming file and byte.
 * @param onRead Told how many bytes of the files have been read.
 */
export async function unpack(
  files: readonly InputFile[],
  { signal, onRead }: { signal?: AbortSignal; onRead?(bytes: number): void } = {},
): Promise<Unpacked> {
  const pass: Pass = { out: { entries: [], parquet: [], leftOut: [] }, held: 0, signal };
  const { out } = pass;
  let done = 0;
  for (const file of files) {
    signal?.throwIfAborted();
    if (isNoise(file.name) && files.length > 1) continue;
    if (file.size === 0) leaveOutEmpty(out, file.name, file.name);
    else await open(pass, file, file.name, 0);
    done += file.size;
    onRead?.(done);
  }
  const empty = out.leftOut[0];
  if (out.entries.length === 0 && out.parquet.length === 0) {
    if (!empty) throw new FileError(files[0].name, null, 'there is no file in it');
    throw empty.damage ?? new FileError(empty.file, 0, 'the file is empty');
  }
  return out;
}

function leaveOutEmpty(out: Unpacked, file: string, path: string): void {
  const damage = isImageName(path) ? new FileError(file, 0, 'the file is empty') : undefined;
  out.leftOut.push({ file, kind: ['empty file', 'empty files'], damage });
}

/** A file, or an archive and all that is in it. */
async function open(pass: Pass, file: InputFile, path: string, depth: number): Promise<void> {
  const head = await readPart(file, 0, Math.min(file.size, 512));
  if (isParquet(head)) pass.out.parquet.push(file);
  else if (isZip(head) && depth < DEEPEST) await openZip(pass, file, depth);
  else {
    const raw = await readWhole(file, MAX_BYTES);
    const packed = isGzip(raw);
    const bytes = packed ? await gunzip(file.name, raw, { signal: pass.signal }) : raw;
    if (bytes.length === 0) throw new FileError(file.name, 0, 'there is nothing inside');
    const again = packed && (isZip(bytes) || isParquet(bytes));
    if (again) await open(pass, fileOf(file.name, bytes), path, depth + 1);
    else if (isTar(bytes) && depth < DEEPEST) await openTar(pass, file.name, bytes, depth);
    else keep(pass, { file: file.name, path, bytes });
  }
}

function keep(pass: Pass, entry: Entry): void {
  pass.held += entry.bytes.length;
  if (pass.held > MAX_BYTES)
    throw new FileError(
      entry.file,
      null,
      `with the files before it, it holds more than ${MAX_BYTES / 2 ** 20} MiB; drop fewer files at once`,
    );
  pass.out.entries.push(entry);
}

async function openTar(pass: Pass, name: string, bytes: Uint8Array, depth: number): Promise<void> {
  for (const entry of readTar(name, bytes)) {
    const file = `${name} › ${entry.name}`;
    if (isNoise(entry.name)) continue;
    if (entry.bytes.length === 0) leaveOutEmpty(pass.out, file, entry.name);
    else await openEntry(pass, file, entry.name, entry.bytes, depth);
  }
}

async function openZip(pass: Pass, zip: InputFile, depth: number): Promise<void> {
  const entries = (await readZip(zip, MAX_BYTES - pass.held)).filter(({ name }) => !isNoise(name));
  const files = entries.filter(({ name }) => !name.endsWith('/'));
  if (files.length === 0) throw new FileError(zip.name, null, 'there is no file in the zip archive');
  for (const entry of files) {
    pass.signal?.throwIfAborted();
    const file = `${zip.name} › ${entry.name}`;
    if (entry.size === 0) {
      leaveOutEmpty(pass.out, file, entry.name);
      continue;
    }
    let bytes: Uint8Array;
    try {
      bytes = await entry.read();
    } catch (error) {
      // One broken picture is left out; anything else is what the set is made of.
      if (!(error instanceof FileError && isImageName(entry.name))) throw error;
      pass.out.leftOut.push({ file, kind: ['unreadable image', 'unreadable images'], damage: error });
      continue;
    }
    await openEntry(pass, file, entry.name, bytes, depth);
  }
}

/** What lies in an archive: most often an image, which is no archive and needs no looking into. */
async function openEntry(
  pass: Pass,
  file: string,
  path: string,
  bytes: Uint8Array,
  depth: number,
): Promise<void> {
  const packed = isZip(bytes) || isGzip(bytes) || isTar(bytes) || isParquet(bytes);
  if (packed) await open(pass, fileOf(file, bytes), path, depth + 1);
  else keep(pass, { file, path, bytes });
}
