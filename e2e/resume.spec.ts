import { expect, linkTo, test, tinySpec } from './support/lab.ts';

test('a worker that dies is told, and Run goes on from the last epoch', async ({ page }) => {
  await page.goto(linkTo({ ...tinySpec, training: { ...tinySpec.training, epochs: 30 } }));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  // An epoch is told before its checkpoint: of two, the first is kept.
  await expect(page.locator('#training .reading')).toContainText(/After epoch ([2-9]|\d\d)/, {
    timeout: 60_000,
  });
  const lab = page.workers().find((worker) => worker.url().includes('lab.worker'))!;
  await lab.evaluate(() => {
    setTimeout(() => {
      throw new Error('the machine gave up');
    });
  });
  const line = page.locator('.run-line');
  await expect(line).toContainText('the machine gave up');
  await expect(line).toContainText(/Run goes on from epoch \d+, on this device or another\./);
  const reached = Number(/from epoch (\d+)/.exec(await line.innerText())![1]);
  expect(reached).toBeGreaterThan(0);
  await expect(page.locator('#training .reading')).toContainText('After epoch');

  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(line).toContainText(
    new RegExp(`trained to epoch ${reached} on CPU, .* in a run that broke off`),
    { timeout: 60_000 },
  );
  await expect(page.locator('#training .reading')).toContainText(/After epoch 30 of 30/, { timeout: 60_000 });
  await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
});

/** Keeps the devices that are handed out in the worker, to take one away. */
const watchDevices = () => {
  const devices: GPUDevice[] = [];
  const adapter = GPUAdapter.prototype;
  const request = adapter.requestDevice;
  adapter.requestDevice = async function (...args) {
    const device = await request.apply(this, args);
    devices.push(device);
    return device;
  };
  Object.assign(globalThis, { loseDevice: () => devices.forEach((device) => device.destroy()) });
};

test('a GPU that is lost is told, and Run goes on from the last epoch on a new one', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto(
    linkTo({
      ...tinySpec,
      device: 'webgpu',
      data: { ...tinySpec.data, train: 100 },
      network: { ...tinySpec.network, width: 0.125 },
      training: { ...tinySpec.training, epochs: 60 },
      redraw: {
        ...tinySpec.redraw,
        draws: 1,
        wideDraws: 0,
        scales: [1],
        alignmentImages: 64,
        retrainEpochs: 0,
      },
    }),
  );
  await expect.poll(() => page.workers().some((worker) => worker.url().includes('lab.worker'))).toBe(true);
  const lab = page.workers().find((worker) => worker.url().includes('lab.worker'))!;
  await lab.evaluate(watchDevices);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.locator('#training .reading')).toContainText(/After epoch ([2-9]|\d\d)/, {
    timeout: 120_000,
  });
  await lab.evaluate(() => (globalThis as unknown as { loseDevice(): void }).loseDevice());
  const line = page.locator('.run-line');
  await expect(line).toContainText(
    /The GPU was lost.*choose another device\. Run goes on from epoch \d+, on this device or another\./,
    { timeout: 30_000 },
  );
  const reached = Number(/from epoch (\d+)/.exec(await line.innerText())![1]);

  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(line).toContainText(
    new RegExp(`trained to epoch ${reached} on WebGPU .* in a run that broke off`),
    { timeout: 120_000 },
  );
  await page.getByRole('button', { name: 'Cancel' }).click();
});
