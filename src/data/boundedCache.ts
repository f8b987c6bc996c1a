import { del, get, set, type UseStore } from 'idb-keyval';
import { commonStore } from './browserStore.ts';

export interface CacheEntry {
  key: string;
  size: number;
}

/**
 * Values kept in IndexedDB, the oldest forgotten beyond a limit. A cache that cannot be read or written costs
 * seconds, never the run: where there is no storage, or it fails, nothing is kept.
 */
export interface BoundedCache<T> {
  load(key: string): Promise<T | null>;
  /** `size` in the unit of the limit; the newest is kept whatever its size. */
  keep(key: string, value: T, size: number): Promise<void>;
  entries(): Promise<CacheEntry[]>;
  clear(): Promise<void>;
}

/** @param indexKey where the list of what is kept stands. */
export function boundedCache<T>(
  indexKey: string,
  limit: number,
  store: UseStore = commonStore,
): BoundedCache<T> {
  const index = async (): Promise<CacheEntry[]> => (await get<CacheEntry[]>(indexKey, store)) ?? [];
  return {
    load: async (key) => (await get<T>(key, store).catch(() => undefined)) ?? null,
    async keep(key, value, size) {
      try {
        const kept = [...(await index()).filter((entry) => entry.key !== key), { key, size }];
        let total = kept.reduce((sum, entry) => sum + entry.size, 0);
        while (total > limit && kept.length > 1) {
          const oldest = kept.shift()!;
          await del(oldest.key, store);
          total -= oldest.size;
        }
        // The index first: a value that is not in it would never be forgotten.
        await set(indexKey, kept, store);
        await set(key, value, store);
      } catch {
        // No room, or no storage.
      }
    },
    entries: () => index().catch(() => []),
    async clear() {
      for (const { key } of await index()) await del(key, store);
      await set(indexKey, [], store);
    },
  };
}
