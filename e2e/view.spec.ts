import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { expect, linkTo, test, tinySpec } from './support/lab.ts';

const opened = async (page: Page, path = './') => {
  await page.goto(path);
  await expect(page.locator('#redraw .reading').or(page.locator('.panes.full')).first()).toBeVisible();
};
const ids = (page: Page) => page.locator('.grid > section').evaluateAll((all) => all.map((e) => e.id));
const sharedHash = async (page: Page) => {
  await page.getByRole('button', { name: 'Share' }).click();
  const address = await page.getByRole('textbox', { name: 'Address of this experiment' }).inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  return new URL(address).hash;
};

test('one screen at 1440 × 900: the panels of the preset, whole, without scrolling', async ({ page }) => {
  await opened(page);
  // The offer of the tour takes a line until it is answered.
  await page.getByRole('button', { name: 'No, thanks' }).click();
  expect((await ids(page)).slice(0, 5)).toEqual(['training', 'activations', 'weights', 'redraw', 'classes']);
  expect(
    await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight),
  ).toBeLessThanOrEqual(0);
  const time = (await page.locator('.timeline').boundingBox())!;
  for (const id of ['cascade', 'training', 'activations', 'weights', 'redraw', 'classes']) {
    const box = (await page.locator(`#${id}`).boundingBox())!;
    expect(box.y + box.height, id).toBeLessThanOrEqual(time.y + 1);
  }
});

test('a panel is enlarged, set beside another, pinned, hidden and brought back by keyboard; the link tells', async ({
  page,
}) => {
  await opened(page);
  const enlarge = page.getByRole('button', { name: 'Full view: What did training add to noise?' });
  await enlarge.focus();
  await page.keyboard.press('Enter');
  expect(await ids(page)).toEqual(['weights']);
  await expect(page.locator('#weights .detail')).toBeVisible();
  await page.getByLabel('Beside it').selectOption('training');
  expect(await ids(page)).toEqual(['weights', 'training']);
  expect(await sharedHash(page)).toContain('view.open=weights,training');
  await page.locator('body').press('Escape');
  await expect(page.locator('.panes.full')).toHaveCount(0);
  await expect(enlarge).toBeFocused();

  const menu = page.getByLabel('More: Which classes survive?').first();
  await menu.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Pin to the front' }).press('Enter');
  expect((await ids(page))[0]).toBe('classes');
  await page.getByLabel('More: How is it learning?').first().press('Enter');
  await page.getByRole('button', { name: 'Hide', exact: true }).press('Enter');
  expect(await ids(page)).not.toContain('training');
  const hash = await sharedHash(page);
  expect(hash).toContain('view.pin=classes');
  expect(hash).toContain('view.hide=training');
  await page.getByRole('button', { name: 'Show “How is it learning?”' }).press('Enter');
  expect(await ids(page)).toContain('training');

  await opened(page, `./${hash}`);
  expect((await ids(page))[0]).toBe('classes');
});

