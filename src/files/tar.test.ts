import { describe, expect, it } from 'vitest';
import { bytesOf, refusal, tar, tarEntry, tarHeader } from './craftedFiles.ts';
import { isTar, readTar } from './tar.ts';

const content = Uint8Array.from({ length: 700 }, (_, i) => i % 251);
const two = (): Uint8Array =>
  tar([
    ['a/one.bin', content],
    ['two.bin', content.subarray(0, 512)],
  ]);

it('gives names and contents, padding removed', () => {
  const bytes = two();
  expect(isTar(bytes)).toBe(true);
  expect(readTar('x.tar', bytes)).toEqual([
    { name: 'a/one.bin', bytes: content },
    { name: 'two.bin', bytes: content.subarray(0, 512) },
  ]);
});

it('skips directories, links and extended headers', () => {
  const bytes = bytesOf(
    tarEntry('a/', new Uint8Array(), '5'),
    tarEntry('pax', content, 'x'),
    tarEntry('link', new Uint8Array(), '2'),
    tarEntry('one', content),
    new Uint8Array(1024),
  );
  expect(readTar('x.tar', bytes).map((e) => e.name)).toEqual(['one']);
});

it('knows an archive without "ustar" (v7) by its checksum', () => {
  const header = tarHeader('old', 3);
  header.fill(0, 257, 265);
  header.fill(32, 148, 156);
  header.set(
    Buffer.from(
      `${header
        .reduce((a, b) => a + b, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
    ),
    148,
  );
  const bytes = bytesOf(header, [1, 2, 3], new Uint8Array(509 + 1024));
  expect(isTar(bytes)).toBe(true);
  expect(readTar('old.tar', bytes)).toEqual([{ name: 'old', bytes: Uint8Array.of(1, 2, 3) }]);
  expect(isTar(new Uint8Array(1024))).toBe(false);
});

it('only names entries: a path that climbs out is a name like any other', () => {
  const names = ['../../etc/passwd', '/etc/passwd', '..\\x.bin'];
  expect(readTar('x.tar', tar(names.map((name) => [name, content]))).map((e) => e.name)).toEqual(names);
});

it('refuses a bad checksum, naming the header', async () => {
  const bytes = two();
  bytes[512 + 1024 + 3] ^= 1;
  const error = await refusal(() => readTar('x.tar', bytes));
  expect(error).toMatchObject({ file: 'x.tar', byte: 1536 });
  expect(error.message).toContain('checksum');
});

it.each<[string, number, number, RegExp]>([
  ['inside an entry', 512 + 600, 124, /entry of 700 bytes is announced, 600 follow: the archive is cut off/],
  ['inside padding', 512 + 700, 1212, /cut off/],
  ['inside a header', 1536 + 200, 1536, /cut off/],
  ['between entries', 1536, 1536, /cut off/],
  ['before the closing zeros', 1536 + 1024, 2560, /cut off/],
])('refuses an archive cut off %s', async (_, length, byte, message) => {
  const error = await refusal(() => readTar('x.tar', two().subarray(0, length)));
  expect(error).toMatchObject({ file: 'x.tar', byte });
  expect(error.message).toMatch(message);
});

it('refuses 8 GB announced before making room for them', async () => {
  const error = await refusal(() => readTar('x.tar', bytesOf(tarHeader('huge', 0o77777777777), content)));
  expect(error).toMatchObject({ byte: 124 });
  expect(error.message).toContain('8,589,934,591 bytes');
});

it('refuses a size that is no number', async () => {
  const header = tarHeader('x', 0);
  header.set(Buffer.from('zzz'), 124);
  header.fill(32, 148, 156);
  header.set(
    Buffer.from(
      `${header
        .reduce((a, b) => a + b, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
    ),
    148,
  );
  expect((await refusal(() => readTar('x.tar', header))).message).toMatch(/byte 124: .*not a number/);
});

it('refuses an archive without a file', async () => {
  expect(
    (
      await refusal(() =>
        readTar('x.tar', bytesOf(tarEntry('a/', new Uint8Array(), '5'), new Uint8Array(1024))),
      )
    ).message,
  ).toContain('no file in the tar archive');
});

describe('names', () => {
  const utf8 = (text: string) => new Uint8Array(Buffer.from(text));
  /** A pax record: its length in decimal counts itself. */
  const record = (text: string): string => {
    const length = [1, 2, 3].map((digits) => Buffer.byteLength(text) + digits + 2);
    return `${length.find((n) => Buffer.byteLength(`${n} ${text}\n`) === n)!} ${text}\n`;
  };
  const names = (...parts: Uint8Array[]) =>
    readTar('x.tar', bytesOf(...parts, new Uint8Array(1024))).map((entry) => entry.name);
  const long = `${'a/'.repeat(80)}花.png`;

  it('of pax records, which hold for one entry', () => {
    const pax = utf8(record('mtime=1') + record(`path=${long}`));
    expect(names(tarEntry('pax', pax, 'x'), tarEntry('cut off', content), tarEntry('b', content))).toEqual([
      long,
      'b',
    ]);
  });

  it('of GNU, longer than a header holds', () => {
    const entry = tarEntry('././@LongLink', utf8(`${long}\0`), 'L');
    expect(names(entry, tarEntry('cut off', content), tarEntry('b', content))).toEqual([long, 'b']);
  });

  /** A header with a field of its own and its checksum made again. */
  const header = (name: string, size: number, change: (header: Uint8Array) => void, type = '0') => {
    const out = tarHeader(name, size, type);
    change(out);
    out.fill(32, 148, 156);
    const sum = out.reduce((a, b) => a + b, 0);
    out.set(Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
    return out;
  };

  it('of POSIX in two pieces; GNU has other things in that place', () => {
    const prefix = (out: Uint8Array) => out.set(utf8('set/train'), 345);
    const gnu = (out: Uint8Array) => {
      prefix(out);
      out.set(utf8('ustar  '), 257);
    };
    expect(names(header('cat/1.png', 0, prefix), header('cat/2.png', 0, gnu))).toEqual([
      'set/train/cat/1.png',
      'cat/2.png',
    ]);
  });

  it('in UTF-8, and byte by byte where they are not: two names never become one', () => {
    const put = (raw: Uint8Array) => header('', 0, (out) => out.set(raw));
    expect(
      names(put(utf8('花')), put(utf8('狗')), put(Uint8Array.of(0xe9)), put(Uint8Array.of(0xe8))),
    ).toEqual(['花', '狗', 'é', 'è']);
  });

  it('of hard links give the file they lead to', () => {
    const link = header('b/1.png', 0, (out) => out.set(utf8('a/1.png'), 157), '1');
    const entries = readTar('x.tar', bytesOf(tarEntry('a/1.png', content), link, new Uint8Array(1024)));
    expect(entries.map((entry) => [entry.name, entry.bytes.length])).toEqual([
      ['a/1.png', 700],
      ['b/1.png', 700],
    ]);
  });

  it('sizes in binary, as GNU writes those of 8 GB and more', () => {
    const binary = header('a', 0, (out) => {
      out.fill(0, 124, 136);
      out.set([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0xbc], 124);
    });
    const entries = readTar('x.tar', bytesOf(binary, content, new Uint8Array(324 + 1024)));
    expect(entries[0].bytes).toEqual(content);
  });
});
