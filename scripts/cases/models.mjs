// Models of the kinds people report: the files of each case, the first eigenvalues of WᵀW/n by numpy or
// torch, ranks, what must be told as skipped or left out, or how it is refused.
import { readdirSync } from 'node:fs';

const cases = [
  {
    name: 'safetensors-e8m0',
    spectra: ['model_mxfp4.safetensors'],
    layers: { 'layers.0.attn.wq.weight': [0.043173, 0.042239, 0.032972] },
    skipped: ['layers.0.experts.0.w1.weight', 'layers.0.experts.0.w1.scale'],
  },
  {
    name: 'npz-bf16-jax',
    spectra: ['params_bf16.npz'],
    layers: {
      'head.weight': [0.275582, 0.242477, 0.232773],
      'encoder.weight': [0.026917, 0.024687, 0.022879],
    },
  },
  {
    name: 'npz-object-and-string',
    spectra: ['with_config_string.npz'],
    layers: { 'dense/kernel_t': [0.044909, 0.039485, 0.035727] },
    skipped: ['config'],
  },
  {
    name: 'npz-object-and-string',
    spectra: ['tensorlayer_params.npz'],
    refused: /Python objects.*save it anew without/,
  },
  {
    name: 'torch-complex',
    spectra: ['fno.pt'],
    layers: { 'lifting.weight': [2.817912, 2.469479, 1.804247] },
  },
  {
    name: 'torch-quantised',
    spectra: ['quantised.pt'],
    layers: { 'fc.weight': [3.181974, 2.080694, 1.58075], 'q.weight': [3.3627] },
  },
  {
    name: 'torch-sparse',
    spectra: ['sparse.pt'],
    layers: { 'fc.weight': [3.181974, 2.080694, 1.58075] },
    skipped: ['mask'],
  },
  {
    name: 'torch-expanded-view',
    spectra: ['expanded.pt'],
    layers: { 'attn.weight': [4.015199, 3.345104, 2.718699] },
  },
  ...['trailing_bytes', 'empty_metadata', 'empty_tensor'].map((file) => ({
    name: 'safetensors-odd',
    spectra: [`${file}.safetensors`],
    layers: { 'a.weight': [0.044133, 0.036228, 0.034763] },
  })),
  {
    name: 'safetensors-odd',
    spectra: ['duplicate_key.safetensors'],
    layers: { 'a.weight': [] },
    left: ['duplicate_key.safetensors'],
  },
  {
    name: 'torch-args-namespace',
    spectra: ['deit_like.pth'],
    layers: { 'conv1.weight': [5.04622, 3.970593, 2.875879], 'fc.weight': [3.953151] },
  },
  ...['set', 'dtype', 'counter', 'defaultdict', 'numpy_values'].map((file) => ({
    name: 'torch-config-values',
    spectra: [`${file}.pt`],
    layers: { 'conv1.weight': [5.04622, 3.970593, 2.875879], 'fc.weight': [3.953151] },
  })),
  {
    name: 'torch-whole-module',
    spectra: ['module.pt'],
    refused: /Sequential.*nothing of it was run\. Save the weights alone/,
  },
  {
    name: 'torch-whole-module',
    spectra: ['scripted.pt'],
    refused: /TorchScript.*nothing of it was run\. Save its weights alone/,
  },
  ...[
    ['pytorch_model-00001-of-00002.bin', 'pytorch_model-00002-of-00002.bin', 'pytorch_model.bin.index.json'],
    ['.'],
  ].map((spectra) => ({
    name: 'torch-bins-sharded',
    spectra,
    layers: {
      'model.embed.weight': [2.741021],
      'model.layers.0.q.weight': [3.999841],
      'model.layers.1.q.weight': [3.484523],
      'lm_head.weight': [2.391631],
    },
  })),
  {
    name: 'pth-inside-zip',
    spectra: ['net.pth.zip'],
    layers: { 'fc.weight': [3.824635, 3.686255, 3.439767] },
  },
  {
    name: 'pth-inside-zip',
    spectra: ['model.safetensors.zip'],
    layers: { 'fc.weight': [3.824635, 3.686255, 3.439767] },
  },
  {
    name: 'hf-folder',
    spectra: ['snap'],
    layers: { 'a.weight': [0.044909, 0.039485, 0.035727] },
    left: ['README.md', '__init__.py', 'config.json'],
  },
  {
    name: 'npz-hwio-vit',
    spectra: ['ViT_tiny.npz'],
    layers: {
      'resnet/root_block/standardized_conv2d/kernel': [0.077547, 0.023742, 0.020539],
      'embedding/kernel': [0.010071, 0.008169, 0.007972],
    },
  },
  {
    name: 'tfjs-graph-depthwise',
    spectra: ['model.json', 'group1-shard1of1.bin'],
    layers: {
      'StatefulPartitionedCall/model/MobilenetV2/expanded_conv/depthwise/depthwise_weights': [
        0.252358, 0.120852, 0.107296,
      ],
      'StatefulPartitionedCall/model/MobilenetV2/block_2/depthwise/depthwise_weights': [
        0.534525, 0.402276, 0.271422,
      ],
    },
  },
  {
    name: 'imagenet-example-checkpoint',
    spectra: ['model_best.pth.tar'],
    layers: { 'module.conv1.weight': [] },
  },
  {
    name: 'optim-named-layer',
    spectra: ['optimus.pt'],
    layers: { 'optimus.encoder.weight': [], 'decoder.weight': [] },
  },
  {
    name: 'lfs-pointer',
    spectra: ['model.safetensors'],
    refused: /Git LFS pointer of a file of 12,345,678 bytes.*git lfs pull/,
  },
  { name: 'lfs-pointer', spectra: ['login_page.safetensors'], refused: /HTML page/ },
  { name: 'foreign-formats', spectra: ['model.h5'], refused: /HDF5/ },
  { name: 'foreign-formats', spectra: ['model.keras'], refused: /HDF5/ },
  { name: 'foreign-formats', spectra: ['model.onnx'], refused: /ONNX/ },
  { name: 'foreign-formats', spectra: ['flax_model.msgpack'], refused: /Flax.*msgpack_restore/ },
  {
    name: 'rank-deficient',
    spectra: ['lowrank.safetensors'],
    layers: { 'merged_lora.weight': [0.00625, 0.003125, 0.002083] },
    ranks: { 'merged_lora.weight': 40, 'constant.weight': 1 },
  },
  {
    name: 'torch-channels-last',
    spectra: ['strided.pt'],
    layers: { 'conv.weight': [8.653493], 'transposed.weight': [4.802878], 'slice.weight': [7.2388] },
  },
  {
    name: 'torch-channels-last',
    spectra: ['strided_legacy.pt'],
    layers: { 'conv.weight': [8.653493], 'transposed.weight': [4.802878], 'slice.weight': [7.2388] },
  },
  { name: 'torch-parameters', spectra: ['parameters.pt'], layers: { w: [] } },
  {
    name: 'layer-zoo',
    spectra: ['zoo.pt'],
    layers: { 'conv3d.weight': [], 'conv1d.weight': [], 'dw.weight': [], 'attn.in_proj_weight': [] },
    skipped: ['nan.weight'],
  },
  { name: 'npz-variants', spectra: ['fortran_bigendian.npz'], first: [0.044909, 0.039485, 0.035727] },
  { name: 'npz-variants', spectra: ['python2_longs.npy'], first: [0.044909, 0.039485, 0.035727] },
  { name: 'npz-variants', spectra: ['version2.npy'], first: [0.044909, 0.039485, 0.035727] },
];

