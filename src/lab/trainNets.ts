import { tidy } from '@tensorflow/tfjs-core';
import type { PlannedNet } from '../experiments/plan.ts';
import { buildStages } from '../networks/architectures.ts';
import { calibrate, createNetwork, disposeNetwork, selectNet, type Network } from '../networks/network.ts';
import { rng, type Rng } from '../random/rng.ts';
import { evaluate } from '../training/evaluate.ts';
import type { TrainingSettings } from '../training/settings.ts';
import { chunks, repeatedSource, type BatchSource } from '../training/source.ts';
import { mayStop, stopReason } from '../training/stop.ts';
import {
  endTraining,
  learningRateAt,
  startTraining,
  stepsPerEpoch,
  trainEpoch,
  type TrainingState,
} from '../training/train.ts';
import {
  restoreCheckpoints,
  takeCheckpoints,
  type Checkpoint,
  type SavedNet,
  type Snapshot,
} from './checkpoint.ts';
import type { NetInfo, RunEvent } from './events.ts';
import { macsPerImage } from './redraw.ts';
import { measureHistograms } from './histograms.ts';
import { measureSpectra } from './spectra.ts';
import type { Work } from './work.ts';
import { runTexts } from '../strings/run.ts';

/** Training went to NaN or infinity; says when, and what to do. */
export class Diverged extends Error {}

/** Nets of one shape that are trained as one batch. */
export interface NetGroup {
  nets: { planned: PlannedNet; info: NetInfo }[];
  titled(label: string): string;
}

/** A net after training. */
export interface TrainedNet {
  planned: PlannedNet;
  info: NetInfo;
  checkpoint: Checkpoint;
  snapshots: Snapshot[];
}

export interface TrainContext extends Work {
  /** Training images, augmented; the first of them, for spectra; test images. */
  sources: { train: BatchSource; looked: BatchSource; test: BatchSource };
  /** Name of the device. */
  device: string;
  /** True if the next step is to be traced in full (host.ts). */
  traced?(): boolean;
  /** Called after every epoch with what to resume from, and with the trained nets at the last. */
  save(saved: SavedNet[], finished: boolean): void | Promise<void>;
}

/** Together only nets so narrow that a batch of one leaves the device idle (bench: ensemble). */
const TOGETHER = 8;

/**
 * The first net of a run is what it would be alone; the others of its width draw from generators of their
 * own.
 */
export const rngOf = ({ spec, member }: PlannedNet): Rng =>
  member === 0 ? rng(spec.seed) : rng(spec.seed).fork('member', member);

/**
 * Nets of one width, a few together (at most `together`): as many as together are about as wide as one of
 * width 2.
 */
export function groupsOf<T>(nets: readonly T[], widthOf: (net: T) => number, together = TOGETHER): T[][] {
  const groups: T[][] = [];
  for (const net of nets) {
    const last = groups.at(-1);
    const most = Math.max(1, Math.min(together, Math.floor(4 / widthOf(net) ** 2)));
    if (last && widthOf(last[0]) === widthOf(net) && last.length < most) last.push(net);
    else groups.push([net]);
  }
  return groups;
}

export const epochLabel = (epoch: number, training: TrainingSettings): string =>
  epoch === 0
    ? runTexts.look(training.epochs > 0)
    : runTexts.epoch(epoch, training.epochs, mayStop(training));

/** Did training end before its last epoch, as the settings ask? */
export const isStopped = (events: readonly RunEvent[]): boolean =>
  events.some((event) => event.type === 'warning' && event.code === 'stopped');

/**
 * True if weights are kept after this epoch: 1, 2, 5, 10, 20, …: not the first nor the last, which are known
 * without (D14).
 */
const isSnapshot = (epoch: number, epochs: number): boolean =>
  epoch < epochs && [1, 2, 5].includes(epoch / 10 ** Math.floor(Math.log10(epoch)));

/**
 * Trains the nets of a group as one batch, from scratch or from `saved`, one checkpoint a net, all of one
 * epoch; tells losses, test accuracies and spectra as they come. A net's numbers do not depend on its company
 * but for rounding. Throws Diverged when a loss is not finite.
 */
