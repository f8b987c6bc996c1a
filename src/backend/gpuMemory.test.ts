import { expect, it } from 'vitest';
import { guardBuffers, largestTensor } from './gpuMemory.ts';

const MIB = 2 ** 20;
const STORAGE = 0x80;
const MAP_READ = 0x01;

it('asks the device for no buffer beyond its limits: of storage what can be bound, of others what can be made', () => {
  const limits = { maxBufferSize: 256 * MIB, maxStorageBufferBindingSize: 128 * MIB };
  expect(largestTensor(limits)).toBe(128 * MIB);
  const made: number[] = [];
  const manager = {
    acquireBuffer(size: number, _usage: number): GPUBuffer {
      made.push(size);
      return {} as GPUBuffer;
    },
  };
  guardBuffers(manager, limits);

  manager.acquireBuffer(128 * MIB, STORAGE);
  manager.acquireBuffer(256 * MIB, MAP_READ);
  expect(made).toEqual([128 * MIB, 256 * MIB]);

  expect(() => manager.acquireBuffer(160 * MIB, STORAGE)).toThrow(
    'The GPU has too little memory for this: one of its tensors takes 160 MiB, and it holds at most 128 MiB in one piece. Use a smaller batch, fewer images to align on or a narrower network, or choose the CPU.',
  );
  expect(() => manager.acquireBuffer(257 * MIB, MAP_READ)).toThrow(/257 MiB, .* 256 MiB/);
  expect(made).toHaveLength(2);
});
