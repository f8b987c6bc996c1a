import { boundedCache } from '../data/boundedCache.ts';
import { browserStore } from '../data/browserStore.ts';
import { packNet, unpackNet, type NetCache } from './netCache.ts';

/** Bytes of trained networks kept; the oldest go first. */
const KEPT_BYTES = 256 * 2 ** 20;

const kept = boundedCache<Uint8Array>('index', KEPT_BYTES, browserStore('rainbow-nets', 'nets'));

/** Trained networks in IndexedDB. */
export const browserCache: NetCache = {
  load: async (key) => {
    const bytes = await kept.load(key);
    return bytes && unpackNet(bytes);
  },
  save: (key, net) => {
    const bytes = packNet(net);
    return kept.keep(key, bytes, bytes.length);
  },
};

/** How many networks are kept, and in how many bytes. */
export async function cacheSize(): Promise<{ networks: number; bytes: number }> {
  const entries = await kept.entries();
  return { networks: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.size, 0) };
}

export const clearCache = (): Promise<void> => kept.clear();
