import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './support/lab.ts';

async function findings(page: import('@playwright/test').Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
  return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 4).map((n) => `${n.target.join(' ')} — ${n.failureSummary?.split('\n').slice(1, 2).join('')}`).join(' | ')}`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to mend, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('./');
    await expect(page.locator('#redraw .reading')).toContainText('purely random weights');
    expect(await findings(page)).toEqual([]);
    for (const [preset, panel] of [['widths', 'convergence'], ['networks', 'whitening'], ['dynamics', 'dynamics'], ['kernel', 'symmetry']]) {
      await page.goto(`./#v=1&preset=${preset}`);
      await expect(page.locator(`#${panel} .reading`)).toBeVisible();
      expect(await findings(page), preset).toEqual([]);
    }
    await page.getByRole('button', { name: 'Paper and here' }).click();
    await expect(page.getByText(/do not at this size/)).toBeVisible();
    expect(await findings(page), 'Paper and here').toEqual([]);
  });
}
