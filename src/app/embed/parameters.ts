import { useSyncExternalStore } from 'react';

/** `?embed=PANEL`: one panel without the page around it; null elsewhere. */
export const useEmbed = (): string | null => useSyncExternalStore(subscribe, () => new URLSearchParams(location.search).get('embed'));

/** `?lock`: the settings of this link cannot be changed. */
export const isLocked = (query = globalThis.location?.search ?? ''): boolean => new URLSearchParams(query).has('lock');

function subscribe(changed: () => void): () => void {
  window.addEventListener('popstate', changed);
  return () => window.removeEventListener('popstate', changed);
}
