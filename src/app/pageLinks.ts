import { useSyncExternalStore, type MouseEvent } from 'react';

/** A field of the address behind "?", as it is now; null without it. */
export const addressField = (name: string): string | null => new URLSearchParams(location.search).get(name);

export const useAddressField = (name: string): string | null =>
  useSyncExternalStore(subscribeAddress, () => addressField(name));

/** The page beside the lab that the address names (pages.ts). */
export const usePage = (): string | null => useAddressField('page');

/**
 * Props of a link to a page (null: the lab) that opens it without loading anew; with a modifier key it is an
 * ordinary link.
 */
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

/** Calls back when the address changes within the page. */
export function subscribeAddress(changed: () => void): () => void {
  window.addEventListener('popstate', changed);
  return () => window.removeEventListener('popstate', changed);
}
