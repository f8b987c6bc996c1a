import { splitsAmong, type Split } from './splits.ts';

/** What folders say of one image. */
export interface Place {
  /** Null where no folder names a split. */
  split: Split | null;
  /** Null: the image lies in no class's folder. */
  label: string | null;
}

export interface Layout {
  places: Place[];
  /** What had to be decided, in words. */
  notes: string[];
}

interface Item {
  index: number;
  folders: string[];
  split: Split | null;
  /** Folders that name no split. */
  kept: string[];
}

const foldersOf = (path: string): string[] =>
  path
    .split('/')
    .slice(0, -1)
    .filter((folder) => folder !== '' && folder !== '.')
    // Systems write an accent in two ways.
    .map((folder) => folder.normalize('NFC'));

/**
 * Splits and classes of images by the folders they lie in; the names of the files say nothing. Folders named
 * train, test, val, alone or beside each other, make the split, above or below those of the classes. The
 * class is the folder an image lies in; or, where those are all called alike, lie beside images or come again
 * in some other folders only, the first folder whose name differs, as in torchvision's ImageFolder. Where
 * there is a choice, it is told.
 */
export function layOut(paths: readonly string[]): Layout {
  const items = paths.map((path, index): Item => ({
    index,
    folders: foldersOf(path),
    split: null,
    kept: [],
  }));
  divide(items, 0);
  const learned = items.filter((item) => item.split === 'train' || item.split === null);
  const base = learned.length ? learned : items.filter((item) => item.split !== 'other');
  const { labelOf, notes } = classRule(base.map((item) => item.kept));
  const labels = new Set(base.map((item) => labelOf(item.kept)));
  const places = items.map(({ split, kept }): Place => {
    if (split === 'other') return { split, label: null };
    const label = labelOf(kept);
    if (label !== null && labels.has(label)) return { split, label };
    // Another split may lie deeper or less deep: any of its folders may be the class's.
    return { split, label: kept.findLast((folder) => labels.has(folder)) ?? null };
  });
  return { places, notes };
}

/** Finds the folders that name splits, from the top down. */
function divide(items: Item[], depth: number): void {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    if (item.folders.length <= depth) continue;
    const name = item.folders[depth];
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  if (groups.size === 0) return;
  const siblings = [...groups].map(([name, some]) => ({
    name,
    holdsFolders: some.some(({ folders }) => folders.length > depth + 1),
  }));
  const splits = splitsAmong(siblings);
  for (const [name, some] of groups) {
    const before = some[0].split;
    const split = splits.get(name);
    // Within a split, only its own name once more is one: seg_train/seg_train.
    const again = before !== null && split !== before;
    for (const item of some) {
      if (splits.size === 0 || again) item.kept.push(name);
      else item.split = split ?? 'other';
    }
    divide(some, depth + 1);
  }
}

type Rule = (folders: string[]) => string | null;

/** How folders become classes, from those of the images to learn from. */
function classRule(all: readonly string[][]): { labelOf: Rule; notes: string[] } {
  const distinct = new Map(all.filter((kept) => kept.length).map((kept) => [kept.join('/'), kept]));
  const dirs = [...distinct.values()];
  const depth = commonDepth(dirs);
  const leaf: Rule = (folders) => folders.at(-1) ?? null;
  const upper: Rule = (folders) => folders[depth] ?? null;
  const leaves = [...new Set(dirs.map(leaf))] as string[];
  const uppers = [...new Set(dirs.map(upper))] as string[];
  const within = dirs.some((dir) => dir.some((_, k) => k > 0 && distinct.has(dir.slice(0, k).join('/'))));
  const some = (names: string[]): string => names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '');
  const byUpper = {
    labelOf: upper,
    notes: [`the classes are the upper folders (${some(uppers)}), not those in them (${some(leaves)})`],
  };
  const byLeaf = {
    labelOf: leaf,
    notes: [`the classes are the inner folders (${some(leaves)}), not those above them (${some(uppers)})`],
  };
  if (dirs.every((dir) => dir.length <= depth + 1)) return { labelOf: upper, notes: [] };
  if (leaves.length === 1) return { labelOf: upper, notes: [] };
  if (within) return byUpper;
  if (leaves.length === dirs.length) return byLeaf;
  // Every upper folder holds the same: classes seen twice ("fold1/cat", "fold2/cat"), or parts of classes
  // ("cat/1", "dog/1").
  const complete = leaves.length * uppers.length === dirs.length;
  return complete && !(isNumbered(leaves) && !isNumbered(uppers)) ? byLeaf : byUpper;
}

/** Do names differ only by numbers? */
const isNumbered = (names: readonly string[]): boolean =>
  new Set(names.map((name) => name.replace(/\d+/g, ''))).size === 1;

/** Folders that all directories begin with; the last of a directory is never among them. */
function commonDepth(dirs: readonly string[][]): number {
  if (dirs.length < 2) return 0;
  let depth = 0;
  while (dirs.every((dir) => dir.length > depth + 1 && dir[depth] === dirs[0][depth])) depth++;
  return depth;
}
