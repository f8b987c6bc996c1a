import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { count, measured, net, perLayer, shares, spectrum } from './fields.ts';

/**
 * Shares of the non-zero eigenvalues outside the Marchenko–Pastur support, one per network (or simulated
 * set).
 */
const outsideShares = z.strictObject({
  raw: shares,
  inSample: shares,
  leaveOneOut: shares,
  nullInSample: shares,
  nullLeaveOneOut: shares,
});
export type OutsideShares = z.infer<typeof outsideShares>;

/**
 * Fig. 8 (D7, f.5.5): spectrum of one net's weights, raw and whitened by C̃ with and without itself; each
 * scaled to sum to d'.
 */
export const whitening = keepLatest(
  'whitening',
  z.strictObject({
    type: z.literal('whitening'),
    net,
    networks: count,
    layers: perLayer(
      z
        .strictObject({
          /** q = d'/n. */
          ratio: measured,
          raw: spectrum,
          inSample: spectrum,
          leaveOneOut: spectrum,
          nullLeaveOneOut: spectrum,
          outside: outsideShares,
        })
        .nullable(),
    ),
  }),
);
export type Whitening = z.infer<typeof whitening.schema>;
