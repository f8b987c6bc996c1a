import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { measureLayer, layersOf } from '../../lab/modelSpectra.ts';
import { inlineDecomposer } from '../../rainbow/decomposer.ts';
import { rng } from '../../random/rng.ts';
import { bytesOf, npyFile, refusal } from '../craftedFiles.ts';
import { FileError, fileOf } from '../inputFile.ts';
import {
  LEGACY,
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
import { openModel } from './modelFile.ts';

/** A seeded sample; `npm run test:long` takes the full count. */
const FLIPS = process.env.RAINBOW_LONG ? 4000 : 150;

type Files = [name: string, bytes: Uint8Array][];
const weights = [{ name: 'dense/kernel', shape: [3, 4], dtype: 'float32' }];

const fixture = (name: string) => new Uint8Array(readFileSync(join(import.meta.dirname, 'fixtures', name)));

/** Each model as a damaged first file and what lies beside it; `header`: bytes in which a flip does most. */
const cases: [name: string, bytes: Uint8Array, header: number, beside: Files][] = [
  ['m.safetensors', safetensors(plain), 300, []],
  [
    'a.safetensors',
    safetensors({ w: plain.w }),
    120,
    [
      ['b.safetensors', safetensors({ h: plain.h })],
      [
        'm.safetensors.index.json',
        bytesOf(JSON.stringify({ weight_map: { w: 'a.safetensors', h: 'b.safetensors' } })),
      ],
    ],
  ],
  [
    'm.safetensors.index.json',
    bytesOf(JSON.stringify({ weight_map: { w: 'a.safetensors' } })),
    60,
    [['a.safetensors', safetensors({ w: plain.w })]],
  ],
  ['m.pt', torchZip(), 700, []],
  ['m.pth', base64(LEGACY), 900, []],
  [
    'w.npz',
    zipSync({
      'a.npy': npyFile('<f4', [3, 4], twelve),
      'b.npy': [npyFile('<f4', [4, 3], twelve, { fortran: true }), { level: 0 }],
    }),
    200,
    [],
  ],
  ['w.npy', npyFile('<f4', [3, 4], twelve), 128, []],
  ['model.json', tfjsJson(weights), 180, [['group1-shard1of1.bin', twelve]]],
  ['model.gguf', fixture('model.gguf'), 1200, []],
  ['model.onnx', fixture('model.onnx'), 1200, [['outside.data', fixture('outside.data')]]],
  ['plain.h5', fixture('plain.h5'), 8000, []],
  ['latest.h5', fixture('latest.h5'), 700, []],
  ['odd_tensors.pt', fixture('odd_tensors.pt'), 4000, []],
  ['odd_legacy.pt', fixture('odd_legacy.pt'), 1500, []],
  ['lightning.ckpt', fixture('lightning4.ckpt'), 5000, []],
  ['odd.npz', fixture('odd.npz'), 3000, []],
  ['model.zip', zipSync({ 'a/m.safetensors': safetensors(plain) }), 300, []],
  ['group1-shard1of1.bin', twelve, 48, [['model.json', tfjsJson(weights)]]],
];

const host = { decomposer: inlineDecomposer, turn: async () => {} };

/**
 * A damaged model ends in a FileError or in tensors that fit their own description; layers of it are
 * measured, or refused by name: true when read.
 */
async function survives(files: Files): Promise<boolean> {
  try {
    const given = files.map(([name, bytes]) => fileOf(name, bytes));
    expect(typeof (await looksLikeModel(given))).toBe('boolean');
    const model = await openModel(given);
    expect(model.tensors.length).toBeGreaterThan(0);
    for (const tensor of model.tensors)
      if (tensor.float) expect(await tensor.read()).toHaveLength(tensor.shape.reduce((a, b) => a * b, 1));
    for (const layer of layersOf(model).layers)
      expect((await measureLayer(layer, host)).eigenvalues.every((x) => x >= 0)).toBe(true);
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    expect(error.message.length).toBeGreaterThan(20);
    return false;
  }
}

it.each(cases)('%s cut off anywhere is refused', async (name, bytes, _, beside) => {
  expect(await survives([[name, bytes], ...beside])).toBe(true);
  for (let i = 0; i < 50; i++) {
    const cut: Files = [[name, bytes.subarray(0, Math.floor((bytes.length * i) / 50))], ...beside];
    expect(await survives(cut), `${i}/50`).toBe(false);
  }
});

it.each(cases)(
  '%s with bits flipped is refused or read, nothing else',
  async (name, bytes, header, beside) => {
    const random = rng(8).fork('fuzz', name);
    for (let i = 0; i < FLIPS; i++) {
      const changed = bytes.slice();
      for (let k = 0; k <= i % 3; k++) {
        const bit = random.below(8 * (i % 2 ? bytes.length : Math.min(header, bytes.length)));
        changed[bit >> 3] ^= 1 << (bit & 7);
      }
      await survives([[name, changed], ...beside]);
    }
  },
);

it.each(cases)(
  '%s with a stretch of it random, missing or twice is refused or read, nothing else',
  async (name, bytes, _, beside) => {
    const random = rng(9).fork('fuzz', name);
    for (let i = 0; i < FLIPS / 3; i++) {
      const from = random.below(bytes.length);
      const to = Math.min(bytes.length, from + 1 + random.below(16));
      const middle = [
        Uint8Array.from(bytes.subarray(from, to), () => random.below(256)),
        new Uint8Array(),
        bytesOf(bytes.subarray(from, to), bytes.subarray(from, to)),
      ][i % 3];
      await survives([[name, bytesOf(bytes.subarray(0, from), middle, bytes.subarray(to))], ...beside]);
    }
  },
);

it('random bytes behind every magic are refused', async () => {
  const random = rng(10).fork('noise');
  const magics = [
    [],
    [0x50, 0x4b, 3, 4],
    [0x93, ...Buffer.from('NUMPY'), 1, 0],
    [...base64(LEGACY).subarray(0, 14)],
    [...Buffer.from('{"format":')],
    [60, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from('{"')],
  ];
  for (let i = 0; i < 60; i++)
    expect(
      await survives([
        [
          'noise',
          bytesOf(
            magics[i % magics.length],
            Uint8Array.from({ length: random.below(3000) }, () => random.below(256)),
          ),
        ],
      ]),
    ).toBe(false);
});

const npyOf = (shape: number[], data: Uint8Array = twelve, dtype = '<f4') =>
  zipSync({ 'a.npy': npyFile(dtype, shape, data) });
/** The zip with the size that its directory and its entry announce replaced. */
const announcing = (zip: Uint8Array, size: number): Uint8Array => {
  const out = zip.slice();
  const view = new DataView(out.buffer);
  for (let at = 0; at + 46 < out.length; at++)
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
  return out;
};
const pickled = (text: string, replace: string, by: string) =>
  base64(
    Buffer.from(Buffer.from(text, 'base64').toString('latin1').replace(replace, by), 'latin1').toString(
      'base64',
    ),
  );

describe('sizes that are not there are refused before anything is allocated', () => {
  it.each<[string, Files, RegExp]>([
    [
      'a safetensors header of 90 MB',
      [['m', bytesOf([0x80, 0x4a, 0x5d, 5, 0, 0, 0, 0], '{"a":1}')]],
      /header of 90,000,000 bytes is announced|it starts with/,
    ],
    [
      'a safetensors tensor of 10¹⁸ numbers',
      [
        [
          'm',
          safetensors({ w: plain.w }, (h) => {
            Object.assign(h.w as object, { shape: [1e9, 1e9], data_offsets: [0, 4e18] });
          }),
        ],
      ],
      /lie outside|no list of sizes|announced/,
    ],
    ['a npy of 10¹⁵ numbers', [['w.npy', npyFile('<f4', [1e8, 1e7], twelve)]], /cut off|announces/],
    ['a npz whose array says so', [['w.npz', npyOf([1e8, 1e7])]], /announces/],
    [
      'a zip entry that unpacks to 4 GB, says the directory',
      [['w.npz', announcing(npyOf([3, 4]), 0xfffffff0)]],
      /cannot unpack to/,
    ],
    [
      'a tfjs kernel of 10¹⁵ numbers',
      [
        ['model.json', tfjsJson([{ name: 'k', shape: [1e8, 1e7], dtype: 'float32' }])],
        ['group1-shard1of1.bin', twelve],
      ],
      /go beyond the 48/,
    ],
    [
      'a tfjs kernel of too many axes',
      [
        ['model.json', tfjsJson([{ name: 'k', shape: new Array(40).fill(2), dtype: 'float32' }])],
        ['group1-shard1of1.bin', twelve],
      ],
      /weightsManifest/,
    ],
    [
      'a PyTorch storage shorter than its tensors',
      [['m.pt', torchZip(undefined, { '0': floats(1, 2), '1': halves })]],
      /48 bytes are announced, 8 are there/,
    ],
    [
      'a PyTorch tensor longer than its storage',
      [['m.pt', torchZip(pickled(TORCH_PICKLE, 'K\x03K\x04\x86q\x0cK\x04', 'K\xffK\xff\x86q\x0cK\x04'))]],
      /goes beyond its storage/,
    ],
  ])('%s', async (_, files, message) => {
    const before = process.memoryUsage().arrayBuffers;
    expect(
      (
        await refusal(async () => {
          const model = await openModel(files.map(([name, bytes]) => fileOf(name, bytes)));
          for (const tensor of model.tensors) await tensor.read();
        })
      ).message,
    ).toMatch(message);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
  });

  it('a zip bomb: only the head of an array is unpacked to see what it is', async () => {
    // 32 MiB of zeros in 32 kB.
    const bomb = npyOf([2, 2 ** 22], new Uint8Array(2 ** 25));
    const before = process.memoryUsage().arrayBuffers;
    const model = await openModel([fileOf('bomb.npz', bomb)]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 23);
    expect([bomb.length < 50_000, model.tensors[0].shape, model.tensors[0].bytes]).toEqual([
      true,
      [2, 2 ** 22],
      2 ** 25,
    ]);
  });
});

it('names are names: paths that lead elsewhere stay names of tensors, or find no file', async () => {
  const model = await openModel([
    fileOf(
      'w.npz',
      zipSync({
        '../../etc/passwd.npy': npyFile('<f4', [3, 4], twelve),
        '__proto__.npy': npyFile('<f4', [3, 4], twelve),
      }),
    ),
  ]);
  expect(model.tensors.map((t) => t.name)).toEqual(['../../etc/passwd', '__proto__']);
  const tricky = await openModel([
    fileOf('m', safetensors({ __proto__x: plain.w, constructor: plain.w, 'a\u0000b': plain.w })),
  ]);
  expect(tricky.tensors.map((t) => t.name)).toEqual(['__proto__x', 'constructor', 'a\u0000b']);
  expect(
    (
      await refusal(
        openModel([
          fileOf('model.json', tfjsJson(weights, ['../../secret.bin'])),
          fileOf('other.bin', twelve),
        ]),
      )
    ).message,
  ).toMatch(/weights are in secret\.bin: drop that file/);
});

it('weights that are not finite are read and refused by name where they are measured; empty files by name', async () => {
  for (const [value, said] of [
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [-Infinity, '-Infinity'],
  ] as const) {
    const [layer] = layersOf(
      await openModel([
        fileOf(
          'm',
          safetensors({
            w: { ...plain.w, bytes: floats(...Array.from({ length: 12 }, (_, i) => (i === 7 ? value : i))) },
          }),
        ),
      ]),
    ).layers;
    expect((await refusal(measureLayer(layer, host))).message).toBe(
      `w: holds ${said}: a weight that is not finite has no spectrum`,
    );
  }
  expect((await refusal(openModel([fileOf('m.safetensors', new Uint8Array())]))).message).toBe(
    'm.safetensors, byte 0: the file is empty',
  );
  expect((await refusal(openModel([]))).message).toMatch(/choose one/);
});
