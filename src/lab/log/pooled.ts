import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { count, exponential, marchenkoPastur, net, perLayer, shares, spectrum } from './fields.ts';

/**
 * Fig. 4, upper left (D3, D4): covariance of the weights of `nets`, all of one width, aligned to each other;
 * eigenvalues × d' (untrained: 1/3).
 */
export const pooled = keepLatest(
  'pooled',
  z.strictObject({
    type: z.literal('pooled'),
    net,
    nets: z.array(net).min(1).max(64),
    images: count,
    layers: perLayer(
      z.strictObject({
        /** Of the first `networks` of `nets`, descending, min(networks·n, d') of them. */
        spectra: z.array(z.strictObject({ networks: count, eigenvalues: spectrum })).max(16),
        /** All of `nets` without alignment. */
        unaligned: spectrum,
        /**
         * Untrained weights of all of `nets`, turned by the alignments of the trained ones: the paper's
         * "Marchenko–Pastur".
         */
        initial: spectrum,
        /** D6 on one network. */
        exponential: exponential.nullable(),
        /** The law fitted to the spectrum of all of `nets`, ratio d'/(N·n). */
        marchenkoPastur,
        /**
         * Share of the variance of φ not in the mean activation before the second and before the third pass
         * of D3; empty for the first layer.
         */
        unexplained: shares,
      }),
    ),
  }),
);
export type Pooled = z.infer<typeof pooled.schema>;
