import { proxy, wrap, type Remote } from 'comlink';
import type { LabClient } from './client.ts';
import type { RunEvent } from './events.ts';
import type { SavedNet } from './checkpoint.ts';
import type { LabApi } from './lab.worker.ts';
import { goesOn } from './resume.ts';

/** The lab in a dedicated worker. If the worker dies, the run in progress ends with `failed` and the next run starts a new one. */
export function createLabClient(): LabClient {
  let worker: { raw: Worker; api: Remote<LabApi> } | null = null;
  let current = 0;
  let report: ((event: RunEvent) => void) | null = null;
  /** Checkpoints of the run in progress, by net, the latest last; and of a run that failed, for the next one to go on from. */
  let latest = new Map<string, SavedNet>(), saved = latest;

  const api = (): Remote<LabApi> => {
    if (worker) return worker.api;
    const raw = new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module' });
    raw.onerror = (event) => {
      raw.terminate();
      worker = null;
      report?.({ type: 'failed', message: `The worker stopped: ${event.message || 'it ran out of memory or could not start'}. Nothing shown is lost.${goesOn([...latest.values()].at(-1)?.checkpoint.epoch ?? 0) || ' Run starts a new one.'}` });
      report = null;
    };
    worker = { raw, api: wrap<LabApi>(raw) };
    return worker.api;
  };

  return {
    run(spec, preset, onEvent) {
      const run = ++current;
      const resume = saved;
      latest = new Map(resume);
      saved = new Map();
      report = (event) => {
        if (run !== current) return;
        // A copy: what a dead worker sent last can come after its end, and what was promised holds.
        if (event.type === 'failed') saved = new Map(latest);
        onEvent(event);
      };
      const send = report;
      const own = api(), raw = worker?.raw;
      const keep = proxy((net: SavedNet) => {
        if (run !== current) return;
        latest.delete(net.checkpoint.net);
        latest.set(net.checkpoint.net, net);
      });
      own.run(spec, preset, resume, proxy((events: RunEvent[]) => events.forEach(send)), keep).then((usable) => {
        if (usable || worker?.raw !== raw) return;
        raw?.terminate();
        worker = null;
      }).catch((error: unknown) => {
        send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
      });
    },
    estimate: (spec) => api().estimate(spec),
    catalogue: (settings) => api().catalogue(settings),
    pause: () => void api().pause(),
    resume: () => void api().resume(),
    step: () => void api().step(),
    cancel: () => void api().cancel(),
    openFiles: (files, onProgress) => api().openFiles(files, proxy(onProgress)),
    classify: (pixels) => api().classify(pixels),
    archive: (events, address, own) => api().archive(events, address, own),
  };
}
