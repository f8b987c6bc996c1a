import { add, mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import { runOp } from './kernel.ts';

/**
 * Kernel {weight, velocity, gradient}, or with {mean, variance, batchMean, batchVariance} besides; attrs
 * MomentumOptions and share → [weight', velocity'], and [mean', variance'] besides. The outputs but the first
 * may be the inputs, changed in place.
 */
export const MOMENTUM_UPDATE = 'RainbowMomentumUpdate';

export interface MomentumOptions {
  learningRate: number;
  momentum: number;
  weightDecay: number;
}

/** Running statistics of a stage's batch norm and those of the batch, which enter with weight `share`. */
export interface RunningStatistics {
  mean: Tensor;
  variance: Tensor;
  batchMean: Tensor;
  batchVariance: Tensor;
  share: number;
}

/**
 * g = gradient + weightDecay·w; v' = momentum·v + g; w' = w − learningRate·v' (PyTorch's SGD, no Nesterov;
 * docs/paper.md e.4); in the same dispatch the running statistics r' = (1 − share)·r + share·batch.
 * `velocity` and the running statistics may be changed in place: use what is returned and dispose what was
 * given. Returns [w', v'] or [w', v', mean', variance'].
 */
export function momentumUpdate(
  weight: Tensor,
  velocity: Tensor,
  gradient: Tensor,
  options: MomentumOptions,
  running?: RunningStatistics,
): Tensor[] {
  const { share, ...statistics } = running ?? { share: 0 };
  return runOp<Tensor[]>(
    MOMENTUM_UPDATE,
    { weight, velocity, gradient, ...statistics },
    { ...options, share },
    () => {
      const g = options.weightDecay ? add(gradient, mul(weight, options.weightDecay)) : gradient;
      const v = add(mul(velocity, options.momentum), g);
      const blend = (old: Tensor, now: Tensor): Tensor => add(mul(old, 1 - share), mul(now, share));
      return [
        sub(weight, mul(v, options.learningRate)),
        v,
        ...(running
          ? [blend(running.mean, running.batchMean), blend(running.variance, running.batchVariance)]
          : []),
      ];
    },
  );
}
