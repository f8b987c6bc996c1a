import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './support/lab.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to mend, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('./');
    await expect(page.locator('#redraw .reading')).toContainText('purely random weights');
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
    expect(violations.map((v) => `${v.id}: ${v.nodes.slice(0, 4).map((n) => `${n.target.join(' ')} — ${n.failureSummary?.split('\n').slice(1, 2).join('')}`).join(' | ')}`)).toEqual([]);
  });
}
