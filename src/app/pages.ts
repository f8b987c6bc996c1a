import { lazy, useSyncExternalStore, type ComponentType, type LazyExoticComponent, type MouseEvent } from 'react';

/** A page beside the lab; its code is fetched when it is opened. The lab, with what runs in it, stays as it is meanwhile. */
interface Page { title: string; component: LazyExoticComponent<ComponentType> }

/** In the order of the navigation; `?page=NAME` opens one. */
export const pages: Readonly<Record<string, Page>> = {};

/** The page beside the lab that the address names; null in the lab, also for a name that is not known. */
export function usePage(): string | null {
  return useSyncExternalStore(subscribe, () => {
    const name = new URLSearchParams(location.search).get('page');
    return name !== null && Object.hasOwn(pages, name) ? name : null;
  });
}

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

/** For `pages`: a component fetched when it is first shown. */
export const page = (title: string, load: () => Promise<ComponentType>): Page => ({ title, component: lazy(async () => ({ default: await load() })) });
