import { checkGpu, chooseDevice } from '../backend/device.ts';
import { channelStatistics } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import { planExperiment, type PlannedNet } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { buildStages, type InputShape } from '../networks/architectures.ts';
import { disposeNetwork, parameterCount, selectNet } from '../networks/network.ts';
import { inputsOf } from '../networks/stage.ts';
import { inlineDecomposer } from '../rainbow/decomposer.ts';
import { imageSource, type BatchSource, type Normalisation } from '../training/source.ts';
import { networkOf, type SavedNet } from './checkpoint.ts';
import { compareNetworks, compareTasks } from './compare/index.ts';
import type { Gallery, NetInfo, NetworkKind, NullBand, RunEvent } from './events.ts';
import type { ExperimentHost } from './host.ts';
import { LiveNetworks } from './live.ts';
import { Meter, type Task } from './meter.ts';
import { cacheKey, fingerprint } from './netCache.ts';
import { obtainDataset } from './obtainDataset.ts';
import { macsPerImage, redraw, redrawTasks } from './redraw.ts';
import { goesOn } from './resume.ts';
import { SPECTRA_IMAGES } from './spectra.ts';
import { Diverged, epochLabel, groupsOf, rngOf, trainGroup, type TrainContext, type TrainedNet } from './trainNets.ts';

/** Images whose answers are shown one by one. */
const GALLERY_IMAGES = 24;
/** Simulated initialisations behind the null band. */
const NULL_MATRICES = 200;

interface RunContext extends TrainContext {
  spec: ExperimentSpec;
  dataset: Dataset;
  normalisation: Normalisation;
  host: ExperimentHost;
  titled(label: string): string;
}

/**
 * Runs the experiment and reports everything through `emit`, in order (DESIGN.md §2). Never rejects: the log ends with
 * `done`, `cancelled` (after `host.signal`), or `failed`. Nothing random comes from anywhere but the spec's seed.
 */
export async function runExperiment(spec: ExperimentSpec, host: ExperimentHost, emit: (event: RunEvent) => void): Promise<void> {
  const started = performance.now();
  let meter: Meter | null = null;
  const seconds = () => (meter ? meter.seconds : (performance.now() - started) / 1000);
  const turn = async () => {
    host.signal.throwIfAborted();
    checkGpu();
    const paused = await host.turn();
    if (paused) meter?.addPause(paused);
    host.signal.throwIfAborted();
  };
  const decomposer = host.decomposer ?? inlineDecomposer;
  let lastEpoch = 0;
  const keep = host.onCheckpoint && spec.data.source !== 'file' ? (saved: SavedNet) => { lastEpoch = saved.checkpoint.epoch; host.onCheckpoint!(saved); } : null;
  try {
    const nets = planExperiment(spec).nets;
    meter = new Meter(tasksOf(spec, nets), emit);
    meter.start(DEVICE);
    const device = await chooseDevice(spec.device, spec.threads);
    meter.finish();
    await turn();

    meter.start(DATA);
    let seen = 0;
    const dataset = await obtainDataset(spec, host, (done, total) => {
      meter!.add((IMAGE_UNITS * (spec.data.train + spec.data.test) * (done - seen)) / Math.max(1, total));
      seen = done;
    });
    meter.finish();
    await turn();

    const input = { size: dataset.size, channels: dataset.channels, classes: dataset.classes.length };
    const infos = nets.map((net) => describeNet(net, input));
    emit({
      type: 'started', spec, preset: host.preset, commit: __COMMIT__, date: new Date().toISOString(), device,
      dataset: { name: dataset.name, train: dataset.train.count, test: dataset.test.count, classes: dataset.classes, channels: dataset.channels, size: dataset.size },
      nets: infos,
    });
    const normalisation = channelStatistics(dataset.train, dataset.channels, dataset.size);
    const sources = sourcesOf(spec, dataset, normalisation);
    const cache = new RunCache(host, nets.length > 1 ? dataset : null, device.name, spec.training.epochs);
    const context = { spec, input, sources, dataset, normalisation, device: device.name, host, decomposer, meter, emit, turn };
    const trained: TrainedNet[] = [];
    for (const group of groupedNets(nets)) {
      const save = async (saved: SavedNet, finished: boolean) => {
        keep?.(saved);
        if (finished) await cache.save(saved);
      };
      const own = await runGroup({ ...context, save, titled: group.titled }, group, infos, cache, nets);
      trained.push(...own);
    }
    if (cache.taken) emit({ type: 'warning', code: 'resumed', message: `${cache.taken} of ${nets.length} networks were trained before on this machine and taken from its cache` });
    await compareNetworks({ spec, nets: trained, input, sources: { train: firstOf(sources.plain, spec.compare.images), test: sources.test }, decomposer, meter, emit, turn });
    emit({ type: 'done', seconds: seconds() });
  } catch (error) {
    if (host.signal.aborted) emit({ type: 'cancelled', seconds: seconds() });
    else emit({ type: 'failed', message: `${error instanceof Error ? error.message : String(error)}${error instanceof Diverged ? '' : goesOn(lastEpoch)}`, detail: error instanceof Error ? error.stack : undefined });
  }
}

