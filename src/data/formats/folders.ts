import { FileError } from '../../files/inputFile.ts';
import { Decoding, type DecodeOptions, type EncodedImage } from './encoded.ts';
import { leaveOut } from './kinds.ts';
import { readLabelTable } from './labelTables.ts';
import { layOut, type Place } from './layout.ts';
import { checkDamage } from './leftOut.ts';
import { splitName } from './splits.ts';
import { takeRaw, type Part, type ReadSet } from './readSet.ts';
import type { Entry } from './unpack.ts';

/**
 * A folder of images by class (layout.ts): images in no class's folder get their labels from a text that
 * lists them, or are left out; so are those that are damaged or of a kind that is not read. Throws FileError.
 * @param texts Files beside the images, among them such lists.
 */
export async function readFolders(
  images: readonly Entry[],
  texts: readonly Entry[],
  { limit, leftOut, signal, onDecoded }: DecodeOptions,
): Promise<ReadSet> {
  const sorted = [...images].sort((a, b) => (a.path < b.path ? -1 : 1));
  const { places, notes } = layOut(sorted.map(pathOf(sorted)));
  // The one folder that all lie in is no class.
  const isOne = new Set(places.flatMap(({ label }) => label ?? [])).size === 1;
  const open = isOne ? places.map(({ split }): Place => ({ split, label: null })) : places;
  const found = labelByText(sorted, open, texts);
  if (found.notes.length && isOne) places.splice(0, places.length, ...open);
  notes.push(...found.notes);
  leaveOut(
    leftOut,
    texts.filter((text) => !found.used.has(text)),
  );
  const labelled = sorted.flatMap((entry, i) => (places[i].label === null ? [] : [{ entry, ...places[i] }]));
  if (labelled.length === 0)
    throw new FileError(
      sorted[0].file,
      null,
      'lies in no folder: the class of an image is the folder it lies in; drop a folder, or a zip or tar.gz of one, with a folder for each class',
    );
  sorted.forEach((entry, i) => {
    if (places[i].label === null)
      leftOut.push({ file: entry.file, kind: ['image without a label', 'images without a label'] });
  });
  const encoded = labelled.map(({ entry, label }): EncodedImage => ({
    file: entry.file,
    bytes: entry.bytes,
    label: label!,
  }));
  const decoding = new Decoding({ limit, leftOut, signal, onDecoded });
  await decoding.add(encoded);
  const decoded = decoding.finish();
  checkDamage(leftOut, decoded.kept.length);
  const parts = ([null, 'train', 'val', 'test'] as const).flatMap((split): Part[] => {
    const own = decoded.kept.flatMap((from, i) => (labelled[from].split === split ? [i] : []));
    if (own.length === 0) return [];
    return [{ split, file: labelled[own[0]].entry.file, images: takeRaw(decoded.images, own) }];
  });
  return {
    kind: 'images',
    name: `Images by folder from ${titleOf(sorted)}`,
    parts,
    classes: null,
    notes: [...notes, ...decoded.notes],
    leftOut,
  };
}

const titleOf = (entries: readonly Entry[]): string =>
  [...new Set(entries.map(({ file }) => file.split(' › ')[0].split('/')[0]))].slice(0, 3).join(', ');

/**
 * The path of an image within its archive; several archives are folders of their own where their names are
 * splits (train.zip beside test.zip), or where nothing but them tells classes apart.
 */
function pathOf(entries: readonly Entry[]): (entry: Entry) => string {
  const archive = ({ file, path }: Entry): string =>
    file === path ? '' : file.slice(0, file.length - path.length).replace(/(\.\w{1,4}){1,2} › $/, '');
  const archives = new Set(entries.map(archive));
  const name = (at: string): string => at.replace(/(\.\w{1,4}){1,2} › /g, '/');
  const splits = [...archives].every((each) => splitName(name(each).split('/').pop()!));
  const flat = entries.every(({ path }) => !path.includes('/'));
  return archives.size > 1 && (splits || flat)
    ? (entry) => `${name(archive(entry))}/${entry.path}`
    : ({ path }) => path;
}

/**
 * Labels images that lie in no class's folder by texts that list them; only with labels that are classes
 * already, where there are any.
 */
function labelByText(
  entries: readonly Entry[],
  places: Place[],
  texts: readonly Entry[],
): { notes: string[]; used: Set<Entry> } {
  const classes = new Set(places.flatMap(({ label }) => label ?? []));
  const notes: string[] = [];
  const used = new Set<Entry>();
  for (const text of texts) {
    const open = entries.filter((_, i) => places[i].label === null && places[i].split !== 'other');
    const labels = readLabelTable(
      text,
      open.map(({ path }) => path),
    );
    if (!labels) continue;
    let found = 0;
    entries.forEach(({ path }, i) => {
      const label = labels.get(path);
      if (places[i].label !== null || label === undefined || (classes.size > 0 && !classes.has(label)))
        return;
      places[i].label = label;
      found++;
    });
    if (!found) continue;
    used.add(text);
    notes.push(`labels of ${found.toLocaleString('en')} images from ${text.path.split('/').pop()!}`);
  }
  return { notes: notes.length ? notes : labelByFileName(entries, places), used };
}

/**
 * Where no image lies in a folder of a class: "cat.0.jpg" and "dog.17.jpg", as Kaggle's cats and dogs are
 * called.
 */
function labelByFileName(entries: readonly Entry[], places: Place[]): string[] {
  if (places.some(({ label }) => label !== null)) return [];
  const words = entries.map(({ path }) => /(?:^|\/)([a-z]+)\.\d+\.\w+$/i.exec(path)?.[1] ?? null);
  if (new Set(words.filter(Boolean)).size < 2) return [];
  words.forEach((word, i) => {
    places[i].label = word;
  });
  return ['the classes are the words the file names begin with: the images lie in no folders of classes'];
}
