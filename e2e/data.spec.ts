import { readFileSync } from 'node:fs';
import { test as plain } from '@playwright/test';
import { zipSync } from 'fflate';
import { startRangeServer, type ServerManners } from '../src/data/remote/rangeServer.ts';
import { bytesOf, cifarRecords, gzip, idxFile, npyFile, tar } from '../src/files/craftedFiles.ts';
import { expect, linkTo, realData, test, tinySpec } from './support/lab.ts';
import { noise, parquet, png } from './support/parquet.ts';

const open = 'input[type="file"][multiple]';
const folders = Array.from({ length: 12 }, (_, i): [string, Uint8Array] => [`set/${['cat', 'dog', 'owl'][i % 3]}/${i}.png`, png(i)]);

/** One small file or pair of each kind: 12 × 12 or the format's own size. */
const kinds: [kind: string, files: Record<string, Uint8Array>, says: RegExp][] = [
  ['CIFAR-10 binary', { 'data_batch_1.bin': cifarRecords(12) }, /CIFAR-10 from data_batch_1\.bin: 10 training and 2 test images of 32 × 32, 10 classes/],
  ['CIFAR-10 tar.gz', { 'cifar.tar.gz': gzip(tar([['c/data_batch_1.bin', cifarRecords(12)], ['c/test_batch.bin', cifarRecords(3)]])) }, /12 training and 3 test images/],
  ['CIFAR-100', { 'train.bin': bytesOf(...Array.from({ length: 8 }, (_, i) => bytesOf([1, i], cifarRecords(1, i).subarray(1)))) }, /CIFAR-100 from train\.bin.*100 classes/],
  ['idx', { 'train-images-idx3-ubyte': idxFile([12, 28, 28]), 'train-labels-idx1-ubyte': idxFile([12]) }, /MNIST.*28 × 28/],
  ['npy', { 'x.npy': npyFile('|u1', [12, 16, 16, 3], noise(9216, 1)), 'y.npy': npyFile('|u1', [12], Uint8Array.from({ length: 12 }, (_, i) => i % 3)) }, /Arrays from x\.npy.*16 × 16, 3 classes/],
  ['npz', { 'set.npz': zipSync({ 'x_train.npy': npyFile('|u1', [12, 16, 16], noise(3072, 1)), 'y_train.npy': npyFile('|u1', [12], Uint8Array.from({ length: 12 }, (_, i) => i % 3)) }) }, /Arrays from set\.npz/],
  ['zip of folders', { 'set.zip': zipSync(Object.fromEntries(folders)) }, /Images by folder from set\.zip.*12 × 12, 3 classes/],
  ['tar.gz of folders', { 'set.tar.gz': gzip(tar(folders)) }, /Images by folder from set\.tar\.gz/],
  ['parquet', { 'set.parquet': parquet(30) }, /Parquet from set\.parquet: 25 training and 5 test/],
];

test('images of every kind are recognised by content, and said what they are', async ({ page }) => {
  await page.goto('./');
  for (const [kind, files, says] of kinds) {
    await page.locator(open).setInputFiles(Object.entries(files).map(([name, bytes]) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) })));
    await expect(page.getByRole('status').filter({ hasText: says }), kind).toBeVisible();
  }
});

test('real photographs as numpy arrays are trained on; the source is in the header', async ({ page }) => {
  const files = ['cifar10_test200_x_f32.npy', 'cifar10_test200_y.npy'].map((name) => realData('fixtures', name));
  await page.goto(linkTo({ ...tinySpec, data: { ...tinySpec.data, train: 120, test: 33 }, training: { ...tinySpec.training, epochs: 1 } }));
  await page.locator(open).setInputFiles(files);
  // What is there of both splits is asked for: 167 and 33.
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.locator('.run-line')).toContainText('numbers from 0 to 1 rounded to bytes', { timeout: 60_000 });
});

const runFrom = async (page: import('@playwright/test').Page, address: string) => {
  await page.goto(linkTo({ ...tinySpec, data: { ...tinySpec.data, source: 'address', address, train: 200, test: 100 }, training: { ...tinySpec.training, epochs: 1 }, redraw: { ...tinySpec.redraw, draws: 0, wideDraws: 0 } }));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
};

// Answers of 416 and cut connections are in the browser's log: errors there are expected.
const manners: [string, ServerManners][] = [['redirects', { redirect: true }], ['no ranges', { noRange: true }], ['ranges refused', { refuseRanges: true }], ['a cut connection', { cut: { after: 20_000, times: 2 } }]];
for (const [name, how] of manners) {
  plain(`images are fetched from an address: ${name}`, async ({ page }) => {
    const server = await startRangeServer({ '/train.parquet': parquet(200), '/test.parquet': parquet(100) }, how);
    try {
      await runFrom(page, `${server.address('/train.parquet')} ${server.address('/test.parquet')}`);
      await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
      await expect(page.locator('.run-line')).toContainText('Images from train.parquet, test.parquet, 200 + 100 images');
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

plain('an address that cannot be read says so and loses nothing', async ({ page }) => {
  await runFrom(page, 'http://127.0.0.1:9/set.parquet');
  await expect(page.getByRole('alert').first()).toContainText('http://127.0.0.1:9/set.parquet: cannot be reached', { timeout: 60_000 });
});

plain('CIFAR-10 by name comes from the hub, checked', async ({ page }) => {
  const file = readFileSync(realData('parquet', 'cifar10-test-hf-schema-snappy-rg100.parquet'));
  const server = await startRangeServer({ '/file': new Uint8Array(file) });
  try {
    await page.route('https://huggingface.co/**', async (route) => {
      const range = route.request().headers().range, answer = await fetch(server.address('/file'), { headers: range ? { range } : {} });
      await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) });
    });
    await page.goto(linkTo({ ...tinySpec, data: { ...tinySpec.data, source: 'cifar10', train: 300, test: 100 }, training: { ...tinySpec.training, epochs: 1 }, redraw: { ...tinySpec.redraw, draws: 0, wideDraws: 0 } }));
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
    await expect(page.locator('.run-line')).toContainText('CIFAR-10 (first 300 and 100)');
    await expect(page.locator('.run-line')).toContainText('uoft-cs/cifar10 at revision 0b27149');
  } finally {
    await server.close();
  }
});
