import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test as plain, type Download, type Locator, type Page } from '@playwright/test';
import { zipSync } from 'fflate';
import type { ModelResult } from '../src/cli/spectra.ts';
import { startRangeServer } from '../src/data/remote/rangeServer.ts';
import { cifarRecords, npyFile } from '../src/files/craftedFiles.ts';
import { floats, safetensors, tfjsJson, torchZip, twelve } from '../src/files/models/craftedModels.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, realData, test } from './support/lab.ts';

type Files = Record<string, Uint8Array>;
const matrix = (n: number, d: number, seed = 1) =>
  floats(...Array.from({ length: n * d }, (_, i) => Math.sin(seed * (i + 1) ** 2)));
const layer = (n: number, d: number, seed?: number) => ({
  dtype: 'F32',
  shape: [n, d],
  bytes: matrix(n, d, seed),
});
const tiny = safetensors({
  'fc1.weight': layer(64, 80),
  'fc1.bias': { dtype: 'F32', shape: [12], bytes: twelve },
  'fc2.weight': layer(20, 64, 2),
  'fc3.weight': layer(10, 20, 3),
});

const fixtures = Object.fromEntries(
  ['plain.h5', 'model.gguf', 'model.onnx', 'outside.data'].map((name) => [
    name,
    new Uint8Array(readFileSync(`src/files/models/fixtures/${name}`)),
  ]),
);

const payload = (files: Files) =>
  Object.entries(files).map(([name, bytes]) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(bytes),
  }));
const input = (page: Page) => page.locator('.open-model input[type="file"]').first();
const measured = (page: Page, n: number) =>
  expect(page.getByText(`${n} of ${n} layers measured`)).toBeVisible({ timeout: 60_000 });
const rowOf = (page: Page, name: string) =>
  page
    .getByRole('region', { name: 'Layers', exact: true })
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name, exact: true }) });

async function openTiny(page: Page): Promise<void> {
  await page.goto('./?page=models');
  await input(page).setInputFiles(payload({ 'tiny.safetensors': tiny }));
  await measured(page, 3);
}

/** Drops files anywhere on the page, as a person does. */
async function drop(page: Page, files: Files): Promise<void> {
  const transfer = await page.evaluateHandle(
    (list) => {
      const data = new DataTransfer();
      for (const [name, base64] of list)
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return data;
    },
    Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')] as const),
  );
  await page.dispatchEvent('.app', 'drop', { dataTransfer: transfer });
}

interface Saved {
  name: string;
  text: string;
}
async function saved(page: Page, within: Locator, label: string | RegExp, format: string): Promise<Saved> {
  await within.getByLabel(label).click();
  const [download] = (await Promise.all([
    page.waitForEvent('download'),
    within.getByRole('button', { name: format, exact: true }).click(),
  ])) as [Download, void];
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}
const tableOf = async (page: Page) =>
  JSON.parse((await saved(page, page.locator('main.page'), /^Save: Layers of/, 'JSON')).text) as {
    model: string;
    sha256: string | null;
    columns: string[];
    rows: (string | number | null)[][];
  };

