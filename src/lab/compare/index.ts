import {
  hashOf,
  POOLED_FROM,
  type ComparisonName,
  type Plan,
  type PlannedNet,
} from '../../experiments/plan.ts';
import type { ExperimentSpec } from '../../experiments/spec.ts';
import { buildStages, type InputShape } from '../../networks/architectures.ts';
import type { RunEvent } from '../events.ts';
import type { Task } from '../meter.ts';
import type { Recall } from '../recall.ts';
import { macsPerImage } from '../redraw.ts';
import type { TrainedNet } from '../trainNets.ts';
import { runTexts } from '../../strings/run.ts';
import { IMAGE_UNITS } from '../work.ts';
import {
  activationSpectra,
  alignWithWidest,
  referenceOf,
  widthCovariances,
  type Alignments,
} from './acrossWidths.ts';
import { ADDITIVITY_DRAWS, drawLayerByLayer } from './additivity.ts';
import { poolNetworks, type PooledNetworks } from './acrossNetworks.ts';
import { byWidth, type CompareContext } from './context.ts';
import { compareKernels } from './kernels.ts';
import { LAWS_NETWORKS, readLaws } from './laws.ts';
import { drawOtherwise, ENSEMBLE, MIXTURES, VARIANT_DRAWS } from './variants.ts';
import { matchPair, pairsOf } from './matching.ts';
import { followTraining } from './motion.ts';
import { redrawPooled } from './pooledRedraw.ts';
import { testRanks } from './ranks.ts';
import { compareMirrored } from './symmetry.ts';
import { compareConditions, UNIVERSALITY_NETWORKS } from './universality.ts';

export type { CompareContext };

/** What comparisons leave to later ones: alignments to the widest; by width, what its networks have together. */
interface Shared {
  alignments: Alignments | null;
  pooled: Map<number, PooledNetworks>;
}

/** A comparison of some nets, all of one width where it is about one: its work, and doing it; `done` counts shares of the work. */
interface Comparison {
  /** The comparison of the same nets that leaves it something, where that one is asked for. */
  after?: ComparisonName;
  units(nets: readonly PlannedNet[], cost: Cost): number;
  run(
    context: CompareContext,
    nets: TrainedNet[],
    shared: Shared,
    done: (share: number) => void,
  ): Promise<void>;
}

/** What a decomposition of an n × n matrix costs beside a multiply–accumulate of a network: about 20 n³, at a tenth of the speed. */
export const DECOMPOSITION = 100;

/** Networks of a width that are drawn in other ways. */
const VARIANT_NETWORKS = 3;

/** Work in multiply–accumulates, by net. */
function costOf(spec: ExperimentSpec, all: readonly PlannedNet[], input: InputShape) {
  const stages = (net: PlannedNet) => buildStages(net.spec.network, input).slice(0, -1);
  const wide = stages(referenceOf(all));
  const over = (
    net: PlannedNet,
    f: (s: ReturnType<typeof stages>[number], other: ReturnType<typeof stages>[number], i: number) => number,
  ) => stages(net).reduce((sum, s, i) => sum + f(s, wide[i], i), 0);
  const forward = (net: PlannedNet) => macsPerImage(buildStages(net.spec.network, input));
  return {
    images: Math.min(spec.compare.images, spec.data.train),
    test: spec.data.test,
    draws: spec.redraw.draws,
    passes: spec.compare.ranks ? 4 : 3,
    others: IMAGE_UNITS * (spec.data.train + spec.data.test),
    training: spec.training.epochs * spec.data.train,
    forward,
    layers: (net: PlannedNet) => stages(net).length,
    /** Second moments of the activations with themselves; with those of the widest, whose pass is counted too. */
    moments: (net: PlannedNet) => over(net, (s) => s.positions * s.channels ** 2),
    pairing: (net: PlannedNet) =>
      forward(net) +
      forward(referenceOf(all)) +
      over(net, (s, w, i) => (i ? s.positions * s.channels * w.channels : 0)),
    /** Polar factors against the widest, and against a net of the same width; eigenvectors of all weight covariances. */
    polar: (net: PlannedNet) =>
      over(net, (s, w, i) => (i ? DECOMPOSITION * s.channels ** 2 * w.channels : 0)),
    ownPolar: (net: PlannedNet) => over(net, (s) => DECOMPOSITION * s.channels ** 3),
    eigen: (net: PlannedNet) => over(net, (s) => DECOMPOSITION * (s.channels * s.taps) ** 3),
  };
}
type Cost = ReturnType<typeof costOf>;