const near = (a, b) => Math.abs(a - b) < 2e-6;
const six = (values) => values.map((x) => x.toFixed(6)).join(' ');
const resultOf = ({ status, stdout }) => (status === 0 ? JSON.parse(stdout) : null);

/** What is right of a case, in words. */
function expectedOf({ layers = {}, first, ranks = {}, skipped = [], left = [], refused }) {
  return [
    ...(refused ? [`refused: ${refused}`] : []),
    ...Object.entries(layers).map(([name, values]) => `${name} ${six(values)}`.trim()),
    ...(first ? [six(first)] : []),
    ...Object.entries(ranks).map(([name, rank]) => `${name}: rank ${rank}`),
    ...skipped.map((name) => `${name} skipped`),
    ...left.map((name) => `${name} left out`),
  ].join('; ');
}

/** What came out of it. */
function gotOf(outcome) {
  const result = resultOf(outcome);
  if (!result) return outcome.message;
  return [
    ...result.layers.map((l) => `${l.name} ${six(l.eigenvalues.slice(0, 3))} (rank ${l.rank})`),
    ...result.skipped.map(({ name, reason }) => `${name}: ${reason}`),
    ...result.left.map(({ name, reason }) => `${name}: ${reason}`),
  ].join('; ');
}

function isRight({ layers = {}, first, ranks = {}, skipped = [], left = [], refused }, outcome) {
  if (refused) return outcome.status === 1 && refused.test(outcome.message);
  const result = resultOf(outcome);
  if (!result) return false;
  const holds = (values) => (layer) => values.every((value, i) => near(layer.eigenvalues[i], value));
  const named = (name) => result.layers.filter((layer) => layer.name === name);
  return (
    Object.entries(layers).every(([name, values]) => named(name).some(holds(values))) &&
    (!first || result.layers.some(holds(first))) &&
    Object.entries(ranks).every(([name, rank]) => named(name).some((layer) => layer.rank === rank)) &&
    skipped.every((name) => result.skipped.some((tensor) => tensor.name === name)) &&
    left.every((name) => result.left.some((file) => file.name.endsWith(name)))
  );
}

/** A trained model on images: it runs, and how well. */
const runs = (file) => ({
  name: 'imagenet-example-checkpoint',
  args: (at, out) => ['run', 'model', '--model', at(file), '--data', ...cifar(), '--out', out],
  expected: `${file}: a ResNet of the CIFAR kind, tested`,
  got: ({ run, message }) => (run ? `${run.at(-1).type}, ${message}` : message),
  right: ({ status, run }) => status === 0 && run.at(-1).type === 'done',
});

/** Two files of CIFAR-10, of the folder RAINBOW_DATA. */
function cifar() {
  const folder = `${process.env.RAINBOW_DATA}/cifar-10-batches-bin`;
  return readdirSync(folder)
    .filter((name) => /^(data_batch_1|test_batch)/.test(name))
    .map((name) => `${folder}/${name}`);
}

export const rows = [
  ...cases.map((each) => ({
    name: each.name,
    args: (at) => ['spectra', '--json', ...each.spectra.map(at)],
    expected: expectedOf(each),
    got: gotOf,
    right: (outcome) => isRight(each, outcome),
  })),
  ...(process.env.RAINBOW_DATA ? ['control_float.pth.tar', 'model_best.pth.tar'].map(runs) : []),
];
