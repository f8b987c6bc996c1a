import { FileError, fileOf, readPart, type InputFile } from '../inputFile.ts';
import { isNpy, readNpy, readNpyHeader, type NpyHeader } from '../npy.ts';
import { isZip, readZip, type ZipEntry } from '../zip.ts';
import { columnMajor, strided } from '../strided.ts';
import { isSafetensors, openSafetensors } from './safetensors.ts';
import { isTfjsModel, openTfjsModel } from './tfjsModel.ts';
import { isLegacyTorch, openLegacyTorch, openTorchZip } from './torchFile.ts';

/** One array of a model. */
export interface TensorEntry {
  name: string;
  shape: number[];
  /** The format's own word: "F32", "float16", "<f4". */
  dtype: string;
  /** True if it is a float array. Others (counters, indices) are listed and not read. */
  float: boolean;
  /** What reading it takes of the file, unpacked. */
  bytes: number;
  /** The tensor's numbers in row-major order; fetched when asked for. Throws FileError. */
  read(): Promise<Float32Array | Float64Array>;
}

export interface ModelFile {
  name: string;
  format: 'safetensors' | 'npz' | 'tfjs' | 'PyTorch' | 'npy';
  tensors: TensorEntry[];
}

/** Numbers in one tensor; larger ones are listed and not read. */
export const MOST_NUMBERS = 2 ** 28;
const NPZ_LIMIT = 2 ** 33;
/** Trained weights in the archive of a run (lab/export). */
export const RUN_WEIGHTS = /^weights(\.safetensors|\/[^/]+\.safetensors)$/;

/** More files are a folder of images, not the parts of a model. */
const MOST_FILES = 1000;

/** True if these files look like a model rather than images or a run. By content: their first bytes, and for a zip what lies in it. */
export async function looksLikeModel(files: readonly InputFile[]): Promise<boolean> {
  if (files.length > MOST_FILES) return false;
  for (const file of files) {
    if (file.size < 16) continue;
    const head = await readPart(file, 0, Math.min(file.size, 4096));
    if (isSafetensors(head, file.size) || isTfjsModel(head) || isLegacyTorch(head)) return true;
    if (isZip(head)) {
      const entries = await readZip(file, NPZ_LIMIT).catch(() => []);
      if (
        entries.some((e) => /(^|\/)data\.pkl$/.test(e.name) || RUN_WEIGHTS.test(e.name)) ||
        (await holdsWeights(file, entries))
      )
        return true;
    }
  }
  return false;
}

/** Arrays of floats without a list of whole numbers beside them, which would be labels of images. */
async function holdsWeights(zip: InputFile, entries: readonly ZipEntry[]): Promise<boolean> {
  if (!entries.some((e) => e.name.endsWith('.npy'))) return false;
  const arrays = await openNpz(zip, entries).catch(() => []);
  return (
    arrays.some((a) => a.float && a.shape.length > 1) &&
    !arrays.some((a) => !a.float && a.shape.some((n) => n > 1))
  );
}

/**
 * Opens a trained model: safetensors (also in shards, with their index), PyTorch (.pt, .pth: zip or legacy), tfjs (model.json and its weights), .npz or .npy. By content. Only headers are
 * read; tensors when they are asked for. Throws FileError naming file, byte and what to do.
 */
