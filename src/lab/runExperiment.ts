import { causeOf, checkGpu, chooseDevice } from '../backend/device.ts';
import { determinesImages } from '../data/settings.ts';
import { planExperiment, type PlannedNet } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { buildStages, type InputShape } from '../networks/architectures.ts';
import { parameterCount } from '../networks/network.ts';
import { inputsOf } from '../networks/stage.ts';
import { inlineDecomposer } from '../rainbow/decomposer.ts';
import type { SavedNet } from './checkpoint.ts';
import { compareNetworks } from './compare/index.ts';
import type { NetInfo, RunEvent } from './events.ts';
import type { ExperimentHost } from './host.ts';
import { lookAtData } from './lookAtData.ts';
import { Meter } from './meter.ts';
import { RunCache } from './netCache.ts';
import { obtainDataset } from './obtainDataset.ts';
import { goesOn } from './resume.ts';
import { firstOf, runGroup, sourcesOf, widthName } from './runGroup.ts';
import { DATA, DEVICE, groupedNets, IMAGE_UNITS, tasksOf } from './tasks.ts';
import { Diverged, type TrainedNet } from './trainNets.ts';
import { layerWeights, type NetWeights } from './weights.ts';

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
  const keep = host.onCheckpoint && determinesImages(spec.data.source) ? (saved: SavedNet) => { lastEpoch = saved.checkpoint.epoch; host.onCheckpoint!(saved); } : null;
  try {
    const plan = planExperiment(spec), { nets } = plan;
    meter = new Meter(tasksOf(spec, plan), emit);
    meter.start(DEVICE);
    const device = await chooseDevice(spec.device, spec.threads);
    await decomposer.useThreads(spec.threads);
    meter.finish();
    await turn();

    meter.start(DATA);
    let seen = 0;
    const dataset = await obtainDataset(spec, host, (done, total) => {
      meter!.add((IMAGE_UNITS * (spec.data.train + spec.data.test) * (done - seen)) / Math.max(1, total));
      seen = done;
    }, (detail) => meter!.say(detail));
    meter.finish();
    await turn();

    const input = { size: dataset.size, channels: dataset.channels, classes: dataset.classes.length };
    const infos = nets.map((net) => describeNet(net, input));
    emit({
      type: 'started', spec, preset: host.preset, commit: __COMMIT__, date: new Date().toISOString(), device,
      dataset: { name: dataset.name, source: dataset.source, train: dataset.train.count, test: dataset.test.count, classes: dataset.classes, channels: dataset.channels, size: dataset.size },
      nets: infos,
    });
    const sources = sourcesOf(spec, dataset);
    const cache = new RunCache(host, nets.length > 1 ? dataset : null, device.name, spec.training.epochs);
    const context = { spec, input, sources, dataset, device: device.name, host, decomposer, meter, emit, turn };
    await lookAtData(dataset, sources, { decomposer, emit });
    await turn();
    const trained: TrainedNet[] = [];
    for (const group of groupedNets(nets)) {
      const save = async (saved: SavedNet, finished: boolean) => {
        keep?.(saved);
        if (finished) await cache.save(saved);
      };
      const own = await runGroup({ ...context, save, titled: group.titled }, group, infos, cache, nets);
      trained.push(...own);
    }
    host.onTrained?.(trained.map(weightsOfNet(input)));
    if (cache.taken) emit({ type: 'warning', code: 'resumed', message: `${cache.taken} of ${nets.length} networks were trained by earlier runs and taken from the cache of the machine (commit ${[...cache.commits].join(', ')})` });
    await compareNetworks({ spec, input, sources: { train: firstOf(sources.plain, spec.compare.images), all: sources.train, test: sources.test }, decomposer, meter, emit, turn }, plan, trained);
    emit({ type: 'done', seconds: seconds() });
  } catch (thrown) {
    const error = await causeOf(thrown);
    if (host.signal.aborted) emit({ type: 'cancelled', seconds: seconds() });
    else emit({ type: 'failed', message: `${error instanceof Error ? error.message : String(error)}${error instanceof Diverged ? '' : goesOn(lastEpoch)}`, detail: error instanceof Error ? error.stack : undefined });
  }
}

const weightsOfNet = (input: InputShape) => ({ planned, checkpoint }: TrainedNet): NetWeights =>
  ({ net: planned.id, layers: layerWeights(buildStages(planned.spec.network, input), checkpoint.weights, checkpoint.statistics) });

function describeNet(net: PlannedNet, input: InputShape): NetInfo {
  const stages = buildStages(net.spec.network, input);
  return {
    id: net.id, label: net.member ? `${widthName(net.width)} no. ${net.member + 1}` : widthName(net.width), width: net.width, member: net.member, parameters: parameterCount(stages),
    layers: stages.slice(0, -1).map((s) => ({ name: s.name, neurons: s.neurons, inputs: inputsOf(s), channels: s.channels, taps: s.taps, positions: s.positions, sampled: s.sampled })),
  };
}
