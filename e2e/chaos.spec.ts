import { test as plain, type Page } from '@playwright/test';
import { decodeLink } from '../src/experiments/link.ts';
import { startRangeServer } from '../src/data/remote/rangeServer.ts';
import { rng } from '../src/random/rng.ts';
import {
  expect,
  finished,
  inWorkers,
  linkTo,
  numbersOf,
  runToTheEnd,
  test,
  tinySpec,
} from './support/lab.ts';
import { craftedParquet as parquet } from '../src/data/formats/craftedSets.ts';

/**
 * Everything that happens to pages, at random moments of fixed seeds: a few of each here, many with
 * RAINBOW_LONG=1.
 */
const long = Boolean(process.env.RAINBOW_LONG);
const chance = rng(20_26).fork('chaos');
const spec = {
  ...tinySpec,
  training: { ...tinySpec.training, epochs: 8 },
  redraw: { ...tinySpec.redraw, wideDraws: 0, retrainEpochs: 0 },
};
const run = (page: Page) => page.getByRole('button', { name: 'Run', exact: true });
const offer = (page: Page) => page.getByRole('button', { name: /^Go on from epoch/ });

/** Presses what the page offers: to go on, or, where nothing had been reached yet, to run. */
async function goOn(page: Page): Promise<void> {
  await expect(run(page)).toBeVisible();
  await page.waitForTimeout(700);
  await ((await offer(page).isVisible()) ? offer(page) : run(page)).first().click();
}

test('reloads at random moments: the numbers are those of an unbroken run', async ({ page }) => {
  test.setTimeout(long ? 600_000 : 120_000);
  await page.goto(linkTo(spec));
  const started = Date.now();
  await runToTheEnd(page);
  const seconds = (Date.now() - started) / 1000;
  const whole = await numbersOf(page);
  await run(page).click();
  for (let reload = 0; reload < (long ? 50 : 2); reload++) {
    await page.waitForTimeout(chance.uniform() * Math.min(4, seconds) * 1000);
    await page.reload();
    await goOn(page);
  }
  await finished(page);
  expect(await numbersOf(page)).toEqual(whole);
});

test('a worker killed without a word is noticed, and the run goes on to the same numbers', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const Real = Worker;
    const workers: Worker[] = [];
    window.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        workers.push(this);
      }
    };
    Object.assign(window, { killWorker: () => workers.at(-1)!.terminate() });
  });
  await page.goto(linkTo(spec));
  await runToTheEnd(page);
  const whole = await numbersOf(page);
  for (let kill = 0; kill < (long ? 10 : 1); kill++) {
    await run(page).click();
    await expect(page.locator('#training .reading')).toContainText(/After epoch [1-9]/, { timeout: 60_000 });
    await page.waitForTimeout(chance.uniform() * 500);
    await page.evaluate(() => (window as unknown as { killWorker(): void }).killWorker());
    await expect(page.locator('.run-line')).toContainText(/it ended without a word|^Done/, {
      timeout: 30_000,
    });
    await run(page).click();
    await finished(page);
    expect(await numbersOf(page)).toEqual(whole);
  }
});

