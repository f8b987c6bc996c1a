import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { MomentumOptions } from '../../ops/momentumUpdate.ts';
import type { SimdBackend } from '../simdBackend.ts';

/** Weight and velocity after a step along the gradient. */
export function momentumUpdate(
  backend: SimdBackend,
  weight: TensorInfo,
  velocity: TensorInfo,
  gradient: TensorInfo,
  { learningRate, momentum, weightDecay }: MomentumOptions,
): [TensorInfo, TensorInfo] {
  const from = {
    w: backend.address(weight),
    v: backend.address(velocity),
    g: backend.address(gradient),
  };
  const updated = backend.allocate(weight.shape);
  const moved = backend.allocate(weight.shape);
  const to = { wOut: backend.address(updated), vOut: backend.address(moved) };
  const rates = { rate: learningRate, momentum, decay: weightDecay };
  const length = util.sizeFromShape(weight.shape);
  backend.parallel('momentumUpdate', Math.ceil(length / 4), { work: length }, { ...from, ...rates, ...to });
  return [updated, moved];
}

/** Running statistics after a batch, whose own count for `share`. A few hundred numbers: JavaScript does. */
export function blend(
  backend: SimdBackend,
  running: TensorInfo,
  batch: TensorInfo,
  share: number,
): TensorInfo {
  const old = backend.readSync(running.dataId) as Float32Array;
  const now = backend.readSync(batch.dataId) as Float32Array;
  const values = old.map((x, i) => (1 - share) * x + share * now[i]);
  return backend.makeTensorInfo(running.shape, 'float32', values);
}
