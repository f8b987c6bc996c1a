import { FileError } from './inputFile.ts';

export interface TarEntry {
  name: string;
  bytes: Uint8Array;
}

const text = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return String.fromCharCode(...bytes.subarray(0, end < 0 ? bytes.length : end)).trim();
};

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

/**
 * Regular files of a tar archive (512-byte blocks, a zero block at the end, POSIX 1003.1). Throws FileError with the byte
 * of the bad block: wrong checksum or size, no closing block (an archive cut off between entries would lose images silently),
 * no file inside.
 */
export function readTar(file: string, bytes: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  let at = 0;
  while (at + 512 <= bytes.length) {
    const header = bytes.subarray(at, at + 512);
    if (header.every((b) => b === 0)) {
      if (entries.length === 0) throw new FileError(file, at, 'no file in the tar archive');
      return entries;
    }
    if (!checksumFits(header))
      throw new FileError(
        file,
        at,
        "the tar header's checksum is wrong: the archive is damaged; download it again",
      );
    const size = parseInt(text(header.subarray(124, 136)) || '0', 8);
    if (!Number.isInteger(size) || size < 0)
      throw new FileError(file, at + 124, "the tar header's size is not a number");
    if (at + 512 + size > bytes.length)
      throw new FileError(
        file,
        at + 124,
        `an entry of ${size.toLocaleString('en')} bytes is announced, ${(bytes.length - at - 512).toLocaleString('en')} follow: the archive is cut off`,
      );
    const type = String.fromCharCode(header[156] || 48);
    if (type === '0')
      entries.push({ name: text(header.subarray(0, 100)), bytes: bytes.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new FileError(
    file,
    Math.min(at, bytes.length),
    'the tar archive has no closing block: it is cut off; download it again',
  );
}
