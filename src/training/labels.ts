import { tensor, type Tensor } from '@tensorflow/tfjs-core';

/** The labels of these examples, repeated for every net: int32 [nets, indices.length]. */
export function labelTensor(labels: Uint8Array, indices: Uint32Array, nets: number): Tensor {
  const values = new Int32Array(nets * indices.length);
  for (let net = 0; net < nets; net++) for (let i = 0; i < indices.length; i++) values[net * indices.length + i] = labels[indices[i]];
  return tensor(values, [nets, indices.length], 'int32');
}
