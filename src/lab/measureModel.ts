import { FileError } from '../files/inputFile.ts';
import type { TensorEntry } from '../files/models/tensor.ts';
import type { Decomposer } from '../rainbow/decomposer.ts';
import { Meter, type Task } from './meter.ts';
import type { ModelEvent } from './modelEvents.ts';
import { compareLayers, layerInfo, measureLayer, pairUnits, type ModelHost } from './modelSpectra.ts';

export interface ModelWork {
  decomposer: Decomposer;
  signal: AbortSignal;
  /**
   * Awaited between units of work: lets messages in, waits while paused; resolves to the milliseconds spent
   * paused.
   */
  turn(): Promise<number>;
  emit(event: ModelEvent): void;
  /** Bytes that have come from an address, of those known to be needed; null where nothing is fetched. */
  fetched(): { done: number; total: number } | null;
}

/**
 * Measures layers one after the other, the small ones first, and says how it ended. A layer that cannot be
 * measured is told and the others go on.
 */
export async function measureLayers(layers: readonly TensorEntry[], work: ModelWork): Promise<void> {
  const jobs = layers
    .map((layer) => ({ name: layer.name, units: layerInfo(layer).units, layer }))
    .sort((a, b) => a.units - b.units);
  work.emit({ type: 'started', task: 'measure', names: jobs.map(({ name }) => name) });
  await inTurn(
    jobs,
    work,
    async ({ layer }, host) => work.emit({ type: 'layer', layer: await measureLayer(layer, host) }),
    (name, message) => work.emit({ type: 'layer-failed', name, message }),
  );
}

/** Compares pairs of layers in the same way. */
export async function compareModels(
  pairs: readonly [TensorEntry, TensorEntry][],
  work: ModelWork,
): Promise<void> {
  const jobs = pairs
    .map((pair) => ({ name: pair[0].name, units: pairUnits(pair), pair }))
    .sort((a, b) => a.units - b.units);
  work.emit({ type: 'started', task: 'compare', names: jobs.map(({ name }) => name) });
  await inTurn(
    jobs,
    work,
    async ({ pair }, host) => work.emit({ type: 'compared', comparison: await compareLayers(pair, host) }),
    (name, message) => work.emit({ type: 'not-compared', name, message }),
  );
}

interface Job {
  name: string;
  units: number;
}

async function inTurn<J extends Job>(
  jobs: readonly J[],
  work: ModelWork,
  does: (job: J, host: ModelHost) => Promise<void>,
  failed: (name: string, message: string) => void,
): Promise<void> {
  const { decomposer, signal, turn, emit, fetched } = work;
  const tasks = jobs.map(({ name, units }): Task => ({ phase: 'spectra', label: name, units }));
  const meter = new Meter(tasks, ({ label, overall, secondsLeft }) =>
    emit({ type: 'progress', label, done: overall, total: 1, secondsLeft, fetched: fetched() }),
  );
  const host: ModelHost = {
    decomposer,
    async turn(units) {
      meter.add(units);
      meter.addPause(await turn());
      signal.throwIfAborted();
    },
  };
  try {
    for (const job of jobs) {
      meter.start(job.name);
      await host.turn(0);
      try {
        await does(job, host);
      } catch (error) {
        if (signal.aborted || !(error instanceof FileError || error instanceof RangeError)) throw error;
        failed(job.name, error.message);
      }
      meter.finish();
    }
    emit({ type: 'ended', how: 'done' });
  } catch (error) {
    emit(
      signal.aborted
        ? { type: 'ended', how: 'cancelled' }
        : { type: 'ended', how: 'failed', message: error instanceof Error ? error.message : String(error) },
    );
  }
}
