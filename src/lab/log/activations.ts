import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { count, net, perLayer, powerLaw, spectrum } from './fields.ts';

/**
 * Fig. 2 (D1): spectra of the uncentred E[φφᵀ] that enters each layer, descending, unnormalised, on more
 * images than those of every epoch.
 */
export const activations = keepLatest(
  'activations',
  z.strictObject({
    type: z.literal('activations'),
    net,
    images: count,
    layers: perLayer(z.strictObject({ eigenvalues: spectrum, powerLaw: powerLaw.nullable() })),
  }),
);
export type Activations = z.infer<typeof activations.schema>;
