import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { count, measured, net, perLayer } from './fields.ts';

/** Of the covariance of the rows that enter a layer, their mean taken out. */
const centred = z.strictObject({
  /** Σλ: the variance. */
  trace: measured,
  /** Σλ². */
  squares: measured,
  /** λ₁. */
  largest: measured,
  /** ‖E φ‖², which the uncentred E[φφᵀ] of `Spectra` holds besides. */
  meanSquare: measured,
});
export type CentredSpread = z.infer<typeof centred>;

/** How many directions the activations that enter each layer vary in, before training and after. */
export const dimension = keepLatest(
  'dimension',
  z.strictObject({
    type: z.literal('dimension'),
    net,
    /** Training images it is measured on. */
    images: count,
    layers: perLayer(
      z.strictObject({
        /** Null for an opened model, which comes without the weights that it started from. */
        untrained: centred.nullable(),
        trained: centred,
      }),
    ),
  }),
);
export type Dimension = z.infer<typeof dimension.schema>;
