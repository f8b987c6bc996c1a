import { firstError, parseSpec, showValue, type FieldError, type Parsed } from './errors.ts';
import { findPreset, firstPreset, presets } from './presets.ts';
import { defaultSpec, type ExperimentSpec } from './spec.ts';
import { viewSchema, type View } from './view.ts';

/**
 * Raise it when a field is renamed or a preset's spec or a default changes, and add the migration from the
 * old one.
 */
export const LINK_VERSION = 1;
/** Characters after "#". */
export const LINK_LIMIT = 4096;

/** A link's fields as text, after percent-decoding; "v" is not among them. */
export type RawLink = ReadonlyMap<string, string>;
/** `migrations[n]` brings the fields of version n to version n + 1. */
export const migrations: Record<number, (raw: RawLink) => RawLink> = {};

export type DecodedLink = Parsed<{
  spec: ExperimentSpec;
  view: View;
  preset: string | null;
  /** Nothing after "#": the first preset. */ isEmpty: boolean;
}>;

type Leaf = number | boolean | string | number[];

/**
 * The address of an experiment: `#v=1&preset=quickstart&network.width=2&view.layer=2`, readable, with only
 * what differs from the preset (or from the defaults when `presetId` is null). Throws RangeError for an
 * unknown preset.
 */
export function encodeLink(spec: ExperimentSpec, view: View, presetId: string | null): string {
  const preset = presetId === null ? undefined : findPreset(presetId);
  if (presetId !== null && !preset) throw new RangeError(`There is no preset ${showValue(presetId)}.`);
  const base = leavesOf(preset?.spec ?? defaultSpec);
  const pairs: [string, string][] = [['v', String(LINK_VERSION)]];
  if (preset) pairs.push(['preset', preset.id]);
  for (const [path, value] of leavesOf(spec)) {
    if (textOf(value) !== textOf(base.get(path)!)) pairs.push([path, textOf(value)]);
  }
  for (const [key, value] of Object.entries(view)) {
    if (value !== undefined) pairs.push([`view.${key}`, String(value)]);
  }
  // Commas are allowed in a fragment, and lists are easier to read with them.
  return `#${pairs.map(([key, text]) => `${key}=${encodeURIComponent(text).replaceAll('%2C', ',')}`).join('&')}`;
}

/**
 * Reads a link's fragment (with or without "#"). Unknown, repeated, malformed or out-of-range fields refuse
 * the whole link, named, with the limit and what to do; nothing is clamped. Never throws.
 */
export function decodeLink(hash: string): DecodedLink {
  const text = hash.startsWith('#') ? hash.slice(1) : hash;
  if (text === '')
    return {
      ok: true,
      spec: structuredClone(firstPreset.spec),
      view: {},
      preset: firstPreset.id,
      isEmpty: true,
    };
  const raw = rawFields(text);
  if (!(raw instanceof Map)) return raw;
  const current = atCurrentVersion(raw);
  if (!(current instanceof Map)) return current;

  const presetId = current.get('preset') ?? null;
  const preset = presetId === null ? undefined : findPreset(presetId);
  if (presetId !== null && !preset)
    return refuse(
      'preset',
      `there is no preset ${showValue(presetId)}. Use one of ${presets.map((p) => p.id).join(', ')}.`,
    );

  const spec = structuredClone(preset?.spec ?? defaultSpec);
  const kinds = leavesOf(defaultSpec);
  const view: Record<string, unknown> = {};
  for (const [path, value] of current) {
    if (path === 'preset') continue;
    const viewKey = path.startsWith('view.') ? path.slice('view.'.length) : null;
    if (viewKey !== null && Object.hasOwn(viewSchema.shape, viewKey)) {
      view[viewKey] = isCanonicalNumber(value) ? Number(value) : value;
      continue;
    }
    const like = kinds.get(path);
    if (like === undefined)
      return refuse(path, 'there is no such setting. Remove it from the link or check its spelling.');
    const leaf = leafFrom(path, value, like);
    if (typeof leaf === 'object' && !Array.isArray(leaf)) return leaf;
    setLeaf(spec, path, leaf);
  }
  const parsed = parseSpec(spec);
  if (!parsed.ok) return parsed;
  const parsedView = viewSchema.safeParse(view);
  if (!parsedView.success) return refused(firstError(parsedView.error, view), 'view.');
  return { ok: true, spec: parsed.spec, view: parsedView.data, preset: presetId, isEmpty: false };
}

