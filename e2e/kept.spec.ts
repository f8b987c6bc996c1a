import type { Page } from '@playwright/test';
import {
  expect,
  finished,
  inWorkers,
  linkTo,
  numbersOf,
  runToTheEnd,
  test,
  tinySpec,
} from './support/lab.ts';

const spec = { ...tinySpec, training: { ...tinySpec.training, epochs: 30 } };
const offer = (page: Page) => page.getByRole('button', { name: /^Go on from epoch/ });
const run = (page: Page) => page.getByRole('button', { name: 'Run', exact: true });
interface Row {
  whole: boolean;
  epoch: number;
}
/**
 * Waits until the disk has as many rows of runs as asked for, finished or at least at an epoch, which is a
 * moment after it is on screen; says the epochs.
 */
const onDisk = (page: Page, asked: { whole: boolean; count: number; epoch: number }) =>
  page.evaluate(
    (asked) =>
      new Promise<number[]>((resolve, reject) => {
        const open = indexedDB.open('rainbow-runs');
        open.onerror = () => reject(open.error);
        open.onupgradeneeded = () => open.result.createObjectStore('runs');
        open.onsuccess = () => {
          const look = () => {
            const all = open.result
              .transaction('runs')
              .objectStore('runs')
              .getAll(IDBKeyRange.bound('run/', 'run0'));
            all.onerror = () => reject(all.error);
            all.onsuccess = () => {
              const rows = (all.result as Row[]).filter(
                ({ whole, epoch }) => whole === asked.whole && epoch >= asked.epoch,
              );
              if (rows.length < asked.count) return void setTimeout(look, 5);
              open.result.close();
              resolve(rows.map(({ epoch }) => epoch));
            };
          };
          look();
        };
      }),
    asked,
  );
/** Waits until an unfinished run is kept to epoch 2 or beyond; says to which. */
const keptEpoch = async (page: Page) => (await onDisk(page, { whole: false, count: 1, epoch: 2 }))[0];

