import { existsSync, readFileSync, statSync } from 'node:fs';
import { parseSpec } from '../experiments/errors.ts';
import { decodeLink } from '../experiments/link.ts';
import { canonicalJson } from '../experiments/plan.ts';
import { findPreset, presets } from '../experiments/presets.ts';
import { onImages, type ExperimentSpec } from '../experiments/spec.ts';
import { possible } from '../networks/form.ts';
import { UsageError } from './usage.ts';

/** Bytes of a spec.json; a full spec has about one thousand. */
const SPEC_FILE_LIMIT = 64 * 1024;

export interface Overrides {
  device?: string;
  seed?: string;
  threads?: string;
  hasData: boolean;
  hasModel?: boolean;
  /** Images and a model are not looked for. */ onPaper?: boolean;
}
export interface Chosen {
  spec: ExperimentSpec;
  preset: string | null;
  /**
   * Numbers of images that were asked for by name: a file with fewer is refused. Others are what a file has,
   * at most.
   */
  asked?: { train: boolean; test: boolean };
}

/**
 * The experiment named on the command line, by preset, link or file, with the options applied; under the
 * limits of the page's controls. `preset` is null once an option changed its spec. Throws UsageError naming
 * the field.
 */
export function chooseSpec(
  what: string,
  { device, seed, threads, hasData, hasModel = false, onPaper = false }: Overrides,
): Chosen {
  const { spec, preset, asked } = named(what);
  const changed: unknown = {
    ...spec,
    ...(device !== undefined && { device }),
    ...(seed !== undefined && { seed: wholeNumber(seed) }),
    ...(threads !== undefined && { threads: wholeNumber(threads) }),
    ...(hasData && { data: { ...spec.data, source: 'file' } }),
  };
  const parsed = parseSpec(changed);
  if (!parsed.ok) throw new UsageError(parsed.message);
  if (parsed.spec.data.source === 'file' && !hasData && !onPaper) {
    const what = parsed.spec.data.expects === 'any' ? 'images' : parsed.spec.data.expects;
    throw new UsageError(`This experiment runs on ${what} of yours: add --data FILE.`);
  }
  const { given } = possible(parsed.spec.network, null);
  if (given && !hasModel) throw new UsageError('This experiment runs an opened model: add --model FILE.');
  if (hasModel && !given)
    throw new UsageError(
      '--model goes with the preset "model", or with a spec whose network.architecture is "model".',
    );
  return { spec: parsed.spec, preset: stillPreset(parsed.spec, preset), asked };
}

const stillPreset = (spec: ExperimentSpec, preset: string | null): string | null =>
  preset !== null && canonicalJson(spec) === canonicalJson(findPreset(preset)!.spec) ? preset : null;

/**
 * An experiment on a person's images, as the page does it: as many as there are where no number was asked
 * for.
 */
export function onFiles({ spec, preset, asked }: Chosen, images: { train: number; test: number }): Chosen {
  // Another set than the experiment was made for has been refused by the reader.
  const fitted = onImages(spec, {
    kind: spec.data.expects,
    train: asked?.train ? Infinity : images.train,
    test: asked?.test ? Infinity : images.test,
  });
  return { spec: fitted, preset: stillPreset(fitted, preset), asked };
}

function named(what: string): Chosen {
  const preset = findPreset(what);
  if (preset) return { spec: preset.spec, preset: what };
  if (what.includes('#') || /^v=\d/.test(what)) return fromLink(what.slice(what.indexOf('#') + 1));
  if (/^https?:/.test(what))
    throw new UsageError(
      'The link has no "#": it holds no experiment. Copy the whole link (and put it in quotes).',
    );
  if (existsSync(what)) return fromFile(what);
  throw new UsageError(
    `"${what}" is no preset, no link and no file. Presets: ${presets.map((p) => p.id).join(', ')}.`,
  );
}

function fromLink(fragment: string): Chosen {
  const link = decodeLink(fragment);
  if (!link.ok) throw new UsageError(`The link is refused. ${link.message}`);
  return {
    spec: link.spec,
    preset: link.preset,
    asked: { train: /(^|&)data\.train=/.test(fragment), test: /(^|&)data\.test=/.test(fragment) },
  };
}

function fromFile(path: string): Chosen {
  const stat = statSync(path);
  if (!stat.isFile() || stat.size > SPEC_FILE_LIMIT)
    throw new UsageError(
      `${path} is not a spec: it should be a JSON file of at most ${SPEC_FILE_LIMIT / 1024} KiB.`,
    );
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} is not valid JSON: ${(error as Error).message}`);
  }
  const parsed = parseSpec(raw);
  if (!parsed.ok) throw new UsageError(`${path}: ${parsed.message}`);
  const { data } = raw as { data?: object };
  return {
    spec: parsed.spec,
    preset: null,
    asked: { train: data !== undefined && 'train' in data, test: data !== undefined && 'test' in data },
  };
}

/** Leaves anything else as it is, for the schema to refuse by name. */
const wholeNumber = (text: string): number | string => (/^-?\d+$/.test(text) ? Number(text) : text);