export async function openModel(files: readonly InputFile[]): Promise<ModelFile> {
  if (files.length === 0)
    throw new FileError(
      'no file',
      null,
      'choose one: safetensors, PyTorch (.pt, .pth), tfjs (model.json and weights), .npz',
    );
  const heads = await Promise.all(
    files.map((file) => {
      if (file.size === 0) throw new FileError(file.name, 0, 'the file is empty');
      return readPart(file, 0, Math.min(file.size, 4096));
    }),
  );
  const at = (test: (head: Uint8Array, size: number) => boolean): InputFile[] =>
    files.filter((file, i) => test(heads[i], file.size));
  const title = files.length === 1 ? files[0].name : `${files[0].name} and ${files.length - 1} more`;
  const tensorFiles = at(isSafetensors);
  if (tensorFiles.length)
    return {
      name: title,
      format: 'safetensors',
      tensors: await openSafetensors(
        tensorFiles,
        files.find((file) => /\.index\.json$/.test(file.name)),
      ),
    };
  const [json] = at(isTfjsModel);
  if (json)
    return {
      name: json.name,
      format: 'tfjs',
      tensors: await openTfjsModel(
        json,
        files.filter((file) => file !== json),
      ),
    };
  const [legacy] = at(isLegacyTorch);
  if (legacy) return { name: legacy.name, format: 'PyTorch', tensors: await openLegacyTorch(legacy) };
  const [zip] = at(isZip);
  if (zip) {
    const entries = await readZip(zip, NPZ_LIMIT);
    const weights = entries.find((e) => RUN_WEIGHTS.test(e.name));
    if (weights)
      return {
        name: zip.name,
        format: 'safetensors',
        tensors: await openSafetensors([fileOf(`${zip.name} › ${weights.name}`, await weights.read())]),
      };
    if (entries.some((e) => /(^|\/)data\.pkl$/.test(e.name)))
      return { name: zip.name, format: 'PyTorch', tensors: await openTorchZip(zip, entries) };
    return { name: zip.name, format: 'npz', tensors: await openNpz(zip, entries) };
  }
  const [npy] = at(isNpy);
  if (npy) {
    const header = readNpyHeader(npy.name, await readPart(npy, 0, Math.min(npy.size, 65_600)));
    return {
      name: npy.name,
      format: 'npy',
      tensors: [
        npyTensor(npy.name.replace(/\.npy$/, ''), npy.name, header, () => readPart(npy, 0, npy.size)),
      ],
    };
  }
  throw new FileError(
    files[0].name,
    0,
    `not a model that is read (it starts with ${Array.from(heads[0].subarray(0, 4), (b) => b.toString(16).padStart(2, '0')).join(' ')}): safetensors, PyTorch (.pt, .pth), tfjs (model.json and weights) and .npz are`,
  );
}

async function openNpz(zip: InputFile, entries: readonly ZipEntry[]): Promise<TensorEntry[]> {
  const arrays = entries.filter((e) => e.name.endsWith('.npy'));
  if (arrays.length === 0)
    throw new FileError(
      zip.name,
      null,
      `no array among the ${entries.length} files of this zip: a model is a .npz of .npy arrays, or a PyTorch file`,
    );
  const tensors: TensorEntry[] = [];
  for (const entry of arrays) {
    if (entry.size > 4 * MOST_NUMBERS * 2)
      throw new FileError(
        `${zip.name} › ${entry.name}`,
        null,
        `${Math.round(entry.size / 2 ** 20)} MiB in one array is over the limit`,
      );
    const file = `${zip.name} › ${entry.name}`;
    const header = readNpyHeader(file, await entry.head(65_600));
    if (header.dataOffset + header.byteLength > entry.size)
      throw new FileError(
        file,
        header.dataOffset,
        `the header announces ${header.byteLength.toLocaleString('en')} bytes, ${(entry.size - header.dataOffset).toLocaleString('en')} follow`,
      );
    tensors.push(npyTensor(entry.name.replace(/\.npy$/, ''), file, header, () => entry.read()));
  }
  return tensors;
}

function npyTensor(
  name: string,
  file: string,
  { dtype, shape, byteLength }: NpyHeader,
  bytes: () => Promise<Uint8Array>,
): TensorEntry {
  return {
    name,
    shape,
    dtype,
    float: /f[248]$/.test(dtype),
    bytes: byteLength,
    async read() {
      const array = readNpy(file, await bytes());
      const values =
        array.values instanceof Float64Array || array.values instanceof Float32Array
          ? array.values
          : Float64Array.from(array.values as ArrayLike<number>, Number);
      return array.fortran ? strided(values, 0, shape, columnMajor(shape)) : values;
    },
  };
}
