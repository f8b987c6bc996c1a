// Images of the kinds people report: the files of each case, and how many images, which classes, what is
// told, what mean comes out.
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The smallest experiment: what is looked at is the data. */
const spec = join(tmpdir(), 'rainbow-cases-spec.json');
writeFileSync(
  spec,
  JSON.stringify({
    data: { source: 'file' },
    network: { architecture: 'mlp', depth: 1, width: 0.125 },
    training: { epochs: 0 },
    redraw: { scales: [1], retrainEpochs: 0 },
  }),
);

const dataset = ({ run }) => run?.find((event) => event.type === 'started')?.dataset;
const look = ({ run }) => run?.find((event) => event.type === 'data');
const meanOf = (outcome) => {
  const mean = look(outcome)?.channels.mean ?? [];
  return mean.map((m) => (255 * m).toFixed(1)).join(', ');
};

/** A set that is read. `classes`: their names, or how many; `told`: patterns of what is said of it. */
const read = (name, files, { split, classes, told = [], mean }) => ({
  name,
  args: (at, out) => ['run', spec, '--device', 'cpu', '--data', ...files.map(at), '--out', out],
  expected: [
    split.join(' + '),
    Array.isArray(classes) ? classes.join(', ') : `${classes} classes`,
    ...told.map((pattern) => `told: ${pattern.source}`),
    ...(mean ? [`mean ${mean}`] : []),
  ].join('; '),
  got(outcome) {
    const set = dataset(outcome);
    if (!set) return outcome.message;
    return `${set.train} + ${set.test}; ${set.classes.join(', ')}; mean ${meanOf(outcome)}; ${set.source}`;
  },
  right(outcome) {
    const set = dataset(outcome);
    if (!set) return false;
    const names = Array.isArray(classes)
      ? set.classes.join() === classes.join()
      : set.classes.length === classes;
    const counts = set.train === split[0] && set.test === split[1];
    const means = mean === undefined || meanOf(outcome) === mean;
    return counts && names && means && told.every((pattern) => pattern.test(set.source));
  },
});

/** A set that is refused in these words. */
const refused = (name, files, pattern) => ({
  name,
  args: (at, out) => ['run', spec, '--device', 'cpu', '--data', ...files.map(at), '--out', out],
  expected: `refused: ${pattern.source}`,
  got: (outcome) => (dataset(outcome) ? 'read' : outcome.message),
  right: (outcome) => !dataset(outcome) && pattern.test(outcome.message),
});

const idx = (split) =>
  ['images-idx3', 'labels-idx1'].map((kind) => `emnist-letters-${split}-${kind}-ubyte.gz`);
const pets = ['cat', 'dog'];
const synsets = ['n01443537', 'n01629819', 'n01641577'];