const DEVICE = 'Finding the fastest device';
const DATA = 'Preparing the images';
/** What drawing one built-in image costs beside a multiply–accumulate of a network (about 1.5 ms against 5 G/s). */
const IMAGE_UNITS = 7e6;

const widthName = (width: number): string => `×${width}`;
const titleFor = (nets: PlannedNet[], from: number, count = 1) => (label: string): string =>
  (nets.length === 1 ? label : `Net${count > 1 ? 's' : ''} ${from + 1}${count > 1 ? `–${from + count}` : ''} of ${nets.length} (${widthName(nets[from].width)}): ${label}`);

/** The groups in which nets are trained together, with what they are called on the way. */
function groupedNets(nets: PlannedNet[]): { from: number; nets: PlannedNet[]; titled(label: string): string }[] {
  let from = 0;
  return groupsOf(nets).map((group) => {
    const at = from;
    from += group.length;
    return { from: at, nets: group, titled: titleFor(nets, at, group.length) };
  });
}

function tasksOf(spec: ExperimentSpec, nets: PlannedNet[]): Task[] {
  const tasks: Task[] = [{ phase: 'device', label: DEVICE, units: 5e9 }, { phase: 'data', label: DATA, units: IMAGE_UNITS * (spec.data.train + spec.data.test) }];
  // The files' size is known only once they are read; built-in sets are RGB of 32 × 32.
  const input: InputShape = { size: 32, channels: 3, classes: 10 };
  for (const { from, nets: group, titled } of groupedNets(nets)) {
    const macs = macsPerImage(buildStages(group[0].spec.network, input)) * group.length;
    const measure = (spec.data.test + SPECTRA_IMAGES * 2) * macs;
    for (let epoch = 0; epoch <= spec.training.epochs; epoch++) {
      tasks.push({ phase: epoch ? 'train' : 'spectra', label: titled(epochLabel(epoch, spec.training.epochs)), units: measure + (epoch ? 3 * spec.data.train * macs : 0) });
    }
    group.forEach((net, i) => tasks.push(...redrawTasks({ ...spec, network: net.spec.network }, input, titleFor(nets, from + i))));
  }
  tasks.push(...compareTasks(spec, nets, input));
  return tasks;
}

function describeNet(net: PlannedNet, input: InputShape): NetInfo {
  const stages = buildStages(net.spec.network, input);
  return {
    id: net.id, label: net.member ? `${widthName(net.width)} no. ${net.member + 1}` : widthName(net.width), width: net.width, member: net.member, parameters: parameterCount(stages),
    layers: stages.slice(0, -1).map((s) => ({ name: s.name, neurons: s.neurons, inputs: inputsOf(s), channels: s.channels, taps: s.taps, sampled: s.sampled })),
  };
}

const sourcesOf = (spec: ExperimentSpec, dataset: Dataset, normalisation: Normalisation) => {
  const format = { size: dataset.size, channels: dataset.channels, normalisation };
  const train = imageSource(dataset.train, { ...format, augment: { flip: spec.training.flip, shift: spec.training.shift } });
  const plain = imageSource(dataset.train, format);
  return { train, plain, looked: firstOf(plain, SPECTRA_IMAGES), test: imageSource(dataset.test, format) };
};

