import { proxy, wrap, type Remote } from 'comlink';
import type { ModelEvent, ModelSource } from './modelEvents.ts';
import type { ModelApi } from './models.worker.ts';

/**
 * The page's handle on the worker that reads and measures models. Every call returns at once; a call ends the
 * one before, whose events stop.
 */
export interface ModelClient {
  open(source: ModelSource, onEvent: (event: ModelEvent) => void): void;
  measure(names: readonly string[], onEvent: (event: ModelEvent) => void): void;
  compare(source: ModelSource, onEvent: (event: ModelEvent) => void): void;
  pause(): void;
  resume(): void;
  cancel(): void;
}

/** In a dedicated worker, started when it is first needed. If it dies, the job in progress ends as failed. */
export function createModelClient(): ModelClient {
  let worker: { raw: Worker; api: Remote<ModelApi> } | null = null;
  let current = 0;
  let report: ((event: ModelEvent) => void) | null = null;
  const api = (): Remote<ModelApi> => {
    if (worker) return worker.api;
    const raw = new Worker(new URL('./models.worker.ts', import.meta.url), { type: 'module' });
    raw.onerror = (event) => {
      raw.terminate();
      worker = null;
      report?.({
        type: 'ended',
        how: 'failed',
        message: `The worker stopped: ${event.message || 'it ran out of memory or could not start'}. What was measured is kept.`,
      });
    };
    worker = { raw, api: wrap<ModelApi>(raw) };
    return worker.api;
  };
  const call = (
    does: (send: (events: ModelEvent[]) => void) => Promise<void>,
    onEvent: (event: ModelEvent) => void,
  ): void => {
    const own = ++current;
    const tell = (report = (event: ModelEvent) => {
      if (own === current) onEvent(event);
    });
    does(proxy((events: ModelEvent[]) => events.forEach(tell))).catch((error: unknown) =>
      tell({ type: 'ended', how: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
  };
  return {
    open: (source, onEvent) => call((send) => api().open(source, send), onEvent),
    measure: (names, onEvent) => call((send) => api().measure(names, send), onEvent),
    compare: (source, onEvent) => call((send) => api().compare(source, send), onEvent),
    pause: () => void worker?.api.pause(),
    resume: () => void worker?.api.resume(),
    cancel: () => void worker?.api.cancel(),
  };
}
