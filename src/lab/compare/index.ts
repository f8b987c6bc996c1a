import type { PlannedNet } from '../../experiments/plan.ts';
import type { ExperimentSpec } from '../../experiments/spec.ts';
import { buildStages, type InputShape } from '../../networks/architectures.ts';
import type { Task } from '../meter.ts';
import type { TrainedNet } from '../trainNets.ts';
import { activationSpectra, alignWithWidest, referenceOf, widthCovariances, type Alignments } from './acrossWidths.ts';
import { POOLED_FROM, poolNetworks } from './acrossNetworks.ts';
import { byWidth, macsOf, type CompareContext } from './context.ts';
import { compareKernels } from './kernels.ts';
import { followTraining } from './motion.ts';
import { redrawPooled } from './pooledRedraw.ts';
import { testRanks } from './ranks.ts';
import { compareMirrored } from './symmetry.ts';

export type { CompareContext };

/** Steps of a comparison with their work in multiply–accumulates: what is planned is what is done. */
interface Step { label: string; units: number; run(context: CompareContext, shared: Shared): Promise<void> }
/** What steps leave to later ones: alignments to the widest; by width, the neurons of all networks in the space of the first. */
interface Shared { alignments: Alignments | null; pooled: Map<number, Float64Array[]> }

/** What a decomposition of an n × n matrix costs beside a multiply–accumulate of a network: about 20 n³, at a tenth of the speed. */
const DECOMPOSITION = 100;

function steps(spec: ExperimentSpec, planned: readonly PlannedNet[], input: InputShape): Step[] {
  const out: Step[] = [], { compare, data } = spec, images = Math.min(compare.images, data.train);
  const widths = byWidth(planned), reference = referenceOf(planned);
  const stagesOf = (net: PlannedNet) => buildStages(net.spec.network, input).slice(0, -1);
  const wide = stagesOf(reference), macs = (net: PlannedNet) => macsOf(net, input);
  const ofWidth = (nets: readonly TrainedNet[], width: number) => nets.filter((net) => net.planned.width === width);
  const name = (width: number) => (widths.length > 1 ? `, ×${width}` : '');
  const polar = (net: PlannedNet) => stagesOf(net).slice(1).reduce((sum, s, i) => sum + DECOMPOSITION * s.channels ** 2 * wide[i + 1].channels, 0);
  const pairing = (net: PlannedNet) => stagesOf(net).slice(1).reduce((sum, s, i) => sum + s.positions * s.channels * wide[i + 1].channels, 0) + macs(net) + macs(reference);
  if (compare.activations) {
    const own = (net: PlannedNet) => images * (macs(net) + stagesOf(net).reduce((sum, s) => sum + s.positions * s.channels ** 2, 0));
    out.push({
      label: 'Spectra of the activations', units: planned.reduce((sum, net) => sum + own(net), 0),
      run: (context) => activationSpectra(context, (net) => context.meter.add(own(net.planned))),
    });
  }
  const several = planned.length > 1;
  if (several && (compare.activations || (compare.covariances && widths.length > 1))) {
    const own = (group: readonly PlannedNet[]) => (group.length + 2) * ((images + data.test) * pairing(group[0]) + polar(group[0]));
    out.push({
      label: 'Aligning every network with the widest', units: widths.reduce((sum, { nets }) => sum + own(nets), 0),
      run: async (context, shared) => { shared.alignments = await alignWithWidest(context, (nets) => context.meter.add(own(nets.map((n) => n.planned)))); },
    });
  }
  if (compare.covariances && widths.length > 1) {
    const units = wide.reduce((sum, s) => sum + DECOMPOSITION * (s.channels * s.taps) ** 3, 0);
    out.push({
      label: 'Covariances by width', units: units * widths.length,
      run: (context, { alignments }) => widthCovariances(context, alignments!, () => context.meter.add(units)),
    });
  }
  for (const { width, nets } of widths) {
    const [first] = nets;
    if (compare.covariances && nets.length >= POOLED_FROM) {
      const units = 3 * nets.length * (images * (macs(first) + stagesOf(first).reduce((sum, s) => sum + 2 * s.positions * s.channels ** 2, 0)) + stagesOf(first).reduce((sum, s) => sum + DECOMPOSITION * s.channels ** 3, 0));
      out.push({
        label: `Aligning ${nets.length} networks with each other${name(width)}`, units,
        run: async (context, shared) => {
          shared.pooled.set(width, await poolNetworks(context, ofWidth(context.nets, width), (share) => context.meter.add(0.8 * share * units)));
        },
      });
    }
    if (compare.covariances && nets.length > 1 && spec.redraw.draws > 0) {
      const units = images * nets.length * pairing(first) + spec.redraw.draws * (images * 3 + data.test) * macs(first) + (spec.redraw.draws + nets.length) * polar(first);
      out.push({
        label: `Drawing from pooled covariances${name(width)}`, units,
        run: (context) => redrawPooled(context, ofWidth(context.nets, width), (share) => context.meter.add(share * units)),
      });
    }
    if (compare.ranks) {
      const units = data.test * macs(first) * 80 * stagesOf(first).length;
      out.push({
        label: `Accuracy by rank${name(width)}`, units,
        run: (context, { pooled }) => testRanks(context, ofWidth(context.nets, width)[0], nets.length, pooled.get(width) ?? null, (share) => context.meter.add(share * units)),
      });
    }
    if (compare.dynamics) {
      const units = (2 * images + 3 * data.test) * macs(first) + stagesOf(first).reduce((sum, s) => sum + 10 * DECOMPOSITION * (s.channels * s.taps) * Math.min(s.neurons, s.channels * s.taps) ** 2, 0);
      out.push({ label: `Following the neurons through training${name(width)}`, units, run: (context) => followTraining(context, ofWidth(context.nets, width)[0], (share) => context.meter.add(share * units)) });
    }
    if (compare.kernel) {
      out.push({
        label: `In a mirror${name(width)}`, units: (2 * images + 2 * data.test) * macs(first) + stagesOf(first).reduce((sum, s) => sum + DECOMPOSITION * s.channels ** 3, 0),
        run: (context) => compareMirrored(context, ofWidth(context.nets, width)[0]),
      });
      const units = 2e10;
      out.push({ label: `Kernels of drawn neurons${name(width)}`, units, run: (context) => compareKernels(context, ofWidth(context.nets, width)[0], (share) => context.meter.add(share * units)) });
    }
  }
  return out;
}

/** The tasks of `compareNetworks` for the meter. */
export const compareTasks = (spec: ExperimentSpec, planned: readonly PlannedNet[], input: InputShape): Task[] =>
  steps(spec, planned, input).map(({ label, units }) => ({ phase: 'compare', label, units }));

/** Everything the spec asks of the trained nets together (PAPER.md c), one step after the other. */
export async function compareNetworks(context: CompareContext): Promise<void> {
  const shared: Shared = { alignments: null, pooled: new Map() };
  for (const step of steps(context.spec, context.nets.map((net) => net.planned), context.input)) {
    context.meter.start(step.label);
    await step.run(context, shared);
    context.meter.finish();
  }
}

