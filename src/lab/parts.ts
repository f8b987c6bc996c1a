import { sameInCompany } from '../backend/device.ts';
import { hashOf, type Plan, type PlannedNet } from '../experiments/plan.ts';
import { buildStages, type InputShape } from '../networks/architectures.ts';
import { mayStop } from '../training/stop.ts';
import { stepsOf, type Step } from './compare/index.ts';
import type { Task } from './meter.ts';
import { macsPerImage, redrawTasks } from './redraw.ts';
import { netsName, titleFor } from './runGroup.ts';
import { SPECTRA_IMAGES } from './spectra.ts';
import { epochLabel, groupsOf } from './trainNets.ts';

/** Nets that are trained as one batch, with what they are called on the way. */
export interface PlannedGroup {
  from: number;
  nets: PlannedNet[];
  titled(label: string): string;
}

/**
 * What one process does of a plan at a time: trains some nets and draws each again, or compares nets.
 * `needs`: the parts of the nets that are compared. The same plan gives the same parts everywhere; the id of
 * a part is the hash of what it is about.
 */
export type Part = { id: string; title: string; needs: string[]; tasks: Task[] } & (
  { kind: 'networks'; group: PlannedGroup } | { kind: 'comparison'; steps: Step[] }
);

/** The groups in which nets are trained together. `apart`: alone each. */
export function groupedNets(nets: PlannedNet[], apart = false): PlannedGroup[] {
  let from = 0;
  return groupsOf(
    nets,
    (net) => net.width,
    apart || nets.some((net) => mayStop(net.spec.training)) ? 1 : undefined,
  ).map((group) => {
    const at = from;
    from += group.length;
    return { from: at, nets: group, titled: titleFor(nets, at, group.length) };
  });
}

/**
 * All parts of a plan, nets first. `divided` among machines, nets are trained alone where their bits allow
 * that.
 */
export function partsOf(plan: Plan, input: InputShape, divided = false): Part[] {
  const { spec, nets } = plan;
  const networks = groupedNets(nets, divided && sameInCompany(spec.device)).map((group): Part => {
    const macs = macsPerImage(buildStages(group.nets[0].spec.network, input)) * group.nets.length;
    const tasks: Task[] = [];
    const measure = (spec.data.test + SPECTRA_IMAGES * 2) * macs;
    for (let epoch = 0; epoch <= spec.training.epochs; epoch++) {
      tasks.push({
        phase: epoch ? 'train' : 'spectra',
        label: group.titled(epochLabel(epoch, spec.training)),
        units: measure + (epoch ? 3 * spec.data.train * macs : 0),
      });
    }
    group.nets.forEach((net, i) =>
      tasks.push(
        ...redrawTasks({ ...spec, network: net.spec.network }, input, titleFor(nets, group.from + i)),
      ),
    );
    return {
      id: hashOf(group.nets.map((net) => net.id)),
      kind: 'networks',
      title: netsName(nets, group.from, group.nets.length),
      needs: [],
      tasks,
      group,
    };
  });
  const steps = stepsOf(spec, plan, input);
  const comparisons = [...new Set(steps.map((step) => step.chain))].map((chain): Part => {
    const own = steps.filter((step) => step.chain === chain);
    const about = new Set(own.flatMap((step) => step.needs));
    const needs = networks
      .filter((part) => part.kind === 'networks' && part.group.nets.some((net) => about.has(net.id)))
      .map((part) => part.id);
    return {
      id: chain,
      kind: 'comparison',
      title: own.map((step) => step.task.label).join('; '),
      needs,
      tasks: own.map((step) => step.task),
      steps: own,
    };
  });
  return [...networks, ...comparisons];
}
