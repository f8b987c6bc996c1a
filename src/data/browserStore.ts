import { createStore, get, type UseStore } from 'idb-keyval';

/**
 * A store of idb-keyval in IndexedDB, opened at first use; whoever keeps something goes through one. Where
 * the browser has no storage or denies it, using it rejects and never throws: Firefox throws from
 * `indexedDB.open` itself, others say so later.
 */
export function browserStore(database: string, name: string): UseStore {
  let opened: UseStore | null = null;
  return async (mode, work) => {
    if (typeof indexedDB === 'undefined')
      throw new Error('this browser has no storage for pages, or it is switched off');
    opened ??= createStore(database, name);
    return opened(mode, work);
  };
}

/** Small things of the page that need no store of their own. */
export const commonStore = browserStore('keyval-store', 'keyval');

/** Does this browser let the page keep anything? */
export const canKeep = (): Promise<boolean> =>
  get('anything', commonStore).then(
    () => true,
    () => false,
  );
