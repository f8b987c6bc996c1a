import { checkGpu, chooseDevice } from '../backend/device.ts';
import { channelStatistics } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import { planExperiment, type PlannedNet } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { buildStages, type InputShape } from '../networks/architectures.ts';
import { calibrate, createNetwork, disposeNetwork, parameterCount, selectNet } from '../networks/network.ts';
import { inputsOf } from '../networks/stage.ts';
import { rng } from '../random/rng.ts';
import { inlineDecomposer, type Decomposer } from '../rainbow/decomposer.ts';
import { evaluate } from '../training/evaluate.ts';
import { chunks, imageSource, type BatchSource, type Normalisation } from '../training/source.ts';
import { endTraining, learningRateAt, startTraining, stepsPerEpoch, trainEpoch, type TrainingState } from '../training/train.ts';
import { restoreCheckpoint, takeCheckpoint, type SavedNet } from './checkpoint.ts';
import type { Gallery, NetInfo, NetworkKind, NullBand, RunEvent } from './events.ts';
import type { ExperimentHost } from './host.ts';
import { LiveNetworks } from './live.ts';
import { Meter, type Task } from './meter.ts';
import { obtainDataset } from './obtainDataset.ts';
import { macsPerImage, redraw, redrawTasks } from './redraw.ts';
import { goesOn } from './resume.ts';
import { measureSpectra, SPECTRA_IMAGES } from './spectra.ts';

/** Images whose answers are shown one by one. */
const GALLERY_IMAGES = 24;
/** Simulated initialisations behind the null band. */
const NULL_MATRICES = 200;

/** Training went to NaN or infinity; says when, and what to do. */
export class Diverged extends Error {}

