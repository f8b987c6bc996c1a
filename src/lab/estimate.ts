import { planExperiment } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { buildStages } from '../networks/architectures.ts';
import { possible } from '../networks/form.ts';
import type { ImportedNetwork } from '../networks/imported/importedNetwork.ts';
import { parameterCount } from '../networks/network.ts';
import { inMemory } from './redraw.ts';
import { partsOf } from './parts.ts';
import { shapeBefore, tasksOf, type OpenedShape } from './tasks.ts';
import { groupsOf } from './trainNets.ts';

/** What a run will take. */
export interface RunEstimate {
  networks: number;
  /** Multiply–accumulates, as the meter counts them. */
  units: number;
  /**
   * Peak memory, roughly: images, the activations of the largest batch or of the drawn networks, and what is
   * kept of every net.
   */
  bytes: number;
}

/**
 * Copies of a batch's activations that a training step holds: inputs, coefficients, normalised, gradients of
 * each.
 */
const COPIES = 6;

/** Throws what planning throws, for a spec that cannot be run. */
export function estimateRun(
  asked: ExperimentSpec,
  held: ImportedNetwork | null = null,
  opened: OpenedShape | null = null,
): RunEstimate {
  const model = possible(asked.network, null).given ? held : null;
  const plan = planExperiment(asked, model);
  const { spec, nets } = plan;
  const input = shapeBefore(asked.data, model, opened);
  const images = spec.data.train + spec.data.test;
  const fields = (stages: ReturnType<typeof buildStages>) =>
    stages.reduce((sum, s) => sum + s.positions * (s.channels + s.neurons), 0);
  const working = groupsOf(nets, (net) => net.width).map((group) => {
    const stages = buildStages(group[0].spec.network, input);
    const largest = Math.max(...stages.map((s) => s.positions * s.channels));
    const training =
      COPIES * Math.min(spec.training.batchSize, spec.data.train) * group.length * fields(stages);
    const draws =
      spec.redraw.draws > 0
        ? 2.5 *
          spec.redraw.alignmentImages *
          inMemory(Array.from({ length: spec.redraw.draws }), stages, spec.redraw.alignmentImages)[0].length *
          largest
        : 0;
    return 4 * Math.max(training, draws);
  });
  const kept = nets.reduce((sum, net) => sum + 8 * parameterCount(buildStages(net.spec.network, input)), 0);
  return {
    networks: nets.length,
    units: tasksOf(plan, partsOf(plan, input)).reduce((sum, task) => sum + task.units, 0),
    bytes: images * input.size ** 2 * input.channels + Math.max(...working) + kept,
  };
}
