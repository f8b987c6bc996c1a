import { z } from 'zod';
import { settingTexts } from '../strings/settings.ts';

const words = settingTexts.data;

/** Fewer images than this are no experiment. */
export const FEWEST = { train: 20, test: 10 };

/** Which images, how many, and how wrong their labels are made. */
export const dataSettings = z.strictObject({
  source: z
    .enum([
      'shapes-easy',
      'shapes-medium',
      'shapes-hard',
      'cifar10',
      'cifar100',
      'mnist',
      'fashion-mnist',
      'address',
      'file',
    ])
    .default('shapes-medium')
    .meta(words.source),
  address: z.string().max(1000).default('').meta(words.address),
  expects: z.enum(['any', 'CIFAR-10', 'CIFAR-100', 'MNIST']).default('any').meta(words.expects),
  train: z
    .int()
    .min(FEWEST.train)
    .max(60_000)
    .default(4000)
    .meta({ ...words.train, step: 100, scale: 'log' }),
  test: z
    .int()
    .min(FEWEST.test)
    .max(10_000)
    .default(2000)
    .meta({ ...words.test, step: 100, scale: 'log' }),
  size: z.enum(['32', '64']).default('32').meta(words.size),
  labelNoise: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .meta({ ...words.labelNoise, unit: '%', step: 0.05 }),
});

/** Channels and classes of the sets that are known by name. */
export const KNOWN = {
  'CIFAR-10': { channels: 3, classes: 10 },
  'CIFAR-100': { channels: 3, classes: 100 },
  MNIST: { channels: 1, classes: 10 },
} as const;

const knownAs: Partial<Record<DataSettings['source'], keyof typeof KNOWN>> = {
  cifar10: 'CIFAR-10',
  cifar100: 'CIFAR-100',
  mnist: 'MNIST',
  'fashion-mnist': 'MNIST',
};

/**
 * What the images will be, as far as the settings say. Of files of any kind channels and classes are not
 * known before they are read: those of the built-in shapes, in colour and of 10 classes.
 */
export function imagesToCome({ source, expects, size }: DataSettings): {
  size: number;
  channels: number;
  classes: number;
} {
  const own = source === 'file' || source === 'address';
  const kind = own && expects !== 'any' ? expects : knownAs[source];
  return { size: Number(size), ...KNOWN[kind ?? 'CIFAR-10'] };
}

/**
 * True if the settings alone determine the images. They do not determine a file's content, or what lies at
 * somebody's address.
 */
export const determinesImages = (source: DataSettings['source']): boolean =>
  source !== 'file' && source !== 'address';

export type DataSettings = z.infer<typeof dataSettings>;
