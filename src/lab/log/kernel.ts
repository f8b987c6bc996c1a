import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { count, net, perLayer, shares } from './fields.ts';

/**
 * Theorem 1 and a.6: mean-square error of the sampled kernel, relative to the mean square of the exact one,
 * by width.
 */
export const kernel = keepLatest(
  'kernels',
  z.strictObject({
    type: z.literal('kernel'),
    net,
    layers: perLayer(
      z
        .strictObject({
          widths: z.array(count).max(64),
          /** E|k̂ − k|²/E k² over pairs of test points and draws. */
          error: shares,
          /**
           * Errors against the trained network’s own kernel; how much of it sampling at its width explains.
           */
          trained: z.number().nullable(),
          /** "closed form" (bias-free, no batch norm, ReLU or |·|) or "Monte Carlo". */
          exact: z.enum(['closed-form', 'monte-carlo']),
        })
        .nullable(),
    ),
  }),
);
export type Kernels = z.infer<typeof kernel.schema>;
