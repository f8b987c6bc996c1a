import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../simdBackend.ts';

/**
 * Inner indices that one kernel sums over: they are cut only where there are many and few rows to share out;
 * by shape alone.
 */
const innerChunk = (m: number, k: number): number =>
  m < 768 && k >= 4096 ? Math.max(1024, 256 * Math.ceil(k / 16 / 256)) : k;

/** op(A)·op(B) of each net. */
export function product(
  backend: SimdBackend,
  a: TensorInfo,
  b: TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): TensorInfo {
  const nets = a.shape[0];
  const [m, k] = transposeA ? [a.shape[2], a.shape[1]] : [a.shape[1], a.shape[2]];
  const n = transposeB ? b.shape[1] : b.shape[2];
  const operands = { a: backend.address(a), b: backend.address(b) };
  const c = backend.allocate([nets, m, n]);
  const to = backend.address(c);
  const shape = { ta: Number(transposeA), tb: Number(transposeB), m, n, k };
  const work = nets * m * n * k;
  const scratch = backend.functions.gemmScratch();
  const chunk = innerChunk(m, k);
  if (chunk < k) {
    const chunks = Math.ceil(k / chunk);
    const parts = nets * chunks;
    const length = m * n;
    backend.withScratch(parts * length * 4, (partials) => {
      const options = { work, scratch, grain: 1 };
      backend.parallel('gemmPartial', parts, options, { ...shape, chunk, chunks, ...operands, partials });
      backend.parallel(
        'sumPartials',
        nets * length,
        { work: parts * length },
        { length, chunks, partials, out: to },
      );
    });
    return c;
  }
  // Every part packs B for itself: no more parts than balance needs.
  const units = nets * Math.ceil(m / backend.functions.gemmUnit());
  const parts = backend.threads * (nets * m >= 1536 * backend.threads ? 4 : 1);
  const options = { work, scratch, grain: Math.ceil(units / parts) };
  backend.parallel('gemm', units, options, { ...shape, ...operands, c: to });
  return c;
}
