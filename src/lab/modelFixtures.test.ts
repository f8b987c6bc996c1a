import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusal } from '../files/craftedFiles.ts';
import { fileOf } from '../files/inputFile.ts';
import { openModel, type ModelFile } from '../files/models/modelFile.ts';
import expected from '../files/models/fixtures/expected.json' with { type: 'json' };
import { inlineDecomposer } from '../rainbow/decomposer.ts';
import { layersOf, measureLayer } from './modelSpectra.ts';

/**
 * Models written by torch, numpy, safetensors, keras, h5py, onnx and gguf; the numbers by numpy
 * (files/models/fixtures/make.py).
 */
interface Expected {
  n: number;
  d: number;
  first: number[];
  sum: number;
}

const host = { decomposer: inlineDecomposer, turn: async () => {} };
const fixture = (name: string) =>
  fileOf(name, new Uint8Array(readFileSync(join(import.meta.dirname, '../files/models/fixtures', name))));
const open = (...names: string[]) => openModel(names.map(fixture));
const skippedOf = (model: ModelFile) =>
  new Map(layersOf(model).skipped.map(({ name, reason }) => [name, reason]));
const measured = async (model: ModelFile) => {
  const layers = [];
  for (const layer of layersOf(model).layers) layers.push(await measureLayer(layer, host));
  return layers;
};

/** To single precision: what the file's types hold. */
function check(layer: Awaited<ReturnType<typeof measured>>[number], { n, d, first, sum }: Expected): void {
  expect([layer.name, layer.neurons, layer.inputs]).toEqual([layer.name, n, d]);
  first.forEach((value, i) =>
    expect(Math.abs(layer.eigenvalues[i] - value), `${layer.name} ${i}`).toBeLessThan(1e-5 * first[0]),
  );
  expect(Math.abs(layer.sum - sum), layer.name).toBeLessThan(1e-5 * sum);
}

const beside: Record<string, string[]> = { 'model.onnx': ['outside.data'] };

it.each(Object.entries(expected))(
  '%s: its layers and no others, to the numbers of numpy',
  async (name, layers) => {
    const found = await measured(await open(name, ...(beside[name] ?? [])));
    if (Array.isArray(layers)) {
      // Keras: names differ from one way of saving to the other, the order does not.
      expect(found).toHaveLength(layers.length);
      for (const want of layers)
        expect(
          found.some(
            ({ neurons, inputs, eigenvalues }) =>
              neurons === want.n &&
              inputs === want.d &&
              want.first.every((value, i) => Math.abs(eigenvalues[i] - value) < 1e-5 * want.first[0]),
          ),
          JSON.stringify(want),
        ).toBe(true);
      return;
    }
    const wanted = layers as Record<string, Expected>;
    expect(found.map((layer) => layer.name).sort()).toEqual(Object.keys(wanted).sort());
    for (const layer of found) check(layer, wanted[layer.name]);
  },
);

describe('what is not read does not stop the model, and is told', () => {
  it('tensors of PyTorch', async () => {
    const told = skippedOf(await open('odd_tensors.pt'));
    expect(Object.fromEntries(told)).toMatchObject({
      'sparse.coo': expect.stringMatching(/sparse tensor \(sparse_coo\).*to_dense/),
      'sparse.csr': expect.stringMatching(/sparse_csr/),
      'huge.mask': expect.stringMatching(/repeating 1: too large/),
      'nowhere.weight': expect.stringMatching(/meta/),
      'small.weight': 'no floats',
      'flags.weight': 'no floats',
      steps: 'no floats',
    });
  });

  it('arrays of numpy', async () => {
    expect(Object.fromEntries(skippedOf(await open('odd.npz')))).toEqual({
      'tiny.weight': expect.stringMatching(/"\|V1|<V1" are not read|"[<|]?[fV]\d?\d?" are not read/),
      words: expect.stringMatching(/text/),
      when: expect.stringMatching(/times/),
      records: expect.stringMatching(/records/),
      objects: expect.stringMatching(/Python objects.*save it anew/),
      long: expect.stringMatching(/f16" are not read/),
    });
  });

  it('scales beside eight-bit floats, quantised types of GGUF, odd values of ONNX and HDF5', async () => {
    expect(skippedOf(await open('scaled.safetensors')).get('rows.weight_scale')).toBe(
      'the scales of rows.weight',
    );
    expect(skippedOf(await open('model.gguf')).get('blk.0.Q5_0.weight')).toMatch(/quantised as Q5_0/);
    const onnx = skippedOf(await open('model.onnx'));
    expect([onnx.get('outside.weight'), onnx.get('quantised.weight'), onnx.get('text')]).toEqual([
      'its numbers are in outside.data: open that file with it',
      'no floats',
      expect.stringMatching(/type text are not read/),
    ]);
    const hdf5 = skippedOf(await open('plain.h5'));
    expect([hdf5.get('counts'), hdf5.get('text')]).toEqual([
      'no floats',
      expect.stringMatching(/class 9 are not read/),
    ]);
  });

  it('Python objects and the states of optimisers', async () => {
    const { left } = await open('lightning2.ckpt');
    expect(left).toEqual([
      { name: 'optimizer_states', reason: "18 tensors of an optimiser's state" },
      {
        name: 'cfg',
        reason: '1 tensor within Python\'s "omegaconf.dictconfig.DictConfig", which is not opened',
      },
    ]);
  });
});

describe('checkpoints', () => {
  it('an average of the weights and other tensors stand beside the model', async () => {
    const { tensors } = await open('ema.pt');
    expect(tensors.filter(({ beside }) => !beside).map(({ name }) => name)).toContain('conv.weight');
    expect(tensors.filter(({ beside }) => beside).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ema.conv.weight', 'best_acc1', 'confusion', 'optim_steps']),
    );
  });

  it('a state of an optimiser alone is no model', async () => {
    expect((await refusal(open('optimizer.pt'))).message).toMatch(/state of an optimiser and no model/);
  });

  it.each(['whole_module.pt', 'module_inside.pt'])(
    '%s: a pickled module is refused with the way out',
    async (name) => {
      expect((await refusal(open(name))).message).toMatch(
        /asks for Python's "torch\.nn\.modules\.container\.Sequential".*nothing of it was run\. Save the weights alone/,
      );
    },
  );
});

describe('several files', () => {
  it('two models in two formats are told apart by their files; what is none is told', async () => {
    const model = await open('parallel.pth.tar', 'flax.npz', 'make.py', 'optimizer.pt');
    expect(model.tensors.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['parallel.pth.tar › module.conv.weight', 'flax.npz › params/Dense_0/kernel']),
    );
    expect(model.left).toEqual([
      { name: 'optimizer.pt', reason: expect.stringMatching(/state of an optimiser/) },
      { name: 'make.py', reason: 'no file of weights' },
    ]);
  });
});
