import { channelStatistics } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import type { PlannedNet } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { buildStages } from '../networks/architectures.ts';
import { base64 } from '../files/base64.ts';
import { disposeNetwork, selectNet } from '../networks/network.ts';
import { imageSource, type BatchSource, type Normalisation } from '../training/source.ts';
import { networkOf, type SavedNet } from './checkpoint.ts';
import type { Gallery, NetInfo, NetworkKind, NullBand, RunEvent } from './events.ts';
import type { ExperimentHost } from './host.ts';
import { LiveNetworks } from './live.ts';
import type { Company, RunCache } from './netCache.ts';
import type { PlannedGroup } from './parts.ts';
import type { Recall } from './recall.ts';
import { redraw, redrawTasks } from './redraw.ts';
import { SPECTRA_IMAGES } from './spectra.ts';
import { epochLabel, rngOf, trainGroup, type TrainContext, type TrainedNet } from './trainNets.ts';

/** Images whose answers are shown one by one. */
const GALLERY_IMAGES = 24;
/** Simulated initialisations behind the null band. */
const NULL_MATRICES = 200;

export interface RunSources {
  train: BatchSource;
  plain: BatchSource;
  looked: BatchSource;
  test: BatchSource;
  normalisation: Normalisation;
}

export interface RunContext extends TrainContext {
  sources: RunSources;
  spec: ExperimentSpec;
  dataset: Dataset;
  host: ExperimentHost;
  cache: RunCache;
  recall: Recall;
  company: Company;
  titled(label: string): string;
}

export const widthName = (width: number): string => `×${width}`;
/** Says which nets of how many a task is about. */
export const titleFor =
  (nets: PlannedNet[], from: number, count = 1) =>
  (label: string): string =>
    nets.length === 1 ? label : `${netsName(nets, from, count)}: ${label}`;
export const netsName = (nets: PlannedNet[], from: number, count: number): string =>
  `Net${count > 1 ? 's' : ''} ${from + 1}${count > 1 ? `–${from + count}` : ''} of ${nets.length} (${widthName(nets[from].width)})`;

/**
 * The images in the forms a run needs them: augmented, plain, the first few, and for testing; pixels by
 * `scale`, else by the training images' own means and deviations.
 */
export function sourcesOf(spec: ExperimentSpec, dataset: Dataset, scale: Normalisation | null): RunSources {
  const normalisation = scale ?? channelStatistics(dataset.train, dataset.channels, dataset.size);
  const format = { size: dataset.size, channels: dataset.channels, normalisation };
  const train = imageSource(dataset.train, {
    ...format,
    augment: { flip: spec.training.flip, shift: spec.training.shift },
  });
  const plain = imageSource(dataset.train, format);
  return {
    train,
    plain,
    looked: firstOf(plain, SPECTRA_IMAGES),
    test: imageSource(dataset.test, format),
    normalisation,
  };
}

/** Trains the nets of a group, those that are known already aside, and draws each again. */
export async function runGroup(
  context: RunContext,
  group: PlannedGroup,
  infos: NetInfo[],
  all: PlannedNet[],
): Promise<TrainedNet[]> {
  const { host, emit, spec, titled, cache, company, recall } = context;
  const [leader] = group.nets;
  const members = group.nets.map((planned, i) => ({ planned, info: infos[group.from + i] }));
  // The null band needs nothing of the nets: it is simulated beside the training, and a cancelled run does
  // not wait for it.
  let over = false;
  // What an opened model started from is not known.
  const tellBand = (event: RunEvent) => {
    if (!over) emit(event);
  };
  const band =
    leader.member === 0 && !context.input.model
      ? recall.tell({ band: leader.id, matrices: NULL_MATRICES }, tellBand, async (tell) =>
          tell(await simulateBands(context, members[0])),
        )
      : Promise.resolve();
  band.catch(() => {});
  try {
    const known = new Map<string, TrainedNet>();
    const fresh: typeof members = [];
    const resumed = new Map<number, { member: (typeof members)[0]; saved: SavedNet }[]>();
    const cached = await cache.load(group.nets, company);
    const unfinished = cached.some((net) => !net) ? await cache.unfinished(group.nets, company) : null;
    asItWasTold(cached).forEach(emit);
    for (const [i, member] of members.entries()) {
      const { id } = member.planned;
      const done = cached[i];
      const saved = unfinished?.[i] ?? host.resume?.nets.get(id);
      if (done) known.set(id, { ...member, checkpoint: done.checkpoint, snapshots: done.snapshots });
      else if (saved)
        resumed.set(saved.checkpoint.epoch, [
          ...(resumed.get(saved.checkpoint.epoch) ?? []),
          { member, saved },
        ]);
      else fresh.push(member);
    }
    // Those that were trained together go on together: the same batch, the same rounding.
    for (const group of resumed.values())
      (
        await trainGroup(
          context,
          { nets: group.map((g) => g.member), titled },
          group.map((g) => g.saved),
        )
      ).forEach((net) => known.set(net.planned.id, net));
    if (known.size && fresh.length === 0 && resumed.size === 0)
      for (let epoch = 0; epoch <= spec.training.epochs; epoch++)
        context.meter.skip(titled(epochLabel(epoch, spec.training)));
    if (fresh.length)
      (await trainGroup(context, { nets: fresh, titled })).forEach((net) => known.set(net.planned.id, net));
    const trained = members.map(({ planned }) => known.get(planned.id)!);
    for (const [i, net] of trained.entries()) {
      const titled = titleFor(all, group.from + i);
      const { planned } = net;
      const keep = planned.member === 0 && planned.width === all[all.length - 1].width;
      const wasKnown = await recall.tell(
        { redraw: planned.id, company: company(planned.id), settings: spec.redraw },
        emit,
        (emit) => redrawNet({ ...context, emit, titled }, net, band, keep),
      );
      if (wasKnown)
        for (const { label } of redrawTasks(planned.spec, context.input, titled)) context.meter.skip(label);
    }
    await band;
    return trained;
  } finally {
    over = true;
  }
}

