import { expect, it } from 'vitest';
import { bytesOf, gzip, refusal } from './craftedFiles.ts';
import { gunzip, isGzip } from './gzip.ts';

const plain = Uint8Array.from({ length: 50_000 }, (_, i) => (i * i) % 253);

it('undoes gzip and reports how far it is', async () => {
  const seen: number[] = [];
  expect(isGzip(gzip(plain))).toBe(true);
  expect(isGzip(plain)).toBe(false);
  expect(await gunzip('x.gz', gzip(plain), { onProgress: (n) => seen.push(n) })).toEqual(plain);
  expect(seen.at(-1)).toBe(plain.length);
  expect(await gunzip('x.gz', gzip(new Uint8Array()))).toHaveLength(0);
});

it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
  ['cut off in the middle', (b) => b.subarray(0, b.length >> 1)],
  ['without its last byte', (b) => b.subarray(0, b.length - 1)],
  ['only the magic', (b) => b.subarray(0, 3)],
  [
    'a wrong CRC',
    (b) => {
      b[b.length - 8] ^= 1;
      return b;
    },
  ],
  [
    'a wrong length',
    (b) => {
      b[b.length - 1] ^= 1;
      return b;
    },
  ],
  [
    'a bit flipped in the data',
    (b) => {
      b[b.length >> 1] ^= 4;
      return b;
    },
  ],
  [
    'an unknown method',
    (b) => {
      b[2] = 7;
      return b;
    },
  ],
  ['rubbish behind it', (b) => bytesOf(b, [0x1f, 0x8b, 9, 9])],
])('refuses %s', async (_, change) => {
  const error = await refusal(gunzip('x.gz', change(gzip(plain))));
  expect(error.file).toBe('x.gz');
  expect(error.message).toMatch(
    /x\.gz, byte \d+: the gzip data is cut off or damaged \([\d,]+ bytes could be unpacked\)/,
  );
});

it('stops at its limit: a small file may unpack to anything', async () => {
  const bomb = gzip(new Uint8Array(20_000_000));
  expect(bomb.length).toBeLessThan(30_000);
  const seen: number[] = [];
  const error = await refusal(
    gunzip('bomb.gz', bomb, { onProgress: (n) => seen.push(n), limit: 3 * 2 ** 20 }),
  );
  expect(error.message).toContain('unpacks to more than 3 MiB');
  expect(Math.max(...seen)).toBeLessThanOrEqual(3 * 2 ** 20);
});

it('stops when asked to, while it unpacks', async () => {
  const stop = new AbortController();
  const seen: number[] = [];
  const unpacking = gunzip('x.gz', gzip(new Uint8Array(5_000_000)), {
    signal: stop.signal,
    onProgress: (n) => {
      seen.push(n);
      stop.abort();
    },
  });
  await expect(unpacking).rejects.toMatchObject({ name: 'AbortError' });
  expect(seen).toHaveLength(1);
});
