import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { count, measured, net, perLayer } from './fields.ts';

/**
 * Theorem 2: what drawing layers anew leaves unexplained of the activations that enter each layer, 1 −
 * normalised similarity (a.3) on training images, mean over draws.
 */
export const additivity = keepLatest(
  'additivity',
  z.strictObject({
    type: z.literal('additivity'),
    net,
    draws: count,
    images: count,
    layers: perLayer(
      z
        .strictObject({
          /** With all layers drawn. */
          all: measured,
          /** With one layer drawn (its index into the net's layers) while the others are the trained ones. */
          alone: z.array(z.strictObject({ drawn: count, unexplained: measured })).max(32),
        })
        .nullable(),
    ),
  }),
);
export type Additivity = z.infer<typeof additivity.schema>;
