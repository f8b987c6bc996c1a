import { findPreset } from '../src/experiments/presets.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, linkTo, realData, sticksOut, test, tinySpec } from './support/lab.ts';

/** The share dialog's address, as a fragment. */
async function sharedHash(page: import('@playwright/test').Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click();
  const address = await page.getByRole('textbox', { name: 'Address of this experiment' }).inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  return new URL(address).hash;
}

test('a newcomer sees the recording of the first preset at once, marked as one', async ({ page }) => {
  await page.goto('./');
  await expect(
    page.getByText(/Recording of this experiment, made \d{4}-\d\d-\d\d with commit/),
  ).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Experiment', exact: true })).toHaveValue('quickstart');
  await expect(page.locator('#redraw .reading')).toContainText('purely random weights');
  await expect(page.getByRole('heading', { level: 2 })).toHaveCount(
    await page.locator('section.card').count(),
  );
  // Numbers on screen are the recording's: the trained accuracy stands in the chart's guide and in the
  // sentence.
  const sentence = await page.locator('#redraw .reading').innerText();
  const trained = /trained: ([\d.]+\s%)/.exec(sentence)![1];
  await expect(page.locator('#redraw .picture svg')).toContainText(`trained ${trained}`);
});

test('run, pause, step, cancel, reset; the same seed gives the same numbers', async ({ page }) => {
  await page.goto(linkTo({ ...tinySpec, training: { ...tinySpec.training, epochs: 300 } }));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.locator('#training .reading')).toContainText(/After epoch [1-9]/, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('· paused')).toBeVisible();
  const paused = async () => page.locator('#training .reading').innerText();
  await page.waitForTimeout(300);
  const before = await paused();
  const steps = async () => page.locator('#training [data-series="batches"] path').getAttribute('d');
  const path = await steps();
  await page.waitForTimeout(500);
  expect(await steps()).toBe(path);
  for (let i = 0; i < 8; i++) await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect.poll(steps).not.toBe(path);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect.poll(paused).not.toBe(before);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled')).toBeVisible();
  await expect(page.locator('#training .reading')).toContainText('After epoch');
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(page.getByText('Nothing has run yet.')).toBeVisible();
});

