import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, linkTo, sticksOut, test, tinySpec } from './support/lab.ts';

const index = JSON.parse(readFileSync('public/recordings/index.json', 'utf8')) as {
  file: string;
  preset: string;
  dataset: string;
}[];
/** Choosing a preset opens the first of its recordings; the others have a button. */
const opensFirst = (file: string): boolean =>
  index.find((entry) => entry.preset === index.find((e) => e.file === file)!.preset)!.file === file;
const logOf = (file: string) =>
  (
    JSON.parse(gunzipSync(readFileSync(`public/recordings/${file}`)).toString()) as {
      events: Record<string, unknown>[];
    }
  ).events;

for (const { file, preset, dataset } of index.filter((entry) => entry.preset !== 'quickstart')) {
  test(`${preset}, ${dataset}: every panel draws its recording`, async ({ page }) => {
    await page.goto(`./#v=1&preset=${preset}`);
    if (!opensFirst(file)) await page.getByRole('button', { name: `Recording: ${dataset}` }).click();
    await expect(page.locator('.run-line')).toContainText(
      dataset === 'built-in shapes' ? 'Built-in shapes' : dataset,
    );
    await expect(page.getByText(/Recording of this experiment, made/)).toBeVisible();
    const panels = page.locator('section.card');
    // Nothing waits for a run that is over, but what was not asked for.
    for (const text of await panels.locator('.empty').allInnerTexts()) expect(text).not.toMatch(/^Comes/);
    for (const [width, height] of [
      [390, 844],
      [1440, 900],
    ]) {
      await page.setViewportSize({ width, height });
      await expect.poll(() => sticksOut(page), { message: `at ${width} px` }).toEqual([]);
    }
    // Every chart is reached by keyboard and read out.
    for (const reader of await page.getByRole('slider', { name: /^Read values/ }).all()) {
      await reader.press('Home');
      expect(await reader.getAttribute('aria-valuetext')).toMatch(/\d/);
    }
  });

  if (preset === 'widths') {
    test(`${preset}, ${dataset}: the chart of accuracies holds the numbers of the log`, async ({ page }) => {
      await page.goto(`./#v=1&preset=${preset}`);
      if (!opensFirst(file)) await page.getByRole('button', { name: `Recording: ${dataset}` }).click();
      await expect(page.locator('.run-line')).toContainText(
        dataset === 'built-in shapes' ? 'Built-in shapes' : dataset,
      );
      const log = logOf(file);
      const nets = (
        log.find((e) => e.type === 'started') as unknown as { nets: { id: string; width: number }[] }
      ).nets;
      const wide = nets.filter((n) => n.width === 4).map((n) => n.id);
      const values = log
        .filter((e) => e.type === 'accuracy' && e.kind === 'rainbow' && wide.includes(e.net as string))
        .map((e) => e.accuracy as number);
      const mean = `${((100 * values.reduce((a, b) => a + b)) / values.length).toFixed(1)}\u00a0%`;
      await expect(page.locator('#accuracy-by-width .reading')).toContainText(`are right on ${mean}`);
      await page.locator('#accuracy-by-width .data-table summary').click();
      await expect(page.locator('#accuracy-by-width .data-table tr').last()).toContainText(mean);
    });
  }
}

test('an ensemble, live: networks in turn, then what they say together; a second run takes them from the cache', async ({
  page,
}) => {
  await page.goto(
    linkTo({
      ...tinySpec,
      widths: [0.25, 0.5],
      networks: 2,
      redraw: { ...tinySpec.redraw, draws: 1, scales: [1], retrainEpochs: 0 },
      compare: { ...tinySpec.compare, activations: true, covariances: true, ranks: true, images: 100 },
    }),
  );
  const run = async () => {
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 120_000 });
    return page.locator('#convergence .reading').innerText();
  };
  const first = await run();
  expect(first).toMatch(/differs from the widest network by/);
  await expect(page.locator('#ranks .reading')).toContainText('Within a point of the full');
  await page.getByRole('combobox', { name: 'Network shown' }).selectOption('1');
  await page.getByRole('button', { name: 'width ×0.5' }).click();
  await expect(page.getByRole('combobox', { name: 'Network shown' })).toHaveValue('1');
  expect(await run()).toBe(first);
  await expect(page.locator('.run-line')).toContainText('4 of 4 networks were trained by earlier runs');
});

test('Paper and here lists every claim with its number and ours, and opens its recording', async ({
  page,
}) => {
  await page.goto('./');
  await page.getByRole('button', { name: 'Paper and here' }).click();
  const dialog = page.getByRole('dialog', { name: 'Paper and here' });
  await expect(dialog.getByText(/do not at this size/)).toBeVisible({ timeout: 30_000 });
  await expect(dialog.getByRole('rowheader', { name: '9', exact: true }).first()).toBeVisible();
  await expect(dialog.getByText('✓ shows').first()).toBeVisible();
  await dialog
    .getByRole('button', { name: /^Open Four widths.*CIFAR-10/ })
    .first()
    .click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('#accuracy-by-width .reading')).toContainText('are right on');
  // The recording asked for, not the first of its preset; and its own settings beside it.
  await page.waitForTimeout(1500);
  await expect(page.locator('.run-line')).toContainText('CIFAR-10');
  await expect(page.getByRole('combobox', { name: /^Images/ })).toHaveValue('file');
});
