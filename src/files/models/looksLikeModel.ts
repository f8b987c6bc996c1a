import { readPart, type InputFile } from '../inputFile.ts';
import { isZip, readZip } from '../zip.ts';
import { isModelZip, isNpz } from './containers.ts';
import { openHdf5 } from './hdf5.ts';
import { openNpz } from './npyModel.ts';
import { modelReaders } from './readers.ts';
import type { TensorEntry } from './tensor.ts';

/** More files are a folder of images, not the parts of a model. */
const MOST_FILES = 1000;
const ZIP_LIMIT = 2 ** 33;
const HEAD = 4096;
/** A larger HDF5 file is not read to see what is in it: its name tells. */
const HDF5_LIMIT = 2 ** 26;

/**
 * Do these files look like a model rather than images or a run? By content: their first bytes, and for a zip
 * what lies in it.
 */
export async function looksLikeModel(files: readonly InputFile[]): Promise<boolean> {
  if (files.length > MOST_FILES) return false;
  for (const file of files) if (file.size >= 16 && (await isOneModel(file))) return true;
  return false;
}

/** Formats that hold nothing but models; an array or a pickle may be anything. */
const ONLY_MODELS = new Set(['safetensors', 'tfjs', 'PyTorch', 'GGUF', 'ONNX']);
/** Names in a zip that are those of models. */
const MODEL_NAME = /\.(safetensors|pth?|gguf|onnx|h5|ckpt)$|(^|\/)(pytorch_model[\w-]*\.bin|model\.json)$/i;

async function isOneModel(file: InputFile): Promise<boolean> {
  const head = await readPart(file, 0, Math.min(file.size, HEAD));
  const entries = isZip(head) ? await readZip(file, ZIP_LIMIT).catch(() => []) : null;
  const candidate = { file, head, entries };
  const reader = modelReaders.find((each) => each.is(candidate));
  if (reader && ONLY_MODELS.has(reader.format)) return true;
  if (reader?.format === 'HDF5') {
    if (file.size > HDF5_LIMIT) return /model|weight|keras/i.test(file.name);
    return openHdf5(file).then(
      ({ tensors }) => areWeights(tensors),
      () => true,
    );
  }
  if (!entries) return false;
  if (isNpz(entries))
    return openNpz(file, entries).then(
      ({ tensors }) => areWeights(tensors),
      () => false,
    );
  return isModelZip(entries) || entries.some(({ name }) => MODEL_NAME.test(name));
}

/** Names of arrays that are images and labels, whatever their type. */
const SET = '(x|y|images?|labels?|targets?|data)';
const SPLIT = '(train|test|val|valid|validation)';
const OF_IMAGES = new RegExp(`^(${SET}|${SET}[_-]?${SPLIT}|${SPLIT}[_-]${SET})$`, 'i');

/** Arrays of floats without a list of whole numbers beside them, which would be labels of images. */
function areWeights(tensors: readonly TensorEntry[]): boolean {
  return (
    tensors.some((a) => a.float && a.shape.length > 1) &&
    !tensors.some((a) => !a.float && a.unread === undefined && a.shape.some((n) => n > 1)) &&
    !(tensors.length > 1 && tensors.every(({ name }) => OF_IMAGES.test(name)))
  );
}
