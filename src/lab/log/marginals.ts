import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { count, net, perLayer, spectrum } from './fields.ts';

/**
 * Fig. 7 (D8): neurons of all aligned networks along the eigenvectors of C̃, divided by √λ, against N(0, 1).
 */
export const marginals = keepLatest(
  'marginals',
  z.strictObject({
    type: z.literal('marginals'),
    net,
    networks: count,
    layers: perLayer(
      z.strictObject({
        neurons: count,
        /** Kolmogorov–Smirnov D by rank, from rank 1. */
        ks: spectrum,
        /** By rank, from rank 1. */
        skewness: spectrum,
        /** Excess kurtosis by rank, from rank 1. */
        kurtosis: spectrum,
        /** At some ranks (1-based): quantiles of the sample at (i + ½)/length, ascending. */
        samples: z.array(z.strictObject({ rank: count, quantiles: spectrum })).max(16),
      }),
    ),
  }),
);
export type Marginals = z.infer<typeof marginals.schema>;
