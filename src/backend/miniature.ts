import {
  concat,
  dispose,
  reshape,
  sum,
  tensor,
  tidy,
  variable,
  variableGrads,
  zeros,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { batchNorm, momentumUpdate, product, softmaxCrossEntropy, waveletModulus } from './ops/index.ts';

/** Inputs of a miniature scattering step, the same on every device. */
function miniature(images: number): {
  x: Tensor;
  labels: Tensor;
  weights: Float32Array[];
  shapes: [number, number, number][];
} {
  const wave = (n: number, scale: number) =>
    Float32Array.from({ length: n }, (_, i) => scale * Math.sin(i * 1.7 + (i % 13)));
  return {
    x: tensor(wave(images * 16 * 16 * 3, 1), [1, images, 16, 16, 3]),
    labels: tensor(
      Int32Array.from({ length: images }, (_, i) => i % 10),
      [1, images],
      'int32',
    ),
    weights: [wave(16 * 15, 0.2), wave(10 * 80 * 16, 0.05)],
    shapes: [
      [1, 16, 15],
      [1, 10, 80 * 16],
    ],
  };
}

/** One step of training; returns the loss and the updated weights. */
export async function miniatureStep(images: number): Promise<Float32Array> {
  const { x, labels, weights, shapes } = miniature(images);
  const vars = weights.map((w, i) => tidy(() => variable(tensor(w, shapes[i]))));
  const out = tidy(() => {
    const { value, grads } = variableGrads(() => {
      const z = product(batchNorm(waveletModulus(x, 'plain'), { activation: 'none' }).output, vars[0]);
      const y = batchNorm(waveletModulus(z, 'plain'), { activation: 'none' }).output;
      return sum(softmaxCrossEntropy(product(reshape(y, [1, images, 80 * 16]), vars[1]), labels)) as Scalar;
    }, vars);
    const updated = vars
      .map(
        (v) =>
          momentumUpdate(v, zeros(v.shape), grads[v.name], {
            learningRate: 0.1,
            momentum: 0.9,
            weightDecay: 0,
          })[0],
      )
      .map((w) => reshape(w, [-1]));
    return concat([reshape(value, [1]), ...updated]);
  });
  const values = (await out.data()) as Float32Array;
  dispose([x, labels, out, ...vars]);
  return values;
}

/** Works through miniature steps for about `ms`: how many images, and how long it took, ms. */
export async function miniatureSteps(ms: number): Promise<{ images: number; ms: number }> {
  const start = performance.now();
  let images = 0;
  let took: number;
  do {
    await miniatureStep(64);
    images += 64;
    took = performance.now() - start;
  } while (took < ms);
  return { images, ms: took };
}
