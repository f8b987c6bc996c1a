import { existsSync, readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect } from './lab.ts';

/** What panels are looked at in. The widest is a projector's. */
export const widths = [390, 1440, 1920] as const;
export const schemes = ['light', 'dark'] as const;
export type Width = (typeof widths)[number];
const heights: Record<Width, number> = { 390: 844, 1440: 900, 1920: 1080 };

/** Where parts of a panel are within it, by name: left, top, width and height in CSS pixels. */
type Boxes = Record<string, number[]>;
/**
 * What a panel says at any width: its sentences, and of each chart the number of its values and their hash.
 */
export interface Said {
  reading: string[];
  values: Record<string, string>;
}
export interface Expected {
  /**
   * Version and platform of the Chromium that the pictures are of: pixels are compared with that one only.
   */
  chromium: string;
  /** The recording each panel is looked at with, and how it was. */
  panels: Record<string, { recording: string; said: Said; boxes: Record<string, Boxes> }>;
}

export const expectedFile = 'e2e/visual/panels.json';
export const expected: Expected = existsSync(expectedFile)
  ? (JSON.parse(readFileSync(expectedFile, 'utf8')) as Expected)
  : { chromium: '', panels: {} };
export const chromiumOf = (page: Page): string =>
  `${page.context().browser()!.version()} ${process.platform} ${process.arch}`;

/** Opens a recording at one of the widths, in the page's own font. */
export async function openRecording(
  page: Page,
  { preset, dataset }: { preset: string; dataset: string },
  first: boolean,
  width: Width,
): Promise<void> {
  await page.setViewportSize({ width, height: heights[width] });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  // The page goes without its font where that comes late; a picture waits for it.
  await page.route(/\/assets\/index-[^/]*\.css$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      body: (await response.text()).replace('font-display:optional', 'font-display:block'),
    });
  });
  await page.goto('about:blank');
  await page.goto(`./${width === 1920 ? '?present' : ''}#v=1&preset=${preset}`);
  if (!first) await page.getByRole('button', { name: `Recording: ${dataset}` }).click();
  await expect(page.locator('.run-line')).toContainText(
    dataset === 'built-in shapes' ? 'Built-in shapes' : dataset,
  );
  await expect(page.locator('section.card .reading').first()).toBeVisible();
  await expect.poll(() => inOwnFont(page), 'the page is set in its own font').toBe(true);
}

const inOwnFont = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const span = document.body.appendChild(document.createElement('span'));
    const widthIn = (font: string) => {
      span.style.fontFamily = font;
      return span.getBoundingClientRect().width;
    };
    span.textContent = 'How many directions are in use?';
    span.style.position = 'absolute';
    const own = widthIn('Inter, monospace') !== widthIn('monospace');
    span.remove();
    return own;
  });

/** Shows one panel and nothing beside it, so that what else is on the page moves no pixel of it. */
export const showOnly = (page: Page, id: string): Promise<void> =>
  page.evaluate((panel) => {
    document.querySelectorAll<HTMLElement>('[data-away]').forEach((e) => {
      e.style.display = '';
      delete e.dataset.away;
    });
    const narrow = matchMedia('(max-width: 760px)').matches;
    for (let e: Element = document.getElementById(panel)!; e !== document.body; e = e.parentElement!) {
      for (const other of e.parentElement!.children) {
        // The form stands beside the panels, and makes them as narrow as they are.
        if (other === e || !(other instanceof HTMLElement) || (other.matches('aside') && !narrow)) continue;
        other.style.display = 'none';
        other.dataset.away = '';
      }
      if (e instanceof HTMLElement && e.matches('.grid'))
        Object.assign(e.style, { minHeight: '0', alignContent: 'start' });
    }
    return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
  }, id);

export const boxesOf = (page: Page, id: string): Promise<Boxes> =>
  page.evaluate((panel) => {
    const card = document.getElementById(panel)!;
    const at = card.getBoundingClientRect();
    const boxes: Record<string, number[]> = {};
    const add = (name: string, e: Element) => {
      const { left, top, width, height } = e.getBoundingClientRect();
      boxes[name] = [left - at.left, top - at.top, width, height].map(Math.round);
    };
    add('panel', card);
    add('title', card.querySelector('h2')!);
    card.querySelectorAll('.reading').forEach((e, i) => add(`reading ${i + 1}`, e));
    card.querySelectorAll('svg[role="img"]').forEach((svg, i) => {
      add(`chart ${i + 1}`, svg);
      svg
        .querySelectorAll('[data-series]')
        .forEach((series) => add(`chart ${i + 1}, ${series.getAttribute('data-series')}`, series));
    });
    return boxes;
  }, id);

/** Opens every table of values of the panel, reads it, and closes it. */
export async function saidBy(page: Page, id: string): Promise<Said> {
  const card = page.locator(`#${id}`);
  await card.evaluate((e) =>
    e.querySelectorAll<HTMLDetailsElement>('.data-table').forEach((table) => {
      table.open = true;
    }),
  );
  await expect(card.locator('.data-table:not(:has(table))')).toHaveCount(0);
  return card.evaluate(async (e) => {
    const values: Record<string, string> = {};
    for (const details of e.querySelectorAll<HTMLDetailsElement>('.data-table')) {
      const rows = [...details.querySelectorAll('tr')].map((row) =>
        [...row.children].map((cell) => cell.textContent).join('\t'),
      );
      const hash = new Uint8Array(
        await crypto.subtle.digest('SHA-256', new TextEncoder().encode(rows.join('\n'))),
      );
      values[details.querySelector('summary')!.getAttribute('aria-label')!.replace('Values of: ', '')] =
        `${rows.length - 1} rows, ${[...hash.subarray(0, 6)].map((b) => b.toString(16).padStart(2, '0')).join('')}`;
      details.open = false;
    }
    return {
      reading: [...e.querySelectorAll<HTMLElement>('.reading')].map((reading) => reading.innerText),
      values,
    };
  });
}

/** What is elsewhere than expected, in words. */
export function moved(is: Boxes, was: Boxes, tolerance: number): string[] {
  return [...new Set([...Object.keys(is), ...Object.keys(was)])].flatMap((name) => {
    if (!is[name] || !was[name]) return [`${name}: ${is[name] ? 'new' : 'gone'}`];
    return is[name].every((value, i) => Math.abs(value - was[name][i]) <= tolerance)
      ? []
      : [`${name}: ${is[name].join(' ')} instead of ${was[name].join(' ')}`];
  });
}
