import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { count, fraction, net } from './fields.ts';

/**
 * Other ways to draw one net, and what draws are good for (docs/paper.md G.1, G.4, G.6, G.8); accuracies on
 * the test images.
 */
export const variants = keepLatest(
  'variants',
  z.strictObject({
    type: z.literal('variants'),
    net,
    /** Training images aligned on. */
    images: count,
    /**
     * By draw: from the covariances as they are, debiased, or from a mixture of Gaussians with one to
     * `groups` groups of neurons a layer.
     */
    variants: z
      .array(
        z.strictObject({
          way: z.enum(['plain', 'shrunk', 'mixture']),
          groups: count.nullable(),
          accuracy: z.array(fraction).max(64),
        }),
      )
      .max(32),
    /** Averaged answers of the first, the first two, … plain draws. */
    ensemble: z.array(fraction).max(64),
    /**
     * A last projector and classifier trained for some epochs on features drawn from the learned covariances,
     * from those of their own inputs (no labels), and random ones.
     */
    retrained: z.strictObject({ epochs: count, rainbow: fraction, unsupervised: fraction, random: fraction }),
    /** Of a plain draw, before and after each epoch of the training the net itself had. */
    warmStart: z.array(fraction).max(301),
  }),
);
export type Variants = z.infer<typeof variants.schema>;
