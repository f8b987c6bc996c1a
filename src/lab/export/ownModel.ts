import { z } from 'zod';
import { networkSettings } from '../../networks/settings.ts';
import type { NetInfo, RunStarted } from '../events.ts';
import type { NetWeights } from '../weights.ts';

const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .max(10_000)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('is no JSON');
        return z.NEVER;
      }
    })
    .pipe(schema);
const perChannel = z.array(z.number()).min(1).max(4);

/** What the header of exported weights says, so that they run again without the rest of the archive. */
export const ownMetadata = z.object({
  net: z.string(),
  network: json(networkSettings),
  input: json(
    z.object({
      size: z.int().min(8).max(512),
      channels: z.int().min(1).max(4),
      classes: z.int().min(2).max(256),
    }),
  ),
  pixels: json(z.object({ mean: perChannel, std: perChannel })),
});

export function metadataOf(
  { net, pixels }: NetWeights,
  { spec, dataset, nets }: RunStarted,
): Record<string, string> {
  const info: NetInfo | undefined = nets.find((each) => each.id === net);
  return {
    net,
    network: JSON.stringify({ ...spec.network, width: info?.width ?? spec.network.width }),
    input: JSON.stringify({
      size: dataset.size,
      channels: dataset.channels,
      classes: dataset.classes.length,
    }),
    pixels: JSON.stringify(pixels),
  };
}
