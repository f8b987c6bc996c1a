import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Parts } from '../../ops/complexField.ts';
import type { SimdBackend } from '../simdBackend.ts';

/** Rows of a field, at each of which something is done by itself, and how much work that is. */
function rowsOf(z: TensorInfo, parts: Parts) {
  const nets = z.shape[0];
  const c = z.shape[z.shape.length - 1];
  const rows = util.sizeFromShape(z.shape.slice(1, -1)) / parts;
  return {
    units: nets * rows,
    options: { work: 2 * util.sizeFromShape(z.shape) },
    sizes: { rows, c, parts },
  };
}

/** z over √(Σ_c |z_c|² + eps) at each position. */
export function divisiveNorm(backend: SimdBackend, z: TensorInfo, parts: Parts, eps: number): TensorInfo {
  const { units, options, sizes } = rowsOf(z, parts);
  const from = backend.address(z);
  const y = backend.allocate(z.shape);
  backend.parallel('divisiveNorm', units, options, { z: from, ...sizes, eps, y: backend.address(y) });
  return y;
}

/** Gradient of `divisiveNorm` with respect to z. */
export function divisiveNormGradient(
  backend: SimdBackend,
  dy: TensorInfo,
  z: TensorInfo,
  parts: Parts,
  eps: number,
): TensorInfo {
  const { units, options, sizes } = rowsOf(z, parts);
  const from = { dy: backend.address(dy), z: backend.address(z) };
  const dz = backend.allocate(z.shape);
  backend.parallel('divisiveNormGrad', units, options, { ...from, ...sizes, eps, dz: backend.address(dz) });
  return dz;
}
