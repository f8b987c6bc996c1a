import type { PlannedNet } from '../../experiments/plan.ts';
import type { ExperimentSpec } from '../../experiments/spec.ts';
import { buildStages, type InputShape } from '../../networks/architectures.ts';
import type { Stage } from '../../networks/stage.ts';
import { macsPerImage } from '../redraw.ts';
import { IMAGE_UNITS } from '../work.ts';

/**
 * What a decomposition of an n × n matrix costs beside a multiply–accumulate of a network: about 20 n³, at a
 * tenth of the speed.
 */
export const DECOMPOSITION = 100;

/** The net all others are held against: the first of the widest. */
export const referenceOf = <T extends { width: number; member: number }>(nets: readonly T[]): T =>
  nets.reduce((best, net) => (net.width > best.width ? net : best));

/** Work in multiply–accumulates, by net, of what comparisons are made of; `all`: the nets of the run. */
export function costOf(spec: ExperimentSpec, all: readonly PlannedNet[], input: InputShape) {
  const stages = (net: PlannedNet) => buildStages(net.spec.network, input).slice(0, -1);
  const wide = stages(referenceOf(all));
  const over = (net: PlannedNet, f: (stage: Stage, other: Stage, i: number) => number) =>
    stages(net).reduce((sum, stage, i) => sum + f(stage, wide[i], i), 0);
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
    /** Second moments of the activations with themselves. */
    moments: (net: PlannedNet) => over(net, (s) => s.positions * s.channels ** 2),
    /** Second moments with the activations of the widest, whose pass is counted too. */
    pairing: (net: PlannedNet) =>
      forward(net) +
      forward(referenceOf(all)) +
      over(net, (s, w, i) => (i ? s.positions * s.channels * w.channels : 0)),
    /** Polar factors against the widest. */
    polar: (net: PlannedNet) =>
      over(net, (s, w, i) => (i ? DECOMPOSITION * s.channels ** 2 * w.channels : 0)),
    /** Polar factors against a net of the same width. */
    ownPolar: (net: PlannedNet) => over(net, (s) => DECOMPOSITION * s.channels ** 3),
    /** Eigenvectors of all weight covariances. */
    eigen: (net: PlannedNet) => over(net, (s) => DECOMPOSITION * (s.channels * s.taps) ** 3),
  };
}
export type Cost = ReturnType<typeof costOf>;
