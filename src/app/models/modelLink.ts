import { pageAddress } from '../address.ts';

/** The address of the page that opens a model, and a second one to compare with; of files only the page. */
export const modelLink = (address: string | null, other: string | null = null): string =>
  `${pageAddress()}?page=models${address ? `&model=${encodeURIComponent(address)}${other ? `&with=${encodeURIComponent(other)}` : ''}` : ''}`;