test('what is chosen within a panel stays in full view and travels in the link', async ({ page }) => {
  await opened(page);
  await page.locator('#training').getByRole('button', { name: 'Loss' }).click();
  await page
    .getByRole('button', { name: 'Logarithmic axis y, cross-entropy (nats): Loss over epochs' })
    .click();
  await page.getByRole('button', { name: 'Full view: How is it learning?' }).click();
  await expect(page.locator('#training svg[role="img"]').first()).toHaveAttribute(
    'aria-label',
    'Loss over epochs',
  );
  const hash = await sharedHash(page);
  expect(hash).toContain('view.show=training.quantity.loss,training.y.log');
  await page.goto(`about:blank`);
  await page.goto(`./${hash}`);
  await expect(page.getByRole('button', { name: /^Logarithmic axis y/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});

test('labels switch their lines; pointing at a layer makes it stand out in every picture', async ({
  page,
}) => {
  await opened(page);
  const label = page.locator('#training').getByRole('button', { name: 'Line: train' });
  await label.click();
  await expect(label).toHaveAttribute('aria-pressed', 'false');
  await expect(page.locator('#training [data-series="batches"]')).toHaveCount(0);
  await label.press('Enter');
  await expect(page.locator('#training [data-series="batches"]')).toHaveCount(1);

  const strength = (series: string) =>
    page.locator(`#activations [data-series="${series}"]`).getAttribute('opacity');
  await page.getByRole('button', { name: /^L3/ }).hover();
  await expect.poll(() => strength('L3')).toBe('1');
  expect(Number(await strength('L4'))).toBeLessThan(0.3);
  await page.getByRole('slider', { name: /^Read values: Weight spectrum/ }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#activations .linked')).toHaveCount(1);
});

test('settings are undone and redone, by button and by key', async ({ page }) => {
  await opened(page);
  const epochs = page.getByRole('textbox', { name: 'Epochs', exact: true });
  await epochs.fill('3');
  await epochs.press('Enter');
  await page.waitForTimeout(800);
  await page.getByRole('combobox', { name: 'Network', exact: true }).selectOption('mlp');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('combobox', { name: 'Network', exact: true })).toHaveValue('scat-j3');
  await expect(epochs).toHaveValue('3');
  await page.locator('body').press('Control+z');
  await expect(epochs).toHaveValue('8');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await page.locator('body').press('Control+Shift+z');
  await expect(epochs).toHaveValue('3');
});

test('two runs: one drawn into the charts of the other, their settings compared; a run that stops early says why', async ({
  page,
}) => {
  await page.goto(
    linkTo({
      ...tinySpec,
      redraw: { ...tinySpec.redraw, draws: 0, wideDraws: 0, retrainEpochs: 0 },
      training: { ...tinySpec.training, epochs: 6, stopAt: 0.01 },
    }),
  );
  const run = async () => {
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
  };
  await run();
  await expect(page.locator('#training .reading')).toContainText(
    /Training ended after epoch 1 of at most 6: the test accuracy of .* reached 1.0 %/,
  );
  await expect(page.locator('.timeline output')).toHaveText('1 / 1');
  await expect(page.locator('#histograms .reading')).toContainText(
    /weights of L2 at epoch 1 lie between .* all are finite/,
  );
  await page.getByRole('textbox', { name: 'Epochs', exact: true }).fill('2');
  await page.getByRole('button', { name: 'New seed' }).click();
  // The list is open as the run ends.
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('button', { name: 'Runs', exact: true }).press('Enter');
  const list = page.getByRole('dialog', { name: 'Runs' });
  await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
  // A run that was made here is in the list once, with what is kept of it.
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(list.getByRole('listitem').first()).toContainText(/Shown now · .* kept, \d+ kB/);
  await list.getByRole('button', { name: /^Compare settings with #1/ }).press('Enter');
  await expect(list.getByRole('status')).toContainText(
    /From the run shown to this one: Seed \d+ → 7; Epochs 2 → 6/,
  );
  await list.getByRole('button', { name: /^Draw into this one: #1/ }).press('Enter');
  await expect(page.locator('.compared')).toContainText(/Its settings differ: Seed \d+ → 7; Epochs 2 → 6/);
  await expect(page.locator('#training [data-series="#1-test"]')).toHaveCount(1);
  await expect(page.locator('#training .ghost .reading')).toContainText('#1: ');
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  await list.getByRole('button', { name: /^Open #1/ }).click();
  await expect(page.locator('.compared')).toHaveCount(0);
  await expect(page.locator('.run-line')).toContainText('seed 7');
  // After a reload it is drawn from what is kept.
  await page.reload();
  await run();
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  await list
    .getByRole('button', { name: /^Draw into this one: Own/ })
    .first()
    .click();
  await expect(page.locator('#training [data-series="#2-test"]')).toHaveCount(1);
});

test('on a projector type is large and the form away; how to read a panel holds its formula; both pass axe', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await opened(page, './?present');
  expect(
    await page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('.reading')!).fontSize)),
  ).toBeGreaterThan(16);
  await expect(page.getByRole('form', { name: 'Experiment' })).toBeHidden();
  await page.getByLabel('How to read this: How many directions are in use?').click();
  await expect(page.locator('#activations .katex')).toBeVisible();
  await expect(page.locator('#activations .how')).toContainText('Paper: Fig. 2');
  // The fonts are the page's own.
  expect(
    await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map((e) => new URL(e.name).origin)
        .filter((o) => o !== location.origin),
    ),
  ).toEqual([]);
  await expectAccessible(page, 'projector', { except: '.katex-mathml' });
  await page.getByLabel('View', { exact: true }).first().click();
  await page.getByRole('button', { name: 'Projector: large type, no form' }).click();
  await expect(page.getByRole('form', { name: 'Experiment' })).toBeVisible();
});
