import type { DatasetInfo } from './events.ts';

/**
 * How many images, of which split, where they were fetched from and what was done to them: for every header
 * and export.
 */
export const describeImages = ({ train, test, source }: DatasetInfo): string =>
  `${train.toLocaleString('en')} + ${test.toLocaleString('en')} images${source ? ` (${source})` : ''}`;