const comparisons: Record<ComparisonName, Comparison> = {
  activations: {
    units: (nets, c) => nets.reduce((sum, net) => sum + c.images * (c.forward(net) + c.moments(net)), 0),
    run: (context, nets, _, done) => activationSpectra(context, nets, done),
  },
  convergence: {
    units: (nets, c) =>
      byWidth(nets, (net) => net.width).reduce(
        (sum, own) =>
          sum + (own.length + 2) * ((c.images + c.test) * c.pairing(own[0]) + 2 * c.polar(own[0])),
        0,
      ),
    run: async (context, nets, shared, done) => {
      shared.alignments = await alignWithWidest(context, nets, done);
    },
  },
  'width-covariances': {
    after: 'convergence',
    units: (nets, c) => c.eigen(referenceOf(nets)) * byWidth(nets, (net) => net.width).length,
    run: (context, nets, { alignments }, done) => widthCovariances(context, nets, alignments!, done),
  },
  pooled: {
    units: ([first, ...rest], c) =>
      c.passes *
      (rest.length + 1) *
      (c.images * (c.forward(first) + 2 * c.moments(first)) + c.ownPolar(first)),
    run: async (context, nets, { pooled }, done) => {
      pooled.set(nets[0].planned.width, await poolNetworks(context, nets, (share) => done(0.8 * share)));
    },
  },
  'pooled-redraw': {
    units: (nets, c) =>
      c.images * nets.length * c.pairing(nets[0]) +
      c.draws * (3 * c.images + c.test) * c.forward(nets[0]) +
      (c.draws + nets.length) * c.ownPolar(nets[0]),
    run: (context, nets, _, done) => redrawPooled(context, nets, done),
  },
  ranks: {
    after: 'pooled',
    // Many networks are pooled and the first speaks for them; each of a few speaks for itself.
    units: (nets, c) =>
      (nets.length < POOLED_FROM ? nets.length : 1) * 80 * c.test * c.forward(nets[0]) * c.layers(nets[0]),
    run: async (context, nets, { pooled }, done) => {
      const all = pooled.get(nets[0].planned.width) ?? null;
      const each = nets.length < POOLED_FROM ? nets : nets.slice(0, 1);
      for (const net of each)
        await testRanks(context, net, nets.length, all, (share) => done(share / each.length));
    },
  },
  dynamics: {
    units: ([first], c) => (2 * c.images + 3 * c.test) * c.forward(first) + 4 * c.eigen(first),
    run: (context, [net], _, done) => followTraining(context, net, done),
  },
  laws: {
    after: 'pooled',
    units: (nets, c) =>
      2 * Math.min(LAWS_NETWORKS, nets.length) * (c.eigen(nets[0]) + 1e8 * c.layers(nets[0])),
    run: (context, nets, { pooled }, done) =>
      readLaws(context, nets, pooled.get(nets[0].planned.width)?.neurons ?? null, done),
  },
  matching: {
    units: (nets, c) =>
      pairsOf(nets).length *
      (2 * (c.images + c.test) * c.pairing(nets[0]) +
        5 * ((3 * c.images + 3 * c.test) * c.forward(nets[0]) + c.ownPolar(nets[0]))),
    run: async (context, nets, _, done) => {
      const pairs = pairsOf(nets);
      for (const pair of pairs) await matchPair(context, pair, (share) => done(share / pairs.length));
    },
  },
  universality: {
    units: (nets, c) =>
      c.others +
      Math.min(UNIVERSALITY_NETWORKS, nets.length) *
        (3 * 3 * c.training * c.forward(nets[0]) +
          5 * (2 * c.images * c.pairing(nets[0]) + c.ownPolar(nets[0]))),
    run: (context, nets, _, done) => compareConditions(context, nets, done),
  },
  variants: {
    units: (nets, c) =>
      Math.min(VARIANT_NETWORKS, nets.length) *
      ((ENSEMBLE + VARIANT_DRAWS * (1 + MIXTURES.length)) *
        ((2 * c.images + 2 * c.test) * c.forward(nets[0]) +
          c.images * c.moments(nets[0]) +
          c.ownPolar(nets[0])) +
        4 * c.training * c.forward(nets[0])),
    run: async (context, nets, _, done) => {
      const some = nets.slice(0, VARIANT_NETWORKS);
      for (const net of some) await drawOtherwise(context, net, (share) => done(share / some.length));
    },
  },
  additivity: {
    units: ([first], c) =>
      ADDITIVITY_DRAWS *
      (c.layers(first) + 1) *
      (2 * c.images * (c.forward(first) + c.moments(first)) + c.ownPolar(first)),
    run: (context, [net], _, done) => drawLayerByLayer(context, net, done),
  },
  symmetry: {
    units: ([first], c) =>
      2 * (c.images + c.test) * c.forward(first) + c.images * c.moments(first) + c.ownPolar(first),
    run: (context, [net], _, done) => compareMirrored(context, net, done),
  },
  kernel: {
    units: () => 2e10,
    run: (context, [net], _, done) => compareKernels(context, net, done),
  },
};

