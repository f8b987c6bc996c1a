import { clear, createStore, del, get, set } from 'idb-keyval';
import { packNet, unpackNet, type NetCache } from './netCache.ts';

/** Bytes of trained networks kept; the oldest go first. */
export const KEPT_BYTES = 256 * 2 ** 20;
const INDEX = 'index';
interface Entry { key: string; bytes: number }

const store = () => createStore('rainbow-nets', 'nets');

/** Trained networks in IndexedDB. A cache that cannot be read or written costs time, never the run. */
export function browserCache(): NetCache {
  return {
    load: async (key) => {
      const bytes = await get<Uint8Array>(key, store()).catch(() => undefined);
      return bytes ? unpackNet(bytes) : null;
    },
    save: async (key, net) => {
      try {
        const bytes = packNet(net);
        const entries = [...(await index()).filter((entry) => entry.key !== key), { key, bytes: bytes.length }];
        let total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
        while (total > KEPT_BYTES && entries.length > 1) {
          const oldest = entries.shift()!;
          await del(oldest.key, store());
          total -= oldest.bytes;
        }
        await set(INDEX, entries, store());
        await set(key, bytes, store());
      } catch {
        // No room, or storage is switched off.
      }
    },
  };
}

const index = async (): Promise<Entry[]> => (await get<Entry[]>(INDEX, store())) ?? [];

/** How many networks are kept, and in how many bytes. */
export async function cacheSize(): Promise<{ networks: number; bytes: number }> {
  const entries = await index().catch(() => []);
  return { networks: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.bytes, 0) };
}

export const clearCache = (): Promise<void> => clear(store());