test('stepping from nothing starts a run that waits after each step', async ({ page }) => {
  await page.goto(linkTo(tinySpec));
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(page.getByText('· paused')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
  await page.waitForTimeout(800);
  await expect(page.getByText(/^Done in/)).toBeHidden();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
});

test('a whole run live: numbers, scrubbing through epochs, layers, one image, a saved view', async ({
  page,
  context,
}) => {
  await page.goto(linkTo(tinySpec));
  const finish = async () => {
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
    return page.locator('#redraw .reading').innerText();
  };
  const first = await finish();
  expect(first).toMatch(/purely random weights .* are right on \d/);
  await expect(page.locator('.run-line')).toContainText('Built-in shapes, easy, 200 + 100 images');
  await expect(page.locator('.run-line')).toContainText('seed 7');

  const scrubber = page.getByRole('slider', { name: 'epoch', exact: true });
  await scrubber.focus();
  await page.keyboard.press('Home');
  await expect(page.locator('#weights .reading')).toContainText('Untrained');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#weights .reading')).toContainText('Marchenko–Pastur edge');
  await expect(page.locator('.timeline output')).toHaveText('1 / 2');

  await page.getByRole('button', { name: /^L3/ }).click();
  await expect(page.locator('#weights .reading')).toContainText('L3');
  await expect(page.getByRole('button', { name: /^L3/ })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#weights .reading')).toContainText('L4');

  // Exact values by keyboard.
  const reader = page.getByRole('slider', { name: /^Read values: Activation spectra/ });
  await reader.focus();
  await page.keyboard.press('Home');
  await expect(reader).toHaveAttribute('aria-valuetext', /rank 1: .*L4 1/);

  // A drawing of one's own is answered by the networks of this run.
  await page.getByText('Ask about an image of yours').click();
  await page.getByRole('button', { name: 'Ask about the drawing' }).click();
  await expect(page.locator('#images .reading')).toContainText('About your image');

  // The link opens the same experiment and view somewhere else.
  const hash = await sharedHash(page);
  const other = await context.newPage();
  await other.goto(`./${hash}`);
  await expect(other.getByRole('textbox', { name: 'Training images', exact: true })).toHaveValue('200');
  expect(await sharedHash(other)).toBe(hash);
  await other.close();

  expect(await finish()).toBe(first);
});

test('a link of a changed experiment says what will come, and has the recording of the unchanged one; panels stay where they are while a run is prepared', async ({
  page,
}) => {
  const { spec, question } = findPreset('quickstart')!;
  await page.goto(
    linkTo(
      { ...spec, data: { ...spec.data, train: 200, test: 100 }, training: { ...spec.training, epochs: 2 } },
      {},
      'quickstart',
    ),
  );
  const intro = page.getByRole('region', { name: question });
  await expect(intro).toContainText(
    'Rainbow in a minute, changed: Training images 4,000 → 200; Test images 2,000 → 100; Epochs 8 → 2.',
  );
  await expect(intro.getByRole('button', { name: 'Run this experiment' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'How is it learning?' })).toContainText(
    'The thin line is the batches the network learns from',
  );
  const frames = () => page.locator('.grid > section').evaluateAll((all) => all.map((e) => e.id));
  const before = await frames();
  expect(before.slice(0, 5)).toEqual(['training', 'activations', 'weights', 'redraw', 'classes']);
  await expectAccessible(page);

  await intro.getByRole('button', { name: 'Recording of the unchanged preset: built-in shapes' }).click();
  await expect(page.locator('.run-line')).toContainText('of the preset without your changes, made');
  await expect(page.locator('#redraw .reading')).toContainText('purely random weights');
  await expect(page.getByRole('textbox', { name: 'Epochs', exact: true })).toHaveValue('2');

  await page.evaluate(() => {
    const moved: string[] = [];
    Object.assign(window, { moved });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        hadRecentInput: boolean;
        sources: { node: Element | null }[];
      })[]) {
        if (!entry.hadRecentInput)
          moved.push(
            ...entry.sources.flatMap(({ node }) =>
              node instanceof Element && node.closest('.strip, .panes, .timeline')
                ? [node.outerHTML.slice(0, 80)]
                : [],
            ),
          );
      }
    }).observe({ type: 'layout-shift' });
  });
  const bottoms = () =>
    page
      .locator('.strip, .grid > section:nth-child(-n+5), .timeline')
      .evaluateAll((all) => all.map((e) => e.getBoundingClientRect().bottom));
  const recorded = await bottoms();
  await page.getByRole('button', { name: 'Run the changed one' }).click();
  await expect(page.locator('#training .empty')).toBeVisible();
  expect(await frames()).toEqual(before);
  expect((await bottoms()).map((bottom, i) => Math.abs(bottom - recorded[i])).filter((by) => by > 3)).toEqual(
    [],
  );
  await expect(page.locator('#training .reading')).toContainText('Untrained', { timeout: 60_000 });
  expect(await frames()).toEqual(before);
  expect(await page.evaluate(() => (window as unknown as { moved: string[] }).moved)).toEqual([]);
});

test('a bad link names the field and opens the default experiment; nothing is clamped', async ({ page }) => {
  await page.goto('./#v=1&training.epochs=100000');
  await expect(page.getByRole('alert')).toContainText('training.epochs');
  await expect(page.getByText(/Recording of this experiment/)).toBeVisible();
  await page.evaluate(() => {
    location.hash = '#v=1&__proto__.x=1';
  });
  await expect(page.getByRole('alert').last()).toContainText('__proto__');
  await expect(page.getByRole('textbox', { name: 'Epochs', exact: true })).toHaveValue('8');
});

test('a control out of range says so and is not taken', async ({ page }) => {
  await page.goto('./');
  const epochs = page.getByRole('textbox', { name: 'Epochs', exact: true });
  await epochs.fill('9999');
  await epochs.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Epochs');
  expect(await sharedHash(page)).not.toContain('9999');
});

