import { z } from 'zod';
import { keepAll } from './declare.ts';
import { count, fraction, measured, net } from './fields.ts';

/**
 * Fig. 4, lower left; Fig. 6 (D9, D10): test accuracy of `net` with one layer's weights projected on the
 * first R vectors of a basis.
 */
export const truncation = keepAll(
  'truncations',
  z.strictObject({
    type: z.literal('truncation'),
    net,
    /** Index into the net's layers. */
    layer: count,
    /**
     * Eigenvectors of C̃ of `networks` networks, of the covariance of the activations that enter the layer
     * (of the mean of the aligned activations of `networks` networks, D3), of the average gradient outer
     * product there, or random.
     */
    basis: z.enum(['weights', 'kpca', 'agop', 'random']),
    networks: count,
    ranks: z.array(count).max(1000),
    accuracy: z.array(fraction).max(1000),
    /** ρ(R): share of the trace of C̃ (of all networks) within the first R vectors. */
    explained: z.array(measured).max(1000),
  }),
);
export type Truncation = z.infer<typeof truncation.schema>;
