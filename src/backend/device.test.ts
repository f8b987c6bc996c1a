import { getBackend } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { chooseDevice, DeviceUnavailable } from './device.ts';

it('auto, in Node, measures and takes the kernels, saying why and what else was tried', async () => {
  const device = await chooseDevice('auto');
  expect(getBackend()).toBe('simd');
  expect(device.name).toMatch(/^CPU, (relaxed )?SIMD, \d+ threads?$/);
  expect(device.reason).toMatch(/^fastest in a short trial: \d+ images\/s; .*WebGPU/);
  expect(device.trials.map((t) => t.name)).toEqual(['WebGPU', device.name, 'CPU, plain tfjs']);
  const [gpu, simd, cpu] = device.trials;
  expect(gpu).toMatchObject({ imagesPerSecond: null });
  expect(gpu.note).toContain('no GPU adapter');
  expect(simd.imagesPerSecond).toBeGreaterThan(0);
  expect(cpu.note).toContain('not tried');
});

it.each([
  ['cpu', 'CPU, plain tfjs'],
  ['simd', 'SIMD'],
] as const)('%s by name', async (preference, name) => {
  const device = await chooseDevice(preference);
  expect(getBackend()).toBe(preference);
  expect(device.name).toContain(name);
  expect(device).toMatchObject({ reason: 'chosen by you', trials: [] });
});

it('a device that is not there is refused, and none is put in its place', async () => {
  await chooseDevice('cpu');
  const refusal = await chooseDevice('webgpu').then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(DeviceUnavailable);
  expect((refusal as Error).message).toMatch(/WebGPU.*no GPU adapter/);
  expect(getBackend()).toBe('cpu');
});
