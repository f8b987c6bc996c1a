import { FileError } from '../../files/inputFile.ts';
import { decodeAll, imageFormat, type EncodedImage } from './encoded.ts';
import { isTestPath, takeImages, type Part, type ReadSet } from './readSet.ts';
import type { Entry } from './unpack.ts';

/** True if an entry is an encoded image, read here or not. */
export const isImageEntry = (entry: Entry): boolean => imageFormat(entry.bytes) !== null;

const SPLIT = /^(train|training|test|testing|val|valid|validation|eval)$/i;

/** The folder an image lies in, leaving out one that names a split; null at the top. */
function classOf(path: string): string | null {
  const folders = path
    .split('/')
    .slice(0, -1)
    .filter((folder) => folder !== '' && folder !== '.' && !SPLIT.test(folder));
  return folders.at(-1) ?? null;
}

/** A folder of images by class: the class is the folder an image lies in; folders named train, test or val above or below it make the split. Throws FileError. */
export async function readFolders(
  entries: readonly Entry[],
  limit: number,
  options: { signal?: AbortSignal; onDecoded?(images: number): void } = {},
): Promise<ReadSet> {
  const sorted = entries.filter(isImageEntry).sort((a, b) => (a.path < b.path ? -1 : 1));
  const names = [...new Set(sorted.map((entry) => classOf(entry.path)))];
  if (names.includes(null)) {
    const lost = sorted.find((entry) => classOf(entry.path) === null)!;
    throw new FileError(
      lost.file,
      null,
      'lies in no folder: the class of an image is the folder it lies in; drop a folder, or a zip or tar.gz of one, with a folder for each class',
    );
  }
  const classes = (names as string[]).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const encoded = sorted.map((entry): EncodedImage => ({
    file: entry.file,
    bytes: entry.bytes,
    label: classes.indexOf(classOf(entry.path)!),
  }));
  const { images, mixed } = await decodeAll(encoded, limit, options);
  const length = images.pixels.length / images.count;
  const parts: Part[] = [];
  for (const test of [false, true]) {
    const own = sorted.flatMap((entry, i) => (isTestPath(entry.path) === test ? [i] : []));
    if (own.length === 0) continue;
    parts.push({
      test,
      file: sorted[own[0]].file,
      images: {
        ...images,
        ...takeImages({ ...images, labels: Uint8Array.from(images.labels) }, length, own),
      },
    });
  }
  const title = sorted[0].file.split(' › ')[0];
  return {
    kind: 'images',
    name: `Images by folder from ${title}`,
    parts,
    classes,
    notes: mixed
      ? ['images of different sizes brought to 64 pixels on the shorter side and cut in the middle']
      : [],
  };
}
