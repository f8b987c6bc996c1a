import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode as encodePng } from 'fast-png';
import { parquetReadObjects } from 'hyparquet';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { refusal } from '../../files/craftedFiles.ts';
import { rng } from '../../random/rng.ts';
import { CIFAR_CLASSES as names, readCifar } from '../formats/cifar.ts';
import { craftedHubFile } from '../formats/craftedSets.ts';
import { loadAddress, loadRemote } from './loadRemote.ts';
import { startRangeServer, type RangeServer } from './rangeServer.ts';
import { remoteSources } from './sources.ts';

/**
 * A file in the hub's form: noise with the mean and deviation of CIFAR-10's channels, unless `mean` says
 * otherwise, in front of black images up to the rows of the set.
 */
function hubFile(
  rows: number,
  {
    mean = remoteSources.cifar10.mean as readonly number[],
    label = (i: number) => i % 10,
    seed = 1,
    total = 50_000,
  } = {},
): Uint8Array {
  const random = rng(seed).fork('hub file');
  const std = remoteSources.cifar10.std;
  return craftedHubFile(
    Array.from({ length: rows }, () =>
      encodePng({
        width: 32,
        height: 32,
        channels: 3,
        data: Uint8Array.from({ length: 3072 }, (_, p) =>
          Math.min(
            255,
            Math.max(
              0,
              Math.round(255 * (mean[p % 3] + std[p % 3] * (2 * random.uniform() - 1) * Math.sqrt(3))),
            ),
          ),
        ),
      }),
    ),
    label,
    total,
  );
}

let server: RangeServer | null = null;
afterEach(async () => {
  vi.unstubAllGlobals();
  await server?.close();
  server = null;
});

/** The hub's addresses answered by a server here. */
async function asHub(train: Uint8Array, test: Uint8Array): Promise<void> {
  server = await startRangeServer({ '/train': train, '/test': test }, { redirect: true });
  const real = fetch;
  vi.stubGlobal('fetch', (address: string, init: RequestInit) =>
    real(server!.address(address === remoteSources.cifar10.train ? '/train' : '/test'), init),
  );
}

describe('CIFAR-10 by name', () => {
  it('is the first images of both files, with source and revision', async () => {
    await asHub(hubFile(600), hubFile(300, { seed: 2, total: 10_000 }));
    const set = await loadRemote('cifar10', { train: 400, test: 200 }, { pauseMs: 1 });
    expect([set.train.count, set.test.count, set.kind, set.classes]).toEqual([400, 200, 'CIFAR-10', names]);
    expect(set.name).toBe('CIFAR-10 (first 400 and 200)');
    expect(set.source).toMatch(/own test split; from https:\/\/.*uoft-cs\/cifar10 at revision 0b27149/);
  });

  it.each<[string, Parameters<typeof hubFile>[1], RegExp]>([
    ['other pixels', { mean: [0.2, 0.2, 0.2] }, /does not look like CIFAR-10: channel 1 has mean/],
    [
      'another number of images',
      { total: 600 },
      /its files have 600 and 10,000 images, not 50,000 and 10,000/,
    ],
    [
      'images in order of class',
      { label: (i) => Math.floor(i / 100) },
      /first 400 images have between 0 and 100 of a class/,
    ],
  ])('refuses %s in its place', async (_, how, message) => {
    await asHub(hubFile(600, how), hubFile(300, { total: 10_000 }));
    expect((await refusal(loadRemote('cifar10', { train: 400, test: 200 }, { pauseMs: 1 }))).message).toMatch(
      message,
    );
  });

  it('refuses more images than there are before it fetches any', async () => {
    expect((await refusal(loadRemote('cifar10', { train: 60_000, test: 200 }, {}))).message).toMatch(
      /data\.train asks for 60,000 images, CIFAR-10 has 50,000/,
    );
  });
});

it('an address of one file: its test images are held out of it', async () => {
  server = await startRangeServer({ '/some/data.parquet': hubFile(330, { total: 330 }) });
  const set = await loadAddress(server.address('/some/data.parquet'), { train: 150, test: 50 }, {});
  expect(set.train.count).toBeGreaterThanOrEqual(150);
  expect(set.test.count).toBeGreaterThanOrEqual(50);
  expect(set.source).toMatch(/held out .*from http:\/\/127/);
  expect((await refusal(loadAddress('', { train: 1, test: 1 }, {}))).message).toMatch(
    /one address of a parquet file is needed/,
  );
});

const root = process.env.RAINBOW_DATA;
if (!root) console.info('Fetching real CIFAR-10 from a local hub: skipped, RAINBOW_DATA is not set.');
it.skipIf(!root)('real CIFAR-10 photographs over ranges are those of the file (RAINBOW_DATA)', async () => {
  const file = readFileSync(join(root!, 'parquet/cifar10-test-hf-schema-snappy-rg100.parquet'));
  const rows = (await parquetReadObjects({
    file: file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer,
    utf8: false,
    rowEnd: 5000,
  })) as { img: { bytes: Uint8Array }; label: bigint }[];
  const hub = (total: number) =>
    craftedHubFile(
      rows.map((r) => r.img.bytes),
      (i) => Number(rows[i]?.label ?? 0),
      total,
    );
  await asHub(hub(50_000), hub(10_000));
  const set = await loadRemote('cifar10', { train: 1000, test: 500 }, { pauseMs: 1 });
  const batch = readCifar(
    'test',
    new Uint8Array(readFileSync(join(root!, 'cifar-10-batches-bin/test_batch.bin'))),
  );
  const known = new Set(
    Array.from({ length: 10_000 }, (_, i) =>
      Buffer.from(batch.pixels.subarray(i * 3072, i * 3072 + 64)).toString('hex'),
    ),
  );
  for (let i = 0; i < 1000; i++)
    expect(known.has(Buffer.from(set.train.pixels.subarray(i * 3072, i * 3072 + 64)).toString('hex'))).toBe(
      true,
    );
  // 1000 photographs take about 2.4 MB: one span of 8 MiB and the footer's, of a file of several.
  expect(new Set(server!.requests.filter((r) => r.startsWith('/signed/train'))).size).toBeLessThanOrEqual(2);
});
