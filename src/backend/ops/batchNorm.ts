import { abs, add, div, engine, mean as meanOf, mul, registerGradient, relu, reshape, sign, sqrt, square, step, sub, type Tensor } from '@tensorflow/tfjs-core';
import { EPS, runOp } from './kernel.ts';

export type Activation = 'none' | 'relu' | 'abs';

/** Kernel {x}, attrs {eps, activation} → [y, mean, variance]. */
export const BATCH_NORM = 'RainbowBatchNorm';
/** Kernel {dy, x, mean, variance}, attrs {eps, activation} → dx. */
export const BATCH_NORM_GRAD = 'RainbowBatchNormGrad';
/** Kernel {x, mean, variance}, attrs {eps, activation} → y. */
export const NORMALISE = 'RainbowNormalise';

registerGradient({
  kernelName: BATCH_NORM,
  inputsToSave: ['x'],
  outputsToSave: [false, true, true],
  gradFunc: (dy, [x, mean, variance], attrs) => ({
    x: () => engine().runKernel(BATCH_NORM_GRAD, { dy: (Array.isArray(dy) ? dy[0] : dy), x, mean, variance }, { ...attrs }) as Tensor,
  }),
});

// Needs no kernel of its own: nothing but the activation and a factor per channel stands between x and y.
registerGradient({
  kernelName: NORMALISE,
  inputsToSave: ['x', 'variance'],
  gradFunc: (dy, [x, variance], attrs) => ({
    x: () => {
      const rows = asRows(dy as Tensor), [nets, , channels] = rows.shape;
      const scaled = reshape(div(rows, sqrt(add(reshape(variance, [nets, 1, channels!]), attrs.eps as number))), x.shape);
      const { activation } = attrs as unknown as { activation: Activation };
      return activation === 'none' ? scaled : mul(scaled, activation === 'relu' ? step(x) : sign(x));
    },
  }),
});

export function activate(x: Tensor, activation: Activation): Tensor {
  return activation === 'none' ? x.clone() : activation === 'relu' ? relu(x) : abs(x);
}

/**
 * Batch norm without affine part, after the non-linearity (PAPER.md a.10, e.2): x [nets, …, C] → per net and channel mean 0
 * and variance 1 over all other axes (biased variance, ε = 1e-5). Also the statistics [nets, C], which carry no gradient.
 */
export function batchNorm(x: Tensor, { activation }: { activation: Activation }): { output: Tensor; mean: Tensor; variance: Tensor } {
  const [output, mean, variance] = runOp<Tensor[]>(BATCH_NORM, { x }, { eps: EPS, activation }, () => batchNormComposition(x, activation));
  return { output, mean, variance };
}

export function batchNormComposition(x: Tensor, activation: Activation): Tensor[] {
  const rows = asRows(activate(x, activation));
  const mean = meanOf(rows, 1, true);
  const centred = sub(rows, mean);
  const variance = meanOf(square(centred), 1, true);
  const [nets, , channels] = rows.shape;
  return [reshape(div(centred, sqrt(add(variance, EPS))), x.shape), reshape(mean, [nets, channels!]), reshape(variance, [nets, channels!])];
}

/** The same normalisation with fixed statistics [nets, C]. No gradient with respect to the statistics. */
export function normalise(x: Tensor, mean: Tensor, variance: Tensor, { activation }: { activation: Activation }): Tensor {
  return runOp<Tensor>(NORMALISE, { x, mean, variance }, { eps: EPS, activation }, () => {
    const rows = asRows(activate(x, activation));
    const [nets, , channels] = rows.shape;
    const scale = div(1, sqrt(add(reshape(variance, [nets, 1, channels!]), EPS)));
    return reshape(mul(sub(rows, reshape(mean, [nets, 1, channels!])), scale), x.shape);
  });
}

/** [nets, …, C] → [nets, rows, C]. */
function asRows(x: Tensor): Tensor {
  const channels = x.shape[x.shape.length - 1];
  return reshape(x, [x.shape[0], x.size / x.shape[0] / channels, channels]);
}
