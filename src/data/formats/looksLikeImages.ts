import { readPart, type InputFile } from '../../files/inputFile.ts';
import { isNpy, readNpy } from '../../files/npy.ts';
import { isZip, readZip } from '../../files/zip.ts';
import { labelsOf, type NamedArray } from './arrayLabels.ts';
import { layoutOf } from './arrays.ts';
import { readTextNpy } from './npyText.ts';

/** Labels are small beside images; more is not looked into. */
const MOST_LABEL_BYTES = 2 ** 24;
const LIMIT = 2 ** 33;

/**
 * Do arrays in these files look like images with their labels, rather than the weights of a model? By
 * content: an array of pictures, and beside it as many labels, whole numbers or words or rows with a single
 * one, of at least two classes. Weights have biases beside them, which are neither.
 */
export async function holdsLabelledImages(files: readonly InputFile[]): Promise<boolean> {
  const counts = new Set<number>();
  const labelled = new Set<number>();
  for (const { path, file, head, size, read } of await arraysOf(files)) {
    const shape = await shapeOf(head);
    if (!shape) continue;
    if (layoutOf(shape)) counts.add(shape[0]);
    if (shape.length > 2 || size > MOST_LABEL_BYTES) continue;
    const labels = await labelsIn({ file, path, read });
    if (labels && new Set(labels).size > 1) labelled.add(labels.length);
  }
  return [...counts].some((count) => labelled.has(count));
}

interface Stored {
  file: string;
  path: string;
  size: number;
  head(): Promise<Uint8Array>;
  read(): Promise<Uint8Array>;
}

async function arraysOf(files: readonly InputFile[]): Promise<Stored[]> {
  const out: Stored[] = [];
  for (const file of files) {
    const { name, size } = file;
    const head = await readPart(file, 0, Math.min(size, 4096));
    if (isNpy(head)) {
      const read = (): Promise<Uint8Array> => readPart(file, 0, size);
      out.push({ file: name, path: name, size, head: async () => head, read });
    }
    if (!isZip(head)) continue;
    for (const entry of await readZip(file, LIMIT).catch(() => [])) {
      if (!entry.name.endsWith('.npy')) continue;
      out.push({
        file: `${name} › ${entry.name}`,
        path: entry.name,
        size: entry.size,
        head: () => entry.head(4096),
        read: () => entry.read(),
      });
    }
  }
  return out;
}

async function shapeOf(head: () => Promise<Uint8Array>): Promise<number[] | null> {
  const text = new TextDecoder('latin1').decode(await head());
  const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  return shape?.split(',').flatMap((size) => (size.trim() ? [parseInt(size, 10)] : [])) ?? null;
}

async function labelsIn({
  file,
  path,
  read,
}: Pick<Stored, 'file' | 'path' | 'read'>): Promise<(number | string)[] | null> {
  try {
    const bytes = await read();
    const named: NamedArray = { file, path, array: readTextNpy(file, bytes) ?? readNpy(file, bytes) };
    return labelsOf(named)?.labels ?? null;
  } catch {
    return null;
  }
}
