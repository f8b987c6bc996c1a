import { findBackend, memory, setBackend, tensor } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStages } from '../../networks/architectures.ts';
import { createNetwork, disposeNetwork } from '../../networks/network.ts';
import { networkSettings } from '../../networks/settings.ts';
import { rng } from '../../random/rng.ts';
import { trainingSettings } from '../../training/settings.ts';
import { endTraining, startTraining, trainStep } from '../../training/train.ts';
import { chooseDevice } from '../device.ts';
import { gpuProblem } from '../gpuMemory.ts';
import { gpuErrors, startDawn } from './dawn.ts';
import { registerWebgpuKernels } from './index.ts';
import { holds, kernelChecks } from './kernelChecks.ts';

const gpu = await startDawn();
/** The same images in every call. */
const imagesOf = (batch: number) => {
  const r = rng(9).fork('images');
  return {
    values: Float32Array.from({ length: batch * 3072 }, () => r.normal()),
    shape: [1, batch, 32, 32, 3],
  };
};

describe.skipIf(!gpu)('WGSL kernels', () => {
  beforeAll(async () => {
    await setBackend('webgpu');
    registerWebgpuKernels();
  });
  afterAll(() => expect(gpuErrors).toEqual([]));

  it.each(kernelChecks.map(({ name, run }) => [name, run] as const))('%s', async (_, run) => {
    for (const finding of await run()) expect(holds(finding), JSON.stringify(finding)).toBe(true);
  });

  it('takes few dispatches for a step of Scat-J3, leaks nothing and repeats its bits', async () => {
    const settings = trainingSettings.parse({});
    const pass = GPUComputePassEncoder.prototype;
    const original = pass.dispatchWorkgroups;
    let dispatches = 0;
    pass.dispatchWorkgroups = function (...groups: [number]) {
      dispatches++;
      original.apply(this, groups);
    };
    // A batch of the usual 128: more work is cut into more dispatches.
    const train = async (steps: number, batch: number, last = batch) => {
      const network = createNetwork(
        buildStages(networkSettings.parse({}), { size: 32, channels: 3, classes: 10 }),
        [rng(3)],
      );
      const state = startTraining(network);
      const batchOf = (size: number) => {
        const images = imagesOf(size);
        return [
          tensor(images.values, images.shape),
          tensor(
            Int32Array.from({ length: size }, (_, i) => i % 10),
            [1, size],
            'int32',
          ),
        ];
      };
      const inputs = [batchOf(batch), batchOf(last)];
      const counts: [number, number, number][] = [];
      const losses: number[] = [];
      for (let step = 0; step < steps; step++) {
        const [x, y] = inputs[Number(step === steps - 1)];
        dispatches = 0;
        const out = trainStep(state, x, y, settings, 0.05);
        const used = dispatches;
        losses.push(...(await out.loss.data()));
        out.loss.dispose();
        out.logits.dispose();
        counts.push([
          used,
          memory().numTensors,
          (findBackend('webgpu') as unknown as { bufferManager: { numBytesUsed: number } }).bufferManager
            .numBytesUsed,
        ]);
      }
      const weights = await Promise.all(
        network.weights.map(async (w) => (await w.data<'float32'>()).slice()),
      );
      endTraining(state);
      disposeNetwork(network);
      inputs.flat().forEach((t) => t.dispose());
      return { counts, losses, weights };
    };
    try {
      expect((await train(2, 8, 128)).counts[1][0]).toBeLessThanOrEqual(40);
      const first = await train(12, 8);
      const second = await train(12, 8);
      // The last step's images are uploaded in it.
      expect(first.counts[10]).toEqual(first.counts[4]);
      expect(first.losses[11]).toBeLessThan(first.losses[0]);
      expect(second.weights).toEqual(first.weights);
    } finally {
      pass.dispatchWorkgroups = original;
    }
  }, 180_000);

  it.skipIf(!process.env.RAINBOW_LONG)(
    'leaks nothing over 1000 steps, with skip connections and divisive norm (long: npm run test:long)',
    async () => {
      const settings = trainingSettings.parse({});
      const stages = buildStages(networkSettings.parse({ width: 0.125, skip: true, divisive: true }), {
        size: 8,
        channels: 3,
        classes: 10,
      });
      const network = createNetwork(stages, [rng(3)]);
      const state = startTraining(network);
      const x = tensor(imagesOf(1).values.slice(0, 4 * 192), [1, 4, 8, 8, 3]);
      const y = tensor(Int32Array.of(0, 1, 2, 3), [1, 4], 'int32');
      const used = () => [
        memory().numTensors,
        (findBackend('webgpu') as unknown as { bufferManager: { numBytesAllocated: number } }).bufferManager
          .numBytesAllocated,
      ];
      let before: number[] = [];
      for (let step = 0; step < 1000; step++) {
        const out = trainStep(state, x, y, settings, 0.01);
        if (step % 50 === 49) await out.loss.data();
        out.loss.dispose();
        out.logits.dispose();
        if (step === 199) before = used();
      }
      expect(used()).toEqual(before);
      endTraining(state);
      disposeNetwork(network);
      [x, y].forEach((t) => t.dispose());
    },
    600_000,
  );

  it('is a device of its own name with phases in 16 bits, tested against the CPU when chosen', async () => {
    expect((await chooseDevice('webgpu-f16')).name).toMatch(/^WebGPU .*, 16-bit phases$/);
    expect((await chooseDevice('webgpu')).name).not.toContain('16');
  });

  // A buffer of a TiB is beyond every limit of the software adapter.
  it('refuses what is beyond the limits before the GPU is asked, and says what to do', () => {
    const { bufferManager } = findBackend('webgpu') as unknown as {
      bufferManager: { acquireBuffer(size: number, usage: number): unknown };
    };
    expect(() => bufferManager.acquireBuffer(2 ** 40, GPUBufferUsage.STORAGE)).toThrow(
      /^The GPU has too little memory for this: .* 1,048,576 MiB, .*Use a smaller batch.*choose the CPU\.$/,
    );
  });

  it('says what to do when the GPU has no memory left', () => {
    expect(gpuProblem(new GPUOutOfMemoryError('Allocation of 5 bytes failed.'))).toBe(
      'The GPU has too little memory for this: Allocation of 5 bytes failed. Use a smaller batch, fewer images to align on or a narrower network, or choose the CPU.',
    );
    expect(gpuProblem(new GPUValidationError('Wrong.'))).toBe('WebGPU reported an error: Wrong.');
  });
});
