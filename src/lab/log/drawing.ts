import { z } from 'zod';
import { keepAll, keepLatest } from './declare.ts';
import { count, fraction, measured, net, perLayer } from './fields.ts';

const networkKind = z.enum([
  'trained',
  'rainbow',
  'rainbow-pooled',
  'unaligned',
  'unaligned-identity',
  'rainbow-retrained',
  'random-retrained',
]);
export type NetworkKind = z.infer<typeof networkKind>;

/** Width of the drawn network relative to the trained one. */
const scale = z.number().positive().max(64);

/** Test accuracy of one network: the trained one, or one draw. */
export const accuracy = keepAll(
  'accuracies',
  z.strictObject({
    type: z.literal('accuracy'),
    net,
    kind: networkKind,
    scale,
    draw: count,
    accuracy: fraction,
    /** confusion[true class][predicted class], counts over the test images. */
    confusion: z.array(z.array(count).max(256)).max(256),
  }),
);
export type Accuracy = z.infer<typeof accuracy.schema>;

/**
 * Diagnostics of one draw: share of the variance of φ_j left unexplained after alignment, per layer (D11).
 */
export const sampling = keepAll(
  'samplings',
  z.strictObject({
    type: z.literal('sampling'),
    net,
    scale,
    draw: count,
    unexplained: perLayer(measured),
    alignmentImages: count,
  }),
);
export type Sampling = z.infer<typeof sampling.schema>;

/** What the networks say about single test images. */
export const gallery = keepLatest(
  'gallery',
  z.strictObject({
    type: z.literal('gallery'),
    net,
    images: z
      .array(
        z.strictObject({
          /** base64 of size·size·channels bytes, row-major, channels last. */
          pixels: z.base64().max(2 ** 20),
          label: z.int().min(0).max(255),
          /** Class probabilities by network. */
          probabilities: z.partialRecord(networkKind, z.array(measured).max(256)),
        }),
      )
      .max(1000),
  }),
);
export type Gallery = z.infer<typeof gallery.schema>;
