import { z } from 'zod';

/** What of a run is looked at; travels in links beside the spec. Nothing set: the page chooses. */
export const viewSchema = z.strictObject({
  /** Index into the run's nets, from 0. */
  net: z.int().min(0).max(63).optional(),
  /** Index into the net's layers, from 0. */
  layer: z.int().min(0).max(127).optional(),
  /** Epoch shown; "last" follows the run. */
  epoch: z.union([z.literal('last'), z.int().min(0).max(300)]).optional(),
  /** Id of the panel in front. */
  panel: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'is not the name of a panel: lower-case letters, digits and hyphens, at most 32').optional(),
});
export type View = z.infer<typeof viewSchema>;
