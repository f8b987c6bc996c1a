/** A kind of file that is not read here, and what can be done with it. */
export interface ForeignFile {
  /** What it is, to follow "it is". */
  what: string;
  instead: string;
}

interface Kind extends ForeignFile {
  /** First bytes of the format, from a place on. */
  bytes?: { at: number; text: string };
  /** File name, where bytes do not tell. */
  name?: RegExp;
}

const SAFETENSORS = 'save its weights with safetensors.numpy.save_file({name: array}, "model.safetensors")';
const UNPACK = 'unpack it and open what is in it';
const AGAIN =
  'what came is an answer of a server and not the file: log in or check the address, and download it again';

const KINDS: Kind[] = [
  {
    what: 'a TensorFlow Lite model',
    bytes: { at: 4, text: 'TFL3' },
    instead: `read its tensors with tf.lite.Interpreter, then ${SAFETENSORS}`,
  },
  {
    what: 'a MATLAB file of version 5',
    bytes: { at: 0, text: 'MATLAB 5.0' },
    instead: 'scipy.io.loadmat(file), then np.savez("model.npz", **{name: array})',
  },
  {
    what: 'a MATLAB file',
    name: /\.mat$/i,
    instead: 'load it with scipy.io.loadmat (version 7.3: h5py), then np.savez("model.npz", **{name: array})',
  },
  {
    what: 'a Python pickle of an old protocol',
    name: /\.(pkl|pickle)$/i,
    instead: 'load it in Python and save its arrays, np.savez("model.npz", **{name: array})',
  },
  {
    what: 'a TensorFlow SavedModel',
    name: /(^|[/› ])saved_model\.pb(txt)?$/,
    instead: 'tf.keras.models.load_model(folder).save("model.h5"), or tensorflowjs_converter for tfjs',
  },
  {
    what: 'a TensorFlow graph',
    name: /\.pb$/i,
    instead: 'turn it with tensorflowjs_converter to tfjs, or with tf2onnx to ONNX',
  },
  {
    what: "a TensorFlow checkpoint's part",
    name: /\.(ckpt([.-].*)?|data-\d{5}-of-\d{5}|index)$|(^|[/› ])checkpoint$/,
    instead: `tf.train.load_checkpoint(prefix) gives its arrays; ${SAFETENSORS}`,
  },
  {
    what: 'a Flax checkpoint (msgpack)',
    name: /\.msgpack$/i,
    instead: `flax.serialization.msgpack_restore(bytes) gives its arrays; ${SAFETENSORS}`,
  },
  {
    what: 'a part of a distributed PyTorch checkpoint',
    name: /\.distcp$/i,
    instead: 'torch.distributed.checkpoint.format_utils.dcp_to_torch_save(folder, "model.pt")',
  },
  {
    what: 'a part of an Orbax checkpoint (JAX)',
    name: /(^|[/› ])(manifest\.ocdbt|\.zarray|\.zgroup)$/,
    instead: `orbax.checkpoint.PyTreeCheckpointer().restore(folder) gives its arrays; ${SAFETENSORS}`,
  },
  {
    what: 'a Core ML model',
    name: /\.(mlmodel|mlpackage|mlmodelc)$/i,
    instead: 'open the model it was made from; coremltools gives its weights',
  },
  {
    what: 'a Caffe model',
    name: /\.caffemodel$/i,
    instead: `caffe.Net(…).params gives its arrays; ${SAFETENSORS}`,
  },
  { what: 'a Darknet model', name: /\.weights$/i, instead: 'turn it to PyTorch or ONNX, which are read' },
  {
    what: 'a PaddlePaddle model',
    name: /\.(pdparams|pdmodel|pdiparams)$/i,
    instead: `paddle.load(file) gives its arrays; ${SAFETENSORS}`,
  },
  {
    what: 'an MXNet model',
    name: /\.params$/i,
    instead: `mxnet.nd.load(file) gives its arrays; ${SAFETENSORS}`,
  },
  {
    what: 'a TensorRT engine',
    name: /\.(engine|trt|plan)$/i,
    instead: 'open the ONNX file it was built from',
  },
  {
    what: 'an OpenVINO model',
    bytes: { at: 0, text: '<?xml version="1.0"?>\n<net' },
    instead: 'open the ONNX file it was made from',
  },
  {
    what: 'a GGML file from before GGUF',
    bytes: { at: 0, text: 'lmgg' },
    instead: "turn it to GGUF with llama.cpp's scripts",
  },
  {
    what: 'a GGML file from before GGUF',
    bytes: { at: 0, text: 'tjgg' },
    instead: "turn it to GGUF with llama.cpp's scripts",
  },
  { what: 'a PDF document', bytes: { at: 0, text: '%PDF' }, instead: AGAIN },
  { what: 'an S3 or cloud error message (XML)', bytes: { at: 0, text: '<?xml' }, instead: AGAIN },
  { what: 'a 7z archive', bytes: { at: 0, text: "7z\xbc\xaf'" }, instead: UNPACK },
  { what: 'a RAR archive', bytes: { at: 0, text: 'Rar!' }, instead: UNPACK },
  { what: 'an xz archive', bytes: { at: 0, text: '\xfd7zXZ' }, instead: UNPACK },
  { what: 'a bzip2 archive', bytes: { at: 0, text: 'BZh' }, instead: UNPACK },
  { what: 'a zstd archive', bytes: { at: 0, text: '\x28\xb5\x2f\xfd' }, instead: UNPACK },
];

/**
 * What a file is that cannot be read, by its first bytes (4 KiB are enough) and else by its name; null where
 * nothing tells.
 */
export function foreignFile(name: string, head: Uint8Array): ForeignFile | null {
  const text = Array.from(head.subarray(0, 1024), (byte) => String.fromCharCode(byte)).join('');
  if (text.startsWith('version https://git-lfs.github.com/spec/')) return lfsPointer(text);
  if (/^\s*(<!doctype html|<html)/i.test(text)) return { what: 'an HTML page', instead: AGAIN };
  const byBytes = KINDS.find(({ bytes }) => bytes && text.startsWith(bytes.text, bytes.at));
  if (byBytes) return byBytes;
  if (/^\s*\{\s*"(error|message|detail|code)"/.test(text))
    return { what: 'an error message (JSON)', instead: AGAIN };
  if (
    /^(Access to|Repository not found|Entry not found|Invalid username|Unauthorized|Forbidden|Not Found)/.test(
      text,
    )
  )
    return { what: `the message "${text.slice(0, 60).split('\n')[0]}"`, instead: AGAIN };
  return KINDS.find((kind) => kind.name?.test(name)) ?? null;
}

function lfsPointer(text: string): ForeignFile {
  const size = Number(/^size (\d+)$/m.exec(text)?.[1] ?? NaN);
  const bytes = Number.isSafeInteger(size) ? ` of a file of ${size.toLocaleString('en')} bytes` : '';
  return {
    what: `a Git LFS pointer${bytes}, not the file`,
    instead: 'fetch it with "git lfs pull", or download the file from its page',
  };
}
