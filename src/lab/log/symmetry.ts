import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { fraction, measured, net, perLayer } from './fields.ts';

/**
 * Theorem 3: whether the covariances commute with a left–right mirror, and whether the network is invariant
 * to it. See rainbow/symmetry.ts.
 */
export const symmetry = keepLatest(
  'symmetry',
  z.strictObject({
    type: z.literal('symmetry'),
    net,
    layers: perLayer(z.strictObject({ unexplained: measured, commutator: measured, random: measured })),
    /** Test accuracy on images as they are. */
    accuracy: fraction,
    /** Test accuracy on mirrored images. */
    mirrored: fraction,
    /** Share of images on which the network says the same of both. */
    agreement: fraction,
  }),
);
export type Symmetry = z.infer<typeof symmetry.schema>;
