import type { AppActions, AppState } from '../state/store.ts';

/** The page's own address, before "?" and "#". */
export const pageAddress = (): string => location.origin + location.pathname;

/** The address that opens the run on screen exactly as it is looked at, or as `view` changes that. */
export const viewAddress = (
  { source, runLink }: AppState & AppActions,
  view: Partial<AppState['view']>,
): string =>
  `${pageAddress()}${source?.address ? `?run=${encodeURIComponent(source.address)}` : ''}${runLink(true, view)}`;
