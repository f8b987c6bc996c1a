import {
  engine,
  getBackend,
  getKernel,
  tidy,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';

/** Added to variances and squared norms before a root is taken (docs/paper.md e.2). */
export const EPS = 1e-5;

/**
 * Runs the layer-level kernel where the current backend has registered one, the composition of plain tfjs ops
 * elsewhere (docs/architecture.md §3). Kernels carry a registered gradient; compositions are differentiated
 * by tfjs itself.
 */
export function runOp<T extends Tensor | Tensor[]>(
  name: string,
  inputs: NamedTensorMap,
  attrs: NamedAttrMap,
  composition: () => T,
): T {
  if (!getKernel(name, getBackend())) return tidy(composition);
  return engine().runKernel(name, inputs, attrs) as T;
}
