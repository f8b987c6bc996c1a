import type { ExperimentSpec } from '../experiments/spec.ts';

/** True if an experiment trains networks of more than one width. */
export const severalWidths = ({ widths }: ExperimentSpec): boolean => new Set(widths).size > 1;

/** True if an experiment draws weights again. */
export const redraws = ({ redraw }: ExperimentSpec): boolean => redraw.draws + redraw.wideDraws > 0;
