/** One public set: where its files are, and what they must look like once read. */
export interface RemoteSource {
  title: string;
  /** Where it comes from, for people. */
  page: string;
  /** Addresses of the parquet files, at a fixed revision. */
  train: string;
  test: string;
  /** Rows of the files. */
  rows: { train: number; test: number };
  kind: 'CIFAR-10' | 'CIFAR-100' | 'MNIST' | 'images';
  /**
   * Mean and standard deviation of x/255 per channel over the training images, as published or measured on
   * the whole set.
   */
  mean: number[];
  std: number[];
  classes: number;
}

const HUB = 'https://huggingface.co/datasets';
const hub = (repository: string, revision: string, folder: string) => ({
  page: `${HUB}/${repository}`,
  // The stable address: what it redirects to is signed and expires.
  train: `${HUB}/${repository}/resolve/${revision}/${folder}/train-00000-of-00001.parquet`,
  test: `${HUB}/${repository}/resolve/${revision}/${folder}/test-00000-of-00001.parquet`,
});

/**
 * Every address the page fetches images from by itself. Another revision is another set: raise it on purpose.
 */
export const remoteSources = {
  cifar10: {
    title: 'CIFAR-10',
    kind: 'CIFAR-10',
    ...hub('uoft-cs/cifar10', '0b2714987fa478483af9968de7c934580d0bb9a2', 'plain_text'),
    rows: { train: 50_000, test: 10_000 },
    classes: 10,
    mean: [0.4914, 0.48216, 0.44653],
    std: [0.24703, 0.24349, 0.26159],
  },
  cifar100: {
    title: 'CIFAR-100',
    kind: 'CIFAR-100',
    ...hub('uoft-cs/cifar100', 'aadb3af77e9048adbea6b47c21a81e47dd092ae5', 'cifar100'),
    rows: { train: 50_000, test: 10_000 },
    classes: 100,
    mean: [0.5071, 0.4865, 0.4409],
    std: [0.2673, 0.2564, 0.2762],
  },
  mnist: {
    title: 'MNIST',
    kind: 'MNIST',
    ...hub('ylecun/mnist', '77f3279092a1c1579b2250db8eafed0ad422088c', 'mnist'),
    rows: { train: 60_000, test: 10_000 },
    classes: 10,
    mean: [0.1307],
    std: [0.3081],
  },
  'fashion-mnist': {
    title: 'Fashion-MNIST',
    kind: 'images',
    ...hub('zalando-datasets/fashion_mnist', '531be5e2ccc9dba0c201ad3ae567a4f3d16ecdd2', 'fashion_mnist'),
    rows: { train: 60_000, test: 10_000 },
    classes: 10,
    mean: [0.286],
    std: [0.353],
  },
} as const satisfies Record<string, RemoteSource>;

export type RemoteSourceId = keyof typeof remoteSources;
