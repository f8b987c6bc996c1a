import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chapters } from '../src/app/story/chapters.ts';
import { strings } from '../src/strings/index.ts';
import { steps } from '../src/app/tour/steps.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/lab.ts';

test('random-matrix playground by keyboard: law, spikes, heavy tails; the address gives it back', async ({
  page,
}) => {
  await page.goto('./?page=play&n=300&d=150');
  const reading = page.locator('.play .reading');
  await expect(reading.first()).toContainText(/150 eigenvalues; at .* = 0\.5 the law/);
  await expect(page.getByText('Drawn in full: 300 × 150.')).toBeVisible();
  await page.getByRole('slider', { name: 'Spikes, slider' }).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('table')).toContainText('0: vanishes');
  await expect(page).toHaveURL(/spikes=6/);
  await page.getByRole('combobox', { name: 'Entries' }).selectOption('student');
  await expect(page.getByText('their fourth moment is infinite')).toBeVisible();
  await expect(page).toHaveURL(/law=student/);
  await expect(page.getByText('Drawn in full: 300 × 150.')).toBeVisible();
  const said = await reading.first().innerText();
  await page.reload();
  await expect.poll(() => reading.first().innerText()).toBe(said);
});

test('the largest matrix shows a preview at once and is drawn in full without blocking the page', async ({
  page,
}) => {
  await page.goto('./?page=play&n=2048&d=2048');
  await expect(
    page.getByText(/^A preview of 224 × 224|^(Drawing|Multiplying|Eigenvalues of) 2048 × 2048/),
  ).toBeVisible();
  await expect(page.locator('.play .reading').first()).toContainText('eigenvalues');
  const slider = page.getByRole('slider', { name: 'Inputs d, slider' });
  await slider.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
  await expect(page.getByText(/^Drawn in full: 2048 × /)).toBeVisible({ timeout: 60_000 });
});

test('a bad link to a playground is refused by name', async ({ page }) => {
  await page.goto('./?page=play&n=5000');
  await expect(page.getByRole('alert')).toContainText('n: 5000 is too large. Use a value of at most 2048.');
});

test('Procrustes and kernel playgrounds by keyboard', async ({ page }) => {
  await page.goto('./?page=play&play=procrustes');
  const cloud = page.getByRole('application');
  await cloud.focus();
  const angle = page.getByRole('textbox', { name: 'Turn', exact: true });
  const before = Number(await angle.inputValue());
  await page.keyboard.press('ArrowLeft');
  await expect(angle).toHaveValue(String(before + 5));
  await expect(page.locator('.play .reading')).toContainText('Aligned, 0 is left');
  const box = (await cloud.boundingBox())!;
  await page.mouse.move(box.x + box.width - 20, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 20, { steps: 8 });
  await page.mouse.up();
  await expect(angle).not.toHaveValue(String(before + 5));
  await page.getByRole('switch', { name: 'Mirror the second cloud' }).press('Space');
  await page.getByRole('switch', { name: 'Allow reflections' }).press('Space');
  await expect(page.locator('.play .reading')).toContainText('no rotation undoes');
  await page.getByRole('button', { name: 'Kernels', exact: true }).press('Enter');
  await expect(page).toHaveURL(/play=kernel/);
  await expect(page.locator('.play .reading').last()).toContainText(/slope −(0\.[89]|1\.[01])/);
});

test('the tour by keyboard: every step opens its recording and marks its panel; it is left, resumed, linked, finished', async ({
  page,
}) => {
  await page.goto('./');
  await expect(page.getByRole('note')).toContainText('New here?');
  await page.getByRole('button', { name: 'Take the tour' }).press('Enter');
  const card = page.getByRole('dialog', { name: 'Guided tour' });
  for (const [i, step] of steps.entries()) {
    await expect(card.getByRole('heading')).toHaveText(strings.tour.steps[step.id].title);
    await expect(card.getByRole('heading')).toBeFocused();
    await expect(page.locator(`#${step.panel}[data-tour]`)).toBeInViewport();
    await expect(page).toHaveURL(new RegExp(`tour=${i + 1}(&|#|$)`));
    if (i === 2) {
      await page.keyboard.press('Escape');
      await expect(card).toBeHidden();
      await expect(page.locator('[data-tour]')).toHaveCount(0);
      await page.getByRole('button', { name: 'Tour', exact: true }).press('Enter');
      await expect(card).toContainText('Step 3 of 10');
      await page.keyboard.press('ArrowLeft');
      await expect(card).toContainText('Step 2 of 10');
      await page.keyboard.press('ArrowRight');
      await expect(card).toContainText('Step 3 of 10');
    }
    if (i + 1 < steps.length) await page.keyboard.press('ArrowRight');
  }
  await card.getByRole('button', { name: 'Finish' }).press('Enter');
  await expect(card).toBeHidden();
  await page.goto('./');
  await expect(page.getByText(/Recording of this experiment/)).toBeVisible();
  await expect(page.getByRole('note')).toBeHidden();
  await page.goto('./?tour=5');
  await expect(card).toContainText('Step 5 of 10');
  await expect(page.locator('#ranks[data-tour]')).toBeInViewport();
});

