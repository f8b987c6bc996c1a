import {
  causeOf,
  checkGpu,
  chooseDevice,
  cpuThreads,
  sameInCompany,
  tensorLimit,
} from '../backend/device.ts';
import { determinesImages } from '../data/settings.ts';
import { channelStatistics } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import { planExperiment, type PlannedNet } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { buildStages, type InputShape } from '../networks/architectures.ts';
import { possible } from '../networks/form.ts';
import type { ImportedNetwork, PixelScale } from '../networks/imported/importedNetwork.ts';
import { pixelScale } from '../networks/imported/pixels.ts';
import { parameterCount } from '../networks/network.ts';
import { inputsOf } from '../networks/stage.ts';
import { inlineDecomposer } from '../rainbow/decomposer.ts';
import type { Normalisation } from '../training/source.ts';
import type { SavedNet } from './checkpoint.ts';
import { compareNetworks, stepsOf, type CompareContext } from './compare/index.ts';
import type { NetInfo, RunEvent } from './events.ts';
import type { ExperimentHost } from './host.ts';
import { lookAtData } from './lookAtData.ts';
import { Meter } from './meter.ts';
import { checkFits } from './gpuFit.ts';
import { fingerprint, RunCache, type Company } from './netCache.ts';
import { obtainDataset } from './obtainDataset.ts';
import { partsOf, type Part, type PlannedGroup } from './parts.ts';
import { Recall } from './recall.ts';
import { goesOn } from './resume.ts';
import { StoreError } from './resultStore.ts';
import { firstOf, runGroup, sourcesOf, widthName } from './runGroup.ts';
import { DATA, DEVICE, shapeBefore, tasksOf } from './tasks.ts';
import { Diverged, type TrainedNet } from './trainNets.ts';
import { layerWeights, type NetWeights } from './weights.ts';
import { IMAGE_UNITS } from './work.ts';

/**
 * Runs the experiment and reports everything through `emit`, in order (docs/architecture.md §2). Never
 * rejects: the log ends with `done`, `cancelled` (after `host.signal`), or `failed`. Nothing random comes
 * from anywhere but the spec's seed.
 */