export async function trainGroup(
  context: TrainContext,
  { nets, titled }: NetGroup,
  saved: SavedNet[] | null = null,
): Promise<TrainedNet[]> {
  const { sources, meter, emit, turn, device } = context;
  const { spec } = nets[0].planned;
  const { epochs } = spec.training;
  const stages = buildStages(spec.network, context.input);
  const macs = macsPerImage(stages);
  const count = nets.length;
  const network = createNetwork(
    stages,
    nets.map((net) => rngOf(net.planned)),
  );
  const state = startTraining(network);
  const told: RunEvent[][] = nets.map(() => []);
  const snapshots: Snapshot[][] = nets.map((_, i) => saved?.[i].snapshots ?? []);
  const tell = (net: number, event: RunEvent) => {
    told[net].push(event);
    emit(event);
  };
  const ids = nets.map((net) => net.planned.id);
  const measure = async (images: number) => {
    meter.add(images * macs);
    await turn(0);
  };
  let checkpoints = saved?.map((s) => s.checkpoint) ?? [];
  try {
    if (saved) {
      restoreCheckpoints(state, checkpoints, ids);
      saved.forEach(({ events }, i) => events.forEach((event) => tell(i, event)));
      const [{ checkpoint, device: before, commit }] = saved;
      emit({
        type: 'warning',
        code: 'resumed',
        message: titled(
          `trained to epoch ${checkpoint.epoch} on ${before}${commit === __COMMIT__ ? '' : ` (commit ${commit})`}, in a run that broke off; from there on ${device}`,
        ),
      });
    }
    for (let epoch = 0; epoch <= epochs; epoch++) {
      const label = titled(epochLabel(epoch, spec.training));
      if ((saved && epoch <= saved[0].checkpoint.epoch) || isStopped(told[0])) {
        meter.skip(label);
        continue;
      }
      meter.start(label);
      let means: { loss: number[]; accuracy: number[] } | null = null;
      if (epoch === 0) measureStatistics(network, sources.looked);
      else means = await oneEpoch(context, nets, state, epoch, macs, tell);
      const evaluations = await evaluate(network, repeatedSource(sources.test, count), measure);
      // A net that may stop is trained alone (groupedNets): it never waits for another.
      const known = told[0].flatMap((event) => (event.type === 'epoch' ? [event.testAccuracy] : []));
      const why = epoch < epochs ? stopReason(spec.training, [...known, evaluations[0].accuracy]) : null;
      const last = epoch === epochs || why !== null;
      if (why)
        tell(0, {
          type: 'warning',
          code: 'stopped',
          message: titled(`training ended after epoch ${epoch} of at most ${epochs}: ${why}`),
        });
      for (const [
        i,
        {
          planned: { id, member },
        },
      ] of nets.entries()) {
        const { loss, accuracy, confusion } = evaluations[i];
        tell(i, {
          type: 'epoch',
          net: id,
          epoch,
          trainLoss: means?.loss[i] ?? null,
          trainAccuracy: means?.accuracy[i] ?? null,
          testLoss: loss,
          testAccuracy: accuracy,
          learningRate: learningRateAt(
            spec.training,
            Math.max(0, state.step - 1),
            stepsPerEpoch(spec.training, sources.train.count) * epochs,
          ),
        });
        // The spectra of every epoch are those of the first net of a width; the others give their last.
        if (member === 0)
          tell(i, {
            type: 'histograms',
            net: id,
            epoch,
            layers: await alone(network, i, (own) => measureHistograms(own, sources.looked)),
          });
        if (member === 0 || last)
          tell(i, {
            type: 'spectra',
            net: id,
            epoch,
            layers: await alone(network, i, (own) =>
              measureSpectra(own, sources.looked, context.decomposer, measure),
            ),
          });
        if (last)
          tell(i, { type: 'accuracy', net: id, kind: 'trained', scale: 1, draw: 0, accuracy, confusion });
      }
      checkpoints = await takeCheckpoints(state, ids, epoch);
      for (const [i, checkpoint] of checkpoints.entries()) {
        if (spec.compare.dynamics && nets[i].planned.member === 0 && isSnapshot(epoch, epochs))
          snapshots[i] = [...snapshots[i], { epoch, weights: checkpoint.weights }];
      }
      await context.save(
        checkpoints.map((checkpoint, i) => ({
          checkpoint,
          device,
          commit: __COMMIT__,
          events: [...told[i]],
          snapshots: snapshots[i],
        })),
        last,
      );
      meter.finish();
    }
    context.traced?.();
    return nets.map((net, i) => ({ ...net, checkpoint: checkpoints[i], snapshots: snapshots[i] }));
  } finally {
    endTraining(state);
    disposeNetwork(network);
  }
}

/** Where stages do not come with their statistics. */
function measureStatistics(network: Network, source: BatchSource): void {
  if (network.stages.every((stage, i) => !stage.batchNorm || network.statistics[i])) return;
  tidy(() => {
    const all = chunks(source.count, source.count)[0];
    calibrate(network, repeatedSource(source, network.nets).batch(all));
  });
}

/** One net of a batch, as a network of its own. */
async function alone<T>(network: Network, net: number, ask: (own: Network) => Promise<T>): Promise<T> {
  if (network.nets === 1) return ask(network);
  const own = selectNet(network, net);
  try {
    return await ask(own);
  } finally {
    disposeNetwork(own);
  }
}

async function oneEpoch(
  context: TrainContext,
  nets: NetGroup['nets'],
  state: TrainingState,
  epoch: number,
  macs: number,
  tell: (net: number, event: RunEvent) => void,
) {
  const { meter, turn } = context;
  const { spec } = nets[0].planned;
  return trainEpoch(state, epoch - 1, {
    settings: spec.training,
    source: context.sources.train,
    rngs: nets.map((net) => rngOf(net.planned)),
    epochs: spec.training.epochs,
    reportEvery: 4,
    onReport: (report) =>
      nets.forEach(({ planned: { id, member } }, i) => {
        const loss = report.loss[i];
        if (!Number.isFinite(loss)) {
          const message = `The loss became ${Number.isNaN(loss) ? 'not a number' : 'infinite'} at step ${report.step} (epoch ${report.epoch.toFixed(1)}): training diverged. Lower the learning rate (now ${spec.training.learningRate}) and run again.`;
          context.emit({ type: 'warning', code: 'nan-loss', message });
          throw new Diverged(message);
        }
        if (member === 0)
          tell(i, {
            type: 'step',
            net: id,
            step: report.step,
            epoch: report.epoch,
            loss,
            accuracy: report.accuracy[i],
          });
      }),
    traced: context.traced,
    onTrace: ({ stages, loss, accuracy, ...step }) =>
      nets.forEach(({ planned: { id } }, i) => {
        context.emit({
          type: 'step-trace',
          net: id,
          ...step,
          loss: loss[i],
          accuracy: accuracy[i],
          layers: stages[i].slice(0, -1),
          classifier: stages[i].at(-1)!,
        });
      }),
    turn: async (images) => {
      meter.add(3 * images * macs, images);
      await turn(0);
    },
  });
}
