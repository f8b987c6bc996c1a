import { openRemote, type RemoteOptions } from '../data/remote/remoteFile.ts';
import { fileOfBlob, readWhole, type InputFile } from '../files/inputFile.ts';
import { openModel } from '../files/models/modelFile.ts';
import type { TensorEntry } from '../files/models/tensor.ts';
import type { ModelInfo, ModelSource } from './modelEvents.ts';
import { layerInfo, layersOf } from './modelSpectra.ts';

/**
 * Bytes fetched at once of a model at an address, and held of it: a header is small, and a tensor is not read
 * twice.
 */
const SPAN = 2 ** 20;
const HELD = 2 ** 28;
/** Larger files are not hashed: the platform hashes what lies in memory whole. */
const HASHED = 2 ** 28;

export interface OpenedModel {
  info: ModelInfo;
  /** The tensors that are learned layers. */
  layers: TensorEntry[];
}

/**
 * Opens a model: its headers are read, nothing more (of a small file all of it, for its hash). Throws
 * FileError.
 */
export async function openSource(source: ModelSource, options: OpenOptions = {}): Promise<OpenedModel> {
  const files = await filesOf(source, options);
  const model = await openModel(files, { axes: source.axes });
  const { layers, skipped } = layersOf(model);
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const sha256 =
    source.kind === 'files' && files.length === 1 && bytes <= HASHED ? await hashOf(files[0]) : null;
  return {
    layers,
    info: {
      name: source.kind === 'address' ? model.name.replace(/^.*\//, '') : model.name,
      format: model.format,
      address: source.kind === 'address' ? source.address : null,
      bytes,
      sha256,
      layers: layers.map(layerInfo),
      skipped,
      left: model.left,
      axes: model.axes,
      commit: __COMMIT__,
      date: new Date().toISOString(),
    },
  };
}

export interface OpenOptions {
  /** Asked for at every reading: a model outlives the job that opened it. */
  readonly signal?: AbortSignal;
  onBytes?(done: number, total: number): void;
}

/** The files of a source, read when they are asked for. */
export const filesOf = async (source: ModelSource, options: OpenOptions = {}): Promise<InputFile[]> =>
  source.kind === 'files'
    ? source.files.map(({ name, file }) => fileOfBlob(name, file))
    : filesAt(source.address, options);

/**
 * The file at an address; of a model in parts, named by its list (safetensors index, tfjs model.json), those
 * too.
 */
async function filesAt(address: string, options: OpenOptions): Promise<InputFile[]> {
  const received = new Map<string, [number, number]>();
  const open = async (at: string): Promise<InputFile> => {
    const file = await openRemote(at, remote(at));
    const { origin, pathname } = new URL(at);
    // Without what stands behind "?": readers tell parts by their names.
    return { name: origin + pathname, size: file.size, read: (from, to) => file.read(from, to) };
  };
  const remote = (at: string): RemoteOptions => ({
    get signal() {
      return options.signal;
    },
    span: SPAN,
    hold: HELD,
    onBytes(done, total) {
      received.set(at, [done, total]);
      const all = [...received.values()];
      options.onBytes?.(
        all.reduce((sum, [d]) => sum + d, 0),
        all.reduce((sum, [, t]) => sum + t, 0),
      );
    },
  });
  const first = await open(address);
  const parts: InputFile[] = [];
  for (const part of await partsOf(first)) {
    options.signal?.throwIfAborted();
    parts.push(await open(new URL(part, address).href));
  }
  return [first, ...parts];
}

const LIST_LIMIT = 64 * 2 ** 20;
const MOST_PARTS = 1000;

/**
 * Names, beside the list, of the files that a list of parts names; none for any other file. Only names: a
 * path that leads elsewhere is not followed.
 */
async function partsOf(file: InputFile): Promise<string[]> {
  if (!/\.json([?#]|$)/.test(file.name) || file.size > LIST_LIMIT) return [];
  let list: { weight_map?: unknown; weightsManifest?: unknown };
  try {
    list = JSON.parse(new TextDecoder().decode(await readWhole(file, LIST_LIMIT))) as typeof list;
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
  const named =
    typeof list?.weight_map === 'object' && list.weight_map !== null
      ? Object.values(list.weight_map)
      : Array.isArray(list?.weightsManifest)
        ? list.weightsManifest.flatMap((group: { paths?: unknown } | null) =>
            Array.isArray(group?.paths) ? (group.paths as unknown[]) : [],
          )
        : [];
  return [...new Set(named)]
    .filter(
      (name): name is string => typeof name === 'string' && /^[\w.-]+$/.test(name) && !/^\.+$/.test(name),
    )
    .slice(0, MOST_PARTS);
}

async function hashOf(file: InputFile): Promise<string> {
  const digest = new Uint8Array(
    await crypto.subtle.digest('SHA-256', (await readWhole(file, HASHED)) as Uint8Array<ArrayBuffer>),
  );
  return Array.from(digest, (b) => b.toString(16).padStart(2, '0')).join('');
}
