import { afterEach, expect, it } from 'vitest';
import { refusal } from '../../files/craftedFiles.ts';
import { startRangeServer, type RangeServer, type ServerManners } from './rangeServer.ts';
import { openRemote, SPAN } from './remoteFile.ts';
import type { SpanStore } from './spanStore.ts';

/** Two and a half spans. */
const content = Uint8Array.from({ length: 2.5 * SPAN }, (_, i) => (i * 2_654_435_761) >>> 24);
let server: RangeServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const serve = async (manners: ServerManners = {}) =>
  (server = await startRangeServer({ '/a.bin': content }, manners)).address('/a.bin');
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

function memory(): SpanStore & { kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    load: async (file, span) => kept.get(`${file} ${span}`) ?? null,
    keep: async (file, span, bytes) => {
      kept.set(`${file} ${span}`, bytes.slice());
    },
  };
}

it.each<[string, ServerManners, number]>([
  ['ranges', {}, 3],
  ['ranges behind a redirect', { redirect: true }, 6],
  ['no ranges: one plain answer', { noRange: true }, 1],
  ['ranges refused with 416: then the whole', { refuseRanges: true }, 2],
  ['a connection that is cut five times', { cut: { after: 3_000_000, times: 5 } }, 8],
  ['a busy server', { busy: 2 }, 5],
])('%s give every byte', async (_, manners, requests) => {
  const file = await openRemote(await serve(manners), { pauseMs: 1 });
  expect(file.size).toBe(content.length);
  await file.prefetch!(0, file.size);
  expect(same(await file.read(0, file.size), content)).toBe(true);
  expect(same(await file.read(SPAN - 5, 2 * SPAN + 7), content.subarray(SPAN - 5, 2 * SPAN + 7))).toBe(true);
  expect(server!.requests).toHaveLength(requests);
});

it('holds no more than it is told, and fetches again what was forgotten', async () => {
  const file = await openRemote(await serve(), { pauseMs: 1, span: 2 ** 20, hold: 2 ** 23 });
  expect(same(await file.read(3, file.size - 5), content.subarray(3, content.length - 5))).toBe(true);
  const asked = server!.requests.length;
  await file.read(file.size - 10, file.size);
  expect([asked, server!.requests.length]).toEqual([20, 20]);
  expect(same(await file.read(0, 10), content.subarray(0, 10))).toBe(true);
  expect(server!.requests.at(-1)).toContain('bytes=0-1048575');
});

it('fetches only the spans that are asked for', async () => {
  const file = await openRemote(await serve(), { pauseMs: 1 });
  await file.read(2 * SPAN + 10, 2 * SPAN + 20);
  expect(server!.requests.map((r) => r.split(' ')[1])).toEqual([
    `bytes=0-${SPAN - 1}`,
    `bytes=${2 * SPAN}-${content.length - 1}`,
  ]);
});

it('goes on from what is kept after a cancel, and asks for nothing once all is there', async () => {
  const store = memory();
  const stop = new AbortController();
  const address = await serve({ delay: 20 });
  const first = await openRemote(address, { store, signal: stop.signal, pauseMs: 1 });
  await first.read(SPAN, SPAN + 1);
  const going = first.prefetch!(0, first.size);
  stop.abort();
  await expect(going).rejects.toMatchObject({ name: 'AbortError' });
  server!.requests.length = 0;
  const again = await openRemote(address, { store, pauseMs: 1 });
  expect(same(await again.read(0, again.size), content)).toBe(true);
  expect(server!.requests).toHaveLength(1);
  await openRemote(address, { store }).then((file) => file.read(0, file.size));
  expect(server!.requests).toHaveLength(1);
});

it('fetches a kept piece of the wrong length again', async () => {
  const store = memory();
  const address = await serve();
  await openRemote(address, { store }).then((file) => file.read(0, file.size));
  store.kept.set(`${address} 1`, new Uint8Array(10));
  expect(same(await openRemote(address, { store }).then((file) => file.read(0, file.size)), content)).toBe(
    true,
  );
});

it('tells bytes at hand and bytes to come, up to the total', async () => {
  const seen: number[][] = [];
  const file = await openRemote(await serve(), { onBytes: (...bytes) => seen.push(bytes) });
  await file.prefetch!(0, file.size);
  expect(seen.at(-1)).toEqual([content.length, content.length]);
  expect(seen.every(([done, total]) => done <= total)).toBe(true);
});

it.each<[string, (() => Promise<string>) | string, RegExp]>([
  [
    'a connection that never holds',
    () => serve({ cut: { after: 0, times: 999 } }),
    /connection was cut|cannot be reached/,
  ],
  [
    'a file that is not there',
    async () => (await serve()).replace('a.bin', 'b.bin'),
    /answered 404: there is no such file/,
  ],
  ['a server that is busy for long', () => serve({ busy: 99 }), /answered 503 4 times/],
  [
    'a server that is not there',
    'http://127.0.0.1:9/x.parquet',
    /cannot be reached.*Download it and drop it here/,
  ],
  ['a script', 'javascript:alert(1)', /start with https/],
  ['plain http elsewhere', 'http://example.org/x.parquet', /start with https/],
  ['no address', 'cifar10', /is no address/],
])('says what is wrong with %s', async (_, address, message) => {
  const url = typeof address === 'string' ? address : await address();
  expect(
    (await refusal(openRemote(url, { pauseMs: 1 }).then((file) => file.read(0, file.size)))).message,
  ).toMatch(message);
});
