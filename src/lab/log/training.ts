import { z } from 'zod';
import type { StageTrace } from '../../training/trace.ts';
import { keepAll, keepLatest } from './declare.ts';
import { count, epoch, fraction, measured, net, perLayer, schemaOf, spectrum } from './fields.ts';

/** One step of training, or the mean of a few. */
export const step = keepAll(
  'steps',
  z.strictObject({
    type: z.literal('step'),
    net,
    step: count,
    /** Fractional: step / steps per epoch. */
    epoch,
    loss: measured,
    /** Fraction right in this batch. */
    accuracy: fraction,
  }),
);
export type StepMetrics = z.infer<typeof step.schema>;

const trace = schemaOf<StageTrace>()(
  z.strictObject({ output: spectrum, gradient: measured, weights: measured, update: measured }),
);

/**
 * One step in full, where it was asked for: its own batch forward, the loss, its gradient, the update
 * (training/trace.ts).
 */
export const stepTrace = keepLatest(
  'trace',
  z.strictObject({
    type: z.literal('step-trace'),
    net,
    step: count,
    epoch,
    /** Of the batch. */
    images: count,
    learningRate: z.number(),
    /** Of this batch alone. */
    loss: measured,
    accuracy: fraction,
    layers: perLayer(trace),
    classifier: trace,
  }),
);
export type StepTrace = z.infer<typeof stepTrace.schema>;

/** The end of an epoch; epoch 0 is before training. */
export const epochMetrics = keepAll(
  'epochs',
  z.strictObject({
    type: z.literal('epoch'),
    net,
    epoch,
    /** Running means over the epoch; null at epoch 0. */
    trainLoss: z.number().nullable(),
    trainAccuracy: fraction.nullable(),
    testLoss: measured,
    testAccuracy: fraction,
    learningRate: z.number(),
  }),
);
export type EpochMetrics = z.infer<typeof epochMetrics.schema>;

/** Counts in bars of one width from `low` to `high`, and what has no place on that axis. */
const histogram = z.strictObject({
  low: measured,
  high: measured,
  counts: z.array(count).max(1000),
  nan: count,
  infinite: count,
  mean: measured,
  sd: measured,
});
export type Histogram = z.infer<typeof histogram>;

/** By epoch: the weights of every layer, and what enters it on a few training images. */
export const histograms = keepAll(
  'histograms',
  z.strictObject({
    type: z.literal('histograms'),
    net,
    epoch,
    layers: perLayer(z.strictObject({ weights: histogram, activations: histogram })),
  }),
);
export type Histograms = z.infer<typeof histograms.schema>;
