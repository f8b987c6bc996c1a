import '@tensorflow/tfjs-backend-cpu';
import { findBackend, memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseDevice } from '../backend/device.ts';
import { watchReads } from '../backend/watchReads.ts';
import { gpuErrors, startDawn } from '../backend/webgpu/dawn.ts';
import type { RunEvent } from './events.ts';
import { networks, runNetwork, spectraDifference } from './testing/everyNetwork.ts';

const gpu = await startDawn();
const long = Boolean(process.env.RAINBOW_LONG);
/** A whole run, of which no tensor is left. */
async function wholeRun(
  device: 'simd' | 'webgpu',
  network: { width: number; skip?: boolean },
): Promise<RunEvent[]> {
  const before = memory().numTensors;
  const events = await runNetwork(device, network, device === 'simd' || long ? 1 : 0);
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
      const theirs = await wholeRun('simd', network);
      const ours = await wholeRun('webgpu', network);
      expect(spectraDifference(ours, theirs)).toBeLessThan(1e-4);
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
    const events = await runNetwork('webgpu', { width: 0.125 }, 0);
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
