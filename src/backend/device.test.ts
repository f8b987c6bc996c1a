import { getBackend } from '@tensorflow/tfjs-core';
import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { chooseDevice, cpuThreads, DeviceUnavailable } from './device.ts';
import { worthTrying } from './threadTrial.ts';

it('auto, in Node, measures and takes the kernels, saying why and what else was tried', async () => {
  const device = await chooseDevice('auto');
  expect(getBackend()).toBe('simd');
  expect(device.name).toMatch(/^CPU, (relaxed )?SIMD, \d+ threads?$/);
  expect(device.reason).toMatch(/^fastest in a short trial: \d+ images\/s; .*WebGPU/);
  // One entry for each number of threads that was tried, the one taken first.
  const names = device.trials.map((t) => t.name);
  expect([names[0], names[1], names[names.length - 1]]).toEqual(['WebGPU', device.name, 'CPU, plain tfjs']);
  const counts = names.slice(1, -1).map((name) => Number(/(\d+) thread/.exec(name)![1]));
  expect([...counts].sort((a, b) => b - a)).toEqual(worthTrying(availableParallelism()));
  expect(cpuThreads()).toBe(counts[0]);
  const [gpu, simd] = device.trials;
  const cpu = device.trials[device.trials.length - 1];
  expect(gpu).toMatchObject({ imagesPerSecond: null });
  expect(gpu.note).toContain('no GPU adapter');
  expect(simd.imagesPerSecond).toBeGreaterThan(0);
  expect(cpu.note).toContain('not tried');
});

it('keeps the number of threads that is asked for, without a trial of others', async () => {
  for (const preference of ['auto', 'simd'] as const) {
    const { name, trials } = await chooseDevice(preference, 2);
    expect(name).toMatch(/, 2 threads$/);
    expect(trials.filter((t) => t.name.includes('SIMD')).length).toBe(preference === 'auto' ? 1 : 0);
    expect(cpuThreads()).toBe(2);
  }
});

it.each([
  ['cpu', 'CPU, plain tfjs'],
  ['simd', 'SIMD'],
] as const)('%s by name', async (preference, name) => {
  const device = await chooseDevice(preference);
  expect(getBackend()).toBe(preference);
  expect(device.name).toContain(name);
  expect(device.reason).toMatch(/^chosen by you/);
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
