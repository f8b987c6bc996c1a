import { createContext } from 'react';
import { strings } from '../strings/index.ts';

const text = strings.charts.origin;

/**
 * Where the numbers of a chart come from, a run or a model; stands on every picture and table that leaves the
 * page.
 */
export type Origin = RunOrigin | ModelOrigin;

export interface RunOrigin {
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

export interface ModelOrigin {
  /** Name of its file. */
  model: string;
  bytes: number;
  /** SHA-256 of the file, in hexadecimal; null where it is not known. */
  sha256: string | null;
  commit: string;
  /** When it was opened, ISO 8601. */
  date: string;
  /** The link that opens it, or the page for a file. */
  address(): string;
}

/** Given by whoever knows the run or the model; null: charts say nothing of it. */
export const OriginContext = createContext<Origin | null>(null);

/** The origin in a line. */
export const originLine = (origin: Origin): string =>
  'model' in origin
    ? text.model({
        model: origin.model,
        bytes: origin.bytes.toLocaleString('en'),
        hash: origin.sha256,
        commit: origin.commit,
        day: origin.date.slice(0, 10),
      })
    : text.run({
        dataset: origin.dataset,
        images: origin.images,
        seed: origin.seed,
        commit: origin.commit,
        day: origin.date.slice(0, 10),
        spec: origin.specHash,
      });

/** The origin as plain data. */
export const originFields = (origin: Origin): Record<string, string | number | null> => ({
  ...origin,
  address: origin.address(),
});

const slug = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)
    .replace(/-$/, '');

/** "rainbow-weight-spectra-of-l2-0123456789ab.svg". */
export function fileName(title: string, origin: Origin | null, extension: string): string {
  const id =
    origin && ('model' in origin ? (origin.sha256?.slice(0, 12) ?? slug(origin.model)) : origin.specHash);
  return `rainbow-${[slug(title) || 'chart', id].filter(Boolean).join('-')}.${extension}`;
}
