import { test as plain } from '@playwright/test';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { parquetReadObjects } from 'hyparquet';
import { npyFile } from '../src/files/craftedFiles.ts';
import { craftedHubFile, craftedParquet as parquet, craftedSets } from '../src/data/formats/craftedSets.ts';
import { startRangeServer, type ServerManners } from '../src/data/remote/rangeServer.ts';
import { expect, linkTo, realData, test, tinySpec } from './support/lab.ts';

const open = 'input[type="file"][multiple]';

test('images of every kind are recognised by content, and said what they are', async ({ page }) => {
  await page.goto('./');
  const folder = mkdtempSync(join(tmpdir(), 'rainbow-drop-'));
  try {
    for (const { kind, files, says, counts } of craftedSets) {
      const inFolder = Object.keys(files)[0].includes('/');
      if (inFolder)
        for (const [name, bytes] of Object.entries(files)) {
          mkdirSync(dirname(join(folder, name)), { recursive: true });
          writeFileSync(join(folder, name), bytes);
        }
      if (inFolder)
        await page.getByLabel('Open a folder of images by class').setInputFiles(join(folder, 'set'));
      else
        await page.locator(open).setInputFiles(
          Object.entries(files).map(([name, bytes]) => ({
            name,
            mimeType: 'application/octet-stream',
            buffer: Buffer.from(bytes),
          })),
        );
      const loaded = page.getByRole('status').filter({
        hasText: new RegExp(
          `${says.source.replace('^', '')}.*: ${counts[0]} training and ${counts[1]} test images`,
        ),
      });
      await expect(loaded, kind).toBeVisible();
      await loaded.getByRole('button').click();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('files are dropped on the page; what was open before stays when they cannot be used', async ({
  page,
}) => {
  await page.goto('./');
  await expect(page.getByText(/Recording of this experiment/)).toBeVisible();
  const before = await page.locator('#training .reading').innerText();
  const drop = async (files: Record<string, Uint8Array>) => {
    const transfer = await page.evaluateHandle(
      (list) => {
        const data = new DataTransfer();
        for (const [name, bytes] of list)
          data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
        return data;
      },
      Object.entries(files).map(([name, bytes]): [string, string] => [
        name,
        Buffer.from(bytes).toString('base64'),
      ]),
    );
    await page.locator('.app').dispatchEvent('drop', { dataTransfer: transfer });
  };
  await drop({ 'few.bin': craftedSets[0].files['data_batch_1.bin'].subarray(0, 12 * 3073) });
  await expect(page.getByRole('alert')).toContainText(
    '10 training and 2 test images (one image in 6 held out',
  );
  await drop({ 'cut.bin': craftedSets[0].files['data_batch_1.bin'].subarray(0, 12 * 3073 - 1) });
  await expect(page.getByRole('alert').filter({ hasText: 'cut.bin, byte' })).toContainText(
    'the file is cut off',
  );
  expect(await page.locator('#training .reading').innerText()).toBe(before);
  await expect(page.getByText(/^Loaded:/)).toBeHidden();
  await drop(craftedSets[0].files);
  await expect(page.getByText(/^Loaded:/)).toContainText('50 + 10 images');
});

test('real photographs as numpy arrays are trained on; the source is in the header', async ({ page }) => {
  const files = ['cifar10_test200_x_f32.npy', 'cifar10_test200_y.npy'].map((name) =>
    realData('fixtures', name),
  );
  await page.goto(
    linkTo({
      ...tinySpec,
      data: { ...tinySpec.data, train: 120, test: 33 },
      training: { ...tinySpec.training, epochs: 1 },
    }),
  );
  await page.locator(open).setInputFiles(files);
  await expect(page.getByRole('status').filter({ hasText: '167 training and 33 test images' })).toBeVisible();
  // What is there of both splits is asked for: 167 and 33.
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.locator('.run-line')).toContainText(
    /numbers from 0 to 1 taken with 0 as black and 1 as white, rounded to bytes: mean \d+\.\d of 255/,
    { timeout: 60_000 },
  );
});

test('JPEG are decoded as anywhere, WebP, GIF and BMP by the browser, and what cannot be read is told', async ({
  page,
}) => {
  const folder = join(import.meta.dirname, '../src/data/formats/fixtures');
  const filesOf = (name: string) =>
    Object.entries(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, { file: string }>);
  const jpegs = filesOf('images.json').filter(([name]) => /baseline|progressive|rgb/.test(name));
  const images = [...jpegs, ...filesOf('browser.json')].map(([name, { file }]) => ({
    name,
    bytes: new Uint8Array(Buffer.from(file, 'base64')),
  }));
  const entries = Array.from({ length: 14 }, (_, i) =>
    images.map(({ name, bytes }): [string, Uint8Array] => [
      `set/${i % 2 ? 'cat' : 'dog'}/${i}-${name}`,
      bytes,
    ]),
  ).flat();
  const heic = new TextEncoder().encode(`\0\0\0\x18ftypheic${' '.repeat(40)}`);
  const set = zipSync(Object.fromEntries([...entries, ['set/cat/IMG_1.HEIC', heic]]));
  await page.goto(
    linkTo({
      ...tinySpec,
      data: { ...tinySpec.data, source: 'file', train: 80, test: 16 },
      training: { ...tinySpec.training, epochs: 1 },
    }),
  );
  await page
    .locator(open)
    .setInputFiles([{ name: 'set.zip', mimeType: 'application/zip', buffer: Buffer.from(set) }]);
  await expect(page.getByRole('status').filter({ hasText: '82 training and 16 test images' })).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.locator('.run-line')).toContainText(
    '14 WebP decoded by the browser; 14 GIF decoded by the browser; 14 BMP decoded by the browser; 1 HEIC image left out (set/cat/IMG_1.HEIC)',
    { timeout: 60_000 },
  );
});

test('float images with one-hot labels are images, not a model', async ({ page }) => {
  const floats = (shape: number[], value: (i: number) => number) => {
    const length = shape.reduce((a, b) => a * b, 1);
    return npyFile('<f4', shape, new Uint8Array(Float32Array.from({ length }, (_, i) => value(i)).buffer));
  };
  const set = zipSync({
    'x_train.npy': floats([60, 16, 16, 1], (i) => (i % 100) / 99),
    'y_train.npy': floats([60, 3], (i) => Number(i % 3 === Math.floor(i / 3) % 3)),
  });
  await page.goto('./');
  await page
    .locator(open)
    .setInputFiles([{ name: 'set.npz', mimeType: 'application/zip', buffer: Buffer.from(set) }]);
  await expect(page.getByRole('status').filter({ hasText: '50 training and 10 test images' })).toBeVisible();
});

const runFrom = async (page: import('@playwright/test').Page, address: string, train = 200) => {
  await page.goto(
    linkTo({
      ...tinySpec,
      data: { ...tinySpec.data, source: 'address', address, train, test: 100 },
      training: { ...tinySpec.training, epochs: 1 },
      redraw: { ...tinySpec.redraw, draws: 0, wideDraws: 0 },
    }),
  );
  await page.getByRole('button', { name: 'Run', exact: true }).click();
};

// Answers of 416 and cut connections are in the browser's log: errors there are expected.
const manners: [string, ServerManners][] = [
  ['redirects', { redirect: true }],
  ['no ranges', { noRange: true }],
  ['ranges refused', { refuseRanges: true }],
  ['a cut connection', { cut: { after: 20_000, times: 2 } }],
];
for (const [name, how] of manners) {
  plain(`images are fetched from an address: ${name}`, async ({ page }) => {
    const server = await startRangeServer(
      { '/train.parquet': parquet(200), '/test.parquet': parquet(100) },
      how,
    );
    try {
      await runFrom(page, `${server.address('/train.parquet')} ${server.address('/test.parquet')}`);
      await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
      await expect(page.locator('.run-line')).toContainText(
        'Images from train.parquet, test.parquet, 200 + 100 images',
      );
    } finally {
      await server.close();
    }
  });
}

test('fetched images are kept: the second run asks for nothing; they can be deleted', async ({ page }) => {
  const server = await startRangeServer({ '/train.parquet': parquet(200), '/test.parquet': parquet(100) });
  try {
    await runFrom(page, `${server.address('/train.parquet')} ${server.address('/test.parquet')}`);
    await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
    const asked = server.requests.length;
    expect(asked).toBeGreaterThan(0);
    await page.reload();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
    expect(server.requests.length).toBe(asked);
    await expect(page.getByText(/of fetched images are kept on this machine/)).toBeVisible();
    await page.getByRole('button', { name: 'Delete the fetched images' }).click();
    await expect(page.getByText(/of fetched images are kept/)).toBeHidden();
  } finally {
    await server.close();
  }
});

plain('a fetch tells bytes and time left, can be cancelled, and goes on where it was', async ({ page }) => {
  // Three pieces of 8 MiB.
  const server = await startRangeServer(
    { '/train.parquet': parquet(1600, { side: 64 }), '/test.parquet': parquet(100, { side: 64 }) },
    { slow: 3_000_000 },
  );
  try {
    await runFrom(page, `${server.address('/train.parquet')} ${server.address('/test.parquet')}`, 1500);
    await expect(page.locator('.run-line')).toContainText(/fetching, [\d.]+ of [\d.]+ MB, about \d+ s left/, {
      timeout: 60_000,
    });
    await expect(page.locator('.run-line')).toContainText(/fetching, 1[1-9]\.\d of/, { timeout: 60_000 });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
    server.manners.slow = undefined;
    server.requests.length = 0;
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
    await expect(page.locator('.run-line')).toContainText('1,500 + 100 images');
    // What had arrived whole is not asked for again, the rest is.
    expect(server.requests.filter((r) => r.startsWith('/train'))).not.toEqual([]);
    expect(server.requests).not.toContain(`/train.parquet bytes=0-${8 * 2 ** 20 - 1}`);
  } finally {
    await server.close();
  }
});

plain('an address that cannot be read says so and loses nothing', async ({ page }) => {
  await runFrom(page, 'http://127.0.0.1:9/set.parquet');
  await expect(page.getByRole('alert').first()).toContainText(
    'http://127.0.0.1:9/set.parquet: cannot be reached',
    { timeout: 60_000 },
  );
});

plain('CIFAR-10 by name comes from the hub, checked', async ({ page }) => {
  const file = readFileSync(realData('parquet', 'cifar10-test-hf-schema-snappy-rg100.parquet'));
  const rows = (await parquetReadObjects({
    file: file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer,
    utf8: false,
    rowEnd: 400,
  })) as { img: { bytes: Uint8Array }; label: bigint }[];
  const hub = (total: number) =>
    craftedHubFile(
      rows.map((r) => r.img.bytes),
      (i) => Number(rows[i]?.label ?? 0),
      total,
    );
  const server = await startRangeServer({ '/train': hub(50_000), '/test': hub(10_000) });
  try {
    await page.route('https://huggingface.co/**', async (route) => {
      const range = route.request().headers().range;
      const answer = await fetch(
        server.address(route.request().url().includes('/train-') ? '/train' : '/test'),
        { headers: range ? { range } : {} },
      );
      await route.fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      });
    });
    await page.goto(
      linkTo({
        ...tinySpec,
        data: { ...tinySpec.data, source: 'cifar10', train: 300, test: 100 },
        training: { ...tinySpec.training, epochs: 1 },
        redraw: { ...tinySpec.redraw, draws: 0, wideDraws: 0 },
      }),
    );
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
    await expect(page.locator('.run-line')).toContainText('CIFAR-10 (first 300 and 100)');
    await expect(page.locator('.run-line')).toContainText('uoft-cs/cifar10 at revision 0b27149');
  } finally {
    await server.close();
  }
});