/** Trains the nets of a group, those that are known already aside, and draws each again. */
async function runGroup(context: RunContext & { sources: ReturnType<typeof sourcesOf> }, group: { from: number; nets: PlannedNet[] }, infos: NetInfo[], cache: RunCache, all: PlannedNet[]): Promise<TrainedNet[]> {
  const { host, emit, spec, titled } = context, [leader] = group.nets;
  const members = group.nets.map((planned, i) => ({ planned, info: infos[group.from + i] }));
  // The null band needs nothing of the nets: it is simulated beside the training, and a cancelled run does not wait for it.
  let over = false;
  const band = leader.member === 0 ? simulateBands(context, members[0]).then((event) => { if (!over) emit(event); }) : Promise.resolve();
  band.catch(() => {});
  try {
    const known = new Map<string, TrainedNet>(), fresh: typeof members = [];
    for (const member of members) {
      const { id } = member.planned, cached = await cache.load(id, spec.compare.dynamics && member.planned.member === 0);
      const resumed = host.onCheckpoint && spec.data.source !== 'file' ? host.resume?.get(id) : undefined;
      if (cached) {
        cached.events.forEach(emit);
        known.set(id, { ...member, checkpoint: cached.checkpoint, snapshots: cached.snapshots });
      } else if (resumed) (await trainGroup(context, { nets: [member], titled }, resumed)).forEach((net) => known.set(id, net));
      else fresh.push(member);
    }
    if (fresh.length) (await trainGroup(context, { nets: fresh, titled })).forEach((net) => known.set(net.planned.id, net));
    const trained = members.map(({ planned }) => known.get(planned.id)!);
    for (const [i, net] of trained.entries()) await redrawNet({ ...context, titled: titleFor(all, group.from + i) }, net, band, net.planned.member === 0 && net.planned.width === all[all.length - 1].width);
    await band;
    return trained;
  } finally {
    over = true;
  }
}

/** "Draw it again" of one net; the first of a width also answers about single images, and the last of those stays alive for questions. */
async function redrawNet(context: RunContext & { sources: ReturnType<typeof sourcesOf> }, { planned, checkpoint }: TrainedNet, band: Promise<void>, keep: boolean): Promise<void> {
  const { dataset, normalisation, host, input, sources, decomposer, meter, emit, turn, titled } = context, { spec } = planned, net = planned.id;
  const network = networkOf(buildStages(spec.network, input), [checkpoint]);
  const live = new LiveNetworks({ size: dataset.size, channels: dataset.channels, normalisation });
  let kept = false;
  try {
    live.set('trained', selectNet(network, 0));
    await redraw({
      net, spec, input, trained: network, sources: { train: sources.plain, test: sources.test, alignment: firstOf(sources.plain, spec.redraw.alignmentImages) },
      rng: rngOf(planned), decomposer, meter, emit, turn, live, titled,
    });
    if (planned.member > 0) return;
    await band;
    emit(await gallery(net, dataset, live));
    if (keep && host.onLive) {
      kept = true;
      host.onLive(live);
    }
  } finally {
    disposeNetwork(network);
    if (!kept) live.release();
  }
}

/** The cache as one run uses it: only where there are several nets (a single one is trained to be watched) and what it holds is whole. */
class RunCache {
  taken = 0;
  readonly #images: string | null;

  constructor(private readonly host: ExperimentHost, dataset: Dataset | null, private readonly device: string, private readonly epochs: number) {
    this.#images = dataset && host.cache ? fingerprint(dataset) : null;
  }

  async load(net: string, withSnapshots: boolean): Promise<SavedNet | null> {
    if (this.#images === null) return null;
    const saved = await this.host.cache!.load(cacheKey(net, this.#images, this.device));
    if (saved?.checkpoint.epoch !== this.epochs || saved.checkpoint.net !== net || (withSnapshots && this.epochs > 1 && saved.snapshots.length === 0)) return null;
    this.taken++;
    return saved;
  }

  async save(saved: SavedNet): Promise<void> {
    if (this.#images !== null) await this.host.cache!.save(cacheKey(saved.checkpoint.net, this.#images, this.device), saved);
  }
}

async function simulateBands({ decomposer, host }: RunContext, { info, planned }: { info: NetInfo; planned: PlannedNet }): Promise<NullBand> {
  const layers = [];
  for (const layer of info.layers) {
    host.signal.throwIfAborted();
    layers.push(await decomposer.nullBand(layer.neurons, layer.inputs, 1 / (3 * layer.inputs), NULL_MATRICES, planned.spec.seed));
  }
  return { type: 'null-band', net: planned.id, layers, matrices: NULL_MATRICES };
}

async function gallery(net: string, dataset: Dataset, live: LiveNetworks): Promise<Gallery> {
  const count = Math.min(GALLERY_IMAGES, dataset.test.count), length = dataset.size * dataset.size * dataset.channels;
  const pixels = dataset.test.pixels.subarray(0, count * length), labels = dataset.test.labels.subarray(0, count);
  const answers = await live.probabilities({ count, pixels, labels });
  return {
    type: 'gallery', net,
    images: Array.from({ length: count }, (_, i) => ({
      pixels: base64(pixels.subarray(i * length, (i + 1) * length)), label: labels[i],
      probabilities: Object.fromEntries(Object.entries(answers).map(([kind, rows]) => [kind as NetworkKind, rows[i]])),
    })),
  };
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

const firstOf = (source: BatchSource, count: number): BatchSource => ({ ...source, count: Math.min(count, source.count) });
