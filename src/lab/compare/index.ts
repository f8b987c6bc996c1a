import { hashOf, type Plan, type PlannedNet } from '../../experiments/plan.ts';
import type { ExperimentSpec } from '../../experiments/spec.ts';
import type { InputShape } from '../../networks/architectures.ts';
import { runTexts } from '../../strings/run.ts';
import type { RunEvent } from '../events.ts';
import type { Task } from '../meter.ts';
import type { Recall } from '../recall.ts';
import type { TrainedNet } from '../trainNets.ts';
import { activations } from './activations.ts';
import { additivity } from './additivity.ts';
import type { Comparison, Shared } from './comparison.ts';
import { byWidth, type CompareContext } from './context.ts';
import { convergence } from './convergence.ts';
import { costOf } from './cost.ts';
import { dimension } from './dimension.ts';
import { dynamics } from './dynamics.ts';
import { kernel } from './kernel.ts';
import { laws } from './laws.ts';
import { matching } from './matching.ts';
import { pooled } from './pooled.ts';
import { pooledRedraw } from './pooledRedraw.ts';
import { ranks } from './ranks.ts';
import { symmetry } from './symmetry.ts';
import { universality } from './universality.ts';
import { variants } from './variants.ts';
import { widthCovariances } from './widthCovariances.ts';

export type { CompareContext };

/** All there are, in the order in which they are done: those of the run, then width by width. */
const comparisons: readonly Comparison[] = [
  activations,
  convergence,
  widthCovariances,
  dimension,
  pooled,
  pooledRedraw,
  ranks,
  matching,
  universality,
  variants,
  laws,
  dynamics,
  additivity,
  symmetry,
  kernel,
];

/**
 * A comparison of a plan; those of one `chain` hand something on and are done by one process, in their order.
 */
export interface Step {
  chain: string;
  task: Task;
  comparison: Comparison;
  /** Ids of the nets that are compared. */
  needs: readonly string[];
}

/** The comparisons of a plan, in the order in which they are done. */
export function stepsOf(spec: ExperimentSpec, { nets }: Plan, input: InputShape): Step[] {
  const cost = costOf(spec, nets, input);
  const widths = byWidth(nets, (net) => net.width);
  const about = (scope: Comparison['about'], own: readonly PlannedNet[]) =>
    comparisons
      .filter((comparison) => comparison.about === scope)
      .map((comparison) => ({ comparison, own: comparison.asked(spec, own) }))
      .filter((asked) => asked.own.length > 0);
  const all = [...about('run', nets), ...widths.flatMap((own) => about('width', own))];
  return all.map(({ comparison, own }) => {
    const needs = own.map((net) => net.id);
    const oneWidth = own.every((net) => net.width === own[0].width);
    const before = all.find((other) => other.comparison === comparison.after && other.own[0] === own[0]);
    const root = before?.comparison ?? comparison;
    return {
      chain: hashOf([root.name, needs]),
      task: {
        phase: 'compare',
        label: runTexts.compare(
          comparison.title(own.length),
          widths.length > 1 && oneWidth ? own[0].width : null,
        ),
        units: comparison.units(own, cost),
      },
      comparison,
      needs,
    };
  });
}

/**
 * Comparisons of a plan on the trained nets (docs/paper.md, part c), one after the other; what the store
 * knows is told from there. A chain is taken from there whole or not at all.
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
  const sourceOf = ({ comparison, needs }: Step) => ({
    comparison: comparison.name,
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
