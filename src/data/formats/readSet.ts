import { FileError } from '../../files/inputFile.ts';
import { MAX_BYTES } from '../../files/gzip.ts';
import { rng } from '../../random/rng.ts';
import { joinImages, type LabelledImages } from '../dataset.ts';
import { checkSize, type RawImages } from '../images.ts';

/** What a data set was recognised as; `images` where nothing but the shape is known. */
export type SetKind = 'CIFAR-10' | 'CIFAR-100' | 'MNIST' | 'images';

/** One file's share. */
export interface Part {
  test: boolean;
  file: string;
  images: RawImages;
}

/** What a reader found, before splits are made and labels are counted. */
export interface ReadSet {
  kind: SetKind;
  /** For people, with the files' names. */
  name: string;
  parts: Part[];
  /** Names of labels 0, 1, …; null where labels are any whole numbers. */
  classes: string[] | null;
  /** What was done to the pixels, in words. */
  notes: string[];
}

/** What was read from a person's files, before a spec chooses how much of it is used and at what size. */
export interface FileImages {
  name: string;
  /** Splits and what was done to the pixels, in words. */
  source: string;
  kind: SetKind;
  classes: string[];
  height: number;
  width: number;
  channels: 1 | 3;
  train: LabelledImages;
  test: LabelledImages;
}

/** Share of the images held out where the files bring no test split: one in six, as in CIFAR-10 and about as in MNIST. */
const HELD_OUT = 6;
export const MOST_CLASSES = 256;

/** Does a path name the test split? "test", "t10k", "val" as a word of its own anywhere in it. */
export const isTestPath = (path: string): boolean =>
  /(^|[^a-z])(test|testing|t10k|val|valid|validation|eval)([^a-z]|$)/i.test(path);

/** Joins the parts, counts the classes and makes a test split where there is none. Throws FileError. */
export function assemble({ kind, name, parts, classes, notes }: ReadSet): FileImages {
  const { height, width, channels } = parts[0].images;
  for (const { file, images } of parts) {
    checkSize(file, null, images.height, images.width);
    if (images.count === 0) throw new FileError(file, null, 'there is no image in it');
    if (images.height !== height || images.width !== width || images.channels !== channels)
      throw new FileError(
        file,
        null,
        `images of ${describe(images)}, those of ${parts[0].file} have ${describe(parts[0].images)}: drop them apart`,
      );
  }
  if (parts.reduce((sum, part) => sum + part.images.pixels.length, 0) > MAX_BYTES)
    throw new FileError(
      parts[0].file,
      null,
      `the images take more than ${MAX_BYTES / 2 ** 20} MiB; drop fewer`,
    );
  const values = classes ? null : distinctLabels(parts);
  const of = (test: boolean): LabelledImages | null => {
    const own = parts
      .filter((part) => part.test === test)
      .map(({ file, images }) => ({
        count: images.count,
        pixels: images.pixels,
        labels: labelBytes(file, images.labels, values, classes?.length ?? 0),
      }));
    return own.length ? joinImages(own) : null;
  };
  const names = classes ?? values!.map(String);
  if (names.length > MOST_CLASSES)
    throw new FileError(
      parts[0].file,
      null,
      `${names.length.toLocaleString('en')} classes; up to ${MOST_CLASSES} can be told apart here`,
    );
  if (names.length < 2)
    throw new FileError(
      parts[0].file,
      null,
      'all images are of one class: a network needs at least two to tell apart',
    );
  const split = splitOff(of(false), of(true));
  return {
    kind,
    name,
    classes: names,
    height,
    width,
    channels,
    train: split.train,
    test: split.test,
    source: [split.source, ...notes].join('; '),
  };
}

const describe = ({ height, width, channels }: RawImages): string =>
  `${height} × ${width} pixels in ${channels === 3 ? 'colour' : 'grey'}`;

/** Labels may be any whole numbers: the different ones in order, filled up to 0, 1, … where they are small counts. */
function distinctLabels(parts: readonly Part[]): number[] {
  const seen = new Set<number>();
  for (const { file, images } of parts) {
    for (let i = 0; i < images.labels.length; i++) {
      const label = images.labels[i];
      if (!Number.isSafeInteger(label))
        throw new FileError(file, null, `label ${label} of image ${i} is no whole number`);
      seen.add(label);
      if (seen.size > 65_536)
        throw new FileError(
          file,
          null,
          `more than ${(65_536).toLocaleString('en')} different labels: are these labels?`,
        );
    }
  }
  return [...seen].sort((a, b) => a - b);
}

function labelBytes(
  file: string,
  labels: ArrayLike<number>,
  values: number[] | null,
  classes: number,
): Uint8Array {
  const index = values && new Map(values.map((value, i) => [value, i]));
  const out = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const label = index ? index.get(labels[i])! : labels[i];
    if (!index && !(label >= 0 && label < classes))
      throw new FileError(file, null, `label ${label} of image ${i} is out of range (0 to ${classes - 1})`);
    out[i] = label;
  }
  return out;
}

/** Where the files bring one split only, a test split is drawn from it, the same for everybody. */
function splitOff(
  train: LabelledImages | null,
  test: LabelledImages | null,
): { train: LabelledImages; test: LabelledImages; source: string } {
  if (train && test) return { train, test, source: "the files' own test split" };
  const all = (train ?? test)!;
  if (all.count < 2)
    throw new FileError('files', null, 'one image is too few: training and testing need at least two');
  const order = rng(1).fork('held-out', all.count).permutation(all.count);
  const held = Math.max(1, Math.floor(all.count / HELD_OUT));
  const length = all.pixels.length / all.count;
  const take = (indices: Uint32Array): LabelledImages => takeImages(all, length, indices);
  return {
    train: take(order.subarray(held)),
    test: take(order.subarray(0, held)),
    source: `one image in ${HELD_OUT} held out for testing (fixed draw): the files bring no ${train ? 'test' : 'training'} split`,
  };
}

/** The images `indices`, of `length` bytes each. */
export function takeImages(
  images: LabelledImages,
  length: number,
  indices: ArrayLike<number>,
): LabelledImages {
  const pixels = new Uint8Array(indices.length * length);
  const labels = new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    pixels.set(images.pixels.subarray(indices[i] * length, (indices[i] + 1) * length), i * length);
    labels[i] = images.labels[indices[i]];
  }
  return { count: indices.length, pixels, labels };
}
