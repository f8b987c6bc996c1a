/*
 * The events of a run's log: every value that these files export is one, declared once. The type of events,
 * the check of run files and what is kept of a net's events are made of this list (runEvent.ts, kept.ts).
 */
export * from './activations.ts';
export * from './additivity.ts';
export * from './convergence.ts';
export * from './data.ts';
export * from './dimension.ts';
export * from './drawing.ts';
export * from './dynamics.ts';
export * from './end.ts';
export * from './kernel.ts';
export * from './laws.ts';
export * from './marginals.ts';
export * from './matching.ts';
export * from './pooled.ts';
export * from './progress.ts';
export * from './spectra.ts';
export * from './started.ts';
export * from './sweep.ts';
export * from './symmetry.ts';
export * from './training.ts';
export * from './truncation.ts';
export * from './universality.ts';
export * from './variants.ts';
export * from './whitening.ts';
export * from './widthCovariance.ts';
