import { z } from 'zod';
import { settingTexts } from '../strings/settings.ts';

const words = settingTexts.training;

/** The training recipe (docs/paper.md e.4, f.1): cross-entropy, step schedule. */
export const trainingSettings = z.strictObject({
  epochs: z.int().min(0).max(300).default(8).meta(words.epochs),
  batchSize: z
    .int()
    .min(1)
    .max(1024)
    .default(128)
    .meta({ ...words.batchSize, scale: 'log' }),
  optimiser: z.enum(['momentum', 'sgd']).default('momentum').meta(words.optimiser),
  learningRate: z
    .number()
    .min(0.00001)
    .max(10)
    .default(0.05)
    .meta({ ...words.learningRate, scale: 'log' }),
  momentum: z
    .number()
    .min(0)
    .max(0.999)
    .default(0.9)
    .meta({ ...words.momentum, step: 0.01 }),
  weightDecay: z
    .number()
    .min(0)
    .max(0.1)
    .default(0)
    .meta({ ...words.weightDecay, step: 0.0001 }),
  decayAt: z.array(z.number().gt(0).lt(1)).max(8).default([0.5, 0.75]).meta(words.decayAt),
  decayFactor: z
    .number()
    .min(0.01)
    .max(1)
    .default(0.2)
    .meta({ ...words.decayFactor, step: 0.01 }),
  flip: z.boolean().default(false).meta(words.flip),
  shift: z
    .int()
    .min(0)
    .max(8)
    .default(0)
    .meta({ ...words.shift, unit: 'px' }),
  stopAt: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .meta({ ...words.stopAt, unit: '%', step: 0.01 }),
  patience: z.int().min(0).max(100).default(0).meta(words.patience),
});
export type TrainingSettings = z.infer<typeof trainingSettings>;
