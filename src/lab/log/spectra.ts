import { z } from 'zod';
import { keepAll, keepLatest } from './declare.ts';
import {
  count,
  epoch,
  exponential,
  marchenkoPastur,
  measured,
  net,
  perLayer,
  powerLaw,
  spectrum,
} from './fields.ts';

const layerSpectra = z.strictObject({
  activation: z.strictObject({
    /** Of the uncentred E[φφᵀ], descending, unnormalised; length `inputs`. */
    eigenvalues: spectrum,
    /** D6; null when fewer than 10 ranks can be fitted. */
    powerLaw: powerLaw.nullable(),
    images: count,
  }),
  weight: z.strictObject({
    /** Of WᵀW/n, descending, min(n, d) of them. */
    eigenvalues: spectrum,
    marchenkoPastur,
    exponential: exponential.nullable(),
    /** Mean square of the entries, uncentred. */
    entryVariance: measured,
  }),
});
export type LayerSpectra = z.infer<typeof layerSpectra>;

/** By epoch, of the first net of a width; of the others of the last epoch only. */
export const spectra = keepAll(
  'spectra',
  z.strictObject({ type: z.literal('spectra'), net, epoch, layers: perLayer(layerSpectra) }),
);
export type Spectra = z.infer<typeof spectra.schema>;

/**
 * 99 % simultaneous band of the weight spectra of `matrices` simulated initialisations of the same shape;
 * kept for all nets of the width.
 */
export const nullBand = keepLatest(
  'nullBand',
  z.strictObject({
    type: z.literal('null-band'),
    net,
    layers: perLayer(z.strictObject({ lower: spectrum, median: spectrum, upper: spectrum })),
    matrices: count,
  }),
);
export type NullBand = z.infer<typeof nullBand.schema>;
