import '@tensorflow/tfjs-backend-cpu';
import { findBackend, memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseDevice } from '../backend/device.ts';
import { watchReads } from '../backend/watchReads.ts';
import { gpuErrors, startDawn } from '../backend/webgpu/dawn.ts';
import { experimentSpec } from '../experiments/spec.ts';
import { inlineDecomposer, type Decomposer } from '../rainbow/decomposer.ts';
import type { LayerSpectra, RunEvent } from './events.ts';
import { runExperiment } from './runExperiment.ts';

const gpu = await startDawn();
const long = Boolean(process.env.RAINBOW_LONG);
/** Most of the time goes into compiling kernels, one for every shape: so all counts of images are the same. */
const IMAGES = 20;

/**
 * Every architecture. The last layers of the wide ones, and the first of the MLP, have over 640 inputs and fewer samples: their
 * Gram matrix is decomposed. `slow`: SwiftShader compiles for half a minute.
 */
const networks = [
  { name: 'scat-j3, skip connections', network: { width: 0.125, skip: true } },
  { name: 'scat-j3, divisive norm', slow: true, network: { width: 0.125, divisive: true } },
  { name: 'scat-j3, wide', slow: true, network: { width: 2.25, holdLast: true } },
  {
    name: 'scat-j3, wide, skip connections',
    slow: true,
    network: { width: 1.25, holdLast: true, skip: true },
  },
  { name: 'scat-j7', slow: true, network: { architecture: 'scat-j7', width: 0.125 } },
  { name: 'cnn', network: { architecture: 'cnn', width: 0.25, depth: 2 } },
  { name: 'mlp', network: { architecture: 'mlp', width: 0.125, depth: 2 } },
  { name: 'resnet18', slow: true, network: { architecture: 'resnet18', width: 0.125 } },
];

/** The band of initialisations has nothing to do with the device, and would take longer than all else. */
const decomposer: Decomposer = {
  ...inlineDecomposer,
  nullBand: async () => ({ lower: [], median: [], upper: [] }),
};

async function run(
  device: 'simd' | 'webgpu',
  network: { width: number; skip?: boolean },
): Promise<RunEvent[]> {
  const spec = experimentSpec.parse({
    device,
    network,
    data: { source: 'shapes-easy', train: IMAGES, test: IMAGES },
    training: { epochs: 1, batchSize: IMAGES },
    redraw: {
      draws: device === 'simd' || long ? 1 : 0,
      wideDraws: 0,
      scales: [1],
      alignmentImages: 64,
      retrainEpochs: network.skip ? 0 : 1,
    },
  });
  const events: RunEvent[] = [];
  const host = { signal: new AbortController().signal, preset: null, decomposer, turn: async () => {} };
  await runExperiment(spec, host, (event) => events.push(event));
  return events;
}

const spectraOf = (events: RunEvent[]): LayerSpectra[] =>
  events.flatMap((event) => (event.type === 'spectra' ? event.layers : []));

/** The largest difference of two spectra, over the largest eigenvalue. */
function difference(ours: number[], theirs: number[]): number {
  expect(ours).toHaveLength(theirs.length);
  return Math.max(...ours.map((value, i) => Math.abs(value - theirs[i]))) / theirs[0];
}

/** A whole run, of which no tensor is left. */
async function wholeRun(
  device: 'simd' | 'webgpu',
  network: { width: number; skip?: boolean },
): Promise<RunEvent[]> {
  const before = memory().numTensors;
  const events = await run(device, network);
  expect(events.at(-1)).toMatchObject({ type: 'done' });
  expect(memory().numTensors).toBe(before);
  return events;
}

beforeAll(async () => {
  watchReads();
  await setBackend('cpu');
});
afterAll(() => expect(gpuErrors).toEqual([]));

describe.each(networks)('$name', ({ network, slow }) => {
  it('is trained, measured and drawn again on the CPU', () => wholeRun('simd', network));

  it.skipIf(!gpu || (slow && !long))(
    `has the spectra on WebGPU that it has on the CPU${slow ? ' (long: npm run test:long)' : ''}`,
    async () => {
      const theirs = spectraOf(await wholeRun('simd', network));
      const ours = spectraOf(await wholeRun('webgpu', network));
      ours.forEach(({ activation, weight }, i) => {
        expect(difference(activation.eigenvalues, theirs[i].activation.eigenvalues)).toBeLessThan(1e-4);
        expect(difference(weight.eigenvalues, theirs[i].weight.eigenvalues)).toBeLessThan(1e-4);
      });
    },
    300_000,
  );
});

it.skipIf(!gpu)('a run that the GPU cannot hold is refused before it begins', async () => {
  await chooseDevice('webgpu');
  const { device } = findBackend('webgpu') as unknown as { device: GPUDevice };
  const { limits } = device;
  const small = new Proxy(limits, {
    get: (_, name) =>
      name === 'maxStorageBufferBindingSize' ? 2 ** 10 : (Reflect.get(limits, name) as unknown),
  });
  Object.defineProperty(device, 'limits', { value: small, configurable: true });
  try {
    const events = await run('webgpu', { width: 0.125 });
    expect(events.some(({ type }) => type === 'started')).toBe(false);
    expect(events.at(-1)).toMatchObject({
      type: 'failed',
      message: expect.stringMatching(
        /^The GPU has too little memory for this: .* Lower network\.width, or choose the CPU\.$/,
      ) as string,
    });
  } finally {
    Reflect.deleteProperty(device, 'limits');
  }
});
