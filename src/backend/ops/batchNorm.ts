import {
  abs,
  add,
  div,
  engine,
  mean as meanOf,
  mul,
  registerGradient,
  relu,
  reshape,
  sign,
  sqrt,
  square,
  step,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { Parts } from './complexField.ts';
import { EPS, runOp } from './kernel.ts';

export type Activation = 'none' | 'relu' | 'abs';

/** How a field enters: after its non-linearity, real or complex (`complexField.ts`). */
export interface FieldOptions {
  activation: Activation;
  parts?: Parts;
}

/** Kernel {x}, attrs {eps, activation, parts} → [y, mean, variance]. */
export const BATCH_NORM = 'RainbowBatchNorm';
/** Kernel {dy, x, mean, variance}, attrs {eps, activation, parts} → dx. */
export const BATCH_NORM_GRAD = 'RainbowBatchNormGrad';
/** Kernel {x, mean, variance}, attrs {eps, activation, parts} → y. */
export const NORMALISE = 'RainbowNormalise';

registerGradient({
  kernelName: BATCH_NORM,
  inputsToSave: ['x'],
  outputsToSave: [false, true, true],
  gradFunc: (dy, [x, mean, variance], attrs) => ({
    x: () =>
      engine().runKernel(
        BATCH_NORM_GRAD,
        { dy: Array.isArray(dy) ? dy[0] : dy, x, mean, variance },
        { ...attrs },
      ) as Tensor,
  }),
});

// Needs no kernel of its own: nothing but the activation and a factor per channel stands between x and y.
registerGradient({
  kernelName: NORMALISE,
  inputsToSave: ['x', 'variance'],
  gradFunc: (dy, [x, variance], attrs) => ({
    x: () => {
      // The parts of a complex field share a variance.
      const rows = asRows(dy as Tensor);
      const [nets, , channels] = rows.shape;
      const scaled = reshape(
        div(rows, sqrt(add(reshape(variance, [nets, 1, channels!]), attrs.eps as number))),
        x.shape,
      );
      const { activation } = attrs as unknown as { activation: Activation };
      return activation === 'none' ? scaled : mul(scaled, activation === 'relu' ? step(x) : sign(x));
    },
  }),
});

/** σ(x), element by element; a copy of x for "none". The caller disposes of it. */
export function activate(x: Tensor, activation: Activation): Tensor {
  return activation === 'none' ? x.clone() : activation === 'relu' ? relu(x) : abs(x);
}

/**
 * Batch norm without affine part, after the non-linearity (docs/paper.md a.10, e.2): x [nets, …, C] → per net
 * and channel mean 0 and variance 1 over all other axes (biased variance, ε = 1e-5). Also the statistics
 * [nets, C], which carry no gradient; of a complex field the complex mean as [nets, 2C], real parts first,
 * and the real variance E|x − μ|². The caller disposes of all three.
 */
export function batchNorm(
  x: Tensor,
  { activation, parts = 1 }: FieldOptions,
): { output: Tensor; mean: Tensor; variance: Tensor } {
  const [output, mean, variance] = runOp<Tensor[]>(BATCH_NORM, { x }, { eps: EPS, activation, parts }, () =>
    batchNormComposition(x, activation, parts),
  );
  return { output, mean, variance };
}

function batchNormComposition(x: Tensor, activation: Activation, parts: Parts): Tensor[] {
  const rows = asParts(activate(x, activation), parts);
  const [nets, , , channels] = rows.shape;
  const mean = meanOf(rows, 2, true);
  const centred = sub(rows, mean);
  const variance = mul(meanOf(square(centred), [1, 2], true), parts);
  return [
    reshape(div(centred, sqrt(add(variance, EPS))), x.shape),
    reshape(mean, [nets, parts * channels!]),
    reshape(variance, [nets, channels!]),
  ];
}

/**
 * Batch norm with fixed statistics, in the shapes in which `batchNorm` returns them; no gradient with respect
 * to them. The caller disposes of the result.
 */
export function normalise(
  x: Tensor,
  mean: Tensor,
  variance: Tensor,
  { activation, parts = 1 }: FieldOptions,
): Tensor {
  return runOp<Tensor>(NORMALISE, { x, mean, variance }, { eps: EPS, activation, parts }, () => {
    const rows = asParts(activate(x, activation), parts);
    const [nets, , , channels] = rows.shape;
    const scale = div(1, sqrt(add(reshape(variance, [nets, 1, 1, channels!]), EPS)));
    return reshape(mul(sub(rows, reshape(mean, [nets, parts, 1, channels!])), scale), x.shape);
  });
}

/** [nets, …, C] → [nets, rows, C]. */
function asRows(x: Tensor): Tensor {
  const channels = x.shape[x.shape.length - 1];
  return reshape(x, [x.shape[0], x.size / x.shape[0] / channels, channels]);
}

/** [nets, B·parts, …, C] → [nets, parts, rows, C]. */
function asParts(x: Tensor, parts: Parts): Tensor {
  const channels = x.shape[x.shape.length - 1];
  return reshape(x, [x.shape[0], parts, x.size / x.shape[0] / parts / channels, channels]);
}
