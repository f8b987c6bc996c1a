import { createContext } from 'react';

/** Where the numbers of a chart come from; stands on every picture and table that leaves the page. */
export interface Origin {
  dataset: string;
  /** How many images, which split, what was done to them, where they were fetched from. */
  images: string;
  seed: number;
  commit: string;
  /** When the run was made, ISO 8601. */
  date: string;
  specHash: string;
  /** The link that opens the experiment as it is looked at. */
  address(): string;
}

/** Given by whoever knows the run; null: charts say nothing of it. */
export const OriginContext = createContext<Origin | null>(null);

/** The origin in a line. */
export const originLine = ({ dataset, images, seed, commit, date, specHash }: Origin): string =>
  `data set ${dataset}, ${images}, seed ${seed}, commit ${commit}, ${date.slice(0, 10)}, spec ${specHash}`;

/** "rainbow-weight-spectra-of-l2-0123456789ab.svg". */
export function fileName(title: string, origin: Origin | null, extension: string): string {
  const slug = title.normalize('NFKD').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, 60).replace(/-$/, '');
  return `rainbow-${[slug || 'chart', origin?.specHash].filter(Boolean).join('-')}.${extension}`;
}
