import { get } from 'idb-keyval';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { boundedCache } from './boundedCache.ts';
import { browserStore, canKeep } from './browserStore.ts';

/** The ways in which browsers deny storage. */
const denials = {
  'has none': undefined,
  'throws at once (Firefox)': {
    open: () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    },
  },
  'fails later (Chromium)': {
    open: () => {
      const request = { error: new DOMException('denied', 'UnknownError'), onerror: () => {} };
      queueMicrotask(() => request.onerror());
      return request;
    },
  },
};

afterEach(() => vi.unstubAllGlobals());

describe.each(Object.entries(denials))('where the browser %s', (_, indexedDB) => {
  it('a store rejects and never throws, and whoever keeps things does without', async () => {
    vi.stubGlobal('indexedDB', indexedDB);
    const store = browserStore('x', 'y');
    await expect(get('a', store)).rejects.toThrow();
    const cache = boundedCache<number>('index', 10, store);
    await cache.keep('a', 1, 1);
    expect(await cache.load('a')).toBeNull();
    expect(await cache.entries()).toEqual([]);
    expect(await canKeep()).toBe(false);
  });
});
