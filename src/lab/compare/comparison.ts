import type { PlannedNet } from '../../experiments/plan.ts';
import type { ExperimentSpec } from '../../experiments/spec.ts';
import type { TrainedNet } from '../trainNets.ts';
import type { CompareContext } from './context.ts';
import type { Cost } from './cost.ts';

/** Alignments of each net to the widest, by its address: one per layer, null for the first. */
export type Alignments = Map<string, (Float64Array | null)[]>;

/** What networks of one width have together, by layer, in the first one's own space. */
export interface PooledNetworks {
  /** Neurons of all networks (N·n × d). */
  neurons: Float64Array[];
  /** Covariance of their mean activation (d × d); null where ranks are not asked for. */
  activations: Float64Array[] | null;
}

/** What comparisons leave to later ones. */
export interface Shared {
  /** To the widest net. */
  alignments: Alignments | null;
  /** By width. */
  pooled: Map<number, PooledNetworks>;
}

/** Something that trained nets are asked together: when, at which cost, and how. */
export interface Comparison {
  /** Part of the address of what a store keeps of it, and never changed. */
  name: string;
  /** For the line of progress; `networks`: how many are compared. */
  title(networks: number): string;
  /** Whether it is asked once of all nets of the run, or of the nets of each width. */
  about: 'run' | 'width';
  /** The comparison of the same nets that leaves it something, where that one is asked for. */
  after?: Comparison;
  /** Of these nets those that are compared; none where the experiment does not ask for it. */
  asked(spec: ExperimentSpec, nets: readonly PlannedNet[]): readonly PlannedNet[];
  /** Work of the comparison, in multiply–accumulates. */
  units(nets: readonly PlannedNet[], cost: Cost): number;
  /** Does it and emits what it found; `done` is told which share of the work was done. */
  run(
    context: CompareContext,
    nets: TrainedNet[],
    shared: Shared,
    done: (share: number) => void,
  ): Promise<void>;
}
