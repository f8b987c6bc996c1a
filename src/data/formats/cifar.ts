import { FileError } from '../../files/inputFile.ts';
import type { RawImages } from '../images.ts';

const SIDE = 32;
const AREA = SIDE * SIDE;

export const CIFAR_CLASSES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

export const CIFAR100_CLASSES = (
  'apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud ' +
  'cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle ' +
  'mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk ' +
  'skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm'
).split(' ');

/**
 * The binary layout: records of label bytes and three 32 × 32 planes. CIFAR-100 has two labels, coarse (0–19)
 * and fine (0–99, the one used).
 */
const LAYOUTS = {
  'CIFAR-10': { record: 1 + 3 * AREA, limits: [10] },
  'CIFAR-100': { record: 2 + 3 * AREA, limits: [20, 100] },
} as const;
export type CifarKind = keyof typeof LAYOUTS;

/**
 * Which CIFAR a batch looks like, or null. There is no magic: length and labels decide; a length that fits
 * neither is taken for a damaged file of the kind whose labels fit.
 */
export function looksLikeCifar(bytes: Uint8Array): CifarKind | null {
  const labelsFit = (kind: CifarKind): boolean => {
    const { record, limits } = LAYOUTS[kind];
    const records = Math.min(20, Math.floor(bytes.length / record));
    for (let i = 0; i < records; i++)
      if (limits.some((limit, k) => bytes[i * record + k] >= limit)) return false;
    return records > 0;
  };
  const kinds = (Object.keys(LAYOUTS) as CifarKind[]).filter(labelsFit);
  return kinds.find((kind) => bytes.length % LAYOUTS[kind].record === 0) ?? kinds[0] ?? null;
}

/** True if the length is a whole number of records of this kind. */
export const isWholeCifar = (bytes: Uint8Array, kind: CifarKind): boolean =>
  bytes.length % LAYOUTS[kind].record === 0;

/**
 * Reads a binary batch of CIFAR into NHWC. Throws FileError: a length that is no multiple of the record's, or
 * a label out of range.
 */
export function readCifar(file: string, bytes: Uint8Array, kind: CifarKind = 'CIFAR-10'): RawImages {
  const { record, limits } = LAYOUTS[kind];
  const count = Math.floor(bytes.length / record);
  const rest = bytes.length % record;
  if (rest)
    throw new FileError(
      file,
      count * record,
      `${kind} files are records of ${record} bytes; after ${count.toLocaleString('en')} of them ${rest} bytes are left over: the file is cut off or of another kind`,
    );
  const pixels = new Uint8Array(count * 3 * AREA);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * record;
    limits.forEach((limit, k) => {
      if (bytes[at + k] >= limit)
        throw new FileError(
          file,
          at + k,
          `the label of image ${i} is ${bytes[at + k]}; ${kind} has 0 to ${limit - 1}`,
        );
      labels[i] = bytes[at + k];
    });
    const planes = at + limits.length;
    for (let c = 0; c < 3; c++)
      for (let p = 0; p < AREA; p++) pixels[(i * AREA + p) * 3 + c] = bytes[planes + c * AREA + p];
  }
  return { count, height: SIDE, width: SIDE, channels: 3, pixels, labels };
}

/** Images plane after plane (N, 3, H, W) to NHWC; `area` = height · width. */
export function fromPlanes(planes: Uint8Array, count: number, area: number): Uint8Array {
  const pixels = new Uint8Array(planes.length);
  for (let i = 0; i < count; i++)
    for (let c = 0; c < 3; c++)
      for (let p = 0; p < area; p++) pixels[(i * area + p) * 3 + c] = planes[(i * 3 + c) * area + p];
  return pixels;
}
