import { parseSpec } from '../experiments/errors.ts';
import { FileError, fileOf, readPart, readWhole, type InputFile } from '../files/inputFile.ts';
import { RUN_WEIGHTS } from '../files/models/containers.ts';
import type { ModelFile } from '../files/models/modelFile.ts';
import { isSafetensors, readMetadata } from '../files/models/safetensors.ts';
import { isTfjsModel } from '../files/models/tfjsModel.ts';
import { isZip, readZip } from '../files/zip.ts';
import { looksLikeCifarResnet, readCifarResnet } from '../networks/imported/cifarResnet.ts';
import type { ImportedNetwork } from '../networks/imported/importedNetwork.ts';
import {
  CannotRun,
  ownTensors,
  readWeights,
  withoutWrapper,
  type Weight,
} from '../networks/imported/namedWeights.ts';
import { readOwnRun, type OwnNetwork } from '../networks/imported/ownRun.ts';
import { readSequential } from '../networks/imported/sequential.ts';
import { networkSettings } from '../networks/settings.ts';
import { ownMetadata } from './export/ownModel.ts';
import { fnv } from './netCache.ts';

/** Does an opened model also run, as a network of an experiment, or why not, in a sentence. */
export type Recognised =
  | {
      runs: true;
      title: string;
      classes: number;
      /** How pixels come to it, in words. */ pixels: string;
      /** Why its weights cannot be drawn again; null: they can. */ notDrawn: string | null;
      network: ImportedNetwork;
    }
  | { runs: false; reason: string };

const ZIP_LIMIT = 2 ** 33;
const JSON_LIMIT = 2 ** 26;

/**
 * Looks for an architecture that is known: a network exported here (its settings are in the file, or in
 * spec.json in the same zip or beside it), a ResNet of the CIFAR kind, a sequential tfjs layers-model.
 * `files`: what `model` was opened from. Reads all weights of one that may run. Throws FileError for damaged
 * files.
 */
export async function recogniseModel(model: ModelFile, files: readonly InputFile[]): Promise<Recognised> {
  try {
    const { weights, found } = await readKnown(model, files);
    const network = { ...found, fingerprint: fingerprintOf(weights) };
    return {
      runs: true,
      title: network.title,
      classes: network.classes,
      pixels: network.pixels?.words ?? 'pixels by the mean and std of the training images',
      notDrawn: network.notDrawn,
      network,
    };
  } catch (error) {
    if (error instanceof CannotRun) return { runs: false, reason: error.message };
    throw error;
  }
}

async function readKnown(
  model: ModelFile,
  files: readonly InputFile[],
): Promise<{ weights: Map<string, Weight>; found: Omit<ImportedNetwork, 'fingerprint'> }> {
  const given = ownTensors(model).map(({ name }) => name);
  const rename = withoutWrapper(given);
  const names = given.map(rename);
  if (model.format === 'tfjs') {
    const topology = await topologyOf(files);
    const weights = await readWeights(model);
    return { weights, found: readSequential(topology, weights) };
  }
  if (looksLikeCifarResnet(names)) {
    const weights = await readWeights(model, rename);
    return { weights, found: readCifarResnet(weights) };
  }
  if (names.includes('L1.weight') && names.includes('classifier.weight')) {
    const own = await ownNetworks(model, files);
    const weights = await readWeights(model);
    // Settings alone leave width, size and channels open: the first that fits the weights.
    let reason: unknown;
    for (const candidate of own) {
      try {
        return { weights, found: readOwnRun(weights, candidate) };
      } catch (error) {
        reason ??= error;
      }
    }
    throw reason;
  }
  throw new CannotRun(
    'Its architecture is not known here: networks exported by this lab, ResNets of the CIFAR kind and sequential tfjs models run. Its spectra can be looked at all the same.',
  );
}

async function topologyOf(files: readonly InputFile[]): Promise<unknown> {
  for (const file of files) {
    if (!isTfjsModel(await readPart(file, 0, Math.min(file.size, 4096)))) continue;
    return (
      JSON.parse(new TextDecoder().decode(await readWhole(file, JSON_LIMIT))) as { modelTopology?: unknown }
    ).modelTopology;
  }
  throw new CannotRun('Its model.json is not among the files.');
}

/** What an export says of its network: the settings in the header of its weights, else those of spec.json. */
async function ownNetworks(model: ModelFile, files: readonly InputFile[]): Promise<OwnNetwork[]> {
  let spec: InputFile | null = files.find((file) => /(^|\/)spec\.json$/.test(file.name)) ?? null;
  for (const file of files) {
    const head = await readPart(file, 0, Math.min(file.size, 4096));
    let weights = isSafetensors(head, file.size) ? file : null;
    if (isZip(head)) {
      const entries = await readZip(file, ZIP_LIMIT);
      const inside = entries.find((e) => RUN_WEIGHTS.test(e.name));
      const beside = entries.find((e) => e.name === 'spec.json');
      if (inside) weights = fileOf(inside.name, await inside.read());
      if (beside) spec = fileOf(beside.name, await beside.read());
    }
    const said = weights && ownMetadata.safeParse(await readMetadata(weights));
    if (said?.success)
      return [{ settings: said.data.network, input: said.data.input, pixels: said.data.pixels }];
  }
  if (!spec)
    throw new CannotRun(
      'It may have been exported here, but does not say which network it is: drop the zip, or spec.json with it.',
    );
  const parsed = parseSpec(parseJson(spec.name, await readWhole(spec, JSON_LIMIT)));
  if (!parsed.ok) throw new CannotRun(`The spec.json with it cannot be read: ${parsed.message}`);
  const { network, widths, data } = parsed.spec;
  const classes = model.tensors.find((t) => t.name === 'classifier.weight')!.shape[0];
  return [network.width, ...widths].flatMap((width) =>
    [3, 1].map((channels) => ({
      settings: networkSettings.parse({ ...network, width }),
      input: { size: Number(data.size), channels, classes },
      pixels: null,
    })),
  );
}

function parseJson(name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new FileError(name, null, 'is no JSON');
  }
}

/** Tells models apart: a hash of names and numbers, 8 hex digits. */
function fingerprintOf(weights: ReadonlyMap<string, Weight>): string {
  let hash = '811c9dc5';
  for (const [name, { values }] of [...weights].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const bytes of [
      new TextEncoder().encode(name),
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    ])
      hash = fnv(bytes, parseInt(hash, 16));
  }
  return hash;
}
