import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { finished, linkTo, tinySpec } from './support/lab.ts';
import { staticHost } from './support/staticHost.ts';

// Recording a trace runs scripts in the page, which count as the person's doing.
test.use({ trace: 'off', serviceWorkers: 'allow' });

/** The builds that the page's service worker has whole. */
const wholeBuilds = (page: Page) =>
  page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys())
      if (await caches.match(new URL('.whole', document.baseURI), { cacheName: name })) found.push(name);
    return found;
  });

/**
 * Until the page has been loaded again, through its service worker. Nothing is asked of it in between: a
 * script of the test's counts as the person's doing, after which it is not loaded again; Chromium under test
 * then lets a new worker wait for the one that has just taken the page over.
 */
async function firstVisit(page: Page, address: string): Promise<void> {
  let navigations = 0;
  const again = new Promise<void>((resolve) =>
    page.on('framenavigated', () => {
      if (++navigations === 2) resolve();
    }),
  );
  await page.goto(address, { waitUntil: 'commit' });
  await again;
  await page.waitForLoadState();
}

test('a static host, on a path of its own, gets threads through the service worker; then the page works offline', async ({
  page,
}) => {
  const host = await staticHost('/some/sub/path/');
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (/policy|Trusted/i.test(message.text())) errors.push(message.text());
  });
  try {
    await firstVisit(page, host.address);
    expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    await expect.poll(() => wholeBuilds(page), { timeout: 30_000 }).toHaveLength(1);
  } finally {
    host.close();
  }
  await page.goto(
    `${host.address}${linkTo({ ...tinySpec, training: { ...tinySpec.training, epochs: 1 } }).slice(2)}`,
  );
  await page.reload();
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await finished(page);
  await expect(page.locator('.device summary')).toContainText('SIMD');
  // A recording is part of the build.
  await page.getByRole('combobox', { name: 'Experiment', exact: true }).selectOption('widths');
  expect(errors).toEqual([]);
});

test('a new build takes the place of the old one whole; one that is published in part, never', async ({
  page,
}) => {
  const instead: Record<string, string> = {};
  const host = await staticHost('/lab/', instead);
  const worker = readFileSync('dist/service-worker.js', 'utf8');
  const index = readFileSync('dist/index.html', 'utf8');
  const build = () =>
    page
      .locator('meta[name="test-build"]')
      .getAttribute('content', { timeout: 5000 })
      .catch(() => null);
  const sha = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  /**
   * Publishes another build: its page, and its worker; `promised`: the page that the worker was built for.
   */
  const publish = (name: string, page: string, promised = page) => {
    instead['index.html'] = page;
    instead['service-worker.js'] = worker
      .replace(/const BUILD = '[^']+'/, `const BUILD = '${name}'`)
      .replace(sha(index), sha(promised));
  };
  const named = (name: string) =>
    index.replace('<title>', `<meta name="test-build" content="${name}"><title>`);
  const load = async () => {
    await page.goto(host.address);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  };
  try {
    await firstVisit(page, host.address);
    await expect.poll(() => wholeBuilds(page), { timeout: 30_000 }).toHaveLength(1);
    publish('second', named('second'));
    await load();
    expect(await build()).toBe('second');
    await expect.poll(() => wholeBuilds(page), { timeout: 30_000 }).toContain('rainbow-lab second');
    publish('third', named('half of the third'), named('third'));
    await load();
    // Time to fetch and to refuse it.
    await page.waitForTimeout(3000);
    expect(await wholeBuilds(page)).not.toContain('rainbow-lab third');
  } finally {
    host.close();
  }
  await load();
  expect(await build()).toBe('second');
});
