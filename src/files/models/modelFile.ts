import { foreignFile } from '../foreign.ts';
import { FileError, type InputFile } from '../inputFile.ts';
import { orient, type Axes, type AxesBy } from './axes.ts';
import { candidatesOf, type Candidate } from './containers.ts';
import { groupsOf, notRead, type Group } from './groups.ts';
import { formatList } from './readers.ts';
import { withScales } from './scales.ts';
import type { LeftOut, TensorEntry } from './tensor.ts';

export interface ModelFile {
  name: string;
  /** Of the first, where there are several models. */
  format: string;
  tensors: TensorEntry[];
  /** Files, or parts of one, that were opened and are not read, with why. */
  left: LeftOut[];
  /** The order of axes that was taken for the file's, and what says so. */
  axes: { order: Axes; by: AxesBy };
}

/** Files whose first bytes are looked at when a model is opened. */
const MOST_OPENED = 10_000;
/**
 * Share of names and shapes that two files have in common when they are one model in two formats: tied
 * weights are written once or twice.
 */
const SAME = 0.8;

export interface OpenModelOptions {
  /** The order of axes of weights, where a person says it. */
  axes?: Axes;
}

/**
 * Opens a trained model in any format of `modelReaders`, recognised by content: one file, its parts, an
 * archive of them, or several models, whose tensors then have the names of their files before their own. Only
 * headers are read; tensors when they are asked for. What is not read is told in `left`. Throws FileError
 * naming file, byte and what to do where there is no model, or one in parts is damaged.
 */
export async function openModel(
  files: readonly InputFile[],
  options: OpenModelOptions = {},
): Promise<ModelFile> {
  if (files.length === 0) throw new FileError('no file', null, `choose one: ${formatList}`);
  if (files.length > MOST_OPENED)
    throw new FileError(
      files[0].name,
      null,
      `and ${(files.length - 1).toLocaleString('en')} more are too many files: choose those of the model`,
    );
  const candidates = await candidatesOf(files);
  const { groups, rest } = await groupsOf(candidates);
  if (groups.length === 0) throw worstOf(rest);
  const opened: Opened[] = [];
  const left: LeftOut[] = [];
  const used = new Set<InputFile>();
  const problems: FileError[] = [];
  for (const group of groups) {
    try {
      const one = await openGroup(group, rest, options);
      const twin = opened.find((other) => other.group.reader !== group.reader && isSame(other, one));
      if (twin) left.push({ name: one.name, reason: `the same weights as ${twin.name}` });
      else opened.push(one);
      for (const file of one.used) used.add(file);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      problems.push(error);
      left.push({ name: nameOf(group), reason: error.message });
    }
  }
  if (opened.length === 0) throw problems[0];
  for (const candidate of rest)
    if (!used.has(candidate.file)) left.push({ name: candidate.file.name, reason: reasonOf(candidate) });
  const [first] = opened;
  const tensors = unique(opened.length === 1 ? first.tensors : toldApart(opened));
  const [unread] = tensors;
  if (tensors.every((tensor) => tensor.unread !== undefined))
    throw new FileError(
      first.name,
      null,
      `${tensors.length === 1 ? `its tensor "${unread.name}" is not read` : `none of its ${tensors.length} tensors is read, the first`}: ${unread.unread}`,
    );
  return {
    name: titleOf(opened),
    format: first.group.reader.format,
    tensors,
    left: [...opened.flatMap((one) => one.left), ...left],
    axes: first.axes,
  };
}

interface Opened {
  group: Group;
  name: string;
  tensors: TensorEntry[];
  left: LeftOut[];
  used: readonly InputFile[];
  axes: ModelFile['axes'];
}

const nameOf = ({ parts }: Group): string =>
  parts.length === 1 ? parts[0].file.name : `${parts[0].file.name} and ${parts.length - 1} more`;

