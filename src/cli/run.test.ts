import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { craftedSets } from '../data/formats/craftedSets.ts';
import type { RunEvent, RunStarted } from '../lab/events.ts';
import { parseRunFile } from '../lab/runFile.ts';
import { chooseSpec } from './chooseSpec.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'rainbow-data-'));
afterAll(() => rmSync(folder, { recursive: true }));
const place = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
};
/** The quickstart, as small as it can be; its numbers of images are not named. */
const tiny = {
  seed: 3,
  device: 'simd',
  threads: 1,
  network: { width: 0.125 },
  training: { epochs: 1, batchSize: 16 },
  redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
};

let said = '';
beforeAll(() => {
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterAll(() => {
  vi.restoreAllMocks();
});

async function lab(
  data: string[],
  settings: object = {},
  options: { out?: string; images?: boolean } = {},
): Promise<{ events: RunEvent[]; started: RunStarted }> {
  said = '';
  const events = await run(
    chooseSpec(place('spec.json', JSON.stringify({ ...tiny, ...settings })), { hasData: true }),
    { data, ...options },
  );
  expect(events.at(-1), said).toMatchObject({ type: 'done' });
  return { events, started: events.find((e) => e.type === 'started')! };
}

describe("a run on a person's images", () => {
  it.each(craftedSets.map((set) => [set.kind, set] as const))('%s', async (_, { files, says, counts }) => {
    const paths = Object.entries(files).map(([name, bytes]) => place(name, bytes));
    const inFolder = Object.keys(files)[0].includes('/');
    const { events, started } = await lab(inFolder ? [join(folder, 'set')] : paths);
    expect(started.dataset).toMatchObject({
      name: expect.stringMatching(says) as string,
      train: counts[0],
      test: counts[1],
      size: 32,
    });
    expect(started.dataset.source).toMatch(/test split|held out/);
    expect(said).toContain(
      `${counts[0]} training images instead of 4,000 and ${counts[1]} test images instead of 2,000: all of them are used.`,
    );
    const look = events.find((e) => e.type === 'data')!;
    expect([look.labels.train, look.labels.test].map((l) => l.reduce((a, b) => a + b))).toEqual(counts);
  });

  it('of odd sizes at 64 pixels, saved without images', async () => {
    const { kind, files } = craftedSets.find((set) => set.kind.startsWith('npy of floats'))!;
    const out = join(folder, 'out.json.gz');
    const { started, events } = await lab(
      Object.entries(files).map(([name, bytes]) => place(name, bytes)),
      { data: { size: '64' } },
      { out, images: false },
    );
    expect([started.dataset.size, started.dataset.channels], kind).toEqual([64, 3]);
    expect(started.dataset.source).toMatch(
      /numbers from 0 to 1 taken with 0 as black and 1 as white, rounded to bytes: mean \d+\.\d of 255; 9 × 13 images scaled to 64 pixels on the shorter side and cut in the middle$/,
    );
    expect(events.find((e) => e.type === 'data')!.images.length).toBeGreaterThan(0);
    const kept = (await parseRunFile(readFileSync(out))).events;
    expect(kept.some((e) => e.type === 'gallery')).toBe(false);
    expect(kept.find((e) => e.type === 'data')).toMatchObject({ images: [], spectrum: { images: 50 } });
  });

  it.each<[string, object, RegExp]>([
    [
      'a number that was asked for and is not there',
      { data: { train: 51 } },
      /data\.train asks for 51 images, the file has 50/,
    ],
    [
      'another set than asked for',
      { data: { expects: 'MNIST' } },
      /this is CIFAR-10, the experiment is made for MNIST/,
    ],
  ])('refuses %s', async (_, settings, message) => {
    const path = place('data_batch_1.bin', craftedSets[0].files['data_batch_1.bin']);
    const chosen = chooseSpec(place('asks.json', JSON.stringify({ ...tiny, ...settings })), {
      hasData: true,
    });
    const outcome = await run(chosen, { data: [path] }).then(
      (events) => events.at(-1)!,
      (error: Error) => ({ type: 'failed', message: error.message }),
    );
    expect(outcome).toMatchObject({ type: 'failed', message: expect.stringMatching(message) as string });
  });

  it('refuses too few to hold any out', async () => {
    await expect(
      run(chooseSpec('quickstart', { hasData: true }), {
        data: [place('few.bin', craftedSets[0].files['data_batch_1.bin'].subarray(0, 59 * 3073))],
      }),
    ).rejects.toThrow(
      /50 training and 9 test images \(one image in 6 held out.*at least 20 and 10 are needed: add images/,
    );
  });
});

const root = process.env.RAINBOW_DATA;
if (!root) console.info('Runs on real files of every format: skipped, RAINBOW_DATA is not set.');
describe.skipIf(!root)('a run on real files (RAINBOW_DATA)', () => {
  const mnist = [
    'train-images-idx3-ubyte',
    'train-labels-idx1-ubyte',
    't10k-images-idx3-ubyte',
    't10k-labels-idx1-ubyte',
  ].map((name) => `mnist/${name}.gz`);
  const y = 'fixtures/cifar10_test200_y.npy';
  it.each<[number, number, string[]]>([
    [834, 166, ['fixtures/cifar10_test1000.bin']],
    [834, 166, ['fixtures/cifar10_test1000_py.pickle']],
    [834, 166, ['fixtures/cifar10_test1000_compressed.npz']],
    [834, 166, ['fixtures/cifar10_test1000_keras_like.npz']],
    [1000, 200, ['fixtures/cifar-10-binary-1000.tar.gz']],
    [167, 33, ['fixtures/cifar10_test200_folders.tar.gz']],
    [167, 33, ['fixtures/cifar10_test200_folders.zip']],
    [167, 33, ['fixtures/cifar10_test200_x.npy', y]],
    [167, 33, ['fixtures/cifar10_test200_x_f32.npy', y]],
    [167, 33, ['fixtures/cifar10_test200_x_fortran.npy', y]],
    [750, 150, ['fashion-mnist-900/images-idx3-ubyte.gz', 'fashion-mnist-900/labels-idx1-ubyte.gz']],
    [4000, 2000, mnist],
    [4000, 1666, ['parquet/cifar10-test-hf-schema-snappy-rg100.parquet']],
    [
      4000,
      2000,
      [
        'cifar-10-batches-bin/data_batch_1.bin',
        'cifar-10-batches-bin/test_batch.bin',
        'cifar-10-batches-bin/batches.meta.txt',
      ],
    ],
  ])('%i + %i images of %j', async (train, test, names) => {
    const paths = names.map((name) => join(root!, name));
    expect(paths.every((path) => existsSync(path))).toBe(true);
    const { started } = await lab(paths, { training: { ...tiny.training, epochs: 0 } });
    expect(started.dataset).toMatchObject({ train, test });
  });
});
