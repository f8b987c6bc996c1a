import type { Plan, PlannedNet } from '../experiments/plan.ts';
import { buildStages, type InputShape } from '../networks/architectures.ts';
import type { ImportedNetwork } from '../networks/imported/importedNetwork.ts';
import { mayStop } from '../training/stop.ts';
import { compareTasks } from './compare/index.ts';
import type { Task } from './meter.ts';
import { macsPerImage, redrawTasks } from './redraw.ts';
import { titleFor } from './runGroup.ts';
import { SPECTRA_IMAGES } from './spectra.ts';
import { epochLabel, groupsOf } from './trainNets.ts';
import { IMAGE_UNITS } from './work.ts';

export const DEVICE = 'Finding the fastest device';
export const DATA = 'Preparing the images';

/** The groups in which nets are trained together, with what they are called on the way. */
export function groupedNets(nets: PlannedNet[]): { from: number; nets: PlannedNet[]; titled(label: string): string }[] {
  let from = 0;
  return groupsOf(nets, (net) => net.width, nets.some((net) => mayStop(net.spec.training)) ? 1 : undefined).map((group) => {
    const at = from;
    from += group.length;
    return { from: at, nets: group, titled: titleFor(nets, at, group.length) };
  });
}

/** The images before they are read: a model says what it takes; built-in sets are RGB of 32 × 32. */
export const shapeBefore = (model: ImportedNetwork | null): InputShape => ({ size: model?.size ?? 32, channels: model?.channels ?? 3, classes: model?.classes ?? 10, model });

/** All parts of a run with their work, in the order in which they are done. */
export function tasksOf(plan: Plan, model: ImportedNetwork | null): Task[] {
  const { spec } = plan;
  const tasks: Task[] = [{ phase: 'device', label: DEVICE, units: 5e9 }, { phase: 'data', label: DATA, units: IMAGE_UNITS * (spec.data.train + spec.data.test) }];
  const input = shapeBefore(model);
  for (const { from, nets: group, titled } of groupedNets(plan.nets)) {
    const macs = macsPerImage(buildStages(group[0].spec.network, input)) * group.length;
    const measure = (spec.data.test + SPECTRA_IMAGES * 2) * macs;
    for (let epoch = 0; epoch <= spec.training.epochs; epoch++) {
      tasks.push({ phase: epoch ? 'train' : 'spectra', label: titled(epochLabel(epoch, spec.training)), units: measure + (epoch ? 3 * spec.data.train * macs : 0) });
    }
    group.forEach((net, i) => tasks.push(...redrawTasks({ ...spec, network: net.spec.network }, input, titleFor(plan.nets, from + i))));
  }
  tasks.push(...compareTasks(spec, plan, input));
  return tasks;
}
