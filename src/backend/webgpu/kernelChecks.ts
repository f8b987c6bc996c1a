// What the WGSL kernels have to hold on any driver, free of a test framework: asserted by webgpu.test.ts in
// Dawn, run by bench/gpu in wgpu and on a machine's own GPU.
import '@tensorflow/tfjs-backend-cpu';
import { grads, mul, reshape, setBackend, sum, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { rng } from '../../random/rng.ts';
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
import { registerWebgpuKernels } from './index.ts';

/** One number that was measured, and what it may be. */
export interface Finding {
  what: string;
  value: number;
  atLeast?: number;
  atMost: number;
}

export interface KernelCheck {
  name: string;
  /** On tfjs's backend "webgpu", whose kernels it registers; leaves it in use. */
  run(): Promise<Finding[]>;
}

/** Standard normal numbers. */
export interface Field {
  values: Float32Array;
  shape: number[];
}

export const holds = ({ value, atLeast = 0, atMost }: Finding): boolean =>
  value >= atLeast && value <= atMost;

/** The values of tensors, which are disposed of. */
export async function readAll(tensors: Tensor[]): Promise<Float32Array[]> {
  const values = await Promise.all(tensors.map(async (t) => (await t.data<'float32'>()).slice()));
  tensors.forEach((t) => t.dispose());
  return values;
}

/** Largest difference from `expected`, of its largest entry; infinite where something is not a number. */
export function errorOf(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  let size = 1e-6;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(values[i] - expected[i]);
    size = Math.max(size, Math.abs(expected[i]));
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }
  return worst / size;
}

/** How many numbers of two runs of the same work are not the same. */
export const unequal = (first: Float32Array[], second: Float32Array[]): number =>
  first.reduce((total, values, k) => total + values.filter((x, i) => x !== second[k][i]).length, 0);

/** Σ y·cos: a number that feels every entry of y. */
function felt(y: Tensor): Tensor {
  const flat = reshape(y, [-1]);
  const weights = Float32Array.from({ length: flat.size }, (_, i) => Math.cos(i));
  return sum(mul(flat, tensor(weights)));
}

/** Value and gradients of Σ y·cos on the GPU, twice the same bits, and as plain tfjs has them. */
function againstPlain(
  name: string,
  shapes: readonly (readonly number[])[],
  f: (...x: Tensor[]) => Tensor,
): KernelCheck {
  const run = async (backend: string, inputs: Field[]) => {
    await setBackend(backend);
    const out = tidy(() => {
      const tensors = inputs.map(({ values, shape }) => tensor(values, shape));
      const gradients = grads((...x: Tensor[]) => felt(f(...x)))(tensors);
      return [f(...tensors), ...gradients];
    });
    return readAll(out);
  };
  return {
    name,
    async run() {
      const inputs = shapes.map((shape, i) => normal(`${name} ${i}`, shape));
      await setBackend('webgpu');
      registerWebgpuKernels();
      const first = await run('webgpu', inputs);
      const second = await run('webgpu', inputs);
      const plain = await run('cpu', inputs);
      await setBackend('webgpu');
      return [
        { what: 'numbers that differ the second time', value: unequal(first, second), atMost: 0 },
        ...first.map((values, k) => ({
          what: k === 0 ? 'error of the value' : `error of gradient ${k}`,
          value: errorOf(values, plain[k]),
          atMost: 1e-4,
        })),
      ];
    },
  };
}

function normal(name: string, shape: readonly number[]): Field {
  const stream = rng(31).fork('webgpu', name);
  const length = shape.reduce((a, b) => a * b, 1);
  return { values: Float32Array.from({ length }, () => stream.normal()), shape: [...shape] };
}

/**
 * A phase is at most 1, so to 2⁻¹² in 11 bits; a gradient adds about a hundred of them, rounded at random.
 * Values stay as they were.
 */
const phasesIn16Bits = (bank: WaveletBankName): KernelCheck => ({
  name: `phases of ${bank} in 16 bits`,
  async run() {
    await setBackend('webgpu');
    const x = normal(bank, [2, 3, 13, 12, 5]);
    const modulus = (storage: 'f32' | 'f16') => {
      registerWebgpuKernels(storage);
      const out = tidy(() => {
        const z = tensor(x.values, x.shape);
        const [dx] = grads((t: Tensor) => felt(waveletModulus(t, bank)))([z]);
        return [waveletModulus(z, bank), dx];
      });
      return readAll(out);
    };
    const [y, dx] = await modulus('f32');
    const half = await modulus('f16');
    const again = await modulus('f16');
    registerWebgpuKernels();
    return [
      { what: 'values that differ from those with 32 bits', value: unequal([y], [half[0]]), atMost: 0 },
      { what: 'numbers that differ the second time', value: unequal(half, again), atMost: 0 },
      { what: 'error of the gradient', value: errorOf(half[1], dx), atLeast: 1e-6, atMost: 3e-4 },
    ];
  },
});

