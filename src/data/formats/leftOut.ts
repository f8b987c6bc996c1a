import { FileError } from '../../files/inputFile.ts';

/** A file, row or image that was not taken into the set. */
export interface LeftOut {
  file: string;
  /** One of them and several, for people: ["empty file", "empty files"]. */
  kind: readonly [one: string, many: string];
  /**
   * Where it should have been an image and is broken: what is wrong. A set of which much is broken is
   * refused.
   */
  damage?: FileError;
}

/** Of a set's images, this share may be damaged before the set is refused. */
const DAMAGED_SHARE = 0.1;
/** Names told of a kind. */
const NAMED = 3;

/** Throws the first damage where more than a tenth of the images are damaged, and says how many are. */
export function checkDamage(leftOut: readonly LeftOut[], good: number): void {
  const damaged = leftOut.flatMap(({ damage }) => damage ?? []);
  if (damaged.length <= DAMAGED_SHARE * (damaged.length + good)) return;
  const [first] = damaged;
  if (damaged.length === 1) throw first;
  const all = (damaged.length + good).toLocaleString('en');
  const problem = first.message.slice(first.file.length).replace(/^(, byte \d+)?: /, '');
  throw new FileError(
    first.file,
    first.byte,
    `${problem}. ${damaged.length.toLocaleString('en')} of ${all} images are damaged: a set is read where up to a tenth are`,
  );
}

/**
 * What was left out, a sentence for each kind: "24 HEIC images left out (a.heic, b.heic, c.heic and 21
 * more)".
 */
export function tellLeftOut(leftOut: readonly LeftOut[]): string[] {
  const kinds = new Map<string, LeftOut[]>();
  for (const each of leftOut) {
    const some = kinds.get(each.kind[1]);
    if (some) some.push(each);
    else kinds.set(each.kind[1], [each]);
  }
  return [...kinds.values()].map((some) => {
    const names = some.slice(0, NAMED).map(({ file }) => file.split(' › ').at(-1)!);
    const more = some.length - names.length;
    const list = names.join(', ') + (more > 0 ? ` and ${more.toLocaleString('en')} more` : '');
    return `${some.length.toLocaleString('en')} ${some[0].kind[some.length === 1 ? 0 : 1]} left out (${list})`;
  });
}
