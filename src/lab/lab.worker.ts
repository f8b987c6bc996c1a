import { expose, transfer } from 'comlink';
import { get, set } from 'idb-keyval';
import { readFiles } from '../data/formats/readFiles.ts';
import type { FileImages } from '../data/formats/readSet.ts';
import { checkEnough } from '../data/select.ts';
import { commonStore } from '../data/browserStore.ts';
import { browserSpans } from '../data/remote/spanStore.ts';
import { fileOfBlob } from '../files/inputFile.ts';
import { openModel } from '../files/models/modelFile.ts';
import type { ImportedNetwork } from '../networks/imported/importedNetwork.ts';
import { deviceIsLost } from '../backend/device.ts';
import { giveWayTo } from '../backend/simd/threads.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import type { NetworkSettings } from '../networks/settings.ts';
import { catalogueOf } from './architectures.ts';
import { browserCache } from './browserCache.ts';
import { cancellableDecomposer } from './cancellableDecomposer.ts';
import type { Resumable, SavedNet } from './checkpoint.ts';
import type { NamedFile, OpenedImages, OpenedModel } from './client.ts';
import type { NetworkKind, RunEvent } from './events.ts';
import { estimateRun, type RunEstimate } from './estimate.ts';
import { runArchive } from './export/archive.ts';
import { Gate } from './gate.ts';
import { claimRun, holdLock, resumableOf, RunKeeper } from './keptRuns.ts';
import type { LiveNetworks } from './live.ts';
import { recogniseModel } from './knownModel.ts';
import type { ModelSource } from './modelEvents.ts';
import { filesOf } from './openSource.ts';
import { runExperiment } from './runExperiment.ts';
import { keepToOwnScripts } from './strict.ts';
import type { NetWeights } from './weights.ts';

keepToOwnScripts();

const decomposer = cancellableDecomposer();
let gate: Gate | null = null;
let running: Promise<void> = Promise.resolve();
let images: FileImages | null = null;
let model: ImportedNetwork | null = null;
let live: LiveNetworks | null = null;
let trained: NetWeights[] | null = null;

/** Where the measured speed of this machine is kept, in the meter's units a second. */
const SPEED = 'units-per-second';
const keepSpeed = (rate: number): Promise<void> => set(SPEED, rate, commonStore);
const keptSpeed = (): Promise<number | undefined> => get<number>(SPEED, commonStore);

/** Measures the speed of a whole run that trained all its nets. */
function speedometer(spec: ExperimentSpec): (event: RunEvent) => void {
  let whole = true;
  return (event) => {
    if (event.type === 'warning' && event.code === 'resumed') whole = false;
    if (event.type === 'done' && whole && event.seconds > 1)
      void keepSpeed(estimateRun(spec, model, images).units / event.seconds).catch(() => {});
  };
}

/**
 * What a run is known by on this machine, and what it goes on from: `stored`, what is kept of it there;
 * `memory`, what this page still knows.
 */
export interface RunOrigin {
  id: string;
  stored: boolean;
  memory: Resumable;
}

/** Null: what was kept is gone. */
async function resumeFrom({ id, stored, memory }: RunOrigin): Promise<Resumable | null> {
  const kept = stored ? await resumableOf(id) : null;
  if (stored && !kept && memory.nets.size === 0) return null;
  return {
    nets: new Map([...(kept?.nets ?? []), ...memory.nets]),
    images: memory.images ?? kept?.images ?? null,
  };
}

/** Tells the keeper what of a run's log concerns it. */
function keepLog(keeper: RunKeeper): (event: RunEvent) => void {
  const log: RunEvent[] = [];
  let hopeless = false;
  return (event) => {
    if (event.type !== 'progress') log.push(event);
    if (event.type === 'started') keeper.started(event);
    if (event.type === 'warning' && event.code === 'nan-loss') hopeless = true;
    if (event.type === 'done') void keeper.done(log);
    if (event.type === 'cancelled' || (event.type === 'failed' && hopeless)) void keeper.drop();
  };
}

