import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { MomentumOptions } from '../ops/momentumUpdate.ts';
import { elementwise, f32, groupsFor, sizeOf, type Recorder } from './recorder.ts';

/** Running statistics and those of a batch; all or none. */
export type Statistics = Partial<Record<'mean' | 'variance' | 'batchMean' | 'batchVariance', TensorInfo>>;

/**
 * Weight, velocity and running statistics after a step along the gradient. Velocity and statistics are
 * changed in place: eight buffers is what every device binds at once.
 */
export function momentumUpdate(
  recorder: Recorder,
  weight: TensorInfo,
  velocity: TensorInfo,
  gradient: TensorInfo,
  { mean, variance, ...batch }: Statistics,
  { learningRate, momentum, weightDecay, share: batchShare }: MomentumOptions & { share: number },
): TensorInfo[] {
  const share = f32(batchShare);
  const n = sizeOf(weight.shape);
  const updated = recorder.allocate(weight.shape);
  const running: Record<string, TensorInfo> = mean && variance ? { mean, variance } : {};
  const lengths = [n, ...Object.values(running).map((t) => sizeOf(t.shape))];
  const longest = Math.max(...lengths);
  recorder.run({
    key: `momentum ${lengths.join()} ${learningRate} ${momentum} ${weightDecay} ${share}`,
    inputs: { weight, gradient, ...batch },
    outputs: { velocity, ...running, updated },
    groups: groupsFor(longest),
    code: () =>
      elementwise(
        longest,
        `
  if (i < ${n}u) {
    let v = ${f32(momentum)} * velocity[i] + (gradient[i] + ${f32(weightDecay)} * weight[i]);
    velocity[i] = v;
    updated[i] = weight[i] - ${f32(learningRate)} * v;
  }
  ${
    mean
      ? `if (i < ${lengths[1]}u) { mean[i] = (1.0 - ${share}) * mean[i] + ${share} * batchMean[i]; }
  if (i < ${lengths[2]}u) { variance[i] = (1.0 - ${share}) * variance[i] + ${share} * batchVariance[i]; }`
      : ''
  }`,
      ),
  });
  return [updated, ...[velocity, ...Object.values(running)].map((t) => recorder.again(t))];
}
