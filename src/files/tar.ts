import { FileError } from './inputFile.ts';

export interface TarEntry {
  name: string;
  bytes: Uint8Array;
}

const upToZero = (bytes: Uint8Array): Uint8Array => {
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end < 0 ? bytes.length : end);
};
const text = (bytes: Uint8Array): string => String.fromCharCode(...upToZero(bytes)).trim();

/**
 * A name: UTF-8, as every system writes it today; of an older archive byte by byte, so that two names never
 * become one.
 */
function nameOf(bytes: Uint8Array): string {
  const raw = upToZero(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return Array.from(raw, (byte) => String.fromCharCode(byte)).join('');
  }
}

/** A tar header starts here: "ustar" magic, or a checksum that fits (v7). */
export function isTar(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 512 &&
    (text(bytes.subarray(257, 262)) === 'ustar' || (checksumFits(bytes.subarray(0, 512)) && bytes[0] !== 0))
  );
}

function checksumFits(header: Uint8Array): boolean {
  let sum = 0;
  for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 32 : header[i];
  return parseInt(text(header.subarray(148, 156)), 8) === sum;
}

/** What stands in front of an entry and says more than its header can. */
interface Extended {
  path?: string;
  link?: string;
  size?: number;
}

/**
 * Records "27 path=animals/cat/1.png\n" (pax, POSIX 1003.1-2001): names of any length, in UTF-8. What is no
 * record ends the reading.
 */
function readPax(bytes: Uint8Array): Extended {
  const found: Extended = {};
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const length = space < 0 ? NaN : Number(text(bytes.subarray(at, space)));
    if (!(Number.isInteger(length) && length > space - at + 1 && at + length <= bytes.length)) return found;
    const record = new TextDecoder().decode(bytes.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    const value = record.slice(equals + 1);
    const key = record.slice(0, equals);
    if (key === 'path') found.path = value;
    if (key === 'linkpath') found.link = value;
    if (key === 'size' && /^\d+$/.test(value)) found.size = Number(value);
    at += length;
  }
  return found;
}

/** An octal number, or where its first bit is set a binary one (GNU). NaN for anything else. */
function numberOf(field: Uint8Array): number {
  if (field[0] < 0x80) return parseInt(text(field) || '0', 8);
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, field[0] & 0x7f);
}

/** The name in a header: of POSIX ones with its prefix; GNU has other things in that place. */
function headerName(header: Uint8Array): string {
  const name = nameOf(header.subarray(0, 100));
  const isPosix = String.fromCharCode(...header.subarray(257, 263)) === 'ustar\0';
  const prefix = isPosix ? nameOf(header.subarray(345, 500)) : '';
  return prefix ? `${prefix}/${name}` : name;
}

/**
 * Regular files of a tar archive (512-byte blocks, a zero block at the end, POSIX 1003.1), also where an
 * entry is a hard link to one before, with the long names of pax and GNU. Throws FileError with the byte of
 * the bad block: wrong checksum or size, no closing block (an archive cut off between entries would lose
 * images silently), no file inside.
 */
export function readTar(file: string, bytes: Uint8Array): TarEntry[] {
  const entries = new Map<string, Uint8Array>();
  let extended: Extended = {};
  let at = 0;
  while (at + 512 <= bytes.length) {
    const header = bytes.subarray(at, at + 512);
    if (header.every((b) => b === 0)) {
      if (entries.size === 0) throw new FileError(file, at, 'no file in the tar archive');
      return Array.from(entries, ([name, content]) => ({ name, bytes: content }));
    }
    if (!checksumFits(header))
      throw new FileError(
        file,
        at,
        "the tar header's checksum is wrong: the archive is damaged; download it again",
      );
    const size = extended.size ?? numberOf(header.subarray(124, 136));
    if (!Number.isInteger(size) || size < 0)
      throw new FileError(file, at + 124, "the tar header's size is not a number");
    const type = String.fromCharCode(header[156] || 48);
    // A link's size is that of what it leads to, and nothing follows.
    const follows = type === '1' || type === '2' ? 0 : size;
    if (at + 512 + follows > bytes.length)
      throw new FileError(
        file,
        at + 124,
        `an entry of ${size.toLocaleString('en')} bytes is announced, ${(bytes.length - at - 512).toLocaleString('en')} follow: the archive is cut off`,
      );
    const content = bytes.subarray(at + 512, at + 512 + follows);
    at += 512 + Math.ceil(follows / 512) * 512;
    if (type === 'x') extended = { ...extended, ...readPax(content) };
    else if (type === 'L') extended = { ...extended, path: nameOf(content) };
    else if (type === 'K') extended = { ...extended, link: nameOf(content) };
    else {
      const name = extended.path ?? headerName(header);
      const linked = entries.get(extended.link ?? nameOf(header.subarray(157, 257)));
      if (type === '0' || type === '7') entries.set(name, content);
      if (type === '1' && linked) entries.set(name, linked);
      extended = {};
    }
  }
  throw new FileError(
    file,
    Math.min(at, bytes.length),
    'the tar archive has no closing block: it is cut off; download it again',
  );
}
