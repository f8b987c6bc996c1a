import {
  add,
  div,
  engine,
  registerGradient,
  reshape,
  sqrt,
  square,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { Parts } from './complexField.ts';
import { EPS, runOp } from './kernel.ts';

/** Kernel {z}, attrs {eps, parts} → z over its norm. */
export const DIVISIVE_NORM = 'RainbowDivisiveNorm';
/** Kernel {dy, z}, attrs {eps, parts} → dz. */
export const DIVISIVE_NORM_GRAD = 'RainbowDivisiveNormGrad';

registerGradient({
  kernelName: DIVISIVE_NORM,
  inputsToSave: ['z'],
  gradFunc: (dy, [z], attrs) => ({
    z: () => engine().runKernel(DIVISIVE_NORM_GRAD, { dy: dy as Tensor, z }, { ...attrs }) as Tensor,
  }),
});

/**
 * z [nets, B·parts, …, C] over its channel norm at each position, √(Σ_c |z_c|² + ε): finite gradient at 0
 * (docs/paper.md e.2). The caller disposes of the result.
 */
export function divisiveNorm(z: Tensor, parts: Parts = 1): Tensor {
  return runOp<Tensor>(DIVISIVE_NORM, { z }, { eps: EPS, parts }, () => {
    const nets = z.shape[0];
    const channels = z.shape[z.shape.length - 1];
    const rows = reshape(z, [nets, parts, z.size / nets / parts / channels, channels]);
    return reshape(div(rows, sqrt(add(sum(square(rows), [1, 3], true), EPS))), z.shape);
  });
}