test('ResNet-20: the table holds the numbers of the command line, layer by layer', async ({ page }) => {
  const file = realData('weights', 'resnet20-cifar10-akamaster.safetensors');
  await page.goto('./?page=models');
  await input(page).setInputFiles(file);
  await measured(page, 20);
  await expect(page.locator('.model-head')).toContainText(
    '77 tensors are no layers: 77 a vector (bias, norm)',
  );
  const told = JSON.parse(
    execFileSync(process.execPath, ['scripts/lab.mjs', 'spectra', file, '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as ModelResult;
  const table = await tableOf(page);
  const at = (row: (string | number | null)[], label: string) => row[table.columns.indexOf(label)] as number;
  expect(table.rows.map((row) => row[1])).toEqual(told.layers.map((l) => l.name));
  told.layers.forEach((l, i) => {
    const row = table.rows[i];
    const near = (label: string, value: number | undefined) =>
      expect(Math.abs(at(row, label) / value! - 1), `${l.name} ${label}`).toBeLessThan(1e-9);
    expect([at(row, 'n × d'), at(row, 'above edge')]).toEqual([`${l.n} × ${l.d}`, l.marchenkoPastur.above]);
    near('α', l.powerLaw?.alpha);
    near('x min', l.powerLaw?.xmin);
    near('tail KS', l.powerLaw?.ks);
    near('bulk KS', l.marchenkoPastur.ks);
    near('part. ratio', l.participationRatio);
    near('stable rank', l.stableRank);
    near('entropy', l.entropy);
    near('‖W‖ F', l.frobeniusNorm);
    near('‖W‖ 2', l.spectralNorm);
    if (l.exponential) near('exp. scale', l.exponential.scale);
  });
  // Few eigenvalues are said to be few, in the table and in words.
  await rowOf(page, 'layer1.0.conv1.weight').getByRole('button').click();
  await expect(page.getByRole('region', { name: 'Is the tail a power law?' })).toContainText(
    'Not to be trusted: layer1.0.conv1.weight has only 16 eigenvalues',
  );
  await expect(page.getByRole('region', { name: /^How much of layer1.0.conv1/ })).toContainText(
    'The law finds no bulk of noise here',
  );
});

const kinds: [string, Files, string, string][] = [
  [
    'npz',
    {
      'w.npz': zipSync({
        'a.npy': npyFile('<f4', [3, 4], twelve),
        'n.npy': npyFile('<i8', [1], new Uint8Array(8)),
      }),
    },
    'a',
    '3 × 4',
  ],
  ['npy', { 'w.npy': npyFile('<f4', [3, 4], twelve) }, 'w', '3 × 4'],
  [
    'tfjs',
    {
      'model.json': tfjsJson([{ name: 'dense/kernel', shape: [3, 4], dtype: 'float32' }]),
      'group1-shard1of1.bin': twelve,
    },
    'dense/kernel',
    '4 × 3',
  ],
  ['PyTorch', { 'm.pt': torchZip() }, 'fc.weight', '3 × 4'],
];
test('every kind of model is dropped and measured; the link of the page says nothing of files', async ({
  page,
}) => {
  await page.goto('./?page=models');
  for (const [kind, files, name, shape] of kinds) {
    await drop(page, files);
    await expect(page.locator('.model-head .facts'), kind).toContainText(kind);
    await expect(rowOf(page, name)).toContainText(shape);
    await expect(page.locator('.model-head')).toContainText(/(\d+) of \1 layers measured/);
  }
  expect(new URL(page.url()).search).toBe('?page=models');
});

test('a model dropped on the lab opens under Models, images dropped there open in the lab; both stay', async ({
  page,
}) => {
  await page.goto('./');
  await drop(page, { 'tiny.safetensors': tiny });
  await expect(
    page.getByRole('status').filter({ hasText: 'tiny.safetensors is a model: it was opened under Models' }),
  ).toBeVisible();
  await measured(page, 3);
  await drop(page, { 'data_batch_1.bin': cifarRecords(120) });
  await expect(
    page.getByRole('status').filter({ hasText: 'data_batch_1.bin: no model, so opened in the lab' }),
  ).toBeVisible();
  await expect(page.getByText('Loaded: CIFAR-10 from data_batch_1.bin')).toBeVisible();
  await page.getByRole('link', { name: 'Models' }).click();
  await measured(page, 3);
});

test('what cannot be read is told by name and byte, and the open model stays', async ({ page }) => {
  await openTiny(page);
  await drop(page, { 'cut.safetensors': tiny.subarray(0, 3000) });
  await expect(page.getByRole('alert')).toContainText('the file is cut off or damaged');
  await measured(page, 3);
  await drop(page, { 'noise.bin': Uint8Array.from({ length: 300 }, (_, i) => (i * 37) % 256) });
  await expect(page.getByRole('alert').last()).toContainText('noise.bin');
  await expect(page.locator('#model-title')).toHaveText('tiny.safetensors');
});

test('HDF5, ONNX and GGUF open in the page; what is none of the model is told', async ({ page }) => {
  await page.goto('./?page=models');
  const { 'outside.data': outside, 'model.onnx': onnx } = fixtures;
  await drop(page, { 'plain.h5': fixtures['plain.h5'] });
  await expect(page.locator('.model-head .facts')).toContainText('HDF5');
  await expect(rowOf(page, 'deep/double')).toContainText('9 × 7');
  await drop(page, { 'model.gguf': fixtures['model.gguf'] });
  await expect(rowOf(page, 'blk.0.Q4_0.weight')).toContainText('6 × 64');
  await drop(page, { 'm/model.onnx': onnx, 'm/outside.data': outside, 'm/README.md': twelve });
  await expect(rowOf(page, 'outside.weight')).toContainText('6 × 7');
  await page.getByText('1 left out of what was opened').click();
  await expect(page.getByRole('listitem').filter({ hasText: 'README.md' })).toContainText(
    'no file of weights',
  );
});

test('the order of axes is told, and can be chosen where the file says nothing', async ({ page }) => {
  await page.goto('./?page=models');
  await drop(page, { 'w.npz': zipSync({ 'w.npy': npyFile('<f4', [3, 3, 2, 5], matrix(9, 10)) }) });
  await expect(rowOf(page, 'w')).toContainText('3 × 30');
  await page.getByLabel('Order of axes').selectOption('tensorflow');
  await expect(rowOf(page, 'w')).toContainText('5 × 18');
  await expect(page.locator('.model-head')).toContainText('as you chose');
});

test('on the page of models what cannot be read is named as such', async ({ page }) => {
  await page.goto('./?page=models');
  const bytes = (text: string) => new TextEncoder().encode(text);
  for (const [name, content, said] of [
    [
      'model.safetensors',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345678\n',
      'Git LFS pointer of a file of 12,345,678 bytes',
    ],
    ['model.tflite', 'abcdTFL3 and then some more of it', 'TensorFlow Lite'],
    ['notes.txt', 'words that are nothing at all', 'not a model that is read'],
  ]) {
    await drop(page, { [name]: bytes(content) });
    await expect(page.getByRole('alert').filter({ hasText: said })).toBeVisible();
  }
});

test('a weight that is not finite is told in its row; the others are measured', async ({ page }) => {
  await page.goto('./?page=models');
  await input(page).setInputFiles(
    payload({
      'nan.safetensors': safetensors({
        good: layer(8, 9),
        bad: { dtype: 'F32', shape: [2, 2], bytes: floats(1, NaN, 2, 3) },
      }),
    }),
  );
  await expect(page.getByText('1 of 2 layers measured, 1 could not be')).toBeVisible();
  await rowOf(page, 'bad').getByRole('button').click();
  await expect(page.getByText('bad: holds NaN: a weight that is not finite has no spectrum')).toBeVisible();
});

// A refused address is in the browser's log: errors there are expected.
plain(
  'an address opens by range requests, is the link to share, and two are compared by it',
  async ({ page }) => {
    const big = safetensors({
      'fc1.weight': layer(64, 80),
      spare: { dtype: 'I64', shape: [2 ** 20], bytes: new Uint8Array(2 ** 23) },
      'fc2.weight': layer(20, 64, 2),
    });
    const other = safetensors({ 'fc1.weight': layer(64, 80, 5), 'fc2.weight': layer(20, 64, 2) });
    const server = await startRangeServer(
      { '/a/model.safetensors': big, '/b/model.safetensors': other },
      { redirect: true },
    );
    try {
      const [first, second] = ['/a/model.safetensors', '/b/model.safetensors'].map((path) =>
        server.address(path),
      );
      await page.goto('./?page=models');
      await page.getByRole('textbox', { name: 'or an address' }).fill(first);
      await page.getByRole('button', { name: 'Open', exact: true }).click();
      await measured(page, 2);
      await expect(page.locator('.model-head')).toContainText(first);
      expect(new URL(page.url()).searchParams.get('model')).toBe(first);
      // Of the 8 MiB of integers in between, what lies in the same pieces at most.
      const bytes = server.requests
        .flatMap((request) => {
          const range = /signed.*bytes=(\d+)-(\d+)/.exec(request);
          return range ? [Number(range[2]) - Number(range[1]) + 1] : [];
        })
        .reduce((a, b) => a + b, 0);
      expect(bytes).toBeLessThan(big.length / 2);

      await page.goto(`./?page=models&model=${encodeURIComponent(first)}&with=${encodeURIComponent(second)}`);
      await expect(page.getByText('2 of 2 compared')).toBeVisible({ timeout: 60_000 });
      const rows = page.getByRole('region', { name: 'Layers compared' });
      await expect(rows.getByRole('row', { name: 'fc2.weight' })).toContainText('1.0000');
      await expect(rows.getByRole('row', { name: 'fc2.weight' })).toContainText(/0$/);
      const csv = await saved(page, page.locator('main.page'), /^Save: Comparison of/, 'CSV');
      expect(csv.text).toMatch(
        /^# Comparison of model\.safetensors with model\.safetensors\n# model model\.safetensors, [\d,]+ bytes, commit .*\n# http.*page=models&model=.*&with=.*\nlayer,other,Bures cosine/,
      );

      await page.goto(`./?page=models&model=${encodeURIComponent(server.address('/none.safetensors'))}`);
      await expect(page.getByRole('alert')).toContainText(
        'none.safetensors: the server answered 404: there is no such file',
      );
    } finally {
      await server.close();
    }
  },
);

test('charts and table leave with the model’s name and hash; sorting and filter are as saved', async ({
  page,
}) => {
  await openTiny(page);
  await page.getByRole('button', { name: 'stable rank' }).click();
  const table = await tableOf(page);
  const stable = table.rows.map((row) => row[table.columns.indexOf('stable rank')] as number);
  expect([...stable].sort((a, b) => b - a)).toEqual(stable);
  await expect(page.getByRole('columnheader', { name: 'stable rank' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await page.getByRole('searchbox', { name: 'Filter' }).fill('fc2');
  await expect(page.getByRole('heading', { name: '1 of 3 layers' })).toBeVisible();
  expect((await tableOf(page)).rows.map((row) => row[1])).toEqual(['fc2.weight']);
  const svg = await saved(page, page.locator('main.page'), /^Save: Eigenvalues of/, 'SVG');
  expect(svg.text).toContain(
    `model tiny.safetensors, ${tiny.length.toLocaleString('en')} bytes, sha-256 ${table.sha256}`,
  );
  expect(svg.name).toContain(table.sha256!.slice(0, 12));
});

test('hundreds of layers: few rows are drawn, the keyboard reaches the last; measuring pauses, goes on, is cancelled and taken up again', async ({
  page,
}) => {
  const many = safetensors(
    Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`block.${i}.weight`, layer(24, 40, i + 1)])),
  );
  // Pressed by the page itself in the moment it is there: all may be measured before a click from here
  // arrives.
  const pauseAtOnce = () =>
    page.evaluate(() =>
      new MutationObserver((_, observer) => {
        const button = [...document.querySelectorAll('button')].find(
          (b) => b.textContent === 'Pause measuring',
        );
        if (!button) return;
        observer.disconnect();
        button.click();
      }).observe(document.body, { subtree: true, childList: true, characterData: true }),
    );
  await page.goto('./?page=models');
  await pauseAtOnce();
  await input(page).setInputFiles(payload({ 'many.safetensors': many }));
  await expect(page.getByText('· paused')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel measuring' }).click();
  await expect(page.getByText('Cancelled')).toBeVisible();
  await pauseAtOnce();
  await page
    .getByRole('button', { name: 'Measure them' })
    .or(page.getByRole('button', { name: 'Measure all' }))
    .click();
  await page.getByRole('button', { name: 'Continue measuring' }).click();
  await measured(page, 500);
  const table = page.getByRole('region', { name: 'Layers', exact: true });
  expect(await table.getByRole('row').count()).toBeLessThan(60);
  await table.getByRole('button', { name: 'block.0.weight', exact: true }).focus();
  await page.keyboard.press('End');
  await expect(table.getByRole('button', { name: 'block.499.weight' })).toBeFocused();
  await expect(
    page.getByRole('region', { name: 'How much of block.499.weight stands out of noise?' }),
  ).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await expect(table.getByRole('button', { name: 'block.498.weight' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});

test('by keyboard alone: open an address, sort, choose a layer, read a chart, move the tail', async ({
  page,
  context,
}) => {
  const address = 'https://models.example/m.safetensors';
  await context.route(address, (route) =>
    route.fulfill({
      body: Buffer.from(tiny),
      contentType: 'application/octet-stream',
      headers: { 'access-control-allow-origin': '*' },
    }),
  );
  await page.goto('./?page=models');
  const tabTo = async (target: Locator) => {
    for (let i = 0; i < 80; i++) {
      if (await target.evaluate((e) => e === document.activeElement).catch(() => false)) return;
      await page.keyboard.press('Tab');
    }
    await expect(target).toBeFocused();
  };
  await expect(page.getByRole('textbox', { name: 'or an address' })).toBeVisible();
  await tabTo(page.getByRole('textbox', { name: 'or an address' }));
  await page.keyboard.type(address);
  await page.keyboard.press('Enter');
  await measured(page, 3);
  await tabTo(page.getByRole('button', { name: 'entropy' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('columnheader', { name: 'entropy' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await tabTo(rowOf(page, 'fc2.weight').getByRole('button'));
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('region', { name: 'How much of fc2.weight stands out of noise?' }),
  ).toBeVisible();
  await tabTo(page.getByRole('slider', { name: 'Read values: Eigenvalues of fc2.weight by rank' }));
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.readout')).toContainText('rank 2');
  await tabTo(page.getByRole('slider', { name: 'Values in the tail' }));
  await page.keyboard.press('End');
  await expect(page.getByRole('region', { name: 'Is the tail a power law?' })).toContainText(
    'over the 20 eigenvalues',
  );
});

test('axe finds nothing to mend, light and dark, and nothing sticks out', async ({ page }) => {
  const check = async (what: string) => {
    await expectAccessible(page, what);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      what,
    ).toBeLessThanOrEqual(0);
  };
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('./?page=models');
    await expect(input(page)).toBeAttached();
    await check(`welcome, ${width}`);
    await openTiny(page);
    await page.getByText('1 tensor is no layer').click();
    await page
      .getByLabel('Compare with a second model: files')
      .setInputFiles(payload({ 'other.safetensors': tiny }));
    await expect(page.getByText('3 of 3 compared')).toBeVisible();
    await check(`model, ${width}`);
  }
});

test('a model whose architecture is known runs on images; another says why not', async ({ page }) => {
  const model = realData('weights', 'resnet20-cifar10-akamaster.safetensors');
  const images = ['cifar10_test200_x_f32.npy', 'cifar10_test200_y.npy'].map((name) =>
    realData('fixtures', name),
  );
  await openTiny(page);
  await page.getByRole('button', { name: 'Run it on images' }).click();
  await expect(page.getByText(/does not run here\. Its architecture is not known here/)).toBeVisible();
  await page.getByText('Open another model', { exact: true }).click();
  await input(page).setInputFiles(model);
  await measured(page, 20);
  await page.getByRole('button', { name: 'Run it on images' }).click();
  await expect(page.getByText(/ResNet-20.*Choose images that it knows/)).toBeVisible({ timeout: 30_000 });
  await page.locator('input[type="file"][multiple]').first().setInputFiles(images);
  await expect(page.getByRole('status').filter({ hasText: /167 training and 33 test images/ })).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
  // 91.8 % of all test images; these are 33 of them.
  const told = await page.locator('#training .reading').innerText();
  const accuracy = Number(/right on ([\d.]+)/.exec(told)?.[1]);
  expect(accuracy).toBeGreaterThan(80);
  await expect(page.locator('#redraw')).toContainText('not drawn again');
});
