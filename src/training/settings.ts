import { z } from 'zod';

/** The training recipe (PAPER.md e.4, f.1): cross-entropy, step schedule. */
export const trainingSettings = z.strictObject({
  epochs: z.int().min(0).max(300).default(8).meta({ label: 'Epochs', help: 'Passes over the training images. 0 leaves the network as it was initialised.' }),
  batchSize: z.int().min(1).max(1024).default(128).meta({ label: 'Batch', help: 'Images per step.', scale: 'log' }),
  optimiser: z.enum(['momentum', 'sgd']).default('momentum').meta({ label: 'Optimiser', help: 'Gradient descent with or without momentum.', options: { momentum: 'SGD with momentum', sgd: 'Plain SGD' } }),
  learningRate: z.number().min(0.00001).max(10).default(0.05).meta({ label: 'Learning rate', help: 'Step size at the start.', scale: 'log' }),
  momentum: z.number().min(0).max(0.999).default(0.9).meta({ label: 'Momentum', help: 'Share of the last step kept in the next.', step: 0.01 }),
  weightDecay: z.number().min(0).max(0.1).default(0).meta({ label: 'Weight decay', help: 'Pulls weights to zero. The paper uses 0 where it looks at the size of weights.', step: 0.0001 }),
  decayAt: z.array(z.number().gt(0).lt(1)).max(8).default([0.5, 0.75]).meta({ label: 'Rate drops at', help: 'Fractions of training after which the learning rate is multiplied by the factor below.' }),
  decayFactor: z.number().min(0.01).max(1).default(0.2).meta({ label: 'Rate drop', help: 'What the learning rate is multiplied by at each drop.', step: 0.01 }),
  flip: z.boolean().default(false).meta({ label: 'Mirror images', help: 'Show each training image mirrored half of the time.' }),
  shift: z.int().min(0).max(8).default(0).meta({ label: 'Shift images', help: 'Move each training image by up to this many pixels.', unit: 'px' }),
  stopAt: z.number().min(0).max(1).default(0).meta({ label: 'Stop at accuracy', help: 'End training after the epoch in which the test accuracy reaches this. 0: only after the last epoch. The test images then choose when to stop, so the accuracy they give is a little too good.', unit: '%', step: 0.01, zero: 'off' }),
  patience: z.int().min(0).max(100).default(0).meta({ label: 'Patience', help: 'End training when the test accuracy has not become better for this many epochs. 0: never before the last epoch.', unit: 'epochs', zero: 'off' }),
});
export type TrainingSettings = z.infer<typeof trainingSettings>;