export const rows = [
  read('imagenet-val-names', ['imagenet_subset.zip'], { split: [60, 20], classes: 2, told: [/validation/] }),
  read('tiny-imagenet', ['tiny-imagenet-200.zip'], {
    split: [60, 18],
    classes: synsets,
    told: [/labels of 18 images from val_annotations\.txt/, /validation/],
  }),
  read('tiny-imagenet', ['train_only.zip'], { split: [50, 10], classes: synsets }),
  read(
    'kmnist-npz',
    ['train-imgs', 'train-labels', 'test-imgs', 'test-labels'].map((part) => `kmnist-${part}.npz`),
    { split: [60, 20], classes: ['0', '1', '2'] },
  ),
  read('intel-seg-pred', ['archive.zip'], {
    split: [60, 20],
    classes: ['buildings', 'forest'],
    told: [/15 images without a label left out/],
  }),
  read('medmnist', ['pathmnist_like.npz'], {
    split: [60, 30],
    classes: ['0', '1', '2'],
    told: [/24 validation images left out/],
  }),
  ...['pax_utf8', 'gnu_utf8'].map((file) =>
    read('tar-pax-utf8', [`${file}.tar.gz`], { split: [75, 15], classes: ['cat', '狗', '花'] }),
  ),
  ...['gnu_long', 'pax_long', 'ustar_prefix'].map((file) =>
    read('tar-long-names', [`${file}.tar.gz`], { split: [54, 18], classes: pets }),
  ),
  read('zip-backslash', ['compress_archive.zip'], { split: [60, 20], classes: pets }),
  ...['mac.zip', 'mac.tar.gz'].map((file) => read('macos-junk', [file], { split: [60, 12], classes: pets })),
  ...['resized', 'control_exact'].map((file) =>
    read('float-over-one', [`${file}.npz`], {
      split: [60, 12],
      classes: ['0', '1'],
      mean: '35.2',
      told: [/0 as black and 1 as white.*mean 35\.\d of 255/],
    }),
  ),
  read('jpeg-rgb-set', ['rgb_jpegs.zip'], {
    split: [54, 10],
    classes: ['blue', 'red'],
    mean: '123.9, 64.1, 123.3',
  }),
  ...['PetImages', 'PetImages.zip'].map((file) =>
    read('petimages-zero-byte', [file], {
      split: [60, 12],
      classes: ['Cat', 'Dog'],
      told: [/2 empty files left out \(.*666\.jpg/],
    }),
  ),
  read('heic-among-jpegs', ['phone_photos.zip'], {
    split: [60, 12],
    classes: ['mug', 'plant'],
    told: [/24 HEIC images left out/, /1 HTML page left out/],
  }),
  read('one-webp', ['mixed.zip'], { split: [60, 12], classes: pets, told: [/1 WebP image left out/] }),
  read('parquet-images', ['one_null.parquet'], {
    split: [60, 11],
    classes: 2,
    told: [/1 row without an image left out/],
  }),
  read('parquet-images', ['list_of_images.parquet'], { split: [60, 12], classes: 2 }),
  refused('parquet-images', ['path_only.parquet'], /holds a path .* and no image.*embed_external_files/),
  ...['dict_images', 'large_binary', 'plain_large_binary'].map((file) =>
    read('parquet-images', [`${file}.parquet`], { split: [60, 12], classes: 2 }),
  ),
  read('one-hot-labels', ['mnist_keras_prepared.npz'], {
    split: [60, 20],
    classes: ['0', '1', '2'],
    told: [/single one/],
  }),
  read('string-labels', ['named.npz'], { split: [50, 10], classes: ['cat', 'dog', 'frog'] }),
  ...['string_labels', 'category_labels', 'string_label_named_label', 'classlabel'].map((file) =>
    read('parquet-labels', [`${file}.parquet`], { split: [60, 12], classes: ['akiec', 'bcc'] }),
  ),
  ...['bool_labels', 'float_labels', 'uint8_labels'].map((file) =>
    read('parquet-labels', [`${file}.parquet`], { split: [60, 12], classes: 2 }),
  ),
  read('emnist-letters', [...idx('train'), ...idx('test')], { split: [156, 52], classes: 26 }),
  read(
    'quickdraw-npy',
    pets.map((pet) => `full_numpy_bitmap_${pet}.npy`),
    { split: [67, 13], classes: pets, told: [/names of the arrays/] },
  ),
  read('kaggle-nested-zip', ['dogs-vs-cats.zip'], { split: [60, 12], classes: pets }),
  read('mnist-pkl-gz', ['mnist.pkl.gz'], {
    split: [60, 20],
    classes: ['0', '1', '2'],
    told: [/20 validation images left out/],
  }),
  refused('gtsrb-pickle', ['train.p'], /at least 20 and 10 are needed/),
  refused('svhn-mat', ['train_32x32.mat'], /10 training and 2 test images .* at least 20 and 10 are needed/),
  refused('lfs-pointer', ['model.safetensors'], /Git LFS pointer .*12,345,678 bytes.*git lfs pull/),
  refused('lfs-pointer', ['login_page.safetensors'], /HTML page/),
];
