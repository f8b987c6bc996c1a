import { FileError } from '../files/inputFile.ts';
import { rng } from '../random/rng.ts';
import type { Dataset, LabelledImages } from './dataset.ts';
import type { FileImages } from './formats/readSet.ts';
import { fitting, takeFitted } from './images.ts';
import { FEWEST, KNOWN, type DataSettings } from './settings.ts';

/**
 * What a set that is not recognised by its format must look like to be taken for the one an experiment was
 * made for.
 */
const SIDES: Record<keyof typeof KNOWN, number[]> = {
  'CIFAR-10': [32],
  'CIFAR-100': [32],
  MNIST: [28, 32],
};

/**
 * Checks that a data set is the one an experiment was made for: another is never put in its place. Throws
 * FileError.
 */
export function checkExpected(
  { kind, height, width, channels, classes }: FileImages,
  expects: DataSettings['expects'],
  file: string,
): void {
  if (expects === 'any' || kind === expects) return;
  const known = KNOWN[expects];
  const alike =
    kind === 'images' &&
    height === width &&
    SIDES[expects].includes(height) &&
    channels === known.channels &&
    classes.length <= known.classes;
  if (!alike)
    throw new FileError(
      file,
      null,
      `this is ${kind === 'images' ? `${height} × ${width} images in ${channels === 3 ? 'colour' : 'grey'}, ${classes.length} classes` : kind}, the experiment is made for ${expects}; drop that, or choose another preset`,
    );
}

/** Checks that there are as many images as any experiment needs. Throws FileError. */
export function checkEnough({
  name,
  source,
  train,
  test,
}: Pick<FileImages, 'name' | 'source' | 'train' | 'test'>): void {
  if (train.count < FEWEST.train || test.count < FEWEST.test)
    throw new FileError(
      name,
      null,
      `${train.count} training and ${test.count} test images (${source}); at least ${FEWEST.train} and ${FEWEST.test} are needed: add images`,
    );
}

/**
 * The data set of an experiment: as many images as the settings ask for, in an order drawn from the seed, at
 * the size they ask for. Throws FileError naming the setting when there are fewer.
 */
export function selectDataset(images: FileImages, settings: DataSettings, seed: number): Dataset {
  checkExpected(images, settings.expects, images.name);
  const { height, width, channels } = images;
  const size = Number(settings.size);
  const how = fitting(height, width, size);
  const choose = (part: LabelledImages, split: 'train' | 'test', wanted: number): LabelledImages => {
    if (wanted > part.count)
      throw new FileError(
        images.name,
        null,
        `data.${split} asks for ${wanted.toLocaleString('en')} images, the file has ${part.count.toLocaleString('en')}: lower "${split === 'train' ? 'Training images' : 'Test images'}"`,
      );
    return takeFitted(
      part,
      { height, width, channels },
      rng(seed).fork('choose', split).permutation(part.count).subarray(0, wanted),
      size,
    );
  };
  return {
    name: images.name,
    source: how ? `${images.source}; ${how}` : images.source,
    classes: images.classes,
    size,
    channels,
    train: choose(images.train, 'train', settings.train),
    test: choose(images.test, 'test', settings.test),
  };
}
