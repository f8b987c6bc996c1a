import { proxy, wrap, type Remote } from 'comlink';
import { specHash } from '../experiments/plan.ts';
import type { LabClient } from './client.ts';
import type { RunEvent } from './events.ts';
import type { SavedNet } from './checkpoint.ts';
import { lockFree } from './keptRuns.ts';
import labWorker from './lab.worker.ts?worker&url';
import type { LabApi } from './lab.worker.ts';
import { goesOn } from './resume.ts';

/** The best that still works there. */
export const NO_MODULES =
  'This browser cannot run modules in workers, so no experiment can run in it; recordings and saved runs open as usual. A newer version of it can.';

interface Checkpoints {
  id: string;
  hash: string;
  nets: Map<string, SavedNet>;
  images: string | null;
}
const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join('-');
const nothing = (): Checkpoints => ({ id: '', hash: '', nets: new Map(), images: null });

/**
 * A word of shared memory that is 1 from when it is raised until the next frame has been painted; null where
 * memory cannot be shared.
 */
function drawingFlag(): { flag: Int32Array; raise(): void } | null {
  // WebKitGTK isolates pages without letting them share memory.
  if (!globalThis.crossOriginIsolated || typeof SharedArrayBuffer === 'undefined') return null;
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const lower = () => {
    Atomics.store(flag, 0, 0);
    Atomics.notify(flag, 0);
  };
  return {
    flag,
    raise() {
      // A hidden page paints nothing.
      if (document.visibilityState !== 'visible') return;
      Atomics.store(flag, 0, 1);
      requestAnimationFrame(() => setTimeout(lower));
    },
  };
}

/**
 * The lab in a dedicated worker. If the worker dies, the run in progress ends with `failed` and the next run
 * starts a new one.
 */
export function createLabClient(): LabClient {
  let worker: { raw: Worker; api: Remote<LabApi> } | null = null;
  let current = 0;
  let report: ((event: RunEvent) => void) | null = null;
  /**
   * Sends the run in progress to a new worker, while nothing has been heard of it: the old one had been dead
   * before it was asked. Once, and not when told more since.
   */
  let sendAgain: (() => void) | null = null;
  /**
   * Checkpoints of the run in progress, by net, the latest last; and of a run that failed, for the next one
   * to go on from.
   */
  let latest = nothing();
  let saved = latest;

  const api = (): Remote<LabApi> => {
    if (worker) return worker.api;
    let knows = false;
    const raw = new Worker(labWorker, {
      get type() {
        knows = true;
        return 'module' as const;
      },
    });
    if (!knows) {
      raw.terminate();
      throw new Error(NO_MODULES);
    }
    raw.onerror = (event) => died(raw, event.message || 'it ran out of memory or could not start');
    worker = { raw, api: wrap<LabApi>(raw) };
    if (drawing) void worker.api.giveWayTo(drawing.flag);
    // A worker that is killed, at work or idle, says nothing, but the browser takes its lock from it; what it
    // said last may still be on the way.
    const name = `rainbow-worker ${newId()}`;
    worker.api
      .holdLock(name)
      .then(async (held) => {
        if (held) await lockFree(name);
        return held;
      })
      .then(
        (held) => {
          if (held) setTimeout(() => died(raw, 'it ended without a word'), 1000);
        },
        () => {},
      );
    return worker.api;
  };

  const drawing = drawingFlag();
  const died = (raw: Worker, why: string) => {
    raw.terminate();
    if (worker?.raw !== raw) return;
    worker = null;
    if (sendAgain) return sendAgain();
    report?.({
      type: 'failed',
      message: `The worker stopped: ${why}. Nothing shown is lost.${goesOn([...latest.nets.values()].at(-1)?.checkpoint.epoch ?? 0) || ' Run starts a new one.'}`,
    });
    report = null;
  };

  // WebKit keeps a page that was left, with its workers and their locks, for the way back: its run would
  // belong to nobody.
  window.addEventListener('pagehide', ({ persisted }) => {
    if (persisted && worker && report) died(worker.raw, 'the page was left');
  });

  const tell = (what: 'pause' | 'resume' | 'step' | 'slowStep' | 'cancel') => {
    sendAgain = null;
    void worker?.api[what]();
  };

  return {
    run(spec, preset, onEvent, { goOn, onUnkept } = {}) {
      const run = ++current;
      const hash = specHash(spec);
      const memory = goOn === undefined || goOn === saved.id ? saved : nothing();
      // The same experiment after a failure is the same run, gone on with.
      const id = goOn ?? (memory.nets.size && memory.hash === hash ? memory.id : newId());
      latest = { id, hash, images: memory.images, nets: new Map(memory.nets) };
      saved = nothing();
      report = (event) => {
        if (run !== current) return;
        sendAgain = null;
        // `saved` gets a copy of `latest`: messages of a dead worker can still arrive and change `latest`,
        // while what the page offers to go on from must stay as it was offered.
        if (event.type === 'done' || event.type === 'cancelled' || event.type === 'failed') report = null;
        if (event.type === 'failed') saved = { ...latest, nets: new Map(latest.nets) };
        onEvent(event);
      };
      const send = report;
      const keep = proxy((nets: SavedNet[], images: string | null) => {
        if (run !== current) return;
        latest.images = images;
        for (const net of nets) {
          latest.nets.delete(net.checkpoint.net);
          latest.nets.set(net.checkpoint.net, net);
        }
      });
      const start = () => {
        let own: Remote<LabApi>;
        try {
          own = api();
        } catch (error) {
          send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
          return;
        }
        const raw = worker?.raw;
        own
          .run(
            spec,
            preset,
            { id, stored: goOn !== undefined, memory: { nets: memory.nets, images: memory.images } },
            proxy((events: RunEvent[]) => {
              // Steps move a line; what else is told has many charts drawn again.
              if (events.some(({ type }) => type !== 'step' && type !== 'progress')) drawing?.raise();
              events.forEach(send);
            }),
            keep,
            proxy((why: string) => onUnkept?.(why)),
          )
          .then((usable) => {
            if (usable || worker?.raw !== raw) return;
            raw?.terminate();
            worker = null;
          })
          .catch((error: unknown) => {
            send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
          });
      };
      sendAgain =
        worker &&
        (() => {
          sendAgain = null;
          start();
        });
      start();
    },
    estimate: async (spec) => api().estimate(spec),
    catalogue: async (settings) => api().catalogue(settings),
    pause: () => tell('pause'),
    resume: () => tell('resume'),
    step: () => tell('step'),
    slowStep: () => tell('slowStep'),
    cancel: () => tell('cancel'),
    async openFiles(files, onProgress) {
      const info = await api().openFiles(files, proxy(onProgress));
      // What failed on other images is not gone on with.
      if (saved.images !== null) saved = nothing();
      return info;
    },
    openModel: async (source) => api().openModel(source),
    classify: async (pixels) => api().classify(pixels),
    archive: async (events, address, own) => api().archive(events, address, own),
  };
}
