import { concat, reshape, slice, type Tensor } from '@tensorflow/tfjs-core';

/**
 * A complex field rides as [nets, 2B, …]: real parts first, imaginary parts second. Ops take `parts`: 2 for
 * one, 1 for a real field.
 */
export type Parts = 1 | 2;

/**
 * Real and imaginary parts of a complex field: [nets, 2B, …] → [nets, B, …] twice. The caller disposes of
 * both. Sliced at rank 3: the gradient of a slice is a pad, which tfjs's WebGPU backend (4.22) has up to rank
 * 4 only; slice the field itself once it has more.
 */
export function splitComplex(z: Tensor): [Tensor, Tensor] {
  const [nets, twice, ...rest] = z.shape;
  const halves = reshape(z, [nets, 2, z.size / nets / 2]);
  const part = (index: number) =>
    reshape(slice(halves, [0, index, 0], [-1, 1, -1]), [nets, twice! / 2, ...rest]);
  return [part(0), part(1)];
}

/** One complex field [nets, 2B, …] of two real ones [nets, B, …]. The caller disposes of it. */
export const joinComplex = (re: Tensor, im: Tensor): Tensor => concat([re, im], 1);
