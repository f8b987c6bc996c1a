import { test as base, expect, type Page } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, unzipSync } from 'fflate';
import { encodeLink } from '../../src/experiments/link.ts';
import { experimentSpec, type ExperimentSpec } from '../../src/experiments/spec.ts';
import type { View } from '../../src/experiments/view.ts';

/** `test`, failing too when the page throws or logs an error. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
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
export const linkTo = (spec: ExperimentSpec, view: View = {}, preset: string | null = null): string =>
  `./${encodeLink(spec, view, preset)}`;

/** Presses Run, and waits for the end. */
export async function runToTheEnd(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await finished(page);
}
export const finished = (page: Page): Promise<void> =>
  expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });

interface Numbers {
  events: Record<string, unknown>[];
  weights: Record<string, string>;
}

/**
 * All that a finished run found out, without what the clock decides: the events of its file, and the bytes of
 * its weights.
 */
export async function numbersOf(page: Page): Promise<Numbers> {
  await page.getByRole('button', { name: 'Share' }).click();
  const save = async (name: string): Promise<Uint8Array> => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name }).click(),
    ]);
    return new Uint8Array(readFileSync(await download.path()));
  };
  const { events } = JSON.parse(new TextDecoder().decode(gunzipSync(await save('Save the run file')))) as {
    events: Record<string, unknown>[];
  };
  const zip = unzipSync(await save('Save everything as a zip'));
  await page.getByRole('button', { name: 'Done' }).click();
  const told = events.filter((e) =>
    ['epoch', 'spectra', 'accuracy', 'sampling', 'step'].includes(e.type as string),
  );
  return {
    events: told,
    weights: Object.fromEntries(
      Object.entries(zip)
        .filter(([name]) => /\.(safetensors|npz)$/.test(name))
        .map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
    ),
  };
}

/**
 * What reaches beyond its place: the page beyond its window, labels of charts beyond their card, the label of
 * an axis onto the buttons beside it.
 */
export const sticksOut = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const labels = [...document.querySelectorAll('.card .chart text')]
      .filter((text) => {
        const a = text.getBoundingClientRect();
        const b = text.closest('.card')!.getBoundingClientRect();
        return (
          a.width > 0 &&
          (a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 1 || a.bottom > b.bottom + 1)
        );
      })
      .map((text) => `${text.closest('.card')!.id}: ${text.textContent}`);
    const onButtons = [...document.querySelectorAll('.card .chart > .tools')].flatMap((tools) => {
      const buttons = [...tools.querySelectorAll('summary, button')]
        .map((e) => e.getBoundingClientRect())
        .filter(({ width }) => width > 0);
      return [...tools.parentElement!.querySelectorAll('.axis-label')]
        .filter((label) => {
          const a = label.getBoundingClientRect();
          return buttons.some(
            (b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 2 && b.top + 2 < a.bottom,
          );
        })
        .map((label) => `${tools.closest('.card')!.id}: ${label.textContent} on a button`);
    });
    labels.push(...onButtons);
    return document.documentElement.scrollWidth > window.innerWidth ? ['the page', ...labels] : labels;
  });

/** Runs `code` in the lab's worker and the decomposer's before anything else of them. */
export async function inWorkers(page: Page, code: string): Promise<void> {
  await page.route('**/assets/before-all.js', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: code,
      headers: { 'Cross-Origin-Embedder-Policy': 'require-corp' },
    }),
  );
  await page.route(/\/assets\/(lab|decomposer)\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `import './before-all.js';\n${await response.text()}` });
  });
}

/** A file of the real data in RAINBOW_DATA; skips the running test, saying so, where it cannot be had. */
export function realData(...path: string[]): string {
  const folder = process.env.RAINBOW_DATA;
  base.skip(!folder, 'needs real data: set RAINBOW_DATA to its folder');
  const file = join(folder!, ...path);
  base.skip(!existsSync(file), `needs ${path.join('/')} in RAINBOW_DATA`);
  return file;
}
