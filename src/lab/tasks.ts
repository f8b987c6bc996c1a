import type { Plan } from '../experiments/plan.ts';
import type { InputShape } from '../networks/architectures.ts';
import type { ImportedNetwork } from '../networks/imported/importedNetwork.ts';
import type { Task } from './meter.ts';
import type { Part } from './parts.ts';
import { runTexts } from '../strings/run.ts';
import { IMAGE_UNITS } from './work.ts';

export const { device: DEVICE, data: DATA } = runTexts;

/** The images before they are read: a model says what it takes; built-in sets are RGB of 32 × 32. */
export const shapeBefore = (model: ImportedNetwork | null): InputShape => ({
  size: model?.size ?? 32,
  channels: model?.channels ?? 3,
  classes: model?.classes ?? 10,
  model,
});

/** All tasks of a run with their work: what comes before its parts, and the parts. */
export const tasksOf = ({ spec }: Plan, parts: readonly Part[]): Task[] => [
  { phase: 'device', label: DEVICE, units: 5e9 },
  { phase: 'data', label: DATA, units: IMAGE_UNITS * (spec.data.train + spec.data.test) },
  ...parts.flatMap((part) => part.tasks),
];
