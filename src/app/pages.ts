import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { strings } from '../strings/index.ts';
import { usePage } from './pageLinks.ts';

/**
 * A page beside the lab; its code is fetched when it is opened. The lab, with what runs in it, stays as it is
 * meanwhile.
 */
interface Page {
  title: string;
  component: LazyExoticComponent<ComponentType>;
}

/** A page whose component is fetched when it is first shown. */
const page = (title: string, load: () => Promise<ComponentType>): Page => ({
  title,
  component: lazy(async () => ({ default: await load() })),
});

const text = strings.shell.page;

/** In the order of the navigation; `?page=NAME` opens one. */
export const pages: Readonly<Record<string, Page>> = {
  networks: page(text.networks, async () => (await import('./Networks.tsx')).Networks),
  story: page(text.story, () => import('./story/StoryPage.tsx').then((m) => m.default)),
  play: page(text.play, () => import('./play/PlayPage.tsx').then((m) => m.default)),
  models: page(text.models, async () => (await import('./models/ModelsPage.tsx')).ModelsPage),
};

/** The page beside the lab that is open; null in the lab, also where the address names none that is known. */
export function useOpenPage(): string | null {
  const name = usePage();
  return name !== null && Object.hasOwn(pages, name) ? name : null;
}
