import { expect, test } from '@playwright/test';
import { finished, linkTo, tinySpec } from './support/lab.ts';
import { staticHost } from './support/staticHost.ts';

// Recording a trace runs scripts in the page, which count as the person's doing.
test.use({ trace: 'off', serviceWorkers: 'allow' });

test('a static host, on a path of its own, gets threads through the service worker; then the page works offline', async ({ page }) => {
  const host = await staticHost('/some/sub/path/'), errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => { if (/policy|Trusted/i.test(message.text())) errors.push(message.text()); });
  try {
    // Not asked for in between: a script of the test's counts as the person's doing, after which the page is not loaded again.
    let navigations = 0;
    const again = new Promise<void>((resolve) => page.on('framenavigated', () => { if (++navigations === 2) resolve(); }));
    await page.goto(host.address, { waitUntil: 'commit' });
    await again;
    await page.waitForLoadState();
    expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    await expect.poll(() => page.evaluate(async () => {
      for (const name of await caches.keys()) if (await caches.match(new URL('.whole', document.baseURI), { cacheName: name })) return true;
      return false;
    }), { timeout: 30_000 }).toBe(true);
  } finally {
    host.close();
  }
  await page.goto(`${host.address}${linkTo({ ...tinySpec, training: { ...tinySpec.training, epochs: 1 } }).slice(2)}`);
  await page.reload();
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await finished(page);
  await expect(page.locator('.device summary')).toContainText('SIMD');
  // A recording is part of the build.
  await page.getByRole('combobox', { name: 'Experiment', exact: true }).selectOption('widths');
  expect(errors).toEqual([]);
});
