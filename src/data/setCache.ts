import { boundedCache } from './boundedCache.ts';
import type { LabelledImages } from './dataset.ts';

export interface Splits {
  train: LabelledImages;
  test: LabelledImages;
}

/** Images kept in all, about 300 MB: every new seed is another set, and the oldest ones go. */
export const CACHED_IMAGES = 100_000;

const cache = boundedCache<Splits>('shapes-sets', CACHED_IMAGES);

/** The set kept under `key`, or null. */
export const cached = (key: string): Promise<Splits | null> => cache.load(key);

/** Keeps a set where there is storage, and forgets the oldest beyond `CACHED_IMAGES`. */
export const keep = (key: string, splits: Splits): Promise<void> =>
  cache.keep(key, splits, splits.train.count + splits.test.count);
