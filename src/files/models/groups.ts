import { FileError, readWhole, type InputFile } from '../inputFile.ts';
import { foreignFile } from '../foreign.ts';
import type { Candidate } from './containers.ts';
import { formatList, modelReaders, type ModelReader } from './readers.ts';
import { parseHeader } from './safetensors.ts';
import type { LeftOut } from './tensor.ts';

/** Files that are one model: a single one, its parts, or an array each. */
export interface Group {
  reader: ModelReader;
  parts: Candidate[];
  /** Names that the list of its parts says must be there, and in which file. */
  index: { file: InputFile; names: ReadonlyMap<string, string> } | null;
  /** Parts that the names of the others speak of. */
  missing: LeftOut[];
}

const MOST_PARTS = 10_000;
const INDEX_LIMIT = 64 * 2 ** 20;
const PART = /^(.*[-_.])(\d{2,})-of-(\d{2,})(\.[\w.]+)$/;

const baseName = (path: string): string => path.split(/\/|› /).pop()!;
const folderOf = (path: string): string => path.slice(0, path.length - baseName(path).length);

/**
 * Puts files together to models, those of the likelier formats first; `rest`: files that are none. Throws
 * FileError for a list of parts that is damaged.
 */
export async function groupsOf(
  candidates: readonly Candidate[],
): Promise<{ groups: Group[]; rest: Candidate[] }> {
  const readers = new Map(
    candidates.map((candidate) => [candidate, modelReaders.find((reader) => reader.is(candidate)) ?? null]),
  );
  const left = new Set(candidates);
  const groups: Group[] = [];
  let lonely: FileError | null = null;
  const take = (reader: ModelReader, parts: Candidate[], rest: Partial<Group> = {}) => {
    for (const part of parts) left.delete(part);
    groups.push({ reader, parts, index: null, missing: [], ...rest });
  };
  for (const candidate of candidates.filter(({ file }) => /\.index\.json$/.test(file.name))) {
    const names = await readIndex(candidate.file);
    const named = new Set(names.values());
    const own = candidates.filter(
      ({ file }) => folderOf(file.name) === folderOf(candidate.file.name) && named.has(baseName(file.name)),
    );
    const unknown = own.find((part) => left.has(part) && !readers.get(part));
    if (unknown) throw notRead(unknown);
    const parts = own.filter((part) => left.has(part));
    if (parts.length === 0) {
      lonely ??= new FileError(
        candidate.file.name,
        null,
        `it is the list of a model's ${named.size} parts: open them with it, ${[...named][0]} and the others`,
      );
      continue;
    }
    left.delete(candidate);
    take(readers.get(parts[0])!, parts, { index: { file: candidate.file, names } });
  }
  for (const candidate of candidates) {
    const reader = readers.get(candidate);
    if (!reader || !left.has(candidate)) continue;
    const alike = [...left].filter(
      (other) => readers.get(other) === reader && belongs(reader, candidate, other),
    );
    take(reader, alike, { missing: missingParts(alike) });
  }
  if (groups.length === 0 && lonely) throw lonely;
  const rank = ({ reader }: Group) => modelReaders.indexOf(reader);
  return { groups: groups.sort((a, b) => rank(a) - rank(b)), rest: [...left] };
}

/** Is it a part of the same model? */
function belongs(reader: ModelReader, first: Candidate, other: Candidate): boolean {
  if (first === other || reader.joins) return true;
  const [, stem, , count, end] = PART.exec(first.file.name) ?? [];
  const [, otherStem, , otherCount, otherEnd] = PART.exec(other.file.name) ?? [];
  return stem !== undefined && stem === otherStem && count === otherCount && end === otherEnd;
}

/** Parts that are not there; the first has the number one, or zero. */
function missingParts(parts: readonly Candidate[]): LeftOut[] {
  const [, stem, digits, count, end] = PART.exec(parts[0].file.name) ?? [];
  if (stem === undefined || Number(count) > MOST_PARTS) return [];
  const name = (i: number) => `${stem}${String(i).padStart(digits.length, '0')}-of-${count}${end}`;
  const there = new Set(parts.map(({ file }) => file.name));
  const first = there.has(name(0)) ? 0 : 1;
  return Array.from({ length: Number(count) }, (_, i) => name(i + first))
    .filter((each) => !there.has(each))
    .map((each) => ({ name: each, reason: 'a part of this model that was not opened with it' }));
}

/** Which file each tensor of a model in parts is in. Throws FileError. */
async function readIndex(file: InputFile): Promise<Map<string, string>> {
  if (file.size === 0) throw new FileError(file.name, 0, 'the file is empty');
  const map = parseHeader(file.name, await readWhole(file, INDEX_LIMIT)).weight_map;
  if (typeof map !== 'object' || map === null)
    throw new FileError(file.name, null, 'there is no "weight_map" in the index');
  return new Map(Object.entries(map).map(([name, part]) => [name, String(part)]));
}

/** Why a file is not read, with the way out. */
export function notRead({ file, head }: Candidate): FileError {
  if (file.size === 0) return new FileError(file.name, 0, 'the file is empty');
  const foreign = foreignFile(file.name, head);
  if (foreign) return new FileError(file.name, 0, `it is ${foreign.what}: ${foreign.instead}`);
  const start = Array.from(head.subarray(0, 4), (b) => b.toString(16).padStart(2, '0')).join(' ');
  return new FileError(file.name, 0, `not a model that is read (it starts with ${start}): ${formatList} are`);
}
