import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../simdBackend.ts';

/**
 * Mean loss of each net and its gradient. A batch of class scores is a few thousand numbers: JavaScript in
 * f64 is fast enough and more accurate.
 */
export function softmaxCrossEntropy(
  backend: SimdBackend,
  logits: TensorInfo,
  labels: TensorInfo,
): [TensorInfo, TensorInfo] {
  const [nets, images, classes] = logits.shape;
  const scores = backend.readSync(logits.dataId) as Float32Array;
  const classOf = backend.readSync(labels.dataId) as Int32Array;
  const loss = new Float32Array(nets);
  const gradient = new Float32Array(scores.length);
  for (let net = 0; net < nets; net++) {
    let total = 0;
    for (let i = 0; i < images; i++) {
      const row = (net * images + i) * classes;
      const label = classOf[net * images + i];
      let max = -Infinity;
      let sum = 0;
      for (let k = 0; k < classes; k++) max = Math.max(max, scores[row + k]);
      for (let k = 0; k < classes; k++) sum += Math.exp(scores[row + k] - max);
      for (let k = 0; k < classes; k++)
        gradient[row + k] = (Math.exp(scores[row + k] - max) / sum - (k === label ? 1 : 0)) / images;
      total += Math.log(sum) + max - scores[row + label];
    }
    loss[net] = total / images;
  }
  return [
    backend.makeTensorInfo([nets], 'float32', loss),
    backend.makeTensorInfo([nets, images, classes], 'float32', gradient),
  ];
}
