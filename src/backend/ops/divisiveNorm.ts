import { add, div, sqrt, square, sum, type Tensor } from '@tensorflow/tfjs-core';
import { EPS } from './kernel.ts';

/** z over its channel norm at each position, √(Σ_c z_c² + ε): finite gradient at 0 (PAPER.md e.2, [N]). */
export const divisiveNorm = (z: Tensor): Tensor => div(z, sqrt(add(sum(square(z), -1, true), EPS)));
