import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { count, net, onBoth, perLayer, shares } from './fields.ts';

const along = z.strictObject({ loss: shares, accuracy: shares });

/**
 * Rotation or permutation (docs/paper.md G.8): what is left between the activations of `net` and `reference`,
 * relative, that enter each layer (as `Convergence`); accuracy and loss on test images along three paths from
 * `net` (0) to `reference` (1). See compare/matching.ts.
 */
export const matching = keepLatest(
  'matching',
  z.strictObject({
    type: z.literal('matching'),
    net,
    reference: net,
    images: z.strictObject({ train: count, test: count }),
    layers: perLayer(z.strictObject({ rotation: onBoth, permutation: onBoth }).nullable()),
    path: z.strictObject({ at: shares, rotation: along, permutation: along, none: along }),
  }),
);
export type Matching = z.infer<typeof matching.schema>;
