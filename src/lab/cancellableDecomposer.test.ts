import { expect, it } from 'vitest';
import { inlineDecomposer, type Decomposer } from '../rainbow/decomposer.ts';
import { cancellableDecomposer } from './cancellableDecomposer.ts';

it('ends open decompositions with the run, and the next run has a new thread', async () => {
  let started = 0;
  let terminated = 0;
  const never = new Promise<never>(() => {});
  const decomposer = cancellableDecomposer(() => {
    started++;
    return {
      api: {
        ...inlineDecomposer,
        symmetricEigen: () => never,
        polarFactor: () => never,
        singularValues: (a, m, n) => (m === 1 ? never : inlineDecomposer.singularValues(a, m, n)),
      } satisfies Decomposer,
      terminate: () => {
        terminated++;
      },
    };
  });
  const controller = new AbortController();
  const first = decomposer.forRun(controller.signal);
  expect(Array.from(await first.symmetricEigenvalues(Float64Array.of(2, 0, 0, 1), 2))).toEqual([2, 1]);
  await first.useThreads(1);
  const stuck = [
    first.symmetricEigen(new Float64Array(4), 2),
    first.polarFactor(new Float64Array(4), 2, 2),
    first.singularValues(new Float64Array(4), 1, 4),
  ];
  controller.abort();
  for (const open of stuck) await expect(open).rejects.toMatchObject({ name: 'AbortError' });
  await expect(first.symmetricEigen(new Float64Array(4), 2)).rejects.toMatchObject({ name: 'AbortError' });
  expect([started, terminated]).toEqual([1, 1]);
  const idle = new AbortController();
  const second = decomposer.forRun(idle.signal);
  expect(Array.from(await second.singularValues(Float64Array.of(3, 0, 0, 4), 2, 2))).toEqual([4, 3]);
  // Nothing open: the thread is kept for the next run.
  idle.abort();
  expect([started, terminated]).toEqual([2, 1]);
});
