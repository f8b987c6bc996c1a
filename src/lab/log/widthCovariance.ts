import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { count, exponential, net, perLayer, spectrum } from './fields.ts';

/**
 * Fig. 4, right (D4, D5): covariance of the weights of all networks of one width, in the space of the
 * widest; eigenvalues × d'.
 */
export const widthCovariance = keepLatest(
  'widthCovariance',
  z.strictObject({
    type: z.literal('width-covariance'),
    net,
    reference: net,
    networks: count,
    layers: perLayer(
      z
        .strictObject({
          eigenvalues: spectrum,
          exponential: exponential.nullable(),
          /** ‖d'C̃ − d'_ref C̃_ref‖ / ‖d'_ref C̃_ref‖ in operator norm; null at the reference's own width. */
          distance: z.number().nullable(),
        })
        .nullable(),
    ),
  }),
);
export type WidthCovariance = z.infer<typeof widthCovariance.schema>;
