import { createHash } from 'node:crypto';
import {
  getKernelsForBackend,
  grads,
  setBackend,
  sum,
  tidy,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildStages } from '../../networks/architectures.ts';
import { createNetwork } from '../../networks/network.ts';
import { networkSettings } from '../../networks/settings.ts';
import { rng } from '../../random/rng.ts';
import { trainingSettings } from '../../training/settings.ts';
import { startTraining, trainStep } from '../../training/train.ts';
import {
  batchNorm,
  convolution,
  divisiveNorm,
  extractPatches,
  momentumUpdate,
  normalise,
  product,
  secondMoment,
  softmaxCrossEntropy,
  waveletModulus,
  waveletModulusComplex,
} from '../ops/index.ts';
import { registerWebgpuKernels } from './index.ts';
import { programsOf, registerPaperBackend, type Program } from './onPaper.ts';

// What the GPU is given, as text, so that a change of a kernel is a diff that can be read. Needs no GPU.
// After a change that is meant: vitest run src/backend/webgpu/programs.test.ts -u, and read the diff.

/** Kernels of ours that have run. */
const ran = new Set<string>();

beforeAll(async () => {
  registerPaperBackend();
  await setBackend('webgpu');
  registerWebgpuKernels();
  for (const kernel of ours()) {
    const { kernelFunc } = kernel;
    kernel.kernelFunc = (params) => {
      ran.add(kernel.kernelName);
      return kernelFunc(params);
    };
  }
});

const ours = () =>
  getKernelsForBackend('webgpu').filter(({ kernelName }) => kernelName.startsWith('Rainbow'));

/** Value and gradients of an op on zeros of these shapes. */
const withGradients = (shapes: number[][], op: (...x: Tensor[]) => Tensor) => () => {
  const inputs = shapes.map((shape) => zeros(shape));
  tidy(() => grads((...x: Tensor[]) => sum(op(...x)))(inputs));
};
const field = [1, 6, 3];
const images = [1, 2, 6, 4, 3];

/** One file each: every kernel, small, and past the sizes from which work is cut otherwise. */
const cases: Record<string, () => void> = {
  wavelets: withGradients([images], (x) => waveletModulus(x, 'plain')),
  'wavelets, phases in 16 bits': () => {
    registerWebgpuKernels('f16');
    withGradients([images], (x) => waveletModulus(x, 'plain'))();
    registerWebgpuKernels();
  },
  'complex wavelets of a real field': withGradients([images], (z) => waveletModulusComplex(z, 'plain', 1)),
  'complex wavelets': withGradients([images], (z) => waveletModulusComplex(z, 'plain', 2)),
  'batch norm': withGradients([field], (x) => batchNorm(x, { activation: 'relu' }).output),
  'batch norm of moduli': withGradients([field], (x) => batchNorm(x, { activation: 'abs' }).output),
  'batch norm of many rows': withGradients(
    [[1, 2500, 3]],
    (x) => batchNorm(x, { activation: 'none' }).output,
  ),
  'batch norm of a complex field': withGradients(
    [field],
    (z) => batchNorm(z, { activation: 'none', parts: 2 }).output,
  ),
  normalise: () => normalise(zeros(field), zeros([1, 3]), zeros([1, 3]), { activation: 'relu' }),
  'divisive norm': withGradients([field], (z) => divisiveNorm(z, 2)),
  product: withGradients([[1, 3, 5], [1, 2, 5]], product), // prettier-ignore
  'product in tiles of 4 × 4': () => product(zeros([1, 512, 5]), zeros([1, 512, 5])),
  'product with a long inner axis': () => secondMoment(zeros([1, 3000, 3]), zeros([1, 3000, 2])),
  convolution: withGradients(
    [
      [1, 2, 5, 4, 3],
      [1, 2, 27],
    ],
    (x, l) => convolution(x, l, { size: 3, stride: 2, padding: 1 }),
  ),
  'convolution with one patch an image': withGradients(
    [
      [1, 2, 3, 3, 2],
      [1, 4, 18],
    ],
    (x, l) => convolution(x, l, { size: 3, stride: 1, padding: 0 }),
  ),
  patches: () => extractPatches(zeros([1, 2, 5, 4, 3]), { size: 3, stride: 2, padding: 1 }),
  softmax: () => softmaxCrossEntropy(zeros([1, 6, 10]), zeros([1, 6], 'int32')),
  momentum: () => momentum(),
  'momentum with statistics': () => {
    const [mean, variance, batchMean, batchVariance] = [0, 1, 2, 3].map(() => zeros([1, 3]));
    momentum({ mean, variance, batchMean, batchVariance, share: 0.1 });
  },
};

function momentum(statistics?: Parameters<typeof momentumUpdate>[4]): void {
  const options = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 };
  momentumUpdate(zeros([1, 2, 5]), zeros([1, 2, 5]), zeros([1, 2, 5]), options, statistics);
}

const networks: Record<string, object> = {
  'scattering network': { width: 0.125 },
  'scattering network with skip connections and divisive norm': { width: 0.125, skip: true, divisive: true },
  'convolutional network': { architecture: 'cnn', width: 0.125 },
};

/** Two steps of training with 4 images of 8 × 8 pixels: the second knows statistics of the first. */
function train(settings: object): void {
  const stages = buildStages(networkSettings.parse(settings), { size: 8, channels: 3, classes: 10 });
  const state = startTraining(createNetwork(stages, [rng(1)]));
  const [x, y] = [zeros([1, 4, 8, 8, 3]), zeros([1, 4], 'int32')];
  for (let step = 0; step < 2; step++) trainStep(state, x, y, trainingSettings.parse({}), 0.1);
}

const title = ({ key, groups }: Program): string => `${key}: ${groups.join(' × ')} workgroups`;
const textOf = (program: Program): string => `// ${title(program)}\n${program.code}\n`;
const digest = ({ code }: Program): string => createHash('sha256').update(code).digest('hex').slice(0, 8);
/** A program's kernel: its key without the shapes. */
const kernelOf = ({ key }: Program): string => key.replace(/ \d\S*/g, '');
const fileOf = (name: string): string => name.replace(/ × /g, 'x').replace(/\W+/g, '-');

describe('programs of', () => {
  it.each(Object.entries(cases))('%s', async (name, run) => {
    const texts = programsOf(run).map(textOf);
    await expect(texts.join('\n')).toMatchFileSnapshot(`programs/${fileOf(name)}.wgsl`);
  });

  it.each(Object.entries(networks))(
    'training a %s, in order, each with the digest of its text',
    async (name, settings) => {
      const lines = programsOf(() => train(settings)).map(
        (program) => `${digest(program)} ${title(program)}`,
      );
      await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`programs/${fileOf(name)}.txt`);
    },
  );

  it('training are all among those written out', () => {
    const written = new Set(Object.values(cases).flatMap((run) => programsOf(run).map(kernelOf)));
    const used = Object.values(networks).flatMap((settings) =>
      programsOf(() => train(settings)).map(kernelOf),
    );
    expect([...new Set(used)].filter((kernel) => !written.has(kernel))).toEqual([]);
  });

  it('every kernel are written out', () => {
    ran.clear();
    Object.values(cases).forEach((run) => run());
    expect(
      ours()
        .map(({ kernelName }) => kernelName)
        .filter((name) => !ran.has(name)),
    ).toEqual([]);
  });
});
