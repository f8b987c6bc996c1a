import type { InputFile } from '../inputFile.ts';
import { fileOf } from '../inputFile.ts';
import { isNpy } from '../npy.ts';
import { isPickle } from '../pickle.ts';
import { isKernelName, type Axes } from './axes.ts';
import { isNpz, RUN_WEIGHTS, type Candidate } from './containers.ts';
import { isGguf, openGguf } from './gguf.ts';
import { isHdf5, openHdf5 } from './hdf5.ts';
import { openNpy, openNpz } from './npyModel.ts';
import { isOnnx, openOnnx } from './onnx.ts';
import { isSafetensors, openSafetensors, readMetadata } from './safetensors.ts';
import type { OpenedTensors } from './tensor.ts';
import { isTfjsModel, openTfjsModel } from './tfjsModel.ts';
import { isLegacyTorch, isTorchZip, openLegacyTorch, openPickle, openTorchZip } from './torchFile.ts';

export interface ReadModel extends OpenedTensors {
  /** The order of axes that the file says; absent or null: the names of the weights do. */
  axes?: Axes | null;
  /** Other files that were read for it. */
  used?: readonly InputFile[];
}

/** A format of models. */
export interface ModelReader {
  format: string;
  /** How its files are usually called. */
  files: string;
  /** By what it is recognised, whatever its name is. */
  recognisedBy: string;
  /** What of it is read. */
  reads: string;
  /** Of several files each may be one tensor of a model. */
  joins?: boolean;
  is(candidate: Candidate): boolean;
  /** Throws FileError. `others`: what was opened with it. */
  open(candidate: Candidate, others: readonly InputFile[]): Promise<ReadModel>;
}

const SMALL_FLOATS =
  'F16, BF16, F32, F64, F8 (E4M3, E5M2) with the scales beside them, complex numbers as real and imaginary parts';

/** All formats, the likelier ones first: what is recognised by several is read by the first. */
export const modelReaders: readonly ModelReader[] = [
  {
    format: 'safetensors',
    files: '.safetensors, also in parts with their index; the zip of an export from here',
    recognisedBy: 'a length, then a header in JSON',
    reads: SMALL_FLOATS,
    is: ({ head, file, entries }) =>
      isSafetensors(head, file.size) || (entries?.some(({ name }) => RUN_WEIGHTS.test(name)) ?? false),
    async open({ file, entries }) {
      const inside = entries?.find(({ name }) => RUN_WEIGHTS.test(name));
      const weights = inside ? fileOf(`${file.name} › ${inside.name}`, await inside.read()) : file;
      const read = await openSafetensors(weights);
      const { format } = await readMetadata(weights);
      const other = format === 'tf' || format === 'flax';
      // Where kernels have their names, these say it better: a header speaks of tables and projections too.
      const named = read.tensors.some(({ name }) => isKernelName(name));
      return { ...read, axes: format === 'pt' ? 'pytorch' : other && !named ? 'tensorflow' : null };
    },
  },
  {
    format: 'tfjs',
    files: 'model.json with its weight files',
    recognisedBy: 'JSON with a list of weights',
    reads: 'float32, float16, and floats quantised to 8 or 16 bits',
    is: ({ head }) => isTfjsModel(head),
    open: async ({ file }, others) => ({ ...(await openTfjsModel(file, others)), axes: 'tensorflow' }),
  },
  {
    format: 'PyTorch',
    files: '.pt, .pth, .bin, .ckpt, also in parts with their index',
    recognisedBy: 'a zip with data.pkl, or the mark of files before version 1.6',
    reads: `${SMALL_FLOATS}, quantised tensors; a state_dict within whatever stands beside it. Nothing in the file is run`,
    is: ({ head, entries }) => isLegacyTorch(head) || (entries !== null && isTorchZip(entries)),
    async open({ file, entries }) {
      const read = entries ? await openTorchZip(file, entries) : await openLegacyTorch(file);
      return { ...read, axes: read.tensors.some(({ name }) => isKernelName(name)) ? null : 'pytorch' };
    },
  },
  {
    format: 'npz',
    files: '.npz',
    recognisedBy: 'a zip of .npy files',
    reads: 'f2, f4, f8, bfloat16 of ml_dtypes, complex numbers; row or column order, either order of bytes',
    is: ({ entries }) => entries !== null && isNpz(entries),
    open: ({ file, entries }) => openNpz(file, entries!),
  },
  {
    format: 'npy',
    files: '.npy, one for each tensor',
    recognisedBy: '93 "NUMPY"',
    reads: 'as of npz',
    joins: true,
    is: ({ head }) => isNpy(head),
    open: ({ file }) => openNpy(file),
  },
  {
    format: 'HDF5',
    files: 'Keras: .h5, .weights.h5, .keras; h5py: .h5, .hdf5',
    recognisedBy: '89 "HDF"',
    reads: 'F16, BF16, F32, F64',
    is: ({ head }) => isHdf5(head),
    open: ({ file }) => openHdf5(file),
  },
  {
    format: 'GGUF',
    files: '.gguf',
    recognisedBy: '"GGUF"',
    reads: 'F64, F32, F16, BF16, Q8_0, Q4_0; other quantised types are listed',
    is: ({ head }) => isGguf(head),
    open: async ({ file }) => ({ ...(await openGguf(file)), axes: 'pytorch' }),
  },
  {
    format: 'ONNX',
    files: '.onnx, with the files of its numbers where they lie outside',
    recognisedBy: 'a protobuf message that begins with a version and a producer',
    reads:
      'initializers and constants of F16, BF16, F32, F64, F8, complex; weights of MatMul and Gemm turned to out × in',
    is: ({ head, file }) => isOnnx(head, file.name),
    async open({ file }, others) {
      return { ...(await openOnnx(file, others)), axes: 'pytorch' };
    },
  },
  {
    format: 'pickle',
    files: '.pkl of numpy arrays in dictionaries; the folder that a PyTorch file was unpacked to',
    recognisedBy: 'the mark of a pickle of protocol 2 to 5',
    reads: 'float arrays. Nothing in the file is run',
    is: ({ head }) => isPickle(head),
    open: ({ file }, others) => openPickle(file, others),
  },
];

/** The formats in a line. */
export const formatList =
  'safetensors, PyTorch (.pt, .pth, .bin), tfjs (model.json and weights), .npz, .npy, HDF5 and Keras (.h5, .keras), GGUF and ONNX';
