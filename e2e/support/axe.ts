import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * axe finds nothing to mend on the page as it stands, neither in the light nor in the dark. Between the two
 * only colours differ, so that in the dark their contrast is all that is looked at. Quick rather than
 * thorough where nothing is lost: no page here has frames of others (legacy mode), and no style sheet that
 * asks how the screen is turned (preload).
 */
export async function expectAccessible(
  page: Page,
  what?: string,
  { except }: { except?: string } = {},
): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Without motion a colour is what it will be at once.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const axe = new AxeBuilder({ page })
      .setLegacyMode()
      .options({ resultTypes: ['violations'], preload: false });
    if (colorScheme === 'light') axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']);
    else axe.withRules(['color-contrast']);
    if (except) axe.exclude(except);
    const { violations } = await axe.analyze();
    expect(
      violations.map(
        (v) =>
          `${v.id}: ${v.nodes
            .slice(0, 4)
            .map((n) => `${n.target.join(' ')} — ${n.failureSummary?.split('\n').slice(1, 2).join('')}`)
            .join(' | ')}`,
      ),
      [what, colorScheme].filter(Boolean).join(', '),
    ).toEqual([]);
  }
}
