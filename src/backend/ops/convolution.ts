import { engine, registerGradient, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { runOp } from './kernel.ts';
import { CONVOLUTION_INPUT_GRAD, extractPatches, type PatchOptions } from './patches.ts';
import { product } from './product.ts';

/** Kernel {x, l}, attrs PatchOptions → y. */
export const CONVOLUTION = 'RainbowConvolution';
/** Kernel {dy, x}, attrs PatchOptions → dL. */
export const CONVOLUTION_FILTER_GRAD = 'RainbowConvolutionFilterGrad';

registerGradient({
  kernelName: CONVOLUTION,
  inputsToSave: ['x', 'l'],
  gradFunc: (dy, [x, l], attrs) => ({
    x: () =>
      engine().runKernel(
        CONVOLUTION_INPUT_GRAD,
        { dy: dy as Tensor, l },
        { ...attrs, inputShape: x.shape },
      ) as Tensor,
    l: () => engine().runKernel(CONVOLUTION_FILTER_GRAD, { dy: dy as Tensor, x }, { ...attrs }) as Tensor,
  }),
});

/**
 * L applied to every patch of x, without holding the patches (k² times the size of x): x [nets, B, H, W, C],
 * L [nets, n, C·k·k], index c·k² + row·k + column → [nets, B, H', W', n]; zero padding on every side.
 * The caller disposes of the result.
 */
export function convolution(x: Tensor, l: Tensor, options: PatchOptions): Tensor {
  return runOp<Tensor>(CONVOLUTION, { x, l }, { ...options }, () =>
    tidy(() => product(extractPatches(x, options), l)),
  );
}