async function openGroup(
  group: Group,
  rest: readonly Candidate[],
  { axes: chosen }: OpenModelOptions,
): Promise<Opened> {
  const { reader, parts, index, missing } = group;
  const others = rest.map(({ file }) => file);
  const tensors: TensorEntry[] = [];
  const left: LeftOut[] = [...missing];
  const used: InputFile[] = [];
  let axes: Axes | null = null;
  for (const part of parts) {
    const read = await reader.open(part, others);
    tensors.push(...read.tensors);
    left.push(...read.left);
    used.push(...(read.used ?? []));
    axes ??= read.axes ?? null;
  }
  if (index) checkIndex(index, tensors);
  const named = reader.joins ? withoutFolder(tensors) : tensors;
  const oriented = orient(withScales(named), axes, chosen);
  return {
    group,
    name: nameOf(group),
    tensors: oriented.tensors,
    left,
    used,
    axes: { order: oriented.axes, by: oriented.by },
  };
}

function checkIndex({ file, names }: NonNullable<Group['index']>, tensors: readonly TensorEntry[]): void {
  const there = new Set(tensors.map((tensor) => tensor.name));
  const missing = [...names].find(([name]) => !there.has(name));
  if (missing)
    throw new FileError(
      file.name,
      null,
      `tensor "${missing[0]}" should be in ${missing[1]}: drop all shards of the model together`,
    );
}

/** Names without the folders that all of them are in. */
function withoutFolder(tensors: readonly TensorEntry[]): TensorEntry[] {
  const cut = commonFolder(tensors.map(({ name }) => name));
  return tensors.map((tensor) => ({ ...tensor, name: tensor.name.slice(cut) }));
}

/** Characters up to the last border of folders that all names share. */
function commonFolder(names: readonly string[]): number {
  const [first] = names;
  let cut = 0;
  for (const { index, 0: border } of first.matchAll(/\/| › /g)) {
    const folder = first.slice(0, index + border.length);
    if (!names.every((name) => name.startsWith(folder))) break;
    cut = folder.length;
  }
  return cut;
}

/** Is the one the other in another format? */
function isSame(a: Opened, b: Opened): boolean {
  const shapes = new Map(a.tensors.map(({ name, shape }) => [name, shape.join()]));
  const alike = b.tensors.filter(({ name, shape }) => shapes.get(name) === shape.join()).length;
  return alike > 0 && alike >= SAME * Math.min(a.tensors.length, b.tensors.length);
}

/**
 * Names of several models: as in the files where they are of one format and none comes twice, else behind the
 * name of their file.
 */
function toldApart(opened: readonly Opened[]): TensorEntry[] {
  const names = opened.flatMap(({ tensors }) => tensors.map(({ name }) => name));
  const formats = new Set(opened.map(({ group }) => group.reader));
  if (formats.size === 1 && new Set(names).size === names.length)
    return opened.flatMap(({ tensors }) => tensors);
  const cut = commonFolder(opened.map(({ name }) => name));
  return opened.flatMap(({ name, tensors }) =>
    tensors.map((tensor) => ({ ...tensor, name: `${name.slice(cut)} › ${tensor.name}` })),
  );
}

/** A name that comes again is numbered: layers are told apart by their names. */
function unique(tensors: readonly TensorEntry[]): TensorEntry[] {
  const seen = new Map<string, number>();
  return tensors.map((tensor) => {
    const times = (seen.get(tensor.name) ?? 0) + 1;
    seen.set(tensor.name, times);
    return times === 1 ? tensor : { ...tensor, name: `${tensor.name} (${times})` };
  });
}

function titleOf(opened: readonly Opened[]): string {
  const more = opened.reduce((sum, { group }) => sum + group.parts.length, 0) - 1;
  const [first] = opened[0].group.parts;
  return more === 0 ? first.file.name : `${first.file.name} and ${more} more`;
}

/** Why a file beside a model is no part of it. */
function reasonOf({ file, head }: Candidate): string {
  if (file.size === 0) return 'an empty file';
  const foreign = foreignFile(file.name, head);
  return foreign ? `${foreign.what}: ${foreign.instead}` : 'no file of weights';
}

/**
 * Of several files that are not read, the error of one whose kind is known; of an empty one where all are.
 */
function worstOf(rest: readonly Candidate[]): FileError {
  const known = rest.find(({ file, head }) => file.size > 0 && foreignFile(file.name, head));
  return notRead(known ?? rest.find(({ file }) => file.size > 0) ?? rest[0]);
}
