import { wrap } from 'comlink';
import type { Decomposer } from '../rainbow/decomposer.ts';
import type { DecomposerApi } from './decomposer.worker.ts';

/** A worker that decomposes, as this file needs it; tests have one of their own. */
export interface DecomposerWorker {
  api: Decomposer;
  terminate(): void;
}

const startWorker = (drawing: Int32Array | null): DecomposerWorker => {
  const worker = new Worker(new URL('./decomposer.worker.ts', import.meta.url), { type: 'module' });
  const api = wrap<DecomposerApi>(worker);
  if (drawing) void api.giveWayTo(drawing);
  return { api: api as unknown as Decomposer, terminate: () => worker.terminate() };
};

/**
 * Decompositions in a thread of their own that stop at once when a run is cancelled: a factorisation cannot
 * be interrupted, its thread can. `forRun` gives the decomposer of one run; calls that are open when `signal`
 * aborts reject with its reason. A worker started from then on gives way as told.
 */
export function cancellableDecomposer(start = startWorker): {
  forRun(signal: AbortSignal): Decomposer;
  giveWayTo(flag: Int32Array): void;
} {
  let worker: DecomposerWorker | null = null;
  let drawing: Int32Array | null = null;
  return {
    giveWayTo: (flag) => {
      drawing = flag;
    },
    forRun(signal) {
      const open = new Set<(reason: unknown) => void>();
      signal.addEventListener(
        'abort',
        () => {
          if (!open.size) return;
          worker?.terminate();
          worker = null;
          open.forEach((reject) => reject(signal.reason));
        },
        { once: true },
      );
      const call =
        <A extends unknown[], R>(method: (api: Decomposer) => (...args: A) => Promise<R>) =>
        (...args: A): Promise<R> =>
          new Promise<R>((resolve, reject) => {
            signal.throwIfAborted();
            worker ??= start(drawing);
            open.add(reject);
            const settled =
              <X>(settle: (x: X) => void) =>
              (x: X) => {
                open.delete(reject);
                settle(x);
              };
            method(worker.api)(...args).then(settled(resolve), settled(reject));
          });
      return {
        useThreads: call((api) => api.useThreads),
        symmetricEigenvalues: call((api) => api.symmetricEigenvalues),
        symmetricEigen: call((api) => api.symmetricEigen),
        singularValues: call((api) => api.singularValues),
        polarFactor: call((api) => api.polarFactor),
        nullBand: call((api) => api.nullBand),
      };
    },
  };
}
