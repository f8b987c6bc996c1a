import { beforeEach, expect, it, vi } from 'vitest';
import type { LabelledImages } from './dataset.ts';
import { cached, CACHED_IMAGES, keep } from './setCache.ts';

const stored = new Map<string, unknown>();
let failing = false;

vi.mock('./browserStore.ts', () => ({
  commonStore: (_: IDBTransactionMode, work: (store: unknown) => unknown) => {
    if (failing) return Promise.reject(new Error('QuotaExceededError'));
    const done = (result?: unknown) => {
      const request = { result, onsuccess: () => {} };
      queueMicrotask(() => request.onsuccess());
      return request;
    };
    return work({
      get: (key: string) => done(stored.get(key)),
      put: (value: unknown, key: string) => stored.set(key, value),
      delete: (key: string) => stored.delete(key),
      get transaction() {
        return done();
      },
    });
  },
}));

// Counts only: what is kept is not looked into.
const images = (count: number): LabelledImages => ({
  count,
  pixels: new Uint8Array(),
  labels: new Uint8Array(),
});
const part = () => ({ train: images(CACHED_IMAGES * 0.3), test: images(CACHED_IMAGES * 0.1) });

beforeEach(() => {
  stored.clear();
  failing = false;
});

it('gives back what was kept', async () => {
  const set = part();
  expect(await cached('a')).toBeNull();
  await keep('a', set);
  expect(await cached('a')).toEqual(set);
});

it('forgets the oldest sets beyond its limit, never the newest', async () => {
  for (const key of ['a', 'b', 'a', 'c']) await keep(key, part());
  // Kept again, "a" is newer than "b".
  expect([await cached('a'), await cached('b'), await cached('c')].map(Boolean)).toEqual([true, false, true]);
  await keep('huge', { train: images(2 * CACHED_IMAGES), test: images(1) });
  expect([await cached('a'), await cached('c'), await cached('huge')].map(Boolean)).toEqual([
    false,
    false,
    true,
  ]);
  await keep('d', part());
  expect([await cached('huge'), await cached('d')].map(Boolean)).toEqual([false, true]);
});

it('does without where storage fails', async () => {
  failing = true;
  await keep('a', part());
  expect(await cached('a')).toBeNull();
  expect(stored.size).toBe(0);
});
