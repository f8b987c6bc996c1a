import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/lab.ts';

test('axe finds nothing to mend, light and dark', async ({ page }) => {
  await page.goto('./');
  await expect(page.locator('#redraw .reading')).toContainText('purely random weights');
  await expectAccessible(page);
  for (const [preset, panel] of [
    ['widths', 'convergence'],
    ['networks', 'whitening'],
    ['dynamics', 'dynamics'],
    ['kernel', 'symmetry'],
  ]) {
    await page.goto(`./#v=1&preset=${preset}`);
    await expect(page.locator(`#${panel} .reading`)).toBeVisible();
    await expectAccessible(page, preset);
  }
  await page.getByRole('button', { name: 'Paper and here' }).click();
  await expect(page.getByText(/do not at this size/)).toBeVisible();
  await expectAccessible(page, 'Paper and here');
});
