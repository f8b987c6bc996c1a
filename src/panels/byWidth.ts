import { deviation, mean } from '../spectra/statistics.ts';
import type { NetView, RunView } from '../state/runView.ts';

export { deviation, mean };

export const widthsOf = (nets: readonly NetView[]): number[] =>
  [...new Set(nets.map((net) => net.info.width))].sort((a, b) => a - b);

export { rampColour } from '../charts/ramp.ts';

/** The net shown, if it has this; else the first of its width that has. */
export const siblingWith = (
  run: RunView,
  net: NetView,
  has: (net: NetView) => unknown,
): NetView | undefined =>
  has(net) ? net : run.nets.find((other) => other.info.width === net.info.width && has(other));

/** 0.123 → "12 %"; with a real minus sign. */
export const share = (value: number): string =>
  `${(100 * value).toFixed(Math.abs(value) < 0.1 ? 1 : 0).replace('-', '−')}\u00a0%`;

export const signed = (value: number, digits = 2): string => value.toFixed(digits).replace('-', '−');
