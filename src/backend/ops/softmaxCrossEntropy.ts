import {
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  registerGradient,
  reshape,
  sum,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import { runOp } from './kernel.ts';

/** Kernel {logits, labels} → [loss, gradient of the loss with respect to the logits]. */
export const SOFTMAX_CROSS_ENTROPY = 'RainbowSoftmaxCrossEntropy';

registerGradient({
  kernelName: SOFTMAX_CROSS_ENTROPY,
  inputsToSave: [],
  outputsToSave: [false, true],
  gradFunc: (dy, [dlogits], attrs) => {
    if (attrs.isLast) return { logits: () => dlogits.clone() };
    const g = (Array.isArray(dy) ? dy[0] : dy) as Tensor;
    return { logits: () => mul(dlogits, reshape(g, [g.shape[0], 1, 1])) };
  },
});

/**
 * Mean cross-entropy (nats) of each net: logits [nets, B, K], labels int32 [nets, B] → [nets]. `isLast`:
 * their sum is what is differentiated, so that the gradient that comes in is 1 and need not be multiplied by.
 * The caller disposes of the result.
 */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor, { isLast = false } = {}): Tensor {
  const [loss, gradient] = runOp<Tensor[]>(SOFTMAX_CROSS_ENTROPY, { logits, labels }, { isLast }, () => [
    crossEntropyComposition(logits, labels),
  ]);
  gradient?.dispose();
  return loss;
}

/**
 * Mean cross-entropy (nats) of each net by plain tfjs ops: logits [nets, B, K], labels int32 [nets, B] →
 * [nets].
 */
export function crossEntropyComposition(logits: Tensor, labels: Tensor): Tensor {
  const [nets, images, classes] = logits.shape as [number, number, number];
  const target = reshape(oneHot(reshape(labels, [nets * images]) as Tensor1D, classes), [
    nets,
    images,
    classes,
  ]);
  return mean(neg(sum(mul(logSoftmax(logits), target), 2)), 1);
}