interface NetContext {
  planned: PlannedNet;
  info: NetInfo;
  dataset: Dataset;
  normalisation: Normalisation;
  /** Its name. */
  device: string;
  host: ExperimentHost;
  /** Where checkpoints go; null where they cannot be used. */
  save: ((saved: SavedNet) => void) | null;
  decomposer: Decomposer;
  meter: Meter;
  emit(event: RunEvent): void;
  turn(images: number): Promise<void>;
  titled(label: string): string;
  /** The last net's networks stay alive for questions about images. */
  keep: boolean;
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
  const save = host.onCheckpoint && spec.data.source !== 'file' ? (saved: SavedNet) => { lastEpoch = saved.checkpoint.epoch; host.onCheckpoint!(saved); } : null;
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
    for (let i = 0; i < nets.length; i++) {
      const titled = titleFor(nets, i);
      await runNet({ planned: nets[i], info: infos[i], dataset, normalisation, device: device.name, host, save, decomposer, meter, emit, turn, titled, keep: i === nets.length - 1 });
    }
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
const titleFor = (nets: PlannedNet[], i: number) => (label: string): string => (nets.length > 1 ? `Net ${i + 1} of ${nets.length} (${widthName(nets[i].width)}): ${label}` : label);
const epochLabel = (epoch: number, epochs: number): string => (epoch === 0 ? 'Looking at the untrained network' : `Training, epoch ${epoch} of ${epochs}`);

function tasksOf(spec: ExperimentSpec, nets: PlannedNet[]): Task[] {
  const tasks: Task[] = [{ phase: 'device', label: DEVICE, units: 5e9 }, { phase: 'data', label: DATA, units: IMAGE_UNITS * (spec.data.train + spec.data.test) }];
  // The files' size is known only once they are read; built-in sets are RGB of 32 × 32.
  const input: InputShape = { size: 32, channels: 3, classes: 10 };
  nets.forEach((net, i) => {
    const titled = titleFor(nets, i);
    const macs = macsPerImage(buildStages(net.spec.network, input));
    const measure = (spec.data.test + SPECTRA_IMAGES * 2) * macs;
    for (let epoch = 0; epoch <= spec.training.epochs; epoch++) {
      tasks.push({ phase: epoch ? 'train' : 'spectra', label: titled(epochLabel(epoch, spec.training.epochs)), units: measure + (epoch ? 3 * spec.data.train * macs : 0) });
    }
    tasks.push(...redrawTasks({ ...spec, network: net.spec.network }, input, titled));
  });
  return tasks;
}

function describeNet(net: PlannedNet, input: InputShape): NetInfo {
  const stages = buildStages(net.spec.network, input);
  return {
    id: net.id, label: widthName(net.width), width: net.width, member: net.member, parameters: parameterCount(stages),
    layers: stages.slice(0, -1).map((s) => ({ name: s.name, neurons: s.neurons, inputs: inputsOf(s), channels: s.channels, taps: s.taps, sampled: s.sampled })),
  };
}

async function runNet(context: NetContext): Promise<void> {
  const { planned, dataset, normalisation, host, decomposer, meter, emit, turn, titled } = context;
  const { spec } = planned;
  const net = planned.id;
  const root = rng(spec.seed);
  const input = { size: dataset.size, channels: dataset.channels, classes: dataset.classes.length };
  const format = { size: dataset.size, channels: dataset.channels, normalisation };
  const train = imageSource(dataset.train, { ...format, augment: { flip: spec.training.flip, shift: spec.training.shift } });
  const test = imageSource(dataset.test, format);
  const looked = firstOf(train, SPECTRA_IMAGES);
  const stages = buildStages(spec.network, input);
  const macs = macsPerImage(stages);
  const network = createNetwork(stages, [root]);
  const state = startTraining(network);
  const live = new LiveNetworks({ size: dataset.size, channels: dataset.channels, normalisation });
  let keepLive = false;
  // The null band needs nothing of the net: it is simulated beside the training, and a cancelled run does not wait for it.
  let over = false;
  const nullBand = simulateBands(context).then((event) => { if (!over) emit(event); });
  nullBand.catch(() => {});
  const saved = context.save && host.resume?.get(net);
  const told: RunEvent[] = [];
  const tell = (event: RunEvent) => { told.push(event); emit(event); };
  const evaluateNow = async () => (await evaluate(network, test, async (images) => { meter.add(images * macs); await turn(0); }))[0];
  try {
    let evaluation: Awaited<ReturnType<typeof evaluateNow>> | null = null;
    if (saved) {
      restoreCheckpoint(state, saved.checkpoint, net);
      saved.events.forEach(tell);
      emit({ type: 'warning', code: 'resumed', message: titled(`trained to epoch ${saved.checkpoint.epoch} on ${saved.device}, in a run that failed; from there on ${context.device}`) });
    }
    for (let epoch = 0; epoch <= spec.training.epochs; epoch++) {
      meter.start(titled(epochLabel(epoch, spec.training.epochs)));
      if (saved && epoch <= saved.checkpoint.epoch) {
        meter.finish();
        continue;
      }
      let means: { loss: number; accuracy: number } | null = null;
      if (epoch === 0) {
        const x = looked.batch(chunks(looked.count, looked.count)[0]);
        calibrate(network, x);
        x.dispose();
      } else {
        means = await oneEpoch({ ...context, emit: tell }, state, train, epoch, macs);
      }
      evaluation = await evaluateNow();
      tell({
        type: 'epoch', net, epoch, trainLoss: means?.loss ?? null, trainAccuracy: means?.accuracy ?? null,
        testLoss: evaluation.loss, testAccuracy: evaluation.accuracy,
        learningRate: learningRateAt(spec.training, Math.max(0, state.step - 1), stepsPerEpoch(spec.training, train.count) * spec.training.epochs),
      });
      const layers = await measureSpectra(network, looked, decomposer, async (images) => { meter.add(images * macs); await turn(0); });
      tell({ type: 'spectra', net, epoch, layers });
      context.save?.({ checkpoint: await takeCheckpoint(state, net, epoch), device: context.device, events: [...told] });
      meter.finish();
    }
    evaluation ??= await evaluateNow();
    emit({ type: 'accuracy', net, kind: 'trained', scale: 1, draw: 0, accuracy: evaluation.accuracy, confusion: evaluation.confusion });
    live.set('trained', selectNet(network, 0));
    await redraw({
      net, spec, input, trained: network, sources: { train: imageSource(dataset.train, format), test, alignment: firstOf(imageSource(dataset.train, format), spec.redraw.alignmentImages) },
      rng: root, decomposer, meter, emit, turn, live, titled,
    });
    await nullBand;
    emit(await gallery(net, dataset, live));
    if (context.keep && host.onLive) {
      keepLive = true;
      host.onLive(live);
    }
  } finally {
    over = true;
    endTraining(state);
    disposeNetwork(network);
    if (!keepLive) live.release();
  }
}

async function oneEpoch(context: NetContext, state: TrainingState, source: BatchSource, epoch: number, macs: number): Promise<{ loss: number; accuracy: number }> {
  const { planned: { spec, id: net }, meter, emit, turn } = context;
  const means = await trainEpoch(state, epoch - 1, {
    settings: spec.training, source, rngs: [rng(spec.seed)], epochs: spec.training.epochs, reportEvery: 4,
    onReport: (report) => {
      const loss = report.loss[0];
      if (!Number.isFinite(loss)) {
        const message = `The loss became ${Number.isNaN(loss) ? 'not a number' : 'infinite'} at step ${report.step} (epoch ${report.epoch.toFixed(1)}): training diverged. Lower the learning rate (now ${spec.training.learningRate}) and run again.`;
        emit({ type: 'warning', code: 'nan-loss', message });
        throw new Diverged(message);
      }
      emit({ type: 'step', net, step: report.step, epoch: report.epoch, loss, accuracy: report.accuracy[0] });
    },
    turn: async (images) => { meter.add(3 * images * macs, images); await turn(0); },
  });
  return { loss: means.loss[0], accuracy: means.accuracy[0] };
}

async function simulateBands({ info, decomposer, planned, host }: NetContext): Promise<NullBand> {
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
