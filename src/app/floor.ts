/**
 * Something without which the page cannot work, and the first versions that have it (MDN's compatibility
 * tables).
 */
export interface Need {
  /** Where a browser has it, from the global object on. */
  path: string;
  since: { chrome: number; firefox: number; safari: number };
}

/**
 * What the page takes for granted; vite/opening.js looks for each before the page's own code runs, and names
 * what is missing. Whatever else a browser may lack (SIMD, a GPU, storage, locks, a service worker) the page
 * does without, and says so. A test runs an experiment without all that is newer.
 */
export const NEEDS: readonly Need[] = [
  { path: 'AbortSignal.prototype.throwIfAborted', since: { chrome: 100, firefox: 97, safari: 15.4 } },
  { path: 'Array.prototype.at', since: { chrome: 92, firefox: 90, safari: 15.4 } },
  { path: 'Array.prototype.findLast', since: { chrome: 97, firefox: 104, safari: 15.4 } },
  { path: 'Array.prototype.findLastIndex', since: { chrome: 97, firefox: 104, safari: 15.4 } },
  { path: 'BigInt64Array', since: { chrome: 67, firefox: 68, safari: 15 } },
  { path: 'DecompressionStream', since: { chrome: 80, firefox: 113, safari: 16.4 } },
  { path: 'HTMLDialogElement.prototype.showModal', since: { chrome: 37, firefox: 98, safari: 15.4 } },
  { path: 'Object.hasOwn', since: { chrome: 93, firefox: 92, safari: 15.4 } },
  { path: 'ResizeObserver', since: { chrome: 64, firefox: 69, safari: 13.1 } },
  { path: 'String.prototype.replaceAll', since: { chrome: 85, firefox: 77, safari: 13.1 } },
  { path: 'structuredClone', since: { chrome: 98, firefox: 94, safari: 15.4 } },
];

/**
 * Cannot be looked for without starting one: where a worker runs no modules, recordings open and nothing runs
 * (lab/workerClient.ts).
 */
const MODULE_WORKERS: Need['since'] = { chrome: 80, firefox: 114, safari: 15 };

/** The oldest versions that run everything. */
export function floor(): Need['since'] {
  const all = [MODULE_WORKERS, ...NEEDS.map((need) => need.since)];
  const last = (browser: keyof Need['since']) => Math.max(...all.map((since) => since[browser]));
  return { chrome: last('chrome'), firefox: last('firefox'), safari: last('safari') };
}
