import { z } from 'zod';
import type { PowerTail } from '../../spectra/powerTail.ts';
import type { TailPreference } from '../../spectra/tailTests.ts';
import { keepLatest } from './declare.ts';
import {
  count,
  exponential,
  marchenkoPastur,
  measured,
  net,
  perLayer,
  schemaOf,
  spectrum,
} from './fields.ts';

const powerTail = schemaOf<PowerTail>()(
  z.strictObject({ alpha: measured, xmin: measured, ks: measured, count }),
);
const preference = schemaOf<TailPreference>()(z.strictObject({ z: measured, p: measured }));

/** One spectrum read three ways (docs/paper.md G.2). */
const reading = z.strictObject({
  /** Clauset's tail; `p` under 0.1 rules it out. */
  powerLaw: powerTail.extend({ p: measured }).nullable(),
  /** Of that tail: z > 0 for the power law, < 0 for the exponential in rank. */
  preference: preference.nullable(),
  exponential: exponential.nullable(),
  spiked: marchenkoPastur,
  /** Share of the trace held by the eigenvalues above the edge of the bulk. */
  spikeShare: measured,
});
export type SpectrumReading = z.infer<typeof reading>;

/** Whether the bulk of a layer is noise (docs/paper.md G.3). */
const bulk = z.strictObject({
  /** Of its unfolded singular values. */
  spacings: spectrum,
  /** Kolmogorov–Smirnov distance of the spacings from Wigner's surmise. */
  wigner: measured,
  /** Kolmogorov–Smirnov distance of the spacings from those of independent levels. */
  poisson: measured,
  /** By rank, D of the entries of the right singular vectors (× √d) from N(0, 1). */
  vectors: spectrum,
});
export type BulkNoise = z.infer<typeof bulk>;

/**
 * Three readings of the weight spectra of one net, raw and whitened by the others' covariance (`networks` −
 * 1 of them), and whether their bulk is noise.
 */
export const laws = keepLatest(
  'laws',
  z.strictObject({
    type: z.literal('laws'),
    net,
    networks: count,
    layers: perLayer(
      z.strictObject({
        raw: reading,
        whitened: reading.extend({ eigenvalues: spectrum }).nullable(),
        bulk,
        untrained: bulk,
      }),
    ),
  }),
);
export type Laws = z.infer<typeof laws.schema>;
