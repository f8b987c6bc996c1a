import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { noise } from '../../inputs.ts';
import type { ProductWork } from '../../work.ts';
import type { Job } from '../worker.ts';

/** The operands as they lie in memory: a is k × m where it is transposed. */
export function operands({ m, k, n, transposeA, transposeB }: ProductWork) {
  return {
    a: noise('a', m * k),
    aShape: transposeA ? [k, m] : [m, k],
    b: noise('b', k * n),
    bShape: transposeB ? [n, k] : [k, n],
  };
}

/** A few entries of a product, corners included. */
export const samples = (c: ArrayLike<number>): number[] =>
  Array.from({ length: 16 }, (_, i) => c[Math.round((i * (c.length - 1)) / 15)]);

/** Products on whatever backend tfjs has now; `nets`: with our leading axis. */
export async function tfjsProducts(
  work: ProductWork,
  name: string,
  nets: boolean,
  multiply: (a: Tensor, b: Tensor) => Tensor,
): Promise<Job> {
  const { a: aValues, aShape, b: bValues, bShape } = operands(work);
  const a = tensor(aValues, nets ? [1, ...aShape] : aShape);
  const b = tensor(bValues, nets ? [1, ...bShape] : bShape);
  const start = performance.now();
  const first = multiply(a, b);
  const check = samples(await first.data());
  first.dispose();
  return {
    ready: { name, check, seconds: (performance.now() - start) / 1000 },
    dispose: () => [a, b].forEach((t) => t.dispose()),
    async run(repetitions) {
      // On the CPU a product is there when the call returns.
      const start = performance.now();
      for (let i = 0; i < repetitions; i++) multiply(a, b).dispose();
      return { seconds: (performance.now() - start) / 1000 };
    },
  };
}
