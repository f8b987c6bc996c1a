import {
  engine,
  matMul,
  registerGradient,
  reshape,
  tidy,
  type Tensor,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { runOp } from './kernel.ts';

/** Kernel {a, b}, attrs {transposeA, transposeB} → op(a)·op(b), batched over nets: [nets, m, n]. */
export const PRODUCT = 'RainbowProduct';

registerGradient({
  kernelName: PRODUCT,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, [a, b], attrs) => {
    const { transposeA: ta, transposeB: tb } = attrs as { transposeA: boolean; transposeB: boolean };
    const run = (x: Tensor, y: Tensor, transposeA: boolean, transposeB: boolean) => () =>
      engine().runKernel(PRODUCT, { a: x, b: y }, { transposeA, transposeB }) as Tensor;
    const g = dy as Tensor;
    return {
      a: ta ? run(b, g, tb, true) : run(g, b, false, !tb),
      b: tb ? run(g, a, true, ta) : run(a, g, !ta, false),
    };
  },
});

/**
 * op(a)·op(b) of each net, op being transposition where asked for: [nets, m, k], [nets, k, n] → [nets, m, n].
 * The caller disposes of it.
 */
export function batchedProduct(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  return runOp<Tensor>(PRODUCT, { a, b }, { transposeA, transposeB }, () =>
    matMul(a as Tensor3D, b as Tensor3D, transposeA, transposeB),
  );
}

/**
 * Y = X·Lᵀ at every position: rows [nets, …, d] and L [nets, n, d] → [nets, …, n]. The caller disposes of the
 * result.
 */
export function product(rows: Tensor, l: Tensor): Tensor {
  return tidy(() =>
    reshape(batchedProduct(asRows(rows), l, false, true), [...rows.shape.slice(0, -1), l.shape[1]!]),
  );
}

/**
 * Σ over rows of aᵀb (not divided): [nets, …, d], [nets, …, e] → [nets, d, e]. f32 sums. The caller disposes
 * of the result.
 */
export function secondMoment(a: Tensor, b: Tensor): Tensor {
  return tidy(() => batchedProduct(asRows(a), asRows(b), true, false));
}

function asRows(x: Tensor): Tensor {
  const d = x.shape[x.shape.length - 1];
  return reshape(x, [x.shape[0], x.size / x.shape[0] / d, d]);
}
