import { Inflate, inflateSync } from 'fflate';
import { FileError, readPart, type InputFile } from './inputFile.ts';
import { crc32 } from './crc32.ts';
import { withSlashes, zipName } from './zipNames.ts';

export interface ZipEntry {
  /** With "/" between folders; a name only, never a place to write to. */
  name: string;
  /** Unpacked. */
  size: number;
  /** The unpacked bytes; CRC and size are checked. Throws FileError. */
  read(): Promise<Uint8Array>;
  /**
   * The first `bytes` unpacked bytes, or all of a shorter entry, unchecked; no more of it is read or unpacked
   * than that takes. Throws FileError.
   */
  head(bytes: number): Promise<Uint8Array>;
  /** Where the bytes lie in the archive, for entries that are stored as they are; null for packed ones. */
  stored(): Promise<number | null>;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const MOST_ENTRIES = 200_000;
/** Flag of an entry: its name is UTF-8. */
const UTF8 = 1 << 11;
const NONE = 0xffffffff;
/** Packed bytes that are unpacked at once for the head of an entry: at most 1 MiB comes of them. */
const PIECE = 1024;

/** True if the bytes begin as a zip archive does: a first entry, or the end of an empty one. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 &&
  bytes[0] === 0x50 &&
  bytes[1] === 0x4b &&
  ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6));

/**
 * The files of a zip archive (PKWARE APPNOTE 6.3, with zip64), found by its central directory, so that only
 * what is read of it is fetched. Throws FileError: no directory (cut off), encrypted or of a compression
 * other than stored and deflate, entries that unpack to more than `limit` bytes in all.
 */
export async function readZip(file: InputFile, limit: number): Promise<ZipEntry[]> {
  const directory = await findDirectory(file);
  const entries: ZipEntry[] = [];
  const bytes = await readPart(file, directory.offset, directory.offset + directory.size);
  const view = viewOf(bytes);
  let at = 0;
  let total = 0;
  for (let i = 0; i < directory.entries; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL)
      throw new FileError(
        file.name,
        directory.offset + at,
        `entry ${i + 1} of ${directory.entries} is missing in the zip's directory: the archive is damaged`,
      );
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.length)
      throw new FileError(
        file.name,
        directory.offset + at,
        "the zip's directory is cut off: the archive is damaged",
      );
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const name = zipName(bytes.subarray(at + 46, at + 46 + nameLength), (flags & UTF8) !== 0, extra);
    const where = `${file.name} › ${name}`;
    const sizes = {
      size: view.getUint32(at + 24, true),
      packed: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    };
    readZip64(extra, sizes);
    const { size, packed, offset } = sizes;
    const crc = view.getUint32(at + 16, true);
    if (flags & 1)
      throw new FileError(
        where,
        directory.offset + at,
        'is encrypted: unpack the archive and drop what is in it',
      );
    if (method !== 0 && method !== 8)
      throw new FileError(
        where,
        directory.offset + at + 10,
        `is packed by method ${method}; stored and deflate can be read`,
      );
    if (offset + packed > file.size || (method === 0 && size !== packed))
      throw new FileError(
        where,
        directory.offset + at + 20,
        `${packed.toLocaleString('en')} bytes from byte ${offset} are announced, the archive has ${file.size.toLocaleString('en')}: it is damaged`,
      );
    total += size;
    if (total > limit)
      throw new FileError(
        file.name,
        null,
        `unpacks to more than ${Math.floor(limit / 2 ** 20)} MiB; cut it into smaller files`,
      );
    const start = async (): Promise<number> => {
      const local = viewOf(await readPart(file, offset, Math.min(file.size, offset + 30)));
      if (local.byteLength < 30 || local.getUint32(0, true) !== LOCAL)
        throw new FileError(
          where,
          offset,
          "the entry does not start where the zip's directory says: the archive is damaged",
        );
      const from = offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
      if (from + packed > file.size)
        throw new FileError(where, from, 'the entry goes beyond the end of the archive: it is cut off');
      return from;
    };
    // Deflate packs at most 1032 to 1: an entry that announces more lies, and nothing is allocated for it.
    if (method === 8 && size > 1032 * packed + 64)
      throw new FileError(
        where,
        directory.offset + at + 24,
        `${packed.toLocaleString('en')} packed bytes cannot unpack to the ${size.toLocaleString('en')} that are announced: the archive is damaged`,
      );
    entries.push({
      name,
      size,
      stored: async () => (method === 0 ? start() : null),
      async head(bytes) {
        const from = await start();
        const wanted = Math.min(bytes, size);
        if (method === 0) return readPart(file, from, from + wanted);
        const out = new Uint8Array(wanted);
        let got = 0;
        const unpacker = new Inflate((part) => {
          out.set(part.subarray(0, wanted - got), got);
          got = Math.min(wanted, got + part.length);
        });
        try {
          for (let at = 0; at < packed && got < wanted; at += PIECE)
            unpacker.push(
              await readPart(file, from + at, from + Math.min(packed, at + PIECE)),
              at + PIECE >= packed,
            );
        } catch (error) {
          throw error instanceof FileError
            ? error
            : new FileError(
                where,
                from,
                `the packed data is damaged (${error instanceof Error ? error.message : String(error)})`,
              );
        }
        return out.subarray(0, got);
      },
      async read() {
        const from = await start();
        const raw = await readPart(file, from, from + packed);
        const out = method === 0 ? raw : inflate(where, from, raw, size);
        if (out.length !== size || crc32(out) !== crc)
          throw new FileError(
            where,
            from,
            'the checksum does not fit: the archive is damaged; download it again',
          );
        return out;
      },
    });
    at = next;
  }
  return withSlashes(entries);
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Never more than the announced size is allocated. */
function inflate(where: string, byte: number, packed: Uint8Array, size: number): Uint8Array {
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (error) {
    throw new FileError(
      where,
      byte,
      `the packed data is damaged (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

async function findDirectory(file: InputFile): Promise<{ entries: number; offset: number; size: number }> {
  const from = Math.max(0, file.size - 65_557);
  const tail = await readPart(file, from, file.size);
  const view = viewOf(tail);
  let at = tail.length - 22;
  while (at >= 0 && view.getUint32(at, true) !== END) at--;
  if (at < 0)
    throw new FileError(
      file.name,
      file.size,
      'no zip directory at its end: the archive is cut off; download it again',
    );
  const found = {
    entries: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  };
  if (at >= 20 && view.getUint32(at - 20, true) === LOCATOR64) {
    const end = Number(view.getBigUint64(at - 12, true));
    if (!(end >= 0 && end + 56 <= file.size))
      throw new FileError(file.name, from + at - 20, 'the zip64 directory lies outside of the archive');
    const end64 = viewOf(await readPart(file, end, end + 56));
    if (end64.getUint32(0, true) !== END64)
      throw new FileError(file.name, end, 'the zip64 directory is damaged');
    found.entries = Number(end64.getBigUint64(32, true));
    found.size = Number(end64.getBigUint64(40, true));
    found.offset = Number(end64.getBigUint64(48, true));
  }
  if (found.entries > MOST_ENTRIES)
    throw new FileError(
      file.name,
      from + at,
      `${found.entries.toLocaleString('en')} entries; up to ${MOST_ENTRIES.toLocaleString('en')} are read`,
    );
  if (!(found.offset + found.size <= file.size))
    throw new FileError(
      file.name,
      from + at,
      'the zip directory lies outside of the archive: it is cut off or damaged',
    );
  return found;
}

/** Sizes of 4 GB and more stand in the extra field 1, in this order, only those that did not fit. */
function readZip64(extra: Uint8Array, sizes: { size: number; packed: number; offset: number }): void {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let from = at + 4;
    for (const key of ['size', 'packed', 'offset'] as const) {
      if (sizes[key] !== NONE || from + 8 > extra.length) continue;
      sizes[key] = Number(view.getBigUint64(from, true));
      from += 8;
    }
  }
}
