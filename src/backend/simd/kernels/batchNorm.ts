import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Activation, FieldOptions } from '../../ops/batchNorm.ts';
import type { SimdBackend } from '../simdBackend.ts';

type Options = Required<FieldOptions>;

/** Activations as the kernels number them (assembly/batchNorm.ts). */
const ACTIVATIONS: Activation[] = ['none', 'relu', 'abs'];
/** Rows over which a kernel sums in f32. */
const BLOCK = 64;
/** Blocks of a field up to which each is a chunk of its own. */
const CHUNKS = 32;
/** Bytes of the two f64 that are kept of a channel of a chunk. */
const TWO_SUMS = 16;

/**
 * Rows and channels of a field, and how its rows are cut: into at most 32 chunks of whole blocks, by shape
 * alone. Each part of a complex field is a field.
 */
function chunked(backend: SimdBackend, x: TensorInfo, { activation, parts }: Options) {
  const c = x.shape[x.shape.length - 1];
  const nets = x.shape[0];
  const rows = util.sizeFromShape(x.shape.slice(1, -1)) / parts;
  const chunkRows = BLOCK * Math.max(1, Math.ceil(rows / (CHUNKS * BLOCK)));
  const chunks = Math.ceil(rows / chunkRows);
  const units = nets * parts * chunks;
  return {
    nets,
    c,
    units,
    cut: { rows, c, chunkRows, chunks },
    field: { parts, activation: ACTIVATIONS.indexOf(activation) },
    options: {
      work: util.sizeFromShape(x.shape),
      scratch: backend.functions.batchNormScratch(c),
      grain: 1,
    },
    sumsBytes: units * c * TWO_SUMS,
  };
}

/** The field x brought to mean 0 and variance 1; its mean and variance. */
export function batchNorm(
  backend: SimdBackend,
  x: TensorInfo,
  fieldOptions: Options,
  eps: number,
): [TensorInfo, TensorInfo, TensorInfo] {
  const { parts } = fieldOptions;
  const { nets, c, units, cut, field, options, sumsBytes } = chunked(backend, x, fieldOptions);
  const from = backend.address(x);
  const y = backend.allocate(x.shape);
  const mean = backend.allocate([nets, parts * c]);
  const variance = backend.allocate([nets, c]);
  const statistics = { mean: backend.address(mean), variance: backend.address(variance) };
  backend.withScratch(sumsBytes, (moments) => {
    const { activation } = field;
    backend.parallel('batchNormMoments', units, options, { x: from, ...cut, activation, moments });
    backend.parallel('batchNormCombine', nets, { work: 0 }, { ...cut, parts, moments, ...statistics });
  });
  const to = backend.address(y);
  backend.parallel('normalise', units, options, { x: from, ...cut, ...field, eps, ...statistics, y: to });
  return [y, mean, variance];
}

/** Gradient of batch norm with respect to x. */
export function batchNormGradient(
  backend: SimdBackend,
  dy: TensorInfo,
  x: TensorInfo,
  mean: TensorInfo,
  variance: TensorInfo,
  fieldOptions: Options,
  eps: number,
): TensorInfo {
  const { units, cut, field, options, sumsBytes } = chunked(backend, x, fieldOptions);
  const common = {
    dy: backend.address(dy),
    x: backend.address(x),
    ...cut,
    ...field,
    eps,
    mean: backend.address(mean),
    variance: backend.address(variance),
  };
  const dx = backend.allocate(x.shape);
  backend.withScratch(sumsBytes, (sums) => {
    backend.parallel('batchNormGradSums', units, options, { ...common, sums });
    // Neighbouring units share what is worked out for a field.
    const together = { ...options, grain: undefined };
    backend.parallel('batchNormGrad', units, together, { ...common, sums, dx: backend.address(dx) });
  });
  return dx;
}

/** Batch norm of x with a mean and a variance that are given. */
export function normalise(
  backend: SimdBackend,
  x: TensorInfo,
  mean: TensorInfo,
  variance: TensorInfo,
  fieldOptions: Options,
  eps: number,
): TensorInfo {
  const { units, cut, field, options } = chunked(backend, x, fieldOptions);
  const from = backend.address(x);
  const statistics = { mean: backend.address(mean), variance: backend.address(variance) };
  const y = backend.allocate(x.shape);
  const to = backend.address(y);
  backend.parallel('normalise', units, options, { x: from, ...cut, ...field, eps, ...statistics, y: to });
  return y;
}
