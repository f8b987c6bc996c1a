import { test as base, expect, type Page } from '@playwright/test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { encodeLink } from '../../src/experiments/link.ts';
import { experimentSpec, type ExperimentSpec } from '../../src/experiments/spec.ts';
import type { View } from '../../src/experiments/view.ts';

/** `test`, failing too when the page throws or logs an error. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });
    await use(page);
    expect(errors, 'errors of the page').toEqual([]);
  },
});
export { expect };

/** The smallest experiment that still does everything: seconds on any device. */
export const tinySpec: ExperimentSpec = experimentSpec.parse({
  data: { source: 'shapes-easy', train: 200, test: 100 },
  network: { width: 0.25 },
  training: { epochs: 2, batchSize: 50 },
  redraw: { draws: 2, wideDraws: 1, scales: [1, 2], alignmentImages: 100, retrainEpochs: 1 },
});

/** Address of an experiment, relative to the page's. */
export const linkTo = (spec: ExperimentSpec, view: View = {}, preset: string | null = null): string => `./${encodeLink(spec, view, preset)}`;

/** A file of the real data in RAINBOW_DATA; skips the running test, saying so, where it cannot be had. */
export function realData(...path: string[]): string {
  const folder = process.env.RAINBOW_DATA;
  base.skip(!folder, 'needs real data: set RAINBOW_DATA to its folder');
  const file = join(folder!, ...path);
  base.skip(!existsSync(file), `needs ${path.join('/')} in RAINBOW_DATA`);
  return file;
}
