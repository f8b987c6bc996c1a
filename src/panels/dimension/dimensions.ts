import type { CentredSpread } from '../../lab/events.ts';
import { noiseDimension, participationRatio, stableRank } from '../../spectra/dimension.ts';
import { mean } from '../../spectra/statistics.ts';
import type { NetView } from '../../state/runView.ts';

/**
 * What has a dimension: the weights (LᵀL/n), the activations that enter a layer (E[φφᵀ]), and those around
 * their mean (their covariance).
 */
export const SUBJECTS = ['weights', 'activations', 'centred'] as const;
export type Subject = (typeof SUBJECTS)[number];
export const MEASURES = ['participation', 'stable'] as const;
export type Measure = (typeof MEASURES)[number];

/** The dimension of every layer, at one epoch or width. */
export interface Dimensions {
  at: number;
  layers: number[];
}

const ofSpectrum = { participation: participationRatio, stable: stableRank };

const ofSpread = ({ trace, squares, largest }: CentredSpread, measure: Measure): number =>
  measure === 'participation' ? trace ** 2 / squares : trace / largest;

/** By epoch, in order; only the first and the last of what is measured around the mean. */
export function overEpochs(net: NetView, subject: Subject, measure: Measure): Dimensions[] {
  if (subject === 'centred') return aroundMean(net, measure);
  return net.spectra.map(({ epoch, layers }) => ({
    at: epoch,
    layers: layers.map((layer) => {
      const { eigenvalues } = subject === 'weights' ? layer.weight : layer.activation;
      return ofSpectrum[measure](eigenvalues);
    }),
  }));
}

function aroundMean(net: NetView, measure: Measure): Dimensions[] {
  const measured = net.dimension?.layers ?? [];
  const last = net.epochs.at(-1)?.epoch ?? 0;
  const before = measured.flatMap(({ untrained }) => (untrained ? [ofSpread(untrained, measure)] : []));
  const after = measured.map(({ trained }) => ofSpread(trained, measure));
  return [
    ...(before.length && last > 0 ? [{ at: 0, layers: before }] : []),
    ...(after.length ? [{ at: last, layers: after }] : []),
  ];
}

/** The entry of an epoch: the last one at or before it. */
export const atEpoch = (found: readonly Dimensions[], epoch: number | 'last'): Dimensions | undefined =>
  epoch === 'last' ? found.at(-1) : (found.findLast(({ at }) => at <= epoch) ?? found[0]);

/** By width, ascending: means over the networks of the width that are known at this epoch. */
export function overWidths(
  nets: readonly NetView[],
  subject: Subject,
  measure: Measure,
  epoch: number | 'last',
): (Dimensions & { networks: number })[] {
  const widths = [...new Set(nets.map((net) => net.info.width))].sort((a, b) => a - b);
  return widths.flatMap((width) => {
    const own = nets.filter((net) => net.info.width === width);
    const first = atEpoch(overEpochs(own[0], subject, measure), epoch);
    if (!first) return [];
    const known = own.flatMap((net) => {
      const found = overEpochs(net, subject, measure).find(({ at }) => at === first.at);
      return found ? [found.layers] : [];
    });
    const layers = first.layers.map((_, i) => mean(known.map((each) => each[i])));
    return [{ at: width, layers, networks: known.length }];
  });
}

/** Of weights without structure, in the shape of a layer. */
export const ofNoise = ({ info }: NetView, layer: number, measure: Measure): number => {
  const { neurons, inputs } = info.layers[layer];
  return noiseDimension(neurons, inputs)[measure];
};

/** Directions there are at most: of the weights as many as neurons, or inputs where these are fewer. */
export const mostOf = ({ info }: NetView, layer: number, subject: Subject): number => {
  const { neurons, inputs } = info.layers[layer];
  return subject === 'weights' ? Math.min(neurons, inputs) : inputs;
};
