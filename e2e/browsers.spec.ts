import { test as plain } from '@playwright/test';
import { expect, finished, inWorkers, linkTo, test, tinySpec } from './support/lab.ts';

/** What plain JavaScript does in seconds. */
const small = {
  ...tinySpec,
  network: { ...tinySpec.network, architecture: 'mlp' as const, depth: 2, width: 0.125 },
  data: { ...tinySpec.data, train: 60, test: 50 },
  training: { ...tinySpec.training, epochs: 1, batchSize: 20 },
  redraw: { ...tinySpec.redraw, draws: 1, wideDraws: 0, scales: [1], retrainEpochs: 0, alignmentImages: 100 },
};
const run = 'Run';

test('no WebAssembly: said so, and plain JavaScript computes', async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, 'WebAssembly');
  });
  await inWorkers(page, 'delete globalThis.WebAssembly;');
  await page.goto(linkTo(small));
  await expect(page.getByRole('status').filter({ hasText: 'WebAssembly is missing' })).toContainText(
    'many times slower',
  );
  await page.getByRole('button', { name: run, exact: true }).click();
  await finished(page);
  await expect(page.locator('.device summary')).toContainText('CPU, plain tfjs');
});

test('no SIMD, no WebGPU, no isolation: each is said, with what works', async ({ page }) => {
  await page.addInitScript(() => {
    WebAssembly.validate = () => false;
    Reflect.deleteProperty(Navigator.prototype, 'gpu');
    Object.defineProperty(window, 'crossOriginIsolated', { value: false });
  });
  await page.goto('./');
  await expect(page.getByRole('status').filter({ hasText: 'no SIMD' })).toBeVisible();
  const list = page.getByRole('list', { name: 'This browser' });
  await expect(list).toContainText('No WebGPU: the CPU computes.');
  await expect(list).toContainText('one thread computes');
});

test('a browser without module workers opens recordings, and says why nothing can run', async ({ page }) => {
  await page.addInitScript(() => {
    const Real = Worker;
    // As old browsers do: an option that they do not know is not looked at.
    window.Worker = class extends Real {
      constructor(url: string | URL) {
        super(url);
      }
    };
  });
  await page.goto('./');
  await expect(page.getByText(/Recording of this experiment/)).toBeVisible();
  await page.getByRole('button', { name: run, exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('cannot run modules in workers');
});

test('a failure can be copied as a report, with nothing of the person in it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(linkTo(tinySpec));
  await page
    .locator('input[type="file"][multiple]')
    .first()
    .setInputFiles({
      name: 'my-diary.bin',
      mimeType: 'application/octet-stream',
      buffer: Buffer.alloc(3073 * 2 + 100),
    });
  await expect(page.getByRole('alert')).toContainText('my-diary.bin');
  await page.getByRole('button', { name: 'Copy a report' }).click();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toMatch(/^Rainbow Lab \S+\nexperiment #v=1/);
  expect(report).toContain('byte 6146');
  expect(report).not.toContain('diary');
});

// Every violation is in the browser's log: errors there are expected.
plain('the policy holds: no text becomes code, no script comes from elsewhere', async ({ page }) => {
  const seen = await page.goto('./').then(() =>
    page.evaluate(async () => {
      const broken: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => broken.push(event.effectiveDirective));
      const tried: [string, () => unknown][] = [
        ['eval', () => (0, eval)('1')],
        ['function', () => new Function('return 1')()],
        [
          'markup',
          () => {
            document.createElement('div').innerHTML = '<b>x</b>';
          },
        ],
        ['worker from text', () => new Worker(URL.createObjectURL(new Blob(['0'])))],
        ['worker from elsewhere', () => new Worker('https://example.org/x.js')],
      ];
      // In a task of the page's own: what a test evaluates is let through.
      const refused = await new Promise<string[]>((resolve) =>
        setTimeout(() =>
          resolve(
            tried
              .filter(([, act]) => {
                try {
                  act();
                  return false;
                } catch {
                  return true;
                }
              })
              .map(([name]) => name),
          ),
        ),
      );
      const script = document.createElement('script');
      await new Promise((resolve) => {
        script.onerror = script.onload = resolve;
        try {
          script.src = 'https://example.org/x.js';
          document.head.append(script);
        } catch {
          refused.push('script from elsewhere');
          resolve(null);
        }
      });
      await new Promise((resolve) => {
        const image = new Image();
        image.onload = image.onerror = resolve;
        image.src = 'https://example.org/x.png';
      });
      return { refused, broken: [...new Set(broken)] };
    }),
  );
  expect(seen.refused).toEqual(
    expect.arrayContaining(['eval', 'function', 'markup', 'worker from elsewhere', 'script from elsewhere']),
  );
  expect(seen.broken).toEqual(expect.arrayContaining(['img-src', 'require-trusted-types-for']));
});