export async function runExperiment(
  asked: ExperimentSpec,
  host: ExperimentHost,
  emit: (event: RunEvent) => void,
): Promise<void> {
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
  try {
    // A model that is held and not asked for has no part in the run.
    const model = possible(asked.network, null).given ? (host.model ?? null) : null;
    const plan = planExperiment(asked, model);
    const { spec, nets } = plan;
    const expected = shapeBefore(spec.data, model, host.images);
    const parts = partsOf(plan, expected, host.only !== undefined);
    const ours = host.only?.(parts) ?? parts;
    meter = new Meter(tasksOf(plan, ours), emit);
    meter.start(DEVICE);
    const device = await chooseDevice(spec.device, spec.threads);
    await decomposer.useThreads(spec.threads || cpuThreads());
    meter.finish();
    await turn();

    meter.start(DATA);
    let seen = 0;
    const dataset = await obtainDataset(
      spec,
      host,
      (done, total) => {
        meter!.add((IMAGE_UNITS * (spec.data.train + spec.data.test) * (done - seen)) / Math.max(1, total));
        seen = done;
      },
      (detail) => meter!.say(detail),
    );
    meter.finish();
    await turn();
    const images = host.onCheckpoint && !determinesImages(spec.data.source) ? fingerprint(dataset) : null;
    if (host.resume && host.resume.images !== images && nets.some((net) => host.resume!.nets.has(net.id))) {
      throw new Error(
        'The images that are open now are not those this run was trained on so far. Open the same ones and go on, or discard what was kept and run from the start.',
      );
    }
    if (host.onCheckpoint)
      lastEpoch = Math.max(0, ...nets.map((net) => host.resume?.nets.get(net.id)?.checkpoint.epoch ?? 0));

    const input: InputShape = {
      size: dataset.size,
      channels: dataset.channels,
      classes: dataset.classes.length,
      model,
    };
    checkFits(ours, spec, input, tensorLimit());
    const scale = model && fitModel(model, dataset, spec);
    const infos = nets.map((net) => describeNet(net, input));
    emit({
      type: 'started',
      spec: asked,
      preset: host.preset,
      commit: __COMMIT__,
      date: new Date().toISOString(),
      device,
      dataset: {
        name: dataset.name,
        source: scale ? `${dataset.source}; ${scale.words}` : dataset.source,
        train: dataset.train.count,
        test: dataset.test.count,
        classes: dataset.classes,
        channels: dataset.channels,
        size: dataset.size,
      },
      nets: infos,
      ...(model && { model: { title: model.title, fingerprint: model.fingerprint } }),
    });
    plan.notes.forEach((message) => emit({ type: 'warning', code: 'plan', message }));
    const sources = sourcesOf(spec, dataset, scale);
    const cache = new RunCache(host, dataset, device.name, spec, nets.length > 1);
    const recall = new Recall(host.store ?? null, cache.from);
    const context = {
      cache,
      recall,
      spec,
      input,
      sources,
      dataset,
      device: device.name,
      host,
      traced: host.traced?.bind(host),
      decomposer,
      meter,
      emit,
      turn,
    };
    await lookAtData(dataset, sources, { decomposer, emit });
    await turn();
    const companyIn =
      ({ nets }: PlannedGroup): Company =>
      (net) =>
        sameInCompany(spec.device) ? [net] : nets.map(({ id }) => id);
    if (host.joins) await checkStored(cache, companyIn, ours, infos);
    const trained: TrainedNet[] = [];
    for (const part of parts) {
      if (part.kind !== 'networks') continue;
      const { group } = part;
      const company = companyIn(group);
      if (!ours.includes(part)) {
        if (ours.some((other) => other.needs.includes(part.id)))
          trained.push(...(await fromStore(cache, company, group, infos)));
        continue;
      }
      const save = async (saved: SavedNet[], finished: boolean) => {
        if (host.onCheckpoint) lastEpoch = saved[0].checkpoint.epoch;
        host.onCheckpoint?.(saved, images);
        await cache.save(saved, finished, company);
      };
      trained.push(
        ...(await runGroup({ ...context, save, company, titled: group.titled }, group, infos, nets)),
      );
    }
    host.onTrained?.(trained.map(weightsOfNet(input, sources.normalisation)));
    const taken = cache.told(nets.length);
    if (taken) emit({ type: 'warning', code: 'resumed', message: taken });
    const obtain: CompareContext['obtain'] = async (data, onProgress) => {
      const other = await obtainDataset({ ...spec, data }, host, onProgress, (detail) => meter!.say(detail));
      const own = sourcesOf(spec, other, null);
      return { dataset: other, all: own.train, test: own.test };
    };
    const steps = stepsOf(spec, plan, expected).filter((step) => ours.some((part) => part.id === step.chain));
    await compareNetworks(
      {
        spec,
        input,
        obtain,
        sources: {
          train: firstOf(sources.plain, spec.compare.images),
          all: sources.train,
          test: sources.test,
        },
        decomposer,
        meter,
        emit,
        turn,
      },
      steps,
      trained,
      recall,
    );
    emit({ type: 'done', seconds: seconds() });
  } catch (thrown) {
    const error = host.signal.aborted ? thrown : await causeOf(thrown);
    if (host.signal.aborted) emit({ type: 'cancelled', seconds: seconds() });
    else
      emit({
        type: 'failed',
        message: `${error instanceof Error ? error.message : String(error)}${error instanceof Diverged ? '' : goesOn(lastEpoch)}`,
        detail: error instanceof Error ? error.stack : undefined,
      });
  }
}

