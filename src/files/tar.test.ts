import { expect, it } from 'vitest';
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
