import { describe, expect, it } from 'vitest';
import { layOut } from './layout.ts';
import { splitName, splitOfFile } from './splits.ts';

/** "split:class" of each path, "-" for what is missing. */
const laidOut = (...paths: string[]) =>
  layOut(paths).places.map(({ split, label }) => `${split ?? '-'}:${label ?? '-'}`);

describe('splits and classes of images by their folders', () => {
  it.each<[string, [path: string, place: string][]]>([
    [
      'file names say nothing',
      [
        ['set/train/a/val_0.png', 'train:a'],
        ['set/train/b/test.png', 'train:b'],
        ['set/val/a/train_1.png', 'val:a'],
      ],
    ],
    [
      'a class may be called train',
      [
        ['set/bus/1.png', '-:bus'],
        ['set/train/1.png', '-:train'],
        ['set/car/1.png', '-:car'],
      ],
    ],
    [
      'within a split too',
      [
        ['train/bus/1.png', 'train:bus'],
        ['train/train/1.png', 'train:train'],
        ['test/train/1.png', 'test:train'],
        ['test/bus/1.png', 'test:bus'],
      ],
    ],
    [
      'part of a class name is no split',
      [
        ['lab/test_tube/1.png', '-:test_tube'],
        ['lab/training_shoe/1.png', '-:training_shoe'],
        ['lab/valid/1.png', '-:valid'],
        ['lab/invalid/1.png', '-:invalid'],
      ],
    ],
    [
      'splits below the classes',
      [
        ['cat/train/1.png', 'train:cat'],
        ['cat/test/2.png', 'test:cat'],
        ['dog/train/1.png', 'train:dog'],
      ],
    ],
    [
      'names with something else in common, and the unlabelled beside them',
      [
        ['seg_train/seg_train/forest/1.jpg', 'train:forest'],
        ['seg_train/seg_train/sea/1.jpg', 'train:sea'],
        ['seg_test/seg_test/sea/1.jpg', 'test:sea'],
        ['seg_pred/seg_pred/1.jpg', 'other:-'],
      ],
    ],
    [
      'a folder beside the splits',
      [
        ['dataset/training_set/cats/1.jpg', 'train:cats'],
        ['dataset/training_set/dogs/1.jpg', 'train:dogs'],
        ['dataset/test_set/dogs/1.jpg', 'test:dogs'],
        ['dataset/single_prediction/cat_or_dog_1.jpg', 'other:-'],
      ],
    ],
    [
      'a folder of the same name in every class',
      [
        ['t/train/n01/images/n01_0.JPEG', 'train:n01'],
        ['t/train/n02/images/n02_0.JPEG', 'train:n02'],
        ['t/val/images/val_0.JPEG', 'val:-'],
        ['t/test/images/test_0.JPEG', 'test:-'],
      ],
    ],
    [
      'another split may be less deep',
      [
        ['t/train/n01/images/n01_0.JPEG', 'train:n01'],
        ['t/train/n02/images/n02_0.JPEG', 'train:n02'],
        ['t/val/n02/val_0.JPEG', 'val:n02'],
      ],
    ],
    [
      'a class that training does not know is none',
      [
        ['train/cat/1.png', 'train:cat'],
        ['train/dog/1.png', 'train:dog'],
        ['test/unknown/1.png', 'test:-'],
      ],
    ],
    [
      'the inner folders where all have names of their own',
      [
        ['animals/cat/1.png', '-:cat'],
        ['animals/dog/1.png', '-:dog'],
        ['things/cup/1.png', '-:cup'],
      ],
    ],
    [
      'the upper ones where inner ones come again',
      [
        ['Greek/character01/1.png', '-:Greek'],
        ['Greek/character02/1.png', '-:Greek'],
        ['Latin/character01/1.png', '-:Latin'],
      ],
    ],
    [
      'parts of one class',
      [
        ['cat/01/1.png', '-:cat'],
        ['cat/02/1.png', '-:cat'],
        ['dog/01/1.png', '-:dog'],
        ['dog/02/1.png', '-:dog'],
      ],
    ],
    [
      'folds of all classes',
      [
        ['fold1/cat/1.png', '-:cat'],
        ['fold1/dog/1.png', '-:dog'],
        ['fold2/cat/1.png', '-:cat'],
        ['fold2/dog/1.png', '-:dog'],
      ],
    ],
    [
      'folders within a class',
      [
        ['set/cat/1.png', '-:cat'],
        ['set/cat/more/2.png', '-:cat'],
        ['set/dog/1.png', '-:dog'],
      ],
    ],
    [
      'an accent written in two ways',
      [
        ['train/caf\u00e9/1.png', 'train:caf\u00e9'],
        ['train/tea/1.png', 'train:tea'],
        ['test/cafe\u0301/1.png', 'test:caf\u00e9'],
      ],
    ],
  ])('%s', (_, cases) => {
    expect(laidOut(...cases.map(([path]) => path))).toEqual(cases.map(([, place]) => place));
  });

  it('tells what it chose', () => {
    expect(layOut(['a/cat/1.png', 'b/dog/1.png', 'a/owl/1.png']).notes).toEqual([
      'the classes are the inner folders (cat, dog, owl), not those above them (a, b)',
    ]);
    expect(layOut(['set/cat/1.png', 'set/dog/1.png']).notes).toEqual([]);
  });
});

it.each([
  ['train-images-idx3-ubyte.gz', 'train'],
  ['t10k-images-idx3-ubyte', 'test'],
  ['kmnist-test-imgs.npz › arr_0.npy', 'test'],
  ['set.npz › x_valid.npy', 'val'],
  ['set.npz › Xtrain.npy', 'train'],
  ['data/validation-00000-of-00001.parquet', 'val'],
  ['train/test_batch.bin', 'test'],
  ['contest/images.npy', null],
  ['latest.npz › x.npy', null],
  ['trainee.npy', null],
])('the split of %s is %s', (path, split) => {
  expect(splitOfFile(path)).toBe(split);
});

it('a name of two splits names none', () => {
  expect(splitName('train_test')).toBeNull();
});
