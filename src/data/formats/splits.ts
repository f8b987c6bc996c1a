/**
 * Part of a data set that a folder or file is named for; `other`: named for images that nobody has labelled.
 */
export type Split = 'train' | 'val' | 'test' | 'other';

const WORDS: Record<string, Split> = {
  train: 'train',
  training: 'train',
  trn: 'train',
  tr: 'train',
  trainset: 'train',
  trainval: 'train',
  test: 'test',
  testing: 'test',
  tst: 'test',
  te: 'test',
  testset: 'test',
  t10k: 'test',
  val: 'val',
  valid: 'val',
  validate: 'val',
  validation: 'val',
  valset: 'val',
  dev: 'val',
  eval: 'val',
  evaluation: 'val',
  pred: 'other',
  predict: 'other',
  prediction: 'other',
  predictions: 'other',
  unlabeled: 'other',
  unlabelled: 'other',
};
/** Words that say nothing beside one of those: "train_images", "test set". */
const FILLERS = new Set([
  'set',
  'sets',
  'data',
  'dataset',
  'split',
  'folder',
  'image',
  'images',
  'img',
  'imgs',
]);

const tokensOf = (name: string): string[] =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((token) => (token === 't10k' ? token : token.replace(/\d+/g, '').replace(/^[xy](?=tr|te|val)/, '')))
    .filter(Boolean);

/**
 * The split a name says, and what else it says: "seg_train" is train of "seg". Null where it names none, or
 * two.
 */
export function splitName(name: string): { split: Split; of: string } | null {
  const tokens = tokensOf(name);
  const splits = new Set(tokens.flatMap((token) => (Object.hasOwn(WORDS, token) ? [WORDS[token]] : [])));
  if (splits.size !== 1) return null;
  const rest = tokens.filter((token) => !Object.hasOwn(WORDS, token) && !FILLERS.has(token));
  return { split: [...splits][0], of: rest.join(' ') };
}

/**
 * Split of a file that holds many images, by its own name, else by the last of its folders that names one;
 * null where none does. Not for files of one image each: their names say nothing about them.
 */
export function splitOfFile(path: string): Split | null {
  for (const name of path.replace(/ › /g, '/').split('/').reverse()) {
    const found = splitName(name);
    if (found) return found.split;
  }
  return null;
}

/**
 * Which of the folders lying side by side name splits. All of them, and all of the same thing ("seg_train"
 * and "seg_test"); or, beside others, a training and another split, one of which holds folders itself. A
 * class may be called "train" beside "bus", and "test_tube" lie beside "train_station".
 */
export function splitsAmong(
  siblings: readonly { name: string; holdsFolders: boolean }[],
): Map<string, Split> {
  const named = siblings.flatMap(({ name, holdsFolders }) => {
    const found = splitName(name);
    return found ? [{ name, holdsFolders, ...found }] : [];
  });
  // What is named for unlabelled images is so beside others only: "single_prediction" beside "training_set".
  const main = named.filter(({ split }) => split !== 'other');
  const none = new Map<string, Split>();
  if (main.length === 0 || main.some(({ of }) => of !== main[0].of)) return none;
  if (siblings.length === 1 && main[0].of !== '') return none;
  const kinds = new Set(main.map(({ split }) => split));
  const pair = kinds.has('train') && kinds.size > 1 && main.some(({ holdsFolders }) => holdsFolders);
  if (named.length < siblings.length && !pair) return none;
  return new Map(named.map(({ name, split }) => [name, split]));
}