const notStored = (missing: NetInfo[], all: number): StoreError =>
  new StoreError(
    `${missing.length} of ${all} networks ${missing.length === 1 ? 'is' : 'are'} not whole in the store: ${missing
      .slice(0, 8)
      .map((net) => net.label)
      .join(
        ', ',
      )}${missing.length > 8 ? ', …' : ''}. Run the shards again, on this commit and this kind of device: each does what is missing of its share.`,
  );

/** Throws StoreError naming the nets that are not whole in the store. */
async function checkStored(
  cache: RunCache,
  companyIn: (group: PlannedGroup) => Company,
  parts: readonly Part[],
  infos: NetInfo[],
): Promise<void> {
  const missing: NetInfo[] = [];
  for (const part of parts) {
    if (part.kind !== 'networks') continue;
    const { group } = part;
    const found = await cache.load(group.nets, companyIn(group));
    missing.push(...infos.slice(group.from, group.from + group.nets.length).filter((_, i) => !found[i]));
  }
  if (missing.length) throw notStored(missing, infos.length);
}

/** Nets that another machine has trained; throws StoreError where one is not whole in the store. */
async function fromStore(
  cache: RunCache,
  company: Company,
  { from, nets }: PlannedGroup,
  infos: NetInfo[],
): Promise<TrainedNet[]> {
  const found = await cache.load(nets, company);
  if (found.some((net) => !net))
    throw notStored(
      infos.slice(from, from + nets.length).filter((_, i) => !found[i]),
      infos.length,
    );
  return nets.map((planned, i) => ({
    planned,
    info: infos[from + i],
    checkpoint: found[i]!.checkpoint,
    snapshots: found[i]!.snapshots,
  }));
}

const weightsOfNet =
  (input: InputShape, pixels: Normalisation) =>
  ({ planned, checkpoint }: TrainedNet): NetWeights => ({
    net: planned.id,
    pixels,
    layers: layerWeights(buildStages(planned.spec.network, input), checkpoint.weights, checkpoint.statistics),
  });

/** How the images come to an opened model. Throws an Error in words where they do not fit it. */
function fitModel(model: ImportedNetwork, dataset: Dataset, spec: ExperimentSpec): PixelScale {
  const of = (channels: number) => (channels === 3 ? 'in colour' : 'in grey');
  if (model.classes !== dataset.classes.length)
    throw new Error(
      `The model tells ${model.classes} classes apart, ${dataset.name} has ${dataset.classes.length}. Choose images of ${model.classes} classes.`,
    );
  if (model.channels !== dataset.channels)
    throw new Error(
      `The model takes images ${of(model.channels)}, ${dataset.name} is ${of(dataset.channels)}. Choose other images.`,
    );
  if (model.size !== null && model.size !== dataset.size)
    throw new Error(
      `data.size: the model takes images of ${model.size} × ${model.size} pixels, these are ${dataset.size} × ${dataset.size}. ${[32, 64].includes(model.size) ? `Set it to ${model.size}.` : 'Only models of 32 or 64 pixels run here.'}`,
    );
  return (
    pixelScale(spec.network.pixels, model.pixels, dataset.channels) ?? {
      ...channelStatistics(dataset.train, dataset.channels, dataset.size),
      words: 'pixels as (x/255 − mean)/std with the mean and std of these training images',
    }
  );
}

function describeNet(net: PlannedNet, input: InputShape): NetInfo {
  const stages = buildStages(net.spec.network, input);
  return {
    id: net.id,
    label: input.model
      ? input.model.title
      : net.member
        ? `${widthName(net.width)} no. ${net.member + 1}`
        : widthName(net.width),
    width: net.width,
    member: net.member,
    parameters: parameterCount(stages),
    layers: stages.slice(0, -1).map((s) => ({
      name: s.name,
      neurons: s.neurons,
      inputs: inputsOf(s),
      channels: s.channels,
      taps: s.taps,
      positions: s.positions,
      sampled: s.sampled,
      ...(s.shortcut && { shortcut: true }),
    })),
  };
}
