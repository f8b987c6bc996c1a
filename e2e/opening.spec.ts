import { test as plain } from '@playwright/test';
import { floor, NEEDS } from '../src/app/floor.ts';
import { openingTexts as texts } from '../src/strings/opening.ts';
import { expect, inWorkers, linkTo, runToTheEnd, test, tinySpec } from './support/lab.ts';

const ENTRY = /\/assets\/index-[^/]*\.js$/;

/**
 * What came to browsers after the oldest that run the page, in JavaScript and in what it is given by the
 * browser.
 */
const NEWER = [
  'AbortSignal.any',
  'AbortSignal.timeout',
  'Array.fromAsync',
  'Array.prototype.toReversed',
  'Array.prototype.toSorted',
  'Array.prototype.toSpliced',
  'Array.prototype.with',
  'Element.prototype.checkVisibility',
  'Float16Array',
  'HTMLElement.prototype.showPopover',
  'Iterator',
  'Map.groupBy',
  'Navigator.prototype.userActivation',
  'Object.groupBy',
  'Promise.try',
  'Promise.withResolvers',
  'ReadableStream.from',
  'RegExp.escape',
  'Set.prototype.difference',
  'Set.prototype.intersection',
  'Set.prototype.isSubsetOf',
  'Set.prototype.union',
  'String.prototype.isWellFormed',
  'String.prototype.toWellFormed',
  'URL.canParse',
  'URL.parse',
  'Uint8Array.fromBase64',
  'Uint8Array.prototype.toBase64',
  'scheduler',
];

/** Takes things out of a global object, in a page or in a worker. */
const without = (paths: readonly string[]): string => `
  for (const path of ${JSON.stringify(paths)}) {
    const names = path.split('.');
    const last = names.pop();
    const owner = names.reduce((at, name) => at?.[name], globalThis);
    if (owner) delete owner[last];
  }`;

plain('what a browser lacks is named in the place of the page', async ({ context }) => {
  const { chrome, firefox, safari } = floor();
  const open = async (path: string) => {
    const page = await context.newPage();
    await page.addInitScript(without([path]));
    await page.goto('./');
    const line = page.locator('.opening-state');
    await expect(line, path).toContainText(`This browser lacks ${path}, without which`);
    await expect(line).toContainText(`${chrome}, Firefox from ${firefox} and Safari from ${safari} have it`);
    await expect(page.getByText(texts.noScripts)).toBeHidden();
    await page.close();
  };
  // The page's own code leaves the line there.
  await open(NEEDS[0].path);
  await context.route(/\/assets\/(?!opening-|index-.*css)/, (route) => route.abort());
  for (const { path } of NEEDS.slice(1)) await open(path);
});

test('the oldest browsers that run the page run all of it', async ({ page }) => {
  await page.addInitScript(without(NEWER));
  await inWorkers(page, without(NEWER));
  await page.goto(`./?run=${encodeURIComponent('./recordings/none.json.gz')}`);
  await expect(page.getByRole('alert')).toContainText('none.json.gz');
  await page.goto(linkTo(tinySpec));
  await runToTheEnd(page);
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('where no script runs the page says that it needs them', async ({ browser, baseURL }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(baseURL!);
  await expect(page.getByText(texts.noScripts)).toBeVisible();
  await expect(page.getByText(texts.opening)).toBeHidden();
  await page.close();
});

test('while its scripts load the page is opening, however long that takes', async ({ page }) => {
  let load: () => void;
  const loading = new Promise<void>((resolve) => {
    load = resolve;
  });
  await page.route(ENTRY, async (route) => {
    await loading;
    await route.continue();
  });
  await page.goto('./', { waitUntil: 'commit' });
  await expect(page.getByText(texts.opening)).toBeVisible();
  await expect(page.getByText(texts.noScripts)).toBeHidden();
  load!();
  await expect(page.getByText(/Recording of this experiment/)).toBeVisible();
  await expect(page.getByText(texts.opening)).toBeHidden();
});

plain('a script that does not load, and one that fails, are told', async ({ page }) => {
  await page.route(ENTRY, (route) => route.abort());
  await page.goto('./');
  await expect(page.locator('.opening-state')).toHaveText(texts.notLoaded);
  await page.unroute(ENTRY);
  await page.route(ENTRY, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("no such thing");' }),
  );
  await page.reload();
  await expect(page.locator('.opening-state')).toHaveText(/could not start: .*no such thing\. Reload/);
});

plain('a frame that may not load modules says what its sandbox needs', async ({ page, baseURL }) => {
  for (const [sandbox, works] of [
    ['allow-scripts', false],
    ['allow-scripts allow-same-origin', true],
  ] as const) {
    await page.route('**/lesson.html', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe sandbox="${sandbox}" src="./?embed=weights" width="700" height="500"></iframe>`,
      }),
    );
    await page.goto(new URL('lesson.html', baseURL).href);
    const frame = page.frameLocator('iframe');
    if (works) await expect(frame.locator('.chart').first()).toBeVisible();
    else await expect(frame.locator('body')).toHaveText(`Rainbow Lab ${texts.sandboxed}`);
  }
});
