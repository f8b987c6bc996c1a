import { useAddressField } from '../pageLinks.ts';

/** `?embed=PANEL`: one panel without the page around it; null elsewhere. */
export const useEmbed = (): string | null => useAddressField('embed');

/** `?lock`: the settings of this link cannot be changed. */
export const isLocked = (query = globalThis.location?.search ?? ''): boolean =>
  new URLSearchParams(query).has('lock');
