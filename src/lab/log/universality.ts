import { z } from 'zod';
import { keepLatest } from './declare.ts';
import { count, fraction, measured, net, perLayer, rows, shares, text } from './fields.ts';

/**
 * Trained as the experiment says (`seed`: others of its own networks), on other images, on labels at random,
 * or of another architecture.
 */
const condition = z.enum(['own', 'images', 'labels', 'architecture']);
export type Condition = z.infer<typeof condition>;

/**
 * Universality (docs/paper.md G.1): networks of several conditions, and how alike pairs of them are, layer by
 * layer. See compare/universality.ts and rainbow/likeness.ts.
 */
export const universality = keepLatest(
  'universality',
  z.strictObject({
    type: z.literal('universality'),
    net,
    /** Training images aligned on. */
    images: count,
    /** Name of the other data set; its size. */
    other: text,
    networks: z
      .array(
        z.strictObject({
          condition,
          label: text,
          /** Accuracy on the test images of its own data set; null for the run's own networks. */
          test: fraction.nullable(),
          /** Accuracy on its training images in the last epoch; null for the run's own networks. */
          train: fraction.nullable(),
          layers: perLayer(
            z.strictObject({
              name: text,
              inputs: count,
              effectiveRank: z.number().nullable(),
              spikes: count,
              filters: z.strictObject({ values: shares, vectors: rows(64) }).nullable(),
            }),
          ),
        }),
      )
      .max(64),
    pairs: z
      .array(
        z.strictObject({
          kind: z.enum(['seed', 'images', 'labels', 'noise', 'architecture']),
          /** Index into `networks`; its space is that of `b`, aligned. */
          a: count,
          /** Index into `networks`. */
          b: count,
          /**
           * Those of the shown net; null where they cannot be compared, or nothing stands out of the noise.
           */
          layers: perLayer(
            z
              .strictObject({
                cosine: measured,
                floor: measured,
                ceiling: measured,
                similarity: measured,
                /** |⟨e_r, e_s⟩| of the leading eigenvectors. */
                vectors: rows(64),
              })
              .nullable(),
          ),
        }),
      )
      .max(64),
  }),
);
export type Universality = z.infer<typeof universality.schema>;
