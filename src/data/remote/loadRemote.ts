import { FileError } from '../../files/inputFile.ts';
import { channelStatistics } from '../batches.ts';
import { readParquet } from '../formats/parquet.ts';
import { beyondChance, labelCounts } from '../labelCounts.ts';
import { checkDamage, type LeftOut } from '../formats/leftOut.ts';
import { assemble, type FileImages } from '../formats/readSet.ts';
import { splitOfFile, type Split } from '../formats/splits.ts';
import { openRemote, type RemoteOptions } from './remoteFile.ts';
import { remoteSources, type RemoteSource, type RemoteSourceId } from './sources.ts';

export interface RemoteRequest {
  train: number;
  test: number;
}

/**
 * How far statistics of the first images may be from those of all: over 200 images of CIFAR-10, channel means
 * vary by about 0.01, over more by less.
 */
const tolerance = (images: number): number => Math.max(0.002, 0.04 * Math.sqrt(200 / images));

/** The first `train` and `test` images of a public set, checked to be that set. Throws FileError. */
export async function loadRemote(
  id: RemoteSourceId,
  request: RemoteRequest,
  options: RemoteOptions,
): Promise<FileImages> {
  const source: RemoteSource = remoteSources[id];
  for (const split of ['train', 'test'] as const) {
    if (request[split] > source.rows[split])
      throw new FileError(
        source.title,
        null,
        `data.${split} asks for ${request[split].toLocaleString('en')} images, ${source.title} has ${source.rows[split].toLocaleString('en')}: lower "${split === 'train' ? 'Training images' : 'Test images'}"`,
      );
  }
  const { images, rows } = await fetchParquet(
    [
      { address: source.train, rows: request.train, split: 'train' },
      { address: source.test, rows: request.test, split: 'test' },
    ],
    options,
  );
  const name = `${source.title} (first ${request.train.toLocaleString('en')} and ${request.test.toLocaleString('en')})`;
  const named: FileImages = {
    ...images,
    name,
    kind: source.kind,
    source: `${images.source}; from ${source.page} at revision ${/resolve\/(\w{7})/.exec(source.train)?.[1] ?? 'unknown'}`,
  };
  verify(source, named, rows);
  return named;
}

/**
 * The first images at one or two addresses (training, then test) of public parquet files. Throws FileError.
 */
export async function loadAddress(
  addresses: string,
  request: RemoteRequest,
  options: RemoteOptions,
): Promise<FileImages> {
  const list = addresses.split(/\s+/).filter(Boolean);
  if (list.length === 0 || list.length > 2)
    throw new FileError(
      'data.address',
      null,
      'one address of a parquet file is needed, or two, separated by a space: training images, then test images',
    );
  // One file serves for both: one image in six of it is held out for testing.
  const both = Math.ceil(Math.max((request.train * 6) / 5, request.test * 6)) + 6;
  const { images } = await fetchParquet(
    list.map((address, i) => ({
      address,
      rows: list.length === 1 ? both : i === 0 ? request.train : request.test,
      split: list.length === 2 ? (i === 1 ? 'test' : 'train') : splitOfFile(address),
    })),
    options,
  );
  return {
    ...images,
    name: `Images from ${list
      .map((address) =>
        address
          .replace(/[?#].*$/, '')
          .split('/')
          .pop(),
      )
      .join(', ')}`,
    source: `${images.source}; from ${list.join(' and ')}`,
  };
}

interface Wanted {
  address: string;
  rows: number;
  split: Split | null;
}

async function fetchParquet(
  wanted: readonly Wanted[],
  options: RemoteOptions,
): Promise<{ images: FileImages; rows: number[] }> {
  const progress = wanted.map(() => ({ done: 0, total: 0 }));
  const leftOut: LeftOut[] = [];
  const parts = await Promise.all(
    wanted.map(async ({ address, rows, split }, i) => {
      const file = await openRemote(address, {
        ...options,
        onBytes(done, total) {
          progress[i] = { done, total };
          options.onBytes?.(
            progress.reduce((sum, p) => sum + p.done, 0),
            progress.reduce((sum, p) => sum + p.total, 0),
          );
        },
      });
      return { ...(await readParquet(file, { rows, leftOut, signal: options.signal })), split };
    }),
  );
  checkDamage(
    leftOut,
    parts.reduce((sum, part) => sum + part.images.count, 0),
  );
  const images = assemble({
    kind: 'images',
    name: '',
    parts,
    classes: parts.find((part) => part.classes)?.classes ?? null,
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
    leftOut,
  });
  return { images, rows: parts.map((part) => part.total) };
}

/**
 * Throws FileError when what arrived does not look like the set it should be, or its first images are of few
 * classes.
 */
function verify(
  source: RemoteSource,
  { train, test, channels, height, width, classes }: FileImages,
  rows: number[],
): void {
  const fail = (what: string): never => {
    throw new FileError(
      source.train,
      null,
      `this does not look like ${source.title}: ${what}. Delete what was fetched and try again, or drop the files from another place`,
    );
  };
  if (rows[0] !== source.rows.train || rows[1] !== source.rows.test)
    fail(
      `its files have ${rows.map((n) => n.toLocaleString('en')).join(' and ')} images, not ${source.rows.train.toLocaleString('en')} and ${source.rows.test.toLocaleString('en')}`,
    );
  if (channels !== source.mean.length || height !== width || classes.length !== source.classes)
    fail(`${height} × ${width} images in ${channels === 3 ? 'colour' : 'grey'}, ${classes.length} classes`);
  if (train.count >= 200) {
    // channelStatistics counts pixels, whatever the shape.
    const { mean, std } = channelStatistics(train, channels, height);
    const most = tolerance(train.count);
    source.mean.forEach((expected, c) => {
      if (Math.abs(mean[c] - expected) > most || Math.abs(std[c] - source.std[c]) > most)
        fail(
          `channel ${c + 1} has mean ${mean[c].toFixed(4)} and deviation ${std[c].toFixed(4)}, not ${expected} and ${source.std[c]}`,
        );
    });
  }
  for (const part of [train, test]) {
    const counts = labelCounts(part.labels, classes.length);
    if (counts.some((n) => beyondChance(n, part.count / classes.length)))
      fail(
        `its first ${part.count.toLocaleString('en')} images have between ${Math.min(...counts)} and ${Math.max(...counts)} of a class`,
      );
  }
}