test('after a reload in the middle the page offers to go on, to the numbers of an unbroken run; the finished run is kept', async ({
  page,
}) => {
  await page.goto(linkTo(spec));
  await runToTheEnd(page);
  const whole = await numbersOf(page);
  expect(Object.keys(whole.weights).length).toBeGreaterThan(0);
  await onDisk(page, { whole: true, count: 1, epoch: 0 });

  await run(page).click();
  const kept = await keptEpoch(page);
  await page.reload();
  await expect(offer(page)).toHaveText(/^Go on from epoch ([2-9]|\d\d) of 30$/);
  expect(Number(/\d+/.exec(await offer(page).innerText())![0])).toBeGreaterThanOrEqual(kept);
  await offer(page).click();
  await expect(page.locator('.run-line')).toContainText(
    /trained to epoch \d+ on CPU, .* in a run that broke off/,
    { timeout: 30_000 },
  );
  await finished(page);
  expect(await numbersOf(page)).toEqual(whole);
  await expect(offer(page)).toBeHidden();

  await onDisk(page, { whole: true, count: 2, epoch: 0 });
  await page.reload();
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  const list = page.getByRole('dialog', { name: 'Runs' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  const name = list.getByRole('textbox').first();
  await name.fill('The broken one');
  await name.blur();
  await expect(list.getByRole('button', { name: /^Delete The broken one/ })).toBeVisible();
  await list.getByRole('button', { name: /^Delete Own/ }).click();
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await list.getByRole('button', { name: /^Open The broken one/ }).click();
  await expect(page.locator('.run-line')).toContainText('“The broken one”, kept on this machine');
  await expect(page.locator('#redraw .reading')).toContainText('purely random weights');
});

test('a run of several networks goes on too, the networks of one batch together', async ({ page }) => {
  const several = {
    ...spec,
    training: { ...spec.training, epochs: 5 },
    widths: [0.25, 0.5],
    networks: 2,
    redraw: { ...spec.redraw, draws: 1, wideDraws: 0, retrainEpochs: 0 },
    compare: { ...spec.compare, covariances: true, images: 100 },
  };
  // Each page has a profile of its own: nothing is taken from the cache of networks.
  await page.goto(linkTo(several));
  await run(page).click();
  await keptEpoch(page);
  await page.reload();
  await offer(page).click();
  await finished(page);
  const broken = await numbersOf(page);
  const other = await page.context().browser()!.newContext();
  const fresh = await other.newPage();
  await fresh.goto(page.url());
  await runToTheEnd(fresh);
  const sorted = ({ events, weights }: typeof broken) => ({
    events: events.map((e) => JSON.stringify(e)).sort(),
    weights,
  });
  expect(sorted(broken)).toEqual(sorted(await numbersOf(fresh)));
  await other.close();
});

test("a run on files of one's own goes on with the same images only", async ({ page }) => {
  const images = (seed: number) => ({
    name: 'mine.bin',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(
      Uint8Array.from({ length: 3073 * 300 }, (_, i) =>
        i % 3073 === 0 ? (i / 3073) % 10 : (i * 2654435761 * seed) >>> 24,
      ),
    ),
  });
  const input = page.locator('input[type="file"][multiple]');
  await page.goto(linkTo(spec));
  await input.first().setInputFiles(images(1));
  await expect(page.getByText('Loaded: CIFAR-10 from mine.bin')).toBeVisible();
  await run(page).click();
  await keptEpoch(page);
  await page.reload();
  await expect(offer(page)).toBeDisabled();
  await expect(page.getByRole('status', { name: 'Runs that broke off' })).toContainText(
    'open the same ones here first',
  );
  await input.first().setInputFiles(images(3));
  await offer(page).click();
  await expect(page.getByRole('alert')).toContainText('not those this run was trained on');
  await input.first().setInputFiles(images(1));
  await offer(page).click();
  await expect(page.locator('.run-line')).toContainText('in a run that broke off', { timeout: 30_000 });
  await finished(page);
});

test('a run belongs to one tab; another is told, and may go on when that one is gone', async ({
  page,
  context,
}) => {
  await page.goto(linkTo({ ...spec, training: { ...spec.training, epochs: 300 } }));
  await run(page).click();
  await keptEpoch(page);
  const other = await context.newPage();
  await other.goto('./');
  await expect(other.getByText(/is running in another tab of this browser/)).toBeVisible();
  await expect(offer(other)).toBeHidden();
  await page.goto('about:blank');
  await expect(offer(other)).toBeVisible();
  await other.getByRole('button', { name: /^Discard/ }).click();
  await expect(offer(other)).toBeHidden();
  await other.reload();
  await expect(run(other)).toBeVisible();
  await expect(offer(other)).toBeHidden();
});

test('a run that was cancelled is not offered again', async ({ page }) => {
  await page.goto(linkTo({ ...spec, training: { ...spec.training, epochs: 300 } }));
  await run(page).click();
  await keptEpoch(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled')).toBeVisible();
  await page.reload();
  await expect(run(page)).toBeVisible();
  await page.waitForTimeout(600);
  await expect(offer(page)).toBeHidden();
});

for (const [what, code, why] of [
  [
    'the storage is full',
    `IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };`,
    'there is no room left',
  ],
  [
    'there is no storage',
    'delete globalThis.indexedDB; Object.defineProperty(globalThis, "indexedDB", { value: undefined });',
    'has no storage for pages',
  ],
  [
    'asking for storage throws',
    `indexedDB.open = () => { throw new DOMException('The operation is insecure.', 'SecurityError'); };`,
    'The operation is insecure',
  ],
]) {
  test(`where ${what} the run goes on, and says that it will not survive a reload`, async ({ page }) => {
    await inWorkers(page, code);
    await page.addInitScript(code);
    await page.goto(linkTo(tinySpec));
    if (what !== 'the storage is full')
      await expect(page.getByRole('list', { name: 'This browser' })).toContainText('No storage');
    await runToTheEnd(page);
    await expect(page.getByRole('status').filter({ hasText: why })).toContainText(
      'will not survive a reload',
    );
  });
}

test('what an older or broken version has stored is passed over', async ({ page }) => {
  await page.goto(linkTo(tinySpec));
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const open = indexedDB.open('rainbow-runs');
        open.onupgradeneeded = () => open.result.createObjectStore('runs');
        open.onsuccess = () => {
          const put = open.result.transaction('runs', 'readwrite').objectStore('runs');
          put.put({ version: 0, id: 'old' }, 'run/old');
          put.put('nonsense', 'run/nonsense');
          put.put(7, 'net/old/x').onsuccess = () => {
            open.result.close();
            resolve();
          };
        };
        open.onerror = () => reject(open.error);
      }),
  );
  await page.reload();
  await runToTheEnd(page);
  await expect(offer(page)).toBeHidden();
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Runs' }).getByRole('listitem')).toHaveCount(1);
});

test('a hidden tab, which gets no frames, goes on', async ({ page }) => {
  await page.addInitScript(() => {
    window.requestAnimationFrame = () => 0;
  });
  await page.goto(linkTo(tinySpec));
  await runToTheEnd(page);
});
