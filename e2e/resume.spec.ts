import { expect, linkTo, test, tinySpec } from './support/lab.ts';

test('a worker that dies is told, and Run goes on from the last epoch', async ({ page }) => {
  await page.goto(linkTo({ ...tinySpec, training: { ...tinySpec.training, epochs: 30 } }));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.locator('#training .reading')).toContainText(/After epoch [1-9]/, { timeout: 60_000 });
  const lab = page.workers().find((worker) => worker.url().includes('lab.worker'))!;
  await lab.evaluate(() => { setTimeout(() => { throw new Error('the machine gave up'); }); });
  const line = page.locator('.run-line');
  await expect(line).toContainText('the machine gave up');
  await expect(line).toContainText(/Run goes on from epoch \d+, on this device or another\./);
  const reached = Number(/from epoch (\d+)/.exec(await line.innerText())![1]);
  expect(reached).toBeGreaterThan(0);
  await expect(page.locator('#training .reading')).toContainText('After epoch');

  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(line).toContainText(new RegExp(`trained to epoch ${reached} on CPU, .* in a run that broke off`), { timeout: 60_000 });
  await expect(page.locator('#training .reading')).toContainText(/After epoch 30 of 30/, { timeout: 60_000 });
  await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
});
