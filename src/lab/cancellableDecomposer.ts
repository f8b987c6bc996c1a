import { wrap } from 'comlink';
import type { Decomposer } from '../rainbow/decomposer.ts';

/** A worker that decomposes, as this file needs it; tests have one of their own. */
export interface DecomposerWorker { api: Decomposer; terminate(): void }

const startWorker = (): DecomposerWorker => {
  const worker = new Worker(new URL('./decomposer.worker.ts', import.meta.url), { type: 'module' });
  return { api: wrap<Decomposer>(worker) as unknown as Decomposer, terminate: () => worker.terminate() };
};

/**
 * Decompositions in a thread of their own that stop at once when a run is cancelled: a factorisation cannot be interrupted,
 * its thread can. `forRun` gives the decomposer of one run; calls that are open when `signal` aborts reject with its reason.
 */
export function cancellableDecomposer(start = startWorker): { forRun(signal: AbortSignal): Decomposer } {
  let worker: DecomposerWorker | null = null, open = 0;
  return {
    forRun(signal) {
      signal.addEventListener('abort', () => {
        if (!open) return;
        worker?.terminate();
        worker = null;
        open = 0;
      }, { once: true });
      const call = <A extends unknown[], R>(method: (api: Decomposer) => (...args: A) => Promise<R>) => async (...args: A): Promise<R> => {
        signal.throwIfAborted();
        const own = (worker ??= start());
        open++;
        try {
          return await new Promise<R>((resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
            method(own.api)(...args).then(resolve, reject);
          });
        } finally {
          if (worker === own) open--;
        }
      };
      return {
        symmetricEigenvalues: call((api) => api.symmetricEigenvalues),
        singularValues: call((api) => api.singularValues),
        svd: call((api) => api.svd),
        polarFactor: call((api) => api.polarFactor),
        nullBand: call((api) => api.nullBand),
      };
    },
  };
}
