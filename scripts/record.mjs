// npm run record [-- PRESET…]: makes the recorded runs of the page again, those on CIFAR-10 and MNIST where RAINBOW_DATA has them, and their list.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { orExit, root, sh } from './setup.mjs';

const folder = join(root, 'public/recordings'), cache = join(root, 'build/nets');
const wanted = process.argv.slice(2);
const inData = (sub, names) => names.map((name) => join(process.env.RAINBOW_DATA ?? '', sub, name));

/** Presets by the images they are recorded on. Photographs and digits are not ours to pass on: of those, numbers only. */
const sets = [
  { dataset: 'built-in shapes', suffix: '', data: [], presets: ['quickstart', 'mp-init', 'width-helps', 'plain-cnn', 'scat-j7', 'widths', 'networks', 'deep', 'resnet', 'dynamics', 'kernel', 'additivity', 'laws', 'label-noise', 'width-transfer', 'variants', 'mixtures', 'matching', 'universality'] },
  {
    dataset: 'CIFAR-10', suffix: '-cifar10', data: inData('cifar-10-batches-bin', ['data_batch_1.bin', 'data_batch_2.bin', 'test_batch.bin']),
    presets: ['cifar10', 'widths', 'networks', 'deep', 'resnet', 'dynamics', 'kernel', 'additivity', 'laws', 'label-noise', 'width-transfer', 'variants', 'mixtures', 'matching', 'universality', 'paper-size'],
  },
  { dataset: 'MNIST', suffix: '', data: inData('mnist', ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz', 't10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz']), presets: ['mnist'] },
];
/** Presets that name their images themselves. */
const named = ['cifar10', 'paper-size'];
const recordings = sets.flatMap(({ dataset, suffix, data, presets }) => presets.map((preset) => ({ file: `${preset}${named.includes(preset) ? '' : suffix}.json.gz`, preset, dataset, data })));
mkdirSync(folder, { recursive: true });
for (const { file, preset, dataset, data } of recordings) {
  if (wanted.length && !wanted.includes(file.replace('.json.gz', ''))) continue;
  if (!data.every((path) => existsSync(path))) {
    console.error(`${file}: left as it is, RAINBOW_DATA has no ${dataset}`);
    continue;
  }
  orExit(sh(process.execPath, ['scripts/lab.mjs', 'run', preset, '--out', join(folder, file), '--cache', cache, ...(data.length ? ['--no-images', '--data', ...data] : [])]));
}
writeFileSync(join(folder, 'index.json'), `${JSON.stringify(recordings.filter(({ file }) => existsSync(join(folder, file))).map(({ file, preset, dataset }) => ({ file, preset, dataset })), null, 1)}\n`);