/** What the page may ask of the worker; everything else comes as events. */
const api = {
  /** Resolves, when the run has ended, to whether this worker can run another. */
  async run(
    spec: ExperimentSpec,
    preset: string | null,
    origin: RunOrigin,
    onEvents: (events: RunEvent[]) => void,
    onCheckpoint: (saved: SavedNet[], images: string | null) => void,
    onUnkept: (why: string) => void,
  ): Promise<boolean> {
    // The new gate at once, so that a pause sent right behind this call finds it; and the new run right
    // behind the one before.
    gate?.cancel();
    const own = (gate = new Gate());
    const before = running;
    await (running = (async () => {
      await before;
      live?.release();
      live = trained = null;
      const release = await claimRun(origin.id);
      const resume = release && (await resumeFrom(origin).catch(() => null));
      if (!release || !resume) {
        onEvents([
          {
            type: 'failed',
            message: release
              ? 'What was kept of this run is gone: it was deleted in another tab, or by the browser. Run starts from the beginning.'
              : 'This run goes on in another tab of this browser: it belongs to that one. Nothing was changed.',
          },
        ]);
        release?.();
        return;
      }
      const keeper = new RunKeeper(origin.id, preset, onUnkept);
      const log = keepLog(keeper);
      // Events leave in small batches: one message per training step would cost both threads more than it
      // tells.
      const queue: RunEvent[] = [];
      const flush = () => {
        if (queue.length) onEvents(queue.splice(0));
      };
      const timer = setInterval(flush, 60);
      const speed = speedometer(spec);
      await runExperiment(
        spec,
        {
          signal: own.signal,
          preset,
          images,
          model,
          decomposer: decomposer.forRun(own.signal),
          turn: () => own.turn(),
          traced: () => own.takeTraced(),
          resume,
          cache: browserCache,
          spans: browserSpans,
          onCheckpoint: (saved, images) => {
            keeper.checkpoint(saved, images);
            onCheckpoint(saved, images);
          },
          onTrained: (nets) => {
            trained = nets;
          },
          onLive: (networks) => {
            live = networks;
          },
        },
        (event) => {
          speed(event);
          log(event);
          queue.push(event);
          if (queue.length > 200) flush();
        },
      );
      clearInterval(timer);
      flush();
      await keeper.settled();
      release();
    })());
    return !deviceIsLost();
  },
  /** What a run of this experiment will take here; seconds where a run has been measured on this machine. */
  async estimate(spec: ExperimentSpec): Promise<RunEstimate & { seconds: number | null }> {
    const found = estimateRun(spec, model, images);
    const rate = await keptSpeed().catch(() => undefined);
    return { ...found, seconds: rate ? found.units / rate : null };
  },
  holdLock,
  /** What computes waits while `flag`[0] is not 0. */
  giveWayTo(flag: Int32Array): void {
    giveWayTo(flag);
    decomposer.giveWayTo(flag);
  },
  catalogue: (settings: NetworkSettings) => catalogueOf(settings, { size: 32, channels: 3, classes: 10 }),
  pause: () => gate?.pause(),
  resume: () => gate?.resume(),
  step: () => gate?.step(),
  slowStep: () => gate?.slowStep(),
  cancel: () => gate?.cancel(),
  async openFiles(
    files: readonly NamedFile[],
    onProgress: (done: number, total: number) => void,
  ): Promise<OpenedImages> {
    const read = await readFiles(
      files.map(({ name, file }) => fileOfBlob(name, file)),
      { onProgress },
    );
    checkEnough(read);
    images = read;
    return { ...read, train: read.train.count, test: read.test.count };
  },
  /** Holds a model that runs for the next runs. */
  async openModel(source: ModelSource): Promise<OpenedModel> {
    const inputs = await filesOf(source);
    const found = await recogniseModel(await openModel(inputs), inputs);
    if (!found.runs) return found;
    const { network, ...told } = found;
    model = network;
    return { ...told, channels: network.channels, size: network.size };
  },
  async classify(pixels: Uint8Array): Promise<Partial<Record<NetworkKind, number[]>>> {
    if (!live)
      throw new Error('Run the experiment in this page first: a recording holds no networks to ask.');
    return live.classify(pixels);
  },
  /** Everything of a run as a zip; `own`: the run last made here, with its weights. */
  async archive(events: RunEvent[], address: string, own: boolean): Promise<Uint8Array<ArrayBuffer>> {
    const weights = own && trained ? { trained, redrawn: (await live?.read('rainbow')) ?? null } : null;
    const bytes = runArchive(events, address, weights);
    return transfer(bytes, [bytes.buffer]);
  },
};
export type LabApi = typeof api;

expose(api);
