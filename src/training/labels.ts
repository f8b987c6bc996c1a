import { tensor, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The labels of the examples each net sees (lists of one length): int32 [nets, length]. The caller disposes
 * of them.
 */
export function labelTensor(labels: Uint8Array, perNet: readonly Uint32Array[]): Tensor {
  const length = perNet[0].length;
  const values = new Int32Array(perNet.length * length);
  perNet.forEach((indices, net) =>
    indices.forEach((index, i) => {
      values[net * length + i] = labels[index];
    }),
  );
  return tensor(values, [perNet.length, length], 'int32');
}