test('the tour fits a phone and leaves its panel in sight', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./?tour=3');
  await expect(page.locator('#weights[data-tour]')).toBeInViewport({ ratio: 0.3 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('the story draws every chapter from the recordings; figure and text move together', async ({ page }) => {
  await page.goto('./?page=story');
  for (const chapter of chapters)
    await expect(
      page.locator(`.chapter[aria-labelledby="story-${chapter.id}"] figure .reading`),
    ).toBeVisible();
  await expect(page.getByText('Opening the recording…')).toHaveCount(0);
  await expect(page.locator('.ending')).toContainText('do not:');
  const weights = page.locator('.chapter[aria-labelledby="story-weights"]');
  await weights.locator('[data-beat="0"]').evaluate((e) => e.scrollIntoView({ block: 'center' }));
  await expect(weights.locator('figure .reading')).toContainText('Untrained');
  await weights.locator('[data-beat="1"]').evaluate((e) => e.scrollIntoView({ block: 'center' }));
  await expect(weights.locator('figure .reading')).toContainText('Marchenko–Pastur edge');
  // The number in the text is the figure's.
  const above = /(\d+) of the \d+ eigenvalues/.exec(await weights.locator('figure .reading').innerText())![1];
  await expect(weights.locator('[data-beat="1"]')).toContainText(`${above} of`);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(weights.locator('figure')).toHaveCount(3);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ media: 'print' });
  await expect(weights.locator('figure')).toHaveCount(3);
});

test('a panel in a frame of a page on another origin: loads, looks, runs and pauses for its parent and for nobody else', async ({
  page,
  baseURL,
}) => {
  const server = createServer((_, response) =>
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>A lecture</title><body></body>'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const lab = new URL(baseURL!).origin;
    await page.goto(origin);
    await page.evaluate(
      ([address, from]) => {
        const heard: Record<string, unknown>[] = [];
        Object.assign(window, { heard });
        addEventListener('message', (event) => {
          if (event.origin === from && event.data?.source === 'rainbow-lab') heard.push(event.data);
        });
        const frame = Object.assign(document.createElement('iframe'), {
          src: address,
          width: '700',
          height: '620',
          title: 'A panel',
        });
        document.body.append(frame);
      },
      [`${lab}/?embed=weights&lock&origin=${encodeURIComponent(origin)}#v=1&preset=quickstart`, lab],
    );
    const heard = (type: string) =>
      page.evaluate(
        (t) =>
          (window as unknown as { heard: Record<string, unknown>[] }).heard
            .filter((m) => m.type === t)
            .at(-1) ?? null,
        type,
      );
    const send = (message: unknown) =>
      page.evaluate(
        ([m, to]) => document.querySelector('iframe')!.contentWindow!.postMessage(m, to as string),
        [message, lab] as const,
      );
    const frame = page.frameLocator('iframe');
    await expect(frame.locator('#weights .reading')).toContainText('Marchenko–Pastur edge');
    expect(await heard('ready')).toMatchObject({ version: 1 });
    await send({ type: 'look', layer: 3, epoch: 0 });
    await expect(frame.locator('#weights .reading')).toContainText('Untrained, L4');
    await expect
      .poll(() => heard('state'))
      .toMatchObject({ layer: 3, epoch: 0, status: 'idle', run: 'recording' });
    await send({ type: 'load', link: '#v=1&training.epochs=100000' });
    await expect
      .poll(() => heard('error'))
      .toMatchObject({ message: expect.stringContaining('training.epochs') });
    await send({ type: 'load', link: '#v=1&preset=mp-init&data.train=100&data.test=50&view.epoch=last' });
    await send({ type: 'look', panel: 'weights', layer: 1 });
    await send({ type: 'run' });
    await expect.poll(() => heard('done'), { timeout: 60_000 }).toMatchObject({ end: 'done' });
    await expect(frame.locator('.embed-foot')).toContainText('Live: Built-in shapes');
    // Another window, on the same origin as the parent or not, is not heard.
    await page.evaluate((to) => {
      const other = document.body.appendChild(document.createElement('iframe'));
      const script = other.contentDocument!.createElement('script');
      script.textContent = `parent.frames[0].postMessage({ type: 'look', layer: 3 }, ${JSON.stringify(to)})`;
      other.contentDocument!.body.append(script);
    }, lab);
    await page.waitForTimeout(600);
    expect(await heard('state')).toMatchObject({ layer: 1 });
  } finally {
    server.close();
  }
});

test('a step of the tour in a frame; an unknown panel and a bad origin are told; a locked page keeps its settings', async ({
  page,
}) => {
  await page.goto('./?embed=tour&tour=9');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(strings.tour.steps.redraw.title);
  await expect(page.locator('#redraw .reading')).toContainText('purely random weights');
  await page.goto('./?embed=nothing&origin=*');
  await expect(page.getByText('There is no panel “nothing”.')).toBeVisible();
  await expect(page.getByText('origin: * is not the origin of a page')).toBeVisible();
  await page.goto('./?lock#v=1&preset=quickstart');
  await expect(page.getByRole('textbox', { name: 'Epochs', exact: true })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'New seed' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled();
});

test('axe finds nothing to mend in the lesson, light and dark', async ({ page }) => {
  for (const [address, there] of [
    ['?page=play&n=300&d=150&spikes=2', '.play .reading'],
    ['?page=play&play=procrustes', '.play .reading'],
    ['?page=play&play=kernel', '.play .reading'],
    ['?page=story', '.chapter:nth-of-type(9) figure .reading'],
    ['?tour=2', '#weights[data-tour]'],
    ['?embed=weights#v=1&preset=quickstart', '#weights .reading'],
    ['', '.tour-offer'],
  ]) {
    await page.goto(`./${address}`);
    await expect(page.locator(there).first()).toBeVisible();
    await expectAccessible(page, address);
  }
});
