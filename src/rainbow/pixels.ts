import { dispose, reshape } from '@tensorflow/tfjs-core';
import { product } from '../backend/ops/index.ts';
import type { BatchSource } from '../training/source.ts';
import type { Decomposer } from './decomposer.ts';

/**
 * D1 at layer 0, centred: eigenvalues of the covariance (divided by the number of images) of the pixels x as
 * the networks get them, (x/255 − mean)/deviation by channel, all positions and channels of an image as one
 * vector of d = size·size·channels; descending, the positive ones, at most images − 1. With fewer images than
 * pixels the spectrum is that of the dual n × n Gram matrix: f32 products on the device, centred and
 * decomposed in f64, so relative to the first good to about 1e-6.
 */
export async function pixelEigenvalues(source: BatchSource, decomposer: Decomposer): Promise<number[]> {
  const n = source.count;
  const x = source.batch(Uint32Array.from({ length: n }, (_, i) => i));
  const flat = reshape(x, [1, n, x.size / n]);
  const products = product(flat, flat);
  const gram = centred(
    Float64Array.from(await products.data(), (v) => v / n),
    n,
  );
  dispose([x, flat, products]);
  return Array.from(await decomposer.symmetricEigenvalues(gram, n))
    .slice(0, n - 1)
    .filter((v) => v > 0);
}

/** H·K·H with H = 1 − 11ᵀ/n: the Gram matrix of the rows less their mean. */
function centred(gram: Float64Array, n: number): Float64Array {
  const means = Float64Array.from(
    { length: n },
    (_, i) => gram.subarray(i * n, (i + 1) * n).reduce((a, b) => a + b, 0) / n,
  );
  const all = means.reduce((a, b) => a + b, 0) / n;
  return gram.map((v, at) => v - means[Math.floor(at / n)] - means[at % n] + all);
}