/**
 * Partial sums of ⌈rows/512⌉ parts, added in order in f32: WGSL has no f64, and a compensated sum may be
 * reassociated away. The data have a mean, so that errors do not cancel. 2⁻²⁴·√(512 + 40) ≈ 1.4e-6 of the
 * largest is what rounding at random gives.
 */
const longSums: KernelCheck = {
  name: 'second moments of 20000 rows, against f64',
  async run() {
    await setBackend('webgpu');
    registerWebgpuKernels();
    const rows = 20_000;
    const d = 21;
    const { values, shape } = normal('long', [1, rows, d]);
    const x = values.map((v) => v + 0.5);
    const expected = new Float64Array(d * d);
    for (let r = 0; r < rows; r++)
      for (let i = 0; i < d; i++)
        for (let j = 0; j < d; j++) expected[i * d + j] += x[r * d + i] * x[r * d + j];
    const moments = () => {
      const moment = tidy(() => {
        const t = tensor(x, shape);
        return secondMoment(t, t);
      });
      return readAll([moment]);
    };
    const first = await moments();
    const second = await moments();
    return [
      { what: 'numbers that differ the second time', value: unequal(first, second), atMost: 0 },
      { what: 'error of the value', value: errorOf(first[0], expected), atMost: 2e-6 },
    ];
  },
};

const constant = (value: number) => tensor(new Float32Array(36).fill(value), [2, 18]);
const labels = () =>
  tensor(
    Int32Array.from({ length: 600 }, (_, i) => i % 10),
    [2, 300],
    'int32',
  );

// Past the limits where work is cut: rows of a batch norm in blocks, inner axes in parts, tiles of 2 × 2 and
// 4 × 4.
const products = [
  [1, 2300, 20, 17],
  [1, 150, 140, 33],
  [1, 530, 520, 21],
  [3, 70, 90, 40],
] as const;

// Many and few neurons, strides that leave pixels over, one patch an image, an inner axis that is cut.
const convolutions = [
  [[2, 3, 11, 9, 5], 18, { size: 3, stride: 2, padding: 1 }],
  [[1, 6, 20, 17, 3], 16, { size: 3, stride: 1, padding: 1 }],
  [[1, 2, 10, 10, 4], 70, { size: 4, stride: 3, padding: 2 }],
  [[2, 5, 4, 4, 20], 10, { size: 4, stride: 1, padding: 0 }],
] as const;

export const kernelChecks: readonly KernelCheck[] = [
  againstPlain(
    'batch norm of many rows',
    [[2, 2500, 19]],
    (x) => batchNorm(x, { activation: 'relu' }).output,
  ),
  againstPlain('normalise', [[2, 70, 18]], (x) =>
    normalise(x, constant(0.3), constant(2), { activation: 'abs' }),
  ),
  ...products.map(([nets, m, n, k]) =>
    againstPlain(
      `product of ${nets} nets, ${m} × ${n}, inner ${k}`,
      [
        [nets, m, k],
        [nets, n, k],
      ],
      product,
    ),
  ),
  againstPlain(
    'second moment of many rows',
    [
      [1, 5001, 13],
      [1, 5001, 9],
    ],
    secondMoment,
  ),
  againstPlain('wavelet modulus', [[1, 2, 9, 12, 6]], (x) => waveletModulus(x, 'plain')),
  ...([1, 2] as const).map((parts) =>
    againstPlain(`complex wavelet modulus, ${parts} parts`, [[2, 4, 9, 12, 6]], (z) =>
      waveletModulusComplex(z, 'plain', parts),
    ),
  ),
  againstPlain(
    'batch norm of a complex field',
    [[2, 5000, 19]],
    (x) => batchNorm(x, { activation: 'none', parts: 2 }).output,
  ),
  againstPlain('divisive norm', [[2, 140, 3, 1, 37]], (z) => divisiveNorm(z, 2)),
  ...convolutions.map(([[nets, ...field], neurons, options]) =>
    againstPlain(
      `convolution ${JSON.stringify([nets, ...field])}, ${neurons} neurons, ${JSON.stringify(options)}`,
      [
        [nets, ...field],
        [nets, neurons, field[3] * options.size ** 2],
      ],
      (x, l) => convolution(x, l, options),
    ),
  ),
  againstPlain('softmax cross-entropy', [[2, 300, 10]], (x) => softmaxCrossEntropy(x, labels())),
  ...(Object.keys(waveletBanks) as WaveletBankName[]).map(phasesIn16Bits),
  longSums,
];
