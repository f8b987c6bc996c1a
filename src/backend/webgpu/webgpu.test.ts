import '@tensorflow/tfjs-backend-cpu';
import {
  findBackend,
  grads,
  memory,
  mul,
  reshape,
  setBackend,
  sum,
  tensor,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStages } from '../../networks/architectures.ts';
import { createNetwork, disposeNetwork } from '../../networks/network.ts';
import { networkSettings } from '../../networks/settings.ts';
import { rng } from '../../random/rng.ts';
import { trainingSettings } from '../../training/settings.ts';
import { endTraining, startTraining, trainStep } from '../../training/train.ts';
import { chooseDevice } from '../device.ts';
import { gpuProblem } from '../gpuMemory.ts';
import {
  batchNorm,
  convolution,
  divisiveNorm,
  normalise,
  product,
  secondMoment,
  softmaxCrossEntropy,
  waveletModulus,
  waveletModulusComplex,
} from '../ops/index.ts';
import { waveletBanks, type WaveletBankName } from '../ops/waveletFilters.ts';
import { gpuErrors, startDawn } from './dawn.ts';
import { registerWebgpuKernels } from './index.ts';

const gpu = await startDawn();
const random = rng(31).fork('webgpu');
const normal = (...shape: number[]): { values: Float32Array; shape: number[] } => ({
  values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
  shape,
});

/** The same images in every call. */
const imagesOf = (batch: number) => {
  const r = rng(9).fork('images');
  return {
    values: Float32Array.from({ length: batch * 3072 }, () => r.normal()),
    shape: [1, batch, 32, 32, 3],
  };
};

const read = (tensors: Tensor[]): Promise<Float32Array[]> =>
  Promise.all(tensors.map(async (t) => (await t.data<'float32'>()).slice()));

