import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { count, epoch, fraction, measured, net, perLayer, rows, shares } from './fields.ts';

/** Fig. 10 (D14): how the neurons of one net moved along the eigenvectors e_r of their final covariance. */
export const dynamics = keepLatest(
  'dynamics',
  z.strictObject({
    type: z.literal('dynamics'),
    net,
    /** Epochs of the snapshots, 0 first. */
    epochs: z.array(epoch).max(64),
    layers: perLayer(
      z.strictObject({
        /** [snapshot][rank − 1]: ‖u_r(t)‖/‖u_r(0)‖. */
        amplification: rows(8192),
        /** [snapshot][rank − 1]: cos∠(u_r(t), u_r(0)). */
        cosine: rows(8192),
        /**
         * Paths of some neurons: [neuron][snapshot] = [along ranks[0], along ranks[1]], divided by the
         * largest coordinate.
         */
        planes: z
          .array(
            z.strictObject({
              ranks: z.tuple([count, count]),
              paths: z.array(z.array(z.tuple([measured, measured])).max(64)).max(1024),
            }),
          )
          .max(8),
        /** By snapshot: eigenvalues of C(t) × d' (untrained: 1/3). */
        spectra: rows(8192),
        /** By snapshot: eigenvalues above the edge of the untrained law. */
        above: z.array(count).max(64),
        /** By snapshot: similarity to the last C. */
        similarity: shares,
        /** ‖W − W_lin‖²/‖W‖² of D14. */
        residual: measured,
      }),
    ),
    /**
     * Test accuracy as trained, and with all drawn layers replaced by W_lin, as they are and turned layer by
     * layer as in D11.
     */
    rebuilt: z.strictObject({ trained: fraction, alone: fraction, aligned: fraction }),
  }),
);
export type Dynamics = z.infer<typeof dynamics.schema>;
