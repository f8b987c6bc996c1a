import { z } from 'zod';
import { keepAll } from './declare.ts';
import { count, net, onBoth, perLayer } from './fields.ts';

/**
 * Fig. 3 (D2, D13): E‖φA − φ_ref‖²/E‖φ_ref‖² of the activations that enter each layer, both scaled by
 * 1/√channels, with A fitted on training images. A trained net of the reference's own width is the
 * second-seed baseline.
 */
export const convergence = keepAll(
  'convergence',
  z.strictObject({
    type: z.literal('convergence'),
    net,
    /** The first of the widest nets. */
    reference: net,
    /**
     * Trained networks; the same two networks before training; the trained ones with the images of one
     * shuffled.
     */
    kind: z.enum(['trained', 'untrained', 'shuffled']),
    layers: perLayer(
      onBoth
        .extend({
          /**
           * Fig. 3, right: 2(1 − cos) of activations standardised channel by channel, aligned for
           * themselves; absent in recordings made before it was measured.
           */
          standardised: onBoth.optional(),
        })
        .nullable(),
    ),
    images: z.strictObject({ train: count, test: count }),
  }),
);
export type Convergence = z.infer<typeof convergence.schema>;
