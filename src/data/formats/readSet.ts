import { FileError } from '../../files/inputFile.ts';
import { MAX_BYTES } from '../../files/gzip.ts';
import { rng } from '../../random/rng.ts';
import { joinImages, type LabelledImages } from '../dataset.ts';
import { checkSize, type RawImages } from '../images.ts';
import { tellLeftOut, type LeftOut } from './leftOut.ts';
import type { Split } from './splits.ts';

/** What a data set was recognised as; `images` where nothing but the shape is known. */
export type SetKind = 'CIFAR-10' | 'CIFAR-100' | 'MNIST' | 'images';

/** One file's share. */
export interface Part {
  /** Null where nothing names one: to learn from. */
  split: Split | null;
  file: string;
  images: RawImages;
}

/** What a reader found, before splits are made and labels are counted. */
export interface ReadSet {
  kind: SetKind;
  /** For people, with the files' names. */
  name: string;
  parts: Part[];
  /**
   * Names of labels 0, 1, …, of a set that is known to have them; null where labels are any whole numbers or
   * words.
   */
  classes: string[] | null;
  /** What was done to pixels and labels, in words. */
  notes: string[];
  leftOut?: readonly LeftOut[];
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

/**
 * Share of the images held out where the files bring no test split: one in six, as in CIFAR-10 and about as
 * in MNIST.
 */
const HELD_OUT = 6;
export const MOST_CLASSES = 256;

/** Joins the parts, counts the classes and makes a test split where there is none. Throws FileError. */
export function assemble(set: ReadSet): FileImages {
  const { kind, name, classes } = set;
  const { parts, notes: splitNotes } = chooseSplits(set.parts);
  const notes = [...splitNotes, ...set.notes, ...tellLeftOut(set.leftOut ?? [])];
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
      .filter(({ split }) => (split === 'test') === test)
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
  if (parts.length === 1 && parts[0].images.count < 2)
    throw new FileError('files', null, 'one image is too few: training and testing need at least two');
  if (names.length < 2) {
    const told = notes.length ? ` (${notes.join('; ')})` : '';
    throw new FileError(
      parts[0].file,
      null,
      `all images are of one class: a network needs at least two to tell apart${told}`,
    );
  }
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

/**
 * Validation images are the test split where there is no other, and are left out beside one; so are those
 * named as unlabelled. All of it is told.
 */
function chooseSplits(all: readonly Part[]): { parts: Part[]; notes: string[] } {
  const of = (wanted: Split): Part[] => all.filter(({ split }) => split === wanted);
  const count = (some: readonly Part[]): string =>
    some.reduce((sum, { images }) => sum + images.count, 0).toLocaleString('en');
  const notes: string[] = [];
  const validation = of('val');
  const unlabelled = of('other');
  let parts = all.filter(({ split }) => split !== 'val' && split !== 'other');
  if (validation.length && of('test').length) notes.push(`${count(validation)} validation images left out`);
  else if (validation.length) {
    if (parts.length) notes.push(`these ${count(validation)} images are named for validation`);
    parts = [...parts, ...validation.map((part): Part => ({ ...part, split: 'test' }))];
  }
  if (parts.length === 0) return { parts: unlabelled, notes };
  if (unlabelled.length) notes.push(`${count(unlabelled)} images named as unlabelled left out`);
  return { parts, notes };
}

/** Without the classes that no image belongs to. */
export function withoutEmptyClasses({ parts, classes, ...set }: ReadSet): ReadSet {
  if (!classes) return { ...set, parts, classes };
  const used = new Set(parts.flatMap(({ images }) => Array.from(images.labels)));
  const empty = classes.filter((_, i) => !used.has(i));
  if (empty.length === 0) return { ...set, parts, classes };
  const kept = classes.flatMap((_, i) => (used.has(i) ? [i] : []));
  const index = new Map<number | string, number>(kept.map((old, i) => [old, i]));
  const few = empty.slice(0, 5).join(', ') + (empty.length > 5 ? ', …' : '');
  return {
    ...set,
    classes: kept.map((i) => classes[i]),
    parts: parts.map((part) => ({
      ...part,
      // What is no class is refused where the labels are counted.
      images: { ...part.images, labels: Array.from(part.images.labels, (l) => index.get(l) ?? l) },
    })),
    notes: [...set.notes, `no image of ${few}: no ${empty.length === 1 ? 'class' : 'classes'} of this set`],
  };
}

const describe = ({ height, width, channels }: RawImages): string =>
  `${height} × ${width} pixels in ${channels === 3 ? 'colour' : 'grey'}`;

/** The different labels, whole numbers or words, in order. */
function distinctLabels(parts: readonly Part[]): (number | string)[] {
  const seen = new Set<number | string>();
  for (const { file, images } of parts) {
    for (let i = 0; i < images.labels.length; i++) {
      const label = images.labels[i];
      if (typeof label === 'number' && !Number.isSafeInteger(label))
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
  return [...seen].sort(inOrder);
}

/** Numbers by value, words as people order them ("9" before "10"); never two that differ as equal. */
function inOrder(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const byWord = String(a).localeCompare(String(b), 'en', { numeric: true });
  return byWord || (a < b ? -1 : 1);
}

function labelBytes(
  file: string,
  labels: ArrayLike<number | string>,
  values: (number | string)[] | null,
  classes: number,
): Uint8Array {
  const index = values && new Map(values.map((value, i) => [value, i]));
  const out = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const label = index ? index.get(labels[i])! : Number(labels[i]);
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
function takeImages(images: LabelledImages, length: number, indices: ArrayLike<number>): LabelledImages {
  const labels = Uint8Array.from({ length: indices.length }, (_, i) => images.labels[indices[i]]);
  return { count: indices.length, pixels: takePixels(images.pixels, length, indices), labels };
}

/** Takes the images at these places, as they stand in a file. */
export function takeRaw(images: RawImages, indices: ArrayLike<number>): RawImages {
  const length = images.height * images.width * images.channels;
  const labels = Array.from(indices, (index) => images.labels[index]);
  return { ...images, count: indices.length, pixels: takePixels(images.pixels, length, indices), labels };
}

function takePixels(pixels: Uint8Array, length: number, indices: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(indices.length * length);
  for (let i = 0; i < indices.length; i++)
    out.set(pixels.subarray(indices[i] * length, (indices[i] + 1) * length), i * length);
  return out;
}
