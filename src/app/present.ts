import { useEffect } from 'react';
import { openPage, useAddressField } from './pageLinks.ts';

/** True if the page is on a projector ("?present"): large type, no form. */
export function usePresent(): boolean {
  const present = useAddressField('present') !== null;
  useEffect(() => {
    document.documentElement.toggleAttribute('data-present', present);
    return () => document.documentElement.removeAttribute('data-present');
  }, [present]);
  return present;
}

export function setPresent(present: boolean): void {
  const search = new URLSearchParams(location.search);
  if (present) search.set('present', '');
  else search.delete('present');
  const text = search.toString().replace(/(^|&)present=(&|$)/, '$1present$2');
  openPage(`${location.pathname}${text ? `?${text}` : ''}${location.hash}`);
}
