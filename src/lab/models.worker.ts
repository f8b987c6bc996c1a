import { expose } from 'comlink';
import type { TensorEntry } from '../files/models/tensor.ts';
import { cancellableDecomposer } from './cancellableDecomposer.ts';
import { Gate } from './gate.ts';
import { compareModels, measureLayers, type ModelWork } from './measureModel.ts';
import type { ModelEvent, ModelSource } from './modelEvents.ts';
import { pairLayers } from './modelSpectra.ts';
import { openSource, type OpenedModel } from './openSource.ts';
import { keepToOwnScripts } from './strict.ts';

keepToOwnScripts();

const decomposer = cancellableDecomposer();
let gate = new Gate();
let running: Promise<void> = Promise.resolve();
let model: OpenedModel | null = null;
let fetched: { done: number; total: number } | null = null;

type Send = (events: ModelEvent[]) => void;

/**
 * One job after the other; a new one ends that in progress. It says itself how it ended; what it throws is
 * told as its end.
 */
async function job(send: Send, does: (work: ModelWork) => Promise<void>): Promise<void> {
  gate.cancel();
  const own = (gate = new Gate());
  await running;
  fetched = null;
  // Events leave in small batches: hundreds of small layers must not be hundreds of messages.
  const queue: ModelEvent[] = [];
  const flush = () => {
    if (queue.length) send(queue.splice(0));
  };
  const timer = setInterval(flush, 80);
  const emit = (event: ModelEvent) => {
    queue.push(event);
  };
  running = does({
    decomposer: decomposer.forRun(own.signal),
    signal: own.signal,
    turn: () => own.turn(),
    emit,
    fetched: () => fetched,
  })
    .catch((error: unknown) =>
      emit(
        own.signal.aborted
          ? { type: 'ended', how: 'cancelled' }
          : { type: 'ended', how: 'failed', message: error instanceof Error ? error.message : String(error) },
      ),
    )
    .finally(() => {
      clearInterval(timer);
      flush();
    });
  await running;
}

const open = (source: ModelSource, emit: ModelWork['emit']): Promise<OpenedModel> =>
  openSource(source, {
    get signal() {
      return gate.signal;
    },
    onBytes(done, total) {
      fetched = { done, total };
      emit({ type: 'progress', label: 'Fetching', done, total, secondsLeft: null, fetched });
    },
  });

/** What the page may ask; a thread of its own, so that a training run goes on undisturbed. */
const api = {
  /** Reads the headers. The model opened before stays where that fails. */
  open: (source: ModelSource, send: Send) =>
    job(send, async ({ emit }) => {
      const opened = await open(source, emit);
      model = opened;
      emit({ type: 'opened', info: opened.info });
      emit({ type: 'ended', how: 'done' });
    }),
  measure: (names: readonly string[], send: Send) =>
    job(send, async (work) => measureLayers(layersNamed(names), work)),
  /** Opens a second model and compares it with the first, layer by layer. */
  compare: (source: ModelSource, send: Send) =>
    job(send, async (work) => {
      const first = layersNamed(null);
      const other = await open(source, work.emit);
      const pairs = pairLayers(first, other.layers);
      work.emit({ type: 'other-opened', info: other.info, pairs: pairs.map(([a, b]) => [a.name, b.name]) });
      await compareModels(pairs, work);
    }),
  pause: () => gate.pause(),
  resume: () => gate.resume(),
  cancel: () => gate.cancel(),
};
export type ModelApi = typeof api;

function layersNamed(names: readonly string[] | null): TensorEntry[] {
  if (!model) throw new Error('The worker that held this model has stopped: open the model again.');
  const wanted = names && new Set(names);
  return wanted ? model.layers.filter((layer) => wanted.has(layer.name)) : model.layers;
}

expose(api);
