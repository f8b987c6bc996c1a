import { z } from 'zod';
import { ofTheRun } from './declare.ts';
import { count, measured, powerLaw, spectrum } from './fields.ts';

/** A look at the images themselves, before any network. */
export const data = ofTheRun(
  z.strictObject({
    type: z.literal('data'),
    /**
     * Some training images of each class, the first there are, in order of class; none where a file must not
     * hold them. `pixels` as in `Gallery`.
     */
    images: z
      .array(z.strictObject({ pixels: z.base64().max(2 ** 20), label: z.int().min(0).max(255) }))
      .max(1000),
    /** Images by class; training labels as they are learned, noise included. */
    labels: z.strictObject({ train: z.array(count).max(256), test: z.array(count).max(256) }),
    /** Mean and standard deviation of x/255 over all training images, per channel. */
    channels: z.strictObject({ mean: z.array(measured).max(4), deviation: z.array(measured).max(4) }),
    /**
     * The paper's layer 0: centred covariance of the pixels as the networks get them, on the first `images`
     * training images (rainbow/pixels.ts). Descending, the non-zero ones.
     */
    spectrum: z.strictObject({ eigenvalues: spectrum, powerLaw: powerLaw.nullable(), images: count }),
  }),
);
export type DataLook = z.infer<typeof data.schema>;
