// npm run record [-- PRESET…]: makes the recorded runs of the page again, those on CIFAR-10 where
// RAINBOW_DATA has it, and their list.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { orExit, root, sh } from './setup.mjs';

const folder = join(root, 'public/recordings');
const cache = join(root, 'build/nets');
const wanted = process.argv.slice(2);
const cifar = ['data_batch_1.bin', 'data_batch_2.bin', 'test_batch.bin'].map((name) =>
  join(process.env.RAINBOW_DATA ?? '', 'cifar-10-batches-bin', name),
);

/** Presets that fetch their images have none: a recording made from files would have Run ask for files. */
const built = [
  'quickstart',
  'mp-init',
  'width-helps',
  'plain-cnn',
  'scat-j7',
  'widths',
  'networks',
  'deep',
  'resnet',
  'dynamics',
  'kernel',
  'additivity',
  'laws',
  'label-noise',
  'width-transfer',
  'variants',
  'mixtures',
  'matching',
  'universality',
];
const photographs = [
  'widths',
  'networks',
  'deep',
  'resnet',
  'dynamics',
  'kernel',
  'additivity',
  'laws',
  'label-noise',
  'width-transfer',
  'variants',
  'mixtures',
  'matching',
  'universality',
  'paper-size',
];
const recordings = [
  ...built.map((preset) => ({ file: `${preset}.json.gz`, preset, dataset: 'built-in shapes', data: [] })),
  ...photographs.map((preset) => ({
    file: preset === 'paper-size' ? 'paper-size.json.gz' : `${preset}-cifar10.json.gz`,
    preset,
    dataset: 'CIFAR-10',
    data: cifar,
  })),
];
mkdirSync(folder, { recursive: true });
for (const { file, preset, data } of recordings) {
  if (wanted.length && !wanted.includes(file.replace('.json.gz', ''))) continue;
  if (!data.every((path) => existsSync(path))) {
    console.error(`${file}: left as it is, RAINBOW_DATA has no CIFAR-10`);
    continue;
  }
  // Photographs are not ours to pass on: numbers only.
  orExit(
    sh(process.execPath, [
      'scripts/lab.mjs',
      'run',
      preset,
      '--out',
      join(folder, file),
      '--cache',
      cache,
      ...(data.length ? ['--no-images', '--data', ...data] : []),
    ]),
  );
}
writeFileSync(
  join(folder, 'index.json'),
  `${JSON.stringify(
    recordings
      .filter(({ file }) => existsSync(join(folder, file)))
      .map(({ file, preset, dataset }) => ({ file, preset, dataset })),
    null,
    1,
  )}\n`,
);
