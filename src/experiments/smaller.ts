import type { ExperimentSpec } from './spec.ts';

/**
 * The experiment with one thing reduced, the one that is missed least first: images, networks, the widest
 * width, epochs, the width itself. Null where nothing is left to take away without making it another
 * experiment. What it asks stays.
 */
export function smaller(spec: ExperimentSpec): ExperimentSpec | null {
  const { data, networks, widths, training, network, redraw } = spec;
  const half = (value: number, least: number) => Math.max(least, Math.round(value / 2));
  if (data.train > 2000)
    return { ...spec, data: { ...data, train: half(data.train, 2000), test: Math.min(data.test, 1000) } };
  // Five networks are the fewest that are held against noise (plan.ts).
  if (networks > 6) return { ...spec, networks: half(networks, 6) };
  if (widths.length > 2) return { ...spec, widths: [...widths].sort((a, b) => a - b).slice(0, -1) };
  if (Math.max(...redraw.scales) > 2)
    return { ...spec, redraw: { ...redraw, scales: redraw.scales.filter((scale) => scale <= 2) } };
  if (training.epochs > 4) return { ...spec, training: { ...training, epochs: half(training.epochs, 4) } };
  if (widths.length === 0 && network.width > 0.5)
    return { ...spec, network: { ...network, width: network.width / 2 } };
  return null;
}