/**
 * What was told of nets while they were trained as one batch, epoch by epoch as they told it: steps of an
 * epoch come before its measures.
 */
function asItWasTold(nets: readonly (SavedNet | null)[]): RunEvent[] {
  const epochs = nets.map((net) => {
    const parts: RunEvent[][] = [[]];
    let measured = false;
    for (const event of net?.events ?? []) {
      if (measured && (event.type === 'step' || event.type === 'epoch')) {
        parts.push([]);
        measured = false;
      }
      measured ||= event.type === 'epoch';
      parts.at(-1)!.push(event);
    }
    return parts;
  });
  return Array.from({ length: Math.max(...epochs.map((parts) => parts.length)) }, (_, epoch) =>
    epochs.flatMap((parts) => parts[epoch] ?? []),
  ).flat();
}

/**
 * "Draw it again" of one net; the first of a width also answers about single images, and the last of those
 * stays alive for questions.
 */
async function redrawNet(
  context: RunContext,
  { planned, checkpoint }: TrainedNet,
  band: Promise<unknown>,
  keep: boolean,
): Promise<void> {
  if (planned.member > 0 && context.spec.redraw.draws + context.spec.redraw.wideDraws === 0) return;
  const { dataset, host, input, sources, decomposer, meter, emit, turn, titled } = context;
  const { spec } = planned;
  const net = planned.id;
  const network = networkOf(buildStages(spec.network, input), [checkpoint]);
  const live = new LiveNetworks(net, {
    size: dataset.size,
    channels: dataset.channels,
    normalisation: sources.normalisation,
  });
  let kept = false;
  try {
    live.set('trained', selectNet(network, 0));
    await redraw({
      net,
      spec,
      input,
      trained: network,
      sources: {
        train: sources.plain,
        test: sources.test,
        alignment: firstOf(sources.plain, spec.redraw.alignmentImages),
      },
      rng: rngOf(planned),
      decomposer,
      meter,
      emit,
      turn,
      live,
      titled,
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

async function simulateBands(
  { decomposer, host }: RunContext,
  { info, planned }: { info: NetInfo; planned: PlannedNet },
): Promise<NullBand> {
  const layers = [];
  for (const layer of info.layers) {
    host.signal.throwIfAborted();
    layers.push(
      await decomposer.nullBand(
        layer.neurons,
        layer.inputs,
        1 / (3 * layer.inputs),
        NULL_MATRICES,
        planned.spec.seed,
      ),
    );
  }
  return { type: 'null-band', net: planned.id, layers, matrices: NULL_MATRICES };
}

async function gallery(net: string, dataset: Dataset, live: LiveNetworks): Promise<Gallery> {
  const count = Math.min(GALLERY_IMAGES, dataset.test.count);
  const length = dataset.size * dataset.size * dataset.channels;
  const pixels = dataset.test.pixels.subarray(0, count * length);
  const labels = dataset.test.labels.subarray(0, count);
  const answers = await live.probabilities({ count, pixels, labels });
  return {
    type: 'gallery',
    net,
    images: Array.from({ length: count }, (_, i) => ({
      pixels: base64(pixels.subarray(i * length, (i + 1) * length)),
      label: labels[i],
      probabilities: Object.fromEntries(
        Object.entries(answers).map(([kind, rows]) => [kind as NetworkKind, rows[i]]),
      ),
    })),
  };
}

export const firstOf = (source: BatchSource, count: number): BatchSource => ({
  ...source,
  count: Math.min(count, source.count),
});
