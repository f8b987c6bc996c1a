import { crc32 } from './crc32.ts';

/** Extra field of Info-ZIP: the name in UTF-8 (APPNOTE 4.6.9). */
const UNICODE_PATH = 0x7075;
/** Bytes 128 to 255 of code page 437. */
const HIGH =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/**
 * A name in a zip's directory: UTF-8 where its flag or Info-ZIP's extra field says so, or where it can be
 * nothing else (macOS writes it without a word); else code page 437, which the format says and in which two
 * names never become one.
 */
export function zipName(raw: Uint8Array, isUtf8: boolean, extra: Uint8Array): string {
  if (isUtf8) return new TextDecoder().decode(raw);
  const unicode = unicodePath(raw, extra);
  if (unicode !== null) return unicode;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return Array.from(raw, (byte) => (byte < 128 ? String.fromCharCode(byte) : HIGH[byte - 128])).join('');
  }
}

/** The name in the extra field, where it was written for this one. */
function unicodePath(raw: Uint8Array, extra: Uint8Array): string | null {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  for (let at = 0; at + 4 <= extra.length;) {
    const size = view.getUint16(at + 2, true);
    const isWhole = size >= 5 && at + 4 + size <= extra.length;
    if (view.getUint16(at, true) === UNICODE_PATH && isWhole && view.getUint32(at + 5, true) === crc32(raw))
      return new TextDecoder().decode(extra.subarray(at + 9, at + 4 + size));
    at += 4 + size;
  }
  return null;
}

/** Some tools of Windows write "\\" between folders: it is "/" in an archive that has no "/" at all. */
export const withSlashes = <T extends { name: string }>(entries: T[]): T[] =>
  entries.some(({ name }) => name.includes('/'))
    ? entries
    : entries.map((entry) => ({ ...entry, name: entry.name.replaceAll('\\', '/') }));
