import { z } from 'zod';

const panelName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,31}$/,
    'is not the name of a panel: lower-case letters, digits and hyphens, at most 32',
  );
/** In links separated by commas. */
const listed = <T extends z.ZodType>(item: T, most: number) =>
  z
    .preprocess(
      (value) => (typeof value === 'string' ? value.split(',') : value),
      z.array(item).min(1).max(most),
    )
    .optional();

/** What of a run is looked at; travels in links beside the spec. Nothing set: the page chooses. */
export const viewSchema = z.strictObject({
  /** Index into the run's nets, from 0. */
  net: z.int().min(0).max(63).optional(),
  /** Index into the net's layers, from 0. */
  layer: z.int().min(0).max(127).optional(),
  /** Epoch shown; "last" follows the run. */
  epoch: z.union([z.literal('last'), z.int().min(0).max(300)]).optional(),
  /** Id of the panel in front. */
  panel: panelName.optional(),
  /** The panel in full view, or two of them side by side. */
  open: listed(panelName, 2),
  /** Panels that come first, before those of the preset. */
  pin: listed(panelName, 24),
  /** Panels not shown. */
  hide: listed(panelName, 24),
  /** What is chosen within panels: "training.quantity.loss". */
  show: listed(
    z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{0,31}\.[a-z]{1,16}\.[A-Za-z0-9-]{1,24}$/,
        'is not a choice within a panel: written panel.choice.value',
      ),
    48,
  ),
});
export type View = z.infer<typeof viewSchema>;
