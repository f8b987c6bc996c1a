import { add, mul, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { EPS, normalise } from '../../backend/ops/index.ts';

/** Beyond it a variance of 1/scale² is lost beside the ε of `normalise`. */
const STEEPEST = 300;

/**
 * x ↦ scale·x + shift by channel, on the last axis of [nets, …, C]: an inference-time batch norm, or a bias.
 * As a normalisation with mean −shift/scale and variance 1/scale², which every backend has a kernel for;
 * channels of negative scale are turned afterwards. A scale of 0, or a very steep one, takes the plain way.
 */
export function channelAffine(scale: ArrayLike<number>, shift: ArrayLike<number>): (x: Tensor) => Tensor {
  const s = Float32Array.from(scale);
  const b = Float32Array.from(shift);
  if (s.some((v) => v === 0 || Math.abs(v) > STEEPEST))
    return (x) => tidy(() => add(mul(x, tensor(s)), tensor(b)));
  const mean = s.map((v, c) => -b[c] / v);
  const variance = s.map((v) => 1 / (v * v) - EPS);
  const signs = s.map(Math.sign);
  const turned = signs.some((v) => v < 0);
  return (x) =>
    tidy(() => {
      const rows = (values: Float32Array) =>
        tensor(Array.from({ length: x.shape[0] }, () => Array.from(values)));
      const y = normalise(x, rows(mean), rows(variance), { activation: 'none' });
      return turned ? mul(y, tensor(signs)) : y;
    });
}

/** The (scale, shift) of γ(x − μ)/√(v + ε) + β. */
export function foldedBatchNorm({
  gamma,
  beta,
  mean,
  variance,
  eps,
}: {
  gamma: Float32Array | null;
  beta: Float32Array | null;
  mean: Float32Array;
  variance: Float32Array;
  eps: number;
}): { scale: Float64Array; shift: Float64Array } {
  const scale = Float64Array.from(mean, (_, c) => (gamma?.[c] ?? 1) / Math.sqrt(variance[c] + eps));
  return { scale, shift: scale.map((s, c) => (beta?.[c] ?? 0) - mean[c] * s) };
}