type Refused = { ok: false } & FieldError;
const refuse = (field: string, problem: string): Refused => {
  const shown = showValue(field).slice(1, -1);
  return { ok: false, field: shown, message: `${shown}: ${problem}` };
};
const refused = (error: FieldError, prefix: string): Refused => ({
  ok: false,
  field: prefix + error.field,
  message: prefix + error.message,
});

function rawFields(text: string): Map<string, string> | Refused {
  if (text.length > LINK_LIMIT)
    return refuse(
      'link',
      `it has ${text.length} characters, more than the limit of ${LINK_LIMIT}. Share the experiment as a run file instead.`,
    );
  const fields = new Map<string, string>();
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 1)
      return refuse('link', `${showValue(pair)} is not of the form name=value. Copy the whole link again.`);
    let key: string;
    let value: string;
    try {
      [key, value] = [decodeURIComponent(pair.slice(0, equals)), decodeURIComponent(pair.slice(equals + 1))];
    } catch {
      return refuse('link', `${showValue(pair)} has a broken percent sign. Copy the whole link again.`);
    }
    if (fields.has(key)) return refuse(key, 'it is given twice. Keep one of them.');
    fields.set(key, value);
  }
  return fields;
}

function atCurrentVersion(raw: Map<string, string>): Map<string, string> | Refused {
  const text = raw.get('v');
  if (text === undefined)
    return refuse('v', `the version is missing. A link begins with #v=${LINK_VERSION}.`);
  const version = Number(text);
  if (!isCanonicalNumber(text) || !Number.isInteger(version) || version < 1)
    return refuse('v', `${showValue(text)} is not a version. A link begins with #v=${LINK_VERSION}.`);
  if (version > LINK_VERSION)
    return refuse(
      'v',
      `the link has version ${showValue(text)}, made by a newer Rainbow Lab; this one reads up to ${LINK_VERSION}. Reload the page or update it.`,
    );
  const fields = new Map(raw);
  fields.delete('v');
  return new Map(migrate(fields, version, LINK_VERSION, migrations));
}

/** Applies the migrations `from`, `from + 1`, …, up to version `to`. */
export function migrate(raw: RawLink, from: number, to: number, table: typeof migrations): RawLink {
  let fields = raw;
  for (let version = from; version < to; version++) fields = table[version](fields);
  return fields;
}

/** Every setting by its path ("training.decayAt"), "version" aside: that is the link's own "v". */
function leavesOf(spec: ExperimentSpec): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const visit = (prefix: string, group: object): void => {
    for (const [key, value] of Object.entries(group) as [string, Leaf | object][]) {
      if (typeof value === 'object' && !Array.isArray(value)) visit(`${prefix}${key}.`, value);
      else if (prefix || key !== 'version') leaves.set(prefix + key, value as Leaf);
    }
  };
  visit('', spec);
  return leaves;
}

const textOf = (value: Leaf): string => (Array.isArray(value) ? value.join(',') : String(value));

/** `path` is one of the paths of `leavesOf`. */
function setLeaf(spec: ExperimentSpec, path: string, value: Leaf): void {
  const keys = path.split('.');
  const last = keys.pop()!;
  const group = keys.reduce<Record<string, unknown>>(
    (at, key) => at[key] as Record<string, unknown>,
    spec as unknown as Record<string, unknown>,
  );
  group[last] = value;
}

/** Text to a value of the kind of `like`; ranges and choices are the schema's business. */
export function leafFrom(path: string, text: string, like: Leaf): Leaf | Refused {
  if (typeof like === 'string') return text;
  if (typeof like === 'boolean')
    return text === 'true' || text === 'false'
      ? text === 'true'
      : refuse(path, `${showValue(text)} is neither true nor false.`);
  const parts = Array.isArray(like) ? (text === '' ? [] : text.split(',')) : [text];
  const bad = parts.find((part) => !isCanonicalNumber(part));
  if (bad !== undefined) return refuse(path, notANumber(bad));
  return Array.isArray(like) ? parts.map(Number) : Number(text);
}

/** The one spelling of each number: no "1e3", "0x10", "+1", "01", "1.0", "NaN" or "Infinity". */
const isCanonicalNumber = (text: string): boolean =>
  Number.isFinite(Number(text)) && String(Number(text)) === text;

const notANumber = (text: string): string => {
  const number = Number(text);
  const plain = text.trim() !== '' && Number.isFinite(number);
  return `${showValue(text)} is not a plain decimal number.${plain ? ` Write ${number}.` : ''}`;
};
