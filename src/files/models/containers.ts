import { FileError, fileOf, readPart, readWhole, type InputFile } from '../inputFile.ts';
import { gunzip, isGzip } from '../gzip.ts';
import { isTar, readTar } from '../tar.ts';
import { isZip, readZip, type ZipEntry } from '../zip.ts';
import { isTorchZip } from './torchFile.ts';

/** A file with what is known of it before it is read. */
export interface Candidate {
  file: InputFile;
  /** First bytes of the file, up to 4096. */
  head: Uint8Array;
  /** Of a zip that is itself a model; null for any other file. */
  entries: ZipEntry[] | null;
}

/** Trained weights in the archive of a run (lab/export). */
export const RUN_WEIGHTS = /^weights(\.safetensors|\/[^/]+\.safetensors)$/;

const HEAD = 4096;
const ZIP_LIMIT = 2 ** 33;
const MOST_INSIDE = 10_000;
const PACKED_LIMIT = 2 ** 29;
/** Archives within archives that are opened. */
const DEEPEST = 2;

/** What macOS puts beside files. */
const isJunk = (name: string): boolean => /(^|\/)(__MACOSX\/|\.DS_Store$|\._)/.test(name);

/** Is the zip itself a model: a PyTorch file, a .npz, the archive of a run? */
export const isModelZip = (entries: readonly ZipEntry[]): boolean =>
  isTorchZip(entries) || entries.some(({ name }) => RUN_WEIGHTS.test(name)) || isNpz(entries);

export const isNpz = (entries: readonly ZipEntry[]): boolean =>
  entries.length > 0 && entries.every(({ name }) => name.endsWith('.npy'));

/**
 * The files, those in archives (zip, gzip, tar, one in another) in place of them. Throws FileError for an
 * archive that is damaged.
 */
export async function candidatesOf(files: readonly InputFile[], depth = 0): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const file of files) found.push(...(await candidatesIn(file, depth)));
  return found;
}

async function candidatesIn(file: InputFile, depth: number): Promise<Candidate[]> {
  const head = await readPart(file, 0, Math.min(file.size, HEAD));
  const plain: Candidate = { file, head, entries: null };
  if (isZip(head)) {
    const all = await readZip(file, ZIP_LIMIT);
    const entries = all.filter(({ name }) => !name.endsWith('/') && !isJunk(name));
    if (isModelZip(entries)) return [{ ...plain, entries }];
    if (entries.length === 0) throw new FileError(file.name, null, 'there is no file in this zip');
    if (entries.length > MOST_INSIDE)
      throw new FileError(
        file.name,
        null,
        `${entries.length.toLocaleString('en')} files in it are no model: unpack it and open the model's`,
      );
    return depth < DEEPEST
      ? candidatesOf(
          entries.map((entry) => entryFile(file, entry)),
          depth + 1,
        )
      : [plain];
  }
  if (depth >= DEEPEST) return [plain];
  if (isGzip(head)) {
    const packed = await readWhole(file, PACKED_LIMIT);
    const name = file.name.replace(/\.tgz$/i, '.tar').replace(/\.gz$/i, '');
    return candidatesIn(fileOf(name, await gunzip(file.name, packed)), depth + 1);
  }
  if (isTar(head)) {
    const members = readTar(file.name, await readWhole(file, PACKED_LIMIT));
    const inside = members.filter(({ name }) => !isJunk(name));
    return candidatesOf(
      inside.map(({ name, bytes }) => fileOf(`${file.name} › ${name}`, bytes)),
      depth + 1,
    );
  }
  return [plain];
}

/**
 * A file in a zip: read where it lies if it is not packed; otherwise unpacked once, when more than its head
 * is asked for.
 */
function entryFile(zip: InputFile, entry: ZipEntry): InputFile {
  let unpacked: Promise<Uint8Array> | null = null;
  return {
    name: `${zip.name} › ${entry.name}`,
    size: entry.size,
    async read(from, to) {
      const start = await entry.stored();
      if (start !== null) return readPart(zip, start + from, start + to);
      if (to <= HEAD && !unpacked) return (await entry.head(to)).subarray(from, to);
      unpacked ??= entry.read();
      return (await unpacked).subarray(from, to);
    },
  };
}
