import { expect, test } from './support/lab.ts';

// The main job at full size, a minute or so: part of `npm run test:long`.
test('Rainbow in a minute, live in the page', async ({ page }) => {
  test.skip(!process.env.RAINBOW_LONG, 'long: npm run test:long');
  test.setTimeout(600_000);
  await page.goto('./');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 580_000 });
  console.log(
    `${await page.locator('.run-line p').first().innerText()} ${await page.locator('.device summary').innerText()}`,
  );
  const reading = await page.locator('#redraw .reading').innerText();
  console.log(reading);
  const number = (pattern: RegExp) => Number(pattern.exec(reading)![1]);
  const [rainbow, trained, unaligned] = [
    number(/are right on ([\d.]+)\s%/),
    number(/trained: ([\d.]+)\s%/),
    number(/before: ([\d.]+)\s%/),
  ];
  expect(trained).toBeGreaterThanOrEqual(65);
  expect(rainbow - unaligned).toBeGreaterThanOrEqual(40);
});
