import AxeBuilder from '@axe-core/playwright';
import { expect, finished, linkTo, numbersOf, runToTheEnd, test, tinySpec } from './support/lab.ts';

test('one step in slow motion, by keyboard and without motion: its moments, its table; the run ends with the numbers of any other', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(linkTo(tinySpec));
  await runToTheEnd(page);
  const whole = await numbersOf(page);
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.locator('h1').click();
  await page.keyboard.press('Shift+S');
  const slow = page.getByRole('group', { name: 'One step, slowly' });
  await expect(slow).toContainText('Step 1, epoch 0.25', { timeout: 60_000 });
  await expect(page.locator('.run-line')).toContainText('Training, epoch 1 of 2 · paused');
  // Nothing moves by itself: the first moment stays, and the table stands open.
  await expect(slow.getByRole('row')).toHaveCount(6);
  await expect(slow.locator('output')).toHaveText('1 of 12');
  await expect(slow).toContainText(
    /Forward: L1 makes 4 outputs of 15 inputs at each of its positions, for 50 images/,
  );
  const on = slow.getByRole('button', { name: 'On', exact: true });
  await on.focus();
  const said: string[] = [];
  for (let i = 2; i <= 12; i++) {
    await page.keyboard.press('Enter');
    await expect(slow.locator('output')).toHaveText(`${i} of 12`);
    said.push((await slow.locator('.reading').textContent())!);
  }
  expect(said.map((s) => s.split(' ').slice(0, 3).join(' '))).toEqual([
    'Forward: L2 makes',
    'Forward: L3 makes',
    'Forward: L4 makes',
    'Forward: the classifier',
    'The scores against',
    ...Array<string>(5).fill('Backward: the gradient'),
    'Update: at learning',
  ]);
  await expect(page.locator('.cascade button').first()).toContainText('Δ');
  const { violations } = await new AxeBuilder({ page })
    .include('#cascade')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes[0].target.join(' ')}`)).toEqual([]);
  await page.getByRole('button', { name: 'Slow step' }).click();
  await expect(slow).toContainText('Step 2, epoch 0.50');
  await page.getByRole('button', { name: 'Continue' }).click();
  await finished(page);
  await expect(slow).toBeHidden();
  expect(await numbersOf(page)).toEqual(whole);
});

test('it plays by itself, can be halted, and says why it is not there for several networks', async ({
  page,
}) => {
  await page.goto(linkTo(tinySpec));
  await page.getByRole('button', { name: 'Slow step' }).click();
  const slow = page.getByRole('group', { name: 'One step, slowly' });
  await expect(slow.locator('output')).toHaveText('3 of 12', { timeout: 60_000 });
  await slow.getByRole('button', { name: 'Stop playing' }).press('Enter');
  await slow.getByRole('button', { name: 'Back' }).press('Enter');
  const place = await slow.locator('output').textContent();
  await page.waitForTimeout(1500);
  await expect(slow.locator('output')).toHaveText(place!);
  await slow.getByRole('button', { name: 'Close' }).click();
  await expect(slow).toBeHidden();
  await page.goto(linkTo({ ...tinySpec, networks: 2 }));
  await page.reload();
  await page.getByRole('button', { name: 'Slow step' }).click();
  await expect(page.getByText(/A slow step follows one network/)).toBeVisible();
  await expect(page.locator('.run-line')).toContainText('Nothing has run yet');
});
