import { z } from 'zod';

/** Fewer images than this are no experiment. */
export const FEWEST = { train: 20, test: 10 };

/** Which images, how many, and how wrong their labels are made. */
export const dataSettings = z.strictObject({
  source: z.enum(['shapes-easy', 'shapes-medium', 'shapes-hard', 'cifar10', 'cifar100', 'mnist', 'fashion-mnist', 'address', 'file']).default('shapes-medium').meta({
    label: 'Images',
    help: 'The built-in shapes are drawn by this page, the same on every machine. CIFAR and MNIST are fetched from a public hub when you press Run, the first images of each file, and kept on this machine. "Your file" takes what you drop here: CIFAR, MNIST, numpy arrays, parquet or a folder of images.',
    options: { 'shapes-easy': 'Built-in shapes, easy', 'shapes-medium': 'Built-in shapes, medium', 'shapes-hard': 'Built-in shapes, hard', cifar10: 'CIFAR-10 (fetched)', cifar100: 'CIFAR-100 (fetched)', mnist: 'MNIST (fetched)', 'fashion-mnist': 'Fashion-MNIST (fetched)', address: 'An address', file: 'Your file' },
  }),
  address: z.string().max(1000).default('').meta({
    label: 'Address', help: 'When the images are at an address: that of a public parquet file with a column of images and one of labels; or two, separated by a space: training images, then test images.',
  }),
  expects: z.enum(['any', 'CIFAR-10', 'CIFAR-100', 'MNIST']).default('any').meta({
    label: 'Expected file', help: 'When the images are yours: which data set this experiment was made for. Another one is refused, never put in its place.',
    options: { any: 'Anything', 'CIFAR-10': 'CIFAR-10', 'CIFAR-100': 'CIFAR-100', MNIST: 'MNIST' },
  }),
  train: z.int().min(FEWEST.train).max(60_000).default(4000).meta({ label: 'Training images', help: 'How many images the network learns from.', step: 100, scale: 'log' }),
  test: z.int().min(FEWEST.test).max(10_000).default(2000).meta({ label: 'Test images', help: 'How many held-out images every accuracy is measured on.', step: 100, scale: 'log' }),
  size: z.enum(['32', '64']).default('32').meta({
    label: 'Image size', help: 'Pixels on a side before the network. Images of yours that nearly fill it are set in the middle, others are scaled and cut. The built-in shapes are 32.',
    options: { 32: '32 × 32', 64: '64 × 64' },
  }),
  labelNoise: z.number().min(0).max(1).default(0).meta({ label: 'Label noise', help: 'This fraction of training labels is replaced by a class drawn at random. Test labels are never touched.', unit: '%', step: 0.05 }),
});

/** Do the settings alone determine the images? A file's content, and what lies at somebody's address, they do not. */
export const determinesImages = (source: DataSettings['source']): boolean => source !== 'file' && source !== 'address';

export type DataSettings = z.infer<typeof dataSettings>;
