import { planExperiment } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { buildStages, type InputShape } from '../networks/architectures.ts';
import { parameterCount } from '../networks/network.ts';
import type { ImportedNetwork } from '../networks/imported/importedNetwork.ts';
import { estimateRun } from './estimate.ts';
import type { Phase } from './events.ts';
import { partsOf, type Part } from './parts.ts';
import { shapeBefore } from './tasks.ts';

/**
 * What an experiment will take, before anything is run. Work is counted in multiply–accumulates, as the meter
 * counts it: two floating-point operations each.
 */
export interface PlanOnPaper {
  networks: number;
  /** What is left out or done otherwise, and why, in sentences. */
  notes: string[];
  parts: Part[];
  macs: number;
  /** Multiply–accumulates by what they are for. */
  macsOf: Partial<Record<Phase, number>>;
  /** Weights, velocities and statistics of all nets in a store; peak memory of one process. */
  bytes: { stored: number; memory: number };
}

export const macsOfPart = (part: Part): number => part.tasks.reduce((sum, task) => sum + task.units, 0);

/** Throws what planning throws, for a spec that cannot be run. */
export function planOnPaper(asked: ExperimentSpec, model: ImportedNetwork | null = null): PlanOnPaper {
  const plan = planExperiment(asked, model);
  const input = shapeBefore(asked.data, model);
  const parts = partsOf(plan, input, true);
  const macsOf: PlanOnPaper['macsOf'] = {};
  for (const { phase, units } of parts.flatMap((part) => part.tasks))
    macsOf[phase] = (macsOf[phase] ?? 0) + units;
  const stored = plan.nets.reduce((sum, net) => sum + storedBytes(net.spec, input), 0);
  return {
    networks: plan.nets.length,
    notes: plan.notes,
    parts,
    macs: parts.reduce((sum, part) => sum + macsOfPart(part), 0),
    macsOf,
    bytes: { stored, memory: estimateRun(asked, model).bytes },
  };
}

/** f32: each weight with its velocity, and a mean and a variance of each normalised channel. */
const storedBytes = ({ network }: ExperimentSpec, input: InputShape): number => {
  const stages = buildStages(network, input);
  return (
    8 *
    (parameterCount(stages) + stages.reduce((sum, stage) => sum + (stage.batchNorm ? stage.channels : 0), 0))
  );
};
