import { add, mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import { runOp } from './kernel.ts';

/** Kernel {weight, velocity, gradient}, attrs MomentumOptions → [weight', velocity']. */
export const MOMENTUM_UPDATE = 'RainbowMomentumUpdate';

export interface MomentumOptions { learningRate: number; momentum: number; weightDecay: number }

/** g = gradient + weightDecay·w; v' = momentum·v + g; w' = w − learningRate·v' (PyTorch's SGD, no Nesterov; PAPER.md e.4). */
export function momentumUpdate(weight: Tensor, velocity: Tensor, gradient: Tensor, options: MomentumOptions): [Tensor, Tensor] {
  return runOp<Tensor[]>(MOMENTUM_UPDATE, { weight, velocity, gradient }, { ...options }, () => {
    const g = options.weightDecay ? add(gradient, mul(weight, options.weightDecay)) : gradient;
    const v = add(mul(velocity, options.momentum), g);
    return [sub(weight, mul(v, options.learningRate)), v];
  }) as [Tensor, Tensor];
}
