import { useSyncExternalStore, type MouseEvent } from 'react';

/** What the address's query says under a name; null for nothing. */
export const useParameter = (name: string): string | null => useSyncExternalStore(subscribe, () => new URLSearchParams(location.search).get(name));

/** The page beside the lab that the address names (pages.ts). */
export const usePage = (): string | null => useParameter('page');

/** Props of a link to a page (null: the lab) that opens it without loading anew; with a modifier key it is an ordinary link. */
export function linkToPage(name: string | null) {
  const href = name === null ? location.pathname + location.hash : `${location.pathname}?page=${name}`;
  return {
    href,
    onClick(event: MouseEvent) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      openPage(href);
    },
  };
}

export function openPage(href: string): void {
  history.pushState(null, '', href);
  window.dispatchEvent(new PopStateEvent('popstate'));
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('popstate', changed);
  return () => window.removeEventListener('popstate', changed);
}
