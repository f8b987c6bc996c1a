import { expect, it } from 'vitest';
import { bytesOf } from './craftedFiles.ts';
import { crc32 } from './crc32.ts';
import { withSlashes, zipName } from './zipNames.ts';

const utf8 = (text: string) => new Uint8Array(Buffer.from(text));
const none = new Uint8Array();

/** Info-ZIP's field: 0x7075, size, version 1, CRC of the name in the directory, the name in UTF-8. */
function unicodePath(raw: Uint8Array, name: string): Uint8Array {
  const head = new DataView(new ArrayBuffer(9));
  head.setUint16(0, 0x7075, true);
  head.setUint16(2, 5 + utf8(name).length, true);
  head.setUint8(4, 1);
  head.setUint32(5, crc32(raw), true);
  return bytesOf([0x55, 0x54, 1, 0, 9], new Uint8Array(head.buffer), utf8(name));
}

it('is UTF-8 where its flag says so', () => {
  expect(zipName(utf8('狗/1.png'), true, none)).toBe('狗/1.png');
});

it('is what the extra field says, unless it was written for another name', () => {
  const raw = bytesOf('??/1.png');
  expect(zipName(raw, false, unicodePath(raw, '花/1.png'))).toBe('花/1.png');
  expect(zipName(raw, false, unicodePath(bytesOf('other'), '花/1.png'))).toBe('??/1.png');
});

it('is UTF-8 where it can be nothing else, as macOS writes it', () => {
  expect(zipName(utf8('café/1.png'), false, none)).toBe('café/1.png');
});

it('else is code page 437, in which two names never become one', () => {
  // Python: bytes(range(128, 256)).decode('cp437')
  expect(zipName(Uint8Array.of(0x63, 0x61, 0x66, 0x82), false, none)).toBe('café');
  expect(zipName(Uint8Array.of(0x80, 0x9b, 0xe1, 0xf8, 0xfe, 0xff), false, none)).toBe('Ç¢ß°■\u00a0');
  const all = Array.from({ length: 128 }, (_, i) => zipName(Uint8Array.of(128 + i), false, none));
  expect(new Set(all).size).toBe(128);
});

it('takes \\ for / in an archive that has no /', () => {
  const names = (...all: string[]) => withSlashes(all.map((name) => ({ name }))).map(({ name }) => name);
  expect(names('set\\cat\\1.png', 'set\\dog\\')).toEqual(['set/cat/1.png', 'set/dog/']);
  expect(names('set/a\\b/1.png', 'set/c/1.png')).toEqual(['set/a\\b/1.png', 'set/c/1.png']);
});
