import { expect, test } from '@playwright/test';
import { findPreset } from '../src/experiments/presets.ts';
import { firefoxPath, startFirefox } from './support/firefox.ts';
import { linkTo, tinySpec } from './support/lab.ts';

const long = Boolean(process.env.RAINBOW_LONG);

test(long ? 'a stock Firefox runs Rainbow in a minute on the CPU' : 'a stock Firefox runs a tiny experiment on the CPU', async ({ baseURL }) => {
  test.setTimeout(long ? 900_000 : 120_000);
  const path = firefoxPath();
  test.skip(!path, 'needs Firefox: install it, or name it in FIREFOX_PATH');
  const browser = await startFirefox(path!);
  try {
    await browser.open(new URL(long ? './#v=1&preset=quickstart' : linkTo(tinySpec), baseURL).href);
    const button = (name: string) => `[...document.querySelectorAll('button')].find((b) => b.textContent.trim() === '${name}')`;
    await expect.poll(() => browser.evaluate<boolean>(`Boolean(${button('Run')})`)).toBe(true);
    await browser.evaluate(`${button('Run')}.click()`);
    const line = () => browser.evaluate<string>(`document.querySelector('.run-line').innerText`);
    await expect.poll(line, { timeout: long ? 800_000 : 100_000, intervals: [500] }).toMatch(/^Done in|^Failed/i);
    expect(await line()).toMatch(/^Done in .*CPU, .*SIMD/s);
    // The paper's order: the redrawn network keeps most of what was learned, the unaligned one nothing.
    const reading = await browser.evaluate<string>(`document.querySelector('#redraw .reading').innerText`);
    expect(reading).toContain('purely random weights');
    expect(browser.errors).toEqual([]);
    if (long) expect(findPreset('quickstart')!.title).toBe('Rainbow in a minute');
  } finally {
    await browser.close();
  }
});
