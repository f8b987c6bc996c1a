import { del, get, set } from 'idb-keyval';
import type { LabelledImages } from './dataset.ts';

export interface Splits { train: LabelledImages; test: LabelledImages }

/** Images kept in all, about 300 MB: every new seed is another set, and the oldest ones go. */
export const CACHED_IMAGES = 100_000;

const INDEX = 'shapes-index';
interface Entry { key: string; images: number }

// A cache that cannot be read or written costs seconds, never the run.
const available = (): boolean => typeof indexedDB !== 'undefined';

/** The set kept under `key`, or null. */
export async function cached(key: string): Promise<Splits | null> {
  if (!available()) return null;
  return (await get<Splits>(key).catch(() => undefined)) ?? null;
}

/** Keeps a set in IndexedDB where there is one, and forgets the oldest beyond `CACHED_IMAGES`. */
export async function keep(key: string, splits: Splits): Promise<void> {
  if (!available()) return;
  try {
    const images = splits.train.count + splits.test.count;
    const entries = [...((await get<Entry[]>(INDEX)) ?? []).filter((entry) => entry.key !== key), { key, images }];
    let total = entries.reduce((sum, entry) => sum + entry.images, 0);
    while (total > CACHED_IMAGES && entries.length > 1) {
      const oldest = entries.shift()!;
      await del(oldest.key);
      total -= oldest.images;
    }
    // The index first: a set that is not in it would never be forgotten.
    await set(INDEX, entries);
    await set(key, splits);
  } catch {
    // No room, or storage is switched off.
  }
}
