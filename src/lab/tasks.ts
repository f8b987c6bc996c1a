import type { FileImages } from '../data/formats/readSet.ts';
import { imagesToCome, type DataSettings } from '../data/settings.ts';
import type { Plan } from '../experiments/plan.ts';
import type { InputShape } from '../networks/architectures.ts';
import type { ImportedNetwork } from '../networks/imported/importedNetwork.ts';
import type { Task } from './meter.ts';
import type { Part } from './parts.ts';
import { runTexts } from '../strings/run.ts';
import { IMAGE_UNITS } from './work.ts';

/** What is known of files once they are read; at what size they are used, the settings say. */
export type OpenedShape = Pick<FileImages, 'channels' | 'classes'>;

export const { device: DEVICE, data: DATA } = runTexts;

/**
 * The images before they are read, for plans and estimates: a model says what it takes, files that are open
 * what they are, the settings the rest.
 */
export function shapeBefore(
  data: DataSettings,
  model: ImportedNetwork | null,
  opened: OpenedShape | null = null,
): InputShape {
  const { size, channels, classes } = imagesToCome(data);
  const read = data.source === 'file' ? opened : null;
  return {
    size: model?.size ?? size,
    channels: model?.channels ?? read?.channels ?? channels,
    classes: model?.classes ?? read?.classes.length ?? classes,
    model,
  };
}

/** All tasks of a run with their work: what comes before its parts, and the parts. */
export const tasksOf = ({ spec }: Plan, parts: readonly Part[]): Task[] => [
  { phase: 'device', label: DEVICE, units: 5e9 },
  { phase: 'data', label: DATA, units: IMAGE_UNITS * (spec.data.train + spec.data.test) },
  ...parts.flatMap((part) => part.tasks),
];