describe.skipIf(!gpu)('WGSL kernels', () => {
  beforeAll(async () => {
    await setBackend('webgpu');
    registerWebgpuKernels();
  });
  afterAll(() => expect(gpuErrors).toEqual([]));

  /** Value and gradients of Σ y·cos, on the GPU twice (equal bits) and on plain tfjs (1e-4 of the largest entry). */
  async function check(
    inputs: { values: Float32Array; shape: number[] }[],
    f: (...x: Tensor[]) => Tensor,
  ): Promise<void> {
    const run = async (backend: string) => {
      await setBackend(backend);
      const out = tidy(() => {
        const tensors = inputs.map(({ values, shape }) => tensor(values, shape));
        return [
          f(...tensors),
          ...grads((...x: Tensor[]) => {
            const y = reshape(f(...x), [-1]);
            return sum(mul(y, tensor(Float32Array.from({ length: y.size }, (_, i) => Math.cos(i)))));
          })(tensors),
        ];
      });
      const values = await read(out);
      out.forEach((t) => t.dispose());
      return values;
    };
    const first = await run('webgpu');
    const second = await run('webgpu');
    const plain = await run('cpu');
    await setBackend('webgpu');
    expect(second).toEqual(first);
    first.forEach((ours, k) => {
      const size = plain[k].reduce((m, x) => Math.max(m, Math.abs(x)), 1e-6);
      expect(
        ours.reduce((m, x, i) => Math.max(m, Math.abs(x - plain[k][i])), 0) / size,
        `output ${k}`,
      ).toBeLessThan(1e-4);
    });
  }

  // Past the limits where work is cut: rows of a batch norm in blocks, inner axes in parts, tiles of 2 × 2 and 4 × 4.
  it('batch norm of many rows', () =>
    check([normal(2, 2500, 19)], (x) => batchNorm(x, { activation: 'relu' }).output));
  it('normalise', () =>
    check([normal(2, 70, 18)], (x) =>
      normalise(
        x,
        tensor(new Float32Array(36).fill(0.3), [2, 18]),
        tensor(new Float32Array(36).fill(2), [2, 18]),
        { activation: 'abs' },
      ),
    ));
  it.each([
    [1, 2300, 20, 17],
    [1, 150, 140, 33],
    [1, 530, 520, 21],
    [3, 70, 90, 40],
  ])('product nets %i, %i × %i, inner %i', (nets, m, n, k) =>
    check([normal(nets, m, k), normal(nets, n, k)], product),
  );
  it('second moment of many rows', () => check([normal(1, 5001, 13), normal(1, 5001, 9)], secondMoment));
  it('waveletModulus', () => check([normal(1, 2, 9, 12, 6)], (x) => waveletModulus(x, 'plain')));
  it.each([1, 2] as const)('waveletModulusComplex, %i parts', (parts) =>
    check([normal(2, 4, 9, 12, 6)], (z) => waveletModulusComplex(z, 'plain', parts)),
  );
  it('batch norm of a complex field', () =>
    check([normal(2, 5000, 19)], (x) => batchNorm(x, { activation: 'none', parts: 2 }).output));
  it('divisiveNorm', () => check([normal(2, 140, 3, 1, 37)], (z) => divisiveNorm(z, 2)));
  // Many and few neurons, strides that leave pixels over, one patch an image, an inner axis that is cut.
  it.each([
    [[2, 3, 11, 9, 5], 18, { size: 3, stride: 2, padding: 1 }],
    [[1, 6, 20, 17, 3], 16, { size: 3, stride: 1, padding: 1 }],
    [[1, 2, 10, 10, 4], 70, { size: 4, stride: 3, padding: 2 }],
    [[2, 5, 4, 4, 20], 10, { size: 4, stride: 1, padding: 0 }],
  ] as const)('convolution %j, %i neurons, %j', ([nets, ...field], neurons, options) =>
    check([normal(nets, ...field), normal(nets, neurons, field[3] * options.size ** 2)], (x, l) =>
      convolution(x, l, options),
    ),
  );
  it('softmaxCrossEntropy', () =>
    check([normal(2, 300, 10)], (x) =>
      softmaxCrossEntropy(
        x,
        tensor(
          Int32Array.from({ length: 600 }, (_, i) => i % 10),
          [2, 300],
          'int32',
        ),
      ),
    ));

  // A phase is at most 1, so to 2⁻¹² in 11 bits; a gradient adds about a hundred of them, rounded at random. Values stay as they were.
  it.each(Object.keys(waveletBanks) as WaveletBankName[])(
    'keeps phases of %s in 16 bits: the same values, gradients to 3e-4 of the largest',
    async (bank) => {
      const x = normal(2, 3, 13, 12, 5);
      const run = async (storage: 'f32' | 'f16') => {
        registerWebgpuKernels(storage);
        const out = tidy(() => {
          const [dx] = grads((z: Tensor) => {
            const y = reshape(waveletModulus(z, bank), [-1]);
            return sum(mul(y, tensor(Float32Array.from({ length: y.size }, (_, i) => Math.cos(i)))));
          })([tensor(x.values, x.shape)]);
          return [waveletModulus(tensor(x.values, x.shape), bank), dx];
        });
        const values = await read(out);
        out.forEach((t) => t.dispose());
        return values;
      };
      const [y, dx] = await run('f32');
      const [halfY, halfDx] = await run('f16');
      const [, again] = await run('f16');
      registerWebgpuKernels();
      expect(halfY).toEqual(y);
      expect(again).toEqual(halfDx);
      const largest = dx.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      const error = dx.reduce((m, v, i) => Math.max(m, Math.abs(v - halfDx[i])), 0) / largest;
      expect(error).toBeGreaterThan(1e-6);
      expect(error).toBeLessThan(3e-4);
    },
  );

  // Partial sums of ⌈rows/512⌉ parts, added in order in f32: WGSL has no f64, and a compensated sum may be reassociated away. The data
  // have a mean, so that errors do not cancel. 2⁻²⁴·√(512 + 40) ≈ 1.4e-6 of the largest is what rounding at random gives.
  it('second moments of 20000 rows are those of f64 to 2e-6', async () => {
    const rows = 20_000;
    const d = 21;
    const x = normal(1, rows, d);
    x.values.forEach((v, i) => {
      x.values[i] = v + 0.5;
    });
    const expected = new Float64Array(d * d);
    for (let r = 0; r < rows; r++)
      for (let i = 0; i < d; i++)
        for (let j = 0; j < d; j++) expected[i * d + j] += x.values[r * d + i] * x.values[r * d + j];
    const moments = () =>
      read([
        tidy(() => {
          const t = tensor(x.values, x.shape);
          return secondMoment(t, t);
        }),
      ]);
    const [[first], [second]] = [await moments(), await moments()];
    expect(second).toEqual(first);
    const largest = expected.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    expect(first.reduce((m, v, i) => Math.max(m, Math.abs(v - expected[i])), 0) / largest).toBeLessThan(2e-6);
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
      const weights = await read(network.weights);
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
      const x = tensor(normal(1, 4, 8, 8, 3).values, [1, 4, 8, 8, 3]);
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
