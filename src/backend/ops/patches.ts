import {
  depthwiseConv2d,
  engine,
  eye,
  registerGradient,
  tile,
  reshape,
  tensor,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { runOp } from './kernel.ts';

export interface PatchOptions {
  size: number;
  stride: number;
  padding: number;
}

/** Kernel {x}, attrs PatchOptions → patches. */
export const PATCHES = 'RainbowPatches';
/** Kernel {dy, l}, attrs PatchOptions and inputShape → dx of l applied to the patches of x. */
export const CONVOLUTION_INPUT_GRAD = 'RainbowConvolutionInputGrad';

// As a convolution with the identity: networks are trained through `convolution`, so this need not be fast.
registerGradient({
  kernelName: PATCHES,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => ({
    x: () => {
      const g = dy as Tensor;
      const inputs = g.shape[4]!;
      const l = tile(reshape(eye(inputs), [1, inputs, inputs]), [g.shape[0], 1, 1]);
      return engine().runKernel(
        CONVOLUTION_INPUT_GRAD,
        { dy: g, l },
        { ...attrs, inputShape: x.shape },
      ) as Tensor;
    },
  }),
});

/**
 * P of ordinary convolutions (docs/paper.md a.9): x [nets, B, H, W, C] → [nets, B, H', W', C·k·k], index c·k²
 * + row·k + column; zero padding on every side. The caller disposes of the result.
 */
export function extractPatches(x: Tensor, options: PatchOptions): Tensor {
  return runOp<Tensor>(PATCHES, { x }, { ...options }, () => patchesComposition(x, options));
}

/**
 * Patches by plain tfjs ops: a depthwise convolution with k² one-hot filters. tfjs-core 4.22 registers no
 * gradient for stridedSlice; with one, slices would do.
 */
export function patchesComposition(x: Tensor, { size, stride, padding }: PatchOptions): Tensor {
  const [nets, images, height, width, channels] = x.shape as [number, number, number, number, number];
  const taps = size * size;
  const oneHot = new Float32Array(taps * channels * taps);
  for (let u = 0; u < taps; u++) for (let c = 0; c < channels; c++) oneHot[(u * channels + c) * taps + u] = 1;
  const flat = reshape(x, [nets * images, height, width, channels]) as Tensor4D;
  const out = depthwiseConv2d(
    flat,
    tensor(oneHot, [size, size, channels, taps]) as Tensor4D,
    stride,
    padding
      ? [
          [0, 0],
          [padding, padding],
          [padding, padding],
          [0, 0],
        ]
      : 'valid',
  );
  return reshape(out, [nets, images, out.shape[1], out.shape[2], channels * taps]);
}