test('a GPU that is lost ends the run with an offer; on the CPU it goes on from there', async ({ page }) => {
  // A GPU that is lost, and going on with a new one, stands in resume.spec.ts.
  test.skip(!long, 'long: npm run test:long');
  test.setTimeout(180_000);
  await inWorkers(
    page,
    'const ask = GPUAdapter.prototype.requestDevice; GPUAdapter.prototype.requestDevice = async function (...a) { return (self.device = await ask.apply(this, a)); };',
  );
  await page.goto(
    linkTo({
      ...spec,
      device: 'webgpu',
      network: { ...spec.network, width: 0.125 },
      data: { ...spec.data, train: 100, test: 50 },
      redraw: { ...spec.redraw, draws: 0, wideDraws: 0 },
    }),
  );
  await run(page).click();
  await expect(page.locator('#training .reading')).toContainText(/After epoch [2-9]/, { timeout: 90_000 });
  const lose = async () => {
    const lab = page.workers().find((worker) => worker.url().includes('lab.worker'))!;
    await lab.evaluate(() => (self as unknown as { device: GPUDevice }).device.destroy());
    await expect(page.locator('.run-line')).toContainText(
      /Failed.*The GPU was lost.*Run goes on from epoch \d+, on this device or another/,
      { timeout: 30_000 },
    );
  };
  await lose();
  // And again in the run that goes on.
  await run(page).click();
  await expect(page.locator('.run-line')).toContainText(/in a run that broke off; from there on WebGPU/, {
    timeout: 60_000,
  });
  await lose();
  // As the page offers after a reload, with another device chosen in between.
  await page.getByRole('combobox', { name: 'Device', exact: true }).selectOption('simd');
  await run(page).click();
  await expect(page.locator('.run-line')).toContainText(
    /trained to epoch \d+ on WebGPU .* in a run that broke off; from there on CPU/,
    { timeout: 60_000 },
  );
  await finished(page);
});

// A dead connection is in the browser's log: errors there are expected.
plain(
  'a connection that dies in the middle of the images is told; Run fetches the rest',
  async ({ page }) => {
    const server = await startRangeServer({ '/train.parquet': parquet(200), '/test.parquet': parquet(100) });
    try {
      await page.goto(
        linkTo({
          ...tinySpec,
          data: {
            ...tinySpec.data,
            source: 'address',
            address: `${server.address('/train.parquet')} ${server.address('/test.parquet')}`,
            train: 200,
            test: 100,
          },
        }),
      );
      // The first answer breaks off in its middle, and from then on nobody answers.
      server.manners = {
        get cut() {
          return { after: server.requests.length === 1 ? 10_000 : 0, times: 1 };
        },
      };
      await run(page).click();
      await expect(page.getByRole('alert').first()).toContainText(/127\.0\.0\.1.*(cut|reached)/, {
        timeout: 90_000,
      });
      server.manners = {};
      await runToTheEnd(page);
      await expect(page.locator('.run-line')).toContainText(
        'Images from train.parquet, test.parquet, 200 + 100 images',
      );
    } finally {
      await server.close();
    }
  },
);

test('malformed links are refused by name, or are what they say; none breaks the page', async ({ page }) => {
  test.setTimeout(long ? 300_000 : 120_000);
  await page.goto('./');
  await expect(page.getByText(/Recording of this experiment/)).toBeVisible();
  const parts = [
    'v=1',
    'v=2',
    'v=',
    'preset=quickstart',
    'preset=nothing',
    'training.epochs=3',
    'training.epochs=1e9',
    'training.epochs=NaN',
    'network.width=-1',
    'redraw.scales=1,,2',
    'seed=7',
    'seed=7',
    '__proto__.polluted=1',
    'constructor=1',
    'view.layer=99',
    'view.epoch=<img src=x onerror=alert(1)>',
    'data.address=javascript:alert(1)',
    '%',
    '%E0%A4%A',
    '\u0000',
    '🌈=🌈',
    '='.repeat(300),
    'x'.repeat(5000),
  ];
  let last = '';
  for (let i = 0; i < (long ? 200 : 20); i++) {
    const hash = `#${Array.from({ length: 1 + chance.below(5) }, () => parts[chance.below(parts.length)]).join(['&', '&', '&', ';', '&&'][chance.below(5)])}`;
    // The same address twice is no news to a browser.
    if (hash === last) continue;
    last = hash;
    await page.evaluate((text) => {
      document
        .querySelectorAll<HTMLElement>('[aria-label="Close this message"]')
        .forEach((button) => button.click());
      location.hash = text;
    }, hash);
    const seen = await page.evaluate(() => location.hash);
    await expect(
      page.getByRole('alert').filter({ hasText: 'This link was not opened' }),
      hash.slice(0, 200),
    ).toHaveCount(decodeLink(seen).ok ? 0 : 1);
  }
  expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
  await expect(page.getByRole('button', { name: 'Share' })).toBeVisible();
});