/** A comparison of a plan; those of one `chain` hand something on and are done by one process, in their order. */
export interface Step {
  name: ComparisonName;
  chain: string;
  task: Task;
  comparison: Comparison;
  needs: readonly string[];
}

/** The comparisons of a plan, in its order. */
export function stepsOf(spec: ExperimentSpec, { nets, estimators }: Plan, input: InputShape): Step[] {
  const cost = costOf(spec, nets, input);
  const several = new Set(nets.map((net) => net.width)).size > 1;
  return estimators.flatMap(({ name, needs }) => {
    if (!(name in comparisons)) return [];
    const comparison = comparisons[name as ComparisonName];
    const own = nets.filter((net) => needs.includes(net.id));
    const width = several && own.every((net) => net.width === own[0].width) ? own[0].width : null;
    const root =
      estimators.find((other) => other.name === comparison.after && other.needs[0] === needs[0])?.name ??
      name;
    return [
      {
        name: name as ComparisonName,
        chain: hashOf([root, needs]),
        task: {
          phase: 'compare',
          label: runTexts.compare(runTexts.comparisons[name as ComparisonName](own.length), width),
          units: comparison.units(own, cost),
        },
        comparison,
        needs,
      },
    ];
  });
}

/**
 * Comparisons of a plan on the trained nets (docs/paper.md, part c), one after the other; what the store knows is told from there. A chain is
 * taken from there whole or not at all.
 */
export async function compareNetworks(
  context: CompareContext,
  steps: readonly Step[],
  nets: readonly TrainedNet[],
  recall: Recall,
): Promise<void> {
  const { spec, meter, emit } = context;
  const shared: Shared = { alignments: null, pooled: new Map() };
  const known = new Map<Step, RunEvent[] | null>();
  const sourceOf = ({ name, needs }: Step) => ({
    comparison: name,
    nets: needs,
    compare: spec.compare,
    redraw: spec.redraw,
  });
  for (const step of steps) known.set(step, await recall.load(sourceOf(step)));
  for (const step of steps) {
    const { task, comparison, needs, chain } = step;
    const chained = steps.filter((other) => other.chain === chain);
    if (chained.every((other) => known.get(other))) {
      meter.skip(task.label);
      known.get(step)!.forEach(emit);
      continue;
    }
    meter.start(task.label);
    const told: RunEvent[] = [];
    await comparison.run(
      {
        ...context,
        emit: (event) => {
          told.push(event);
          emit(event);
        },
      },
      nets.filter((net) => needs.includes(net.planned.id)),
      shared,
      (share) => meter.add(share * task.units),
    );
    await recall.save(sourceOf(step), told);
    meter.finish();
  }
}