test('a real CIFAR file is trained on; a broken one is told by byte, and nothing is lost', async ({
  page,
}) => {
  const file = realData('fixtures', 'cifar10_test1000.bin');
  await page.goto(linkTo(tinySpec));
  await page.locator('input[type="file"][multiple]').setInputFiles(file);
  await expect(
    page.getByRole('status').filter({ hasText: 'CIFAR-10 from cifar10_test1000.bin' }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
  await expect(page.locator('.run-line')).toContainText(
    'CIFAR-10 from cifar10_test1000.bin, 200 + 100 images',
  );
  const reading = await page.locator('#redraw .reading').innerText();

  await page.locator('input[type="file"][multiple]').setInputFiles({
    name: 'broken.bin',
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(3073 * 2 + 100),
  });
  await expect(page.getByRole('alert')).toContainText('broken.bin, byte 6146');
  expect(await page.locator('#redraw .reading').innerText()).toBe(reading);
  await expect(page.getByText('Loaded: CIFAR-10 from cifar10_test1000.bin')).toBeVisible();
});

test('a saved run opens as what it is', async ({ page }) => {
  await page.goto('./#v=1&preset=plain-cnn');
  await page.locator('input[type="file"][multiple]').setInputFiles('public/recordings/quickstart.json.gz');
  await expect(page.getByText('File quickstart.json.gz, made')).toBeVisible();
  await expect(page.locator('#redraw .reading')).toContainText('purely random weights');
});

test('keyboard: shortcuts, their list, and no trap', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByText(/Recording of this experiment/)).toBeVisible();
  await page.locator('body').press('3');
  await expect(page.getByRole('button', { name: /^L3/ })).toHaveAttribute('aria-pressed', 'true');
  await page.locator('body').press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeHidden();
  await page.locator('body').press('ArrowLeft');
  await expect(page.locator('.timeline output')).toHaveText('7 / 8');
});

test('what a run will leave out is said before it, with the reason', async ({ page }) => {
  await page.goto('./#v=1&preset=quickstart&network.skip=true');
  const note = page.getByRole('status').filter({ hasText: 'No new classifier is trained' });
  // Beside Run, and in the form.
  await expect(note).toHaveCount(2);
  await expect(note.first()).toContainText('With skip connections the features are complex');
  await page.goto('./#v=1&preset=quickstart&network.skip=true&redraw.retrainEpochs=0');
  await expect(note).toHaveCount(0);
});

for (const bars of ['take their place', 'lie over what scrolls']) {
  test(`nothing sticks out at 1440, 1280 and 390 px, where scrollbars ${bars}`, async ({ page }) => {
    if (bars === 'lie over what scrolls')
      await page.route(/\/assets\/index-[^/]*\.css$/, async (route) => {
        const response = await route.fetch();
        const body = `${await response.text()} * { scrollbar-width: none !important; }`;
        await route.fulfill({ response, body });
      });
    await page.goto('./');
    await expect(page.locator('#redraw .reading')).toContainText('purely random weights');
    for (const [width, height] of [
      [1440, 900],
      [1280, 800],
      [390, 844],
    ]) {
      await page.setViewportSize({ width, height });
      await expect.poll(() => sticksOut(page), { message: `at ${width} px` }).toEqual([]);
      const right = async (of: string) => {
        const { x, width } = (await page.locator(of).first().boundingBox())!;
        return x + width;
      };
      expect(await right('.panes .grid'), `at ${width} px`).toBeCloseTo(await right('.card.strip'), 3);
    }
  });
}

test('the header is one row at 1440 px, whatever the name; on a phone the buttons are one row, the lesser ones in a menu', async ({
  page,
}) => {
  const { title } = findPreset('plain-cnn')!;
  const spec = { ...findPreset('plain-cnn')!.spec, seed: 3 };
  await page.goto(linkTo(spec, {}, 'plain-cnn'));
  const inOneRow = (of: string) =>
    page
      .locator(of)
      .evaluateAll(
        (all) =>
          Math.max(...all.map((e) => e.getBoundingClientRect().top)) <
          Math.min(...all.map((e) => e.getBoundingClientRect().bottom)),
      );
  await expect(page.getByRole('combobox', { name: 'Experiment', exact: true })).toHaveAttribute(
    'title',
    new RegExp(`^${title}`),
  );
  expect(await inOneRow('.top h1, .top .preset, .top .controls > *')).toBe(true);
  // The first button keeps its colours under the pointer.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const first = page.locator('.controls .primary');
  const ground = () => first.evaluate((e) => getComputedStyle(e).backgroundColor);
  const before = await ground();
  await first.hover();
  expect(await ground()).toBe(before);
  await page.setViewportSize({ width: 390, height: 844 });
  const more = page.getByLabel('More', { exact: true }).first();
  await more.focus();
  expect(await inOneRow('.top .controls > *')).toBe(true);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Runs', exact: true }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'Runs' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Runs' })).toBeHidden();
  await more.press('Enter');
  await expect(page.locator('.intro')).toContainText('Seed 7 → 3');
  await page.getByRole('button', { name: 'New seed' }).press('Enter');
  await expect(page.locator('.intro')).not.toContainText('→ 3');
});
