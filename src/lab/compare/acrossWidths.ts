import { disposeNetwork } from '../../networks/network.ts';
import { rng } from '../../random/rng.ts';
import { activationEigenvalues } from '../../rainbow/activations.ts';
import { alignedNeurons, covarianceOf } from '../../rainbow/covariance.ts';
import { pairMoments, relativeError, type PairMoment } from '../../rainbow/pairMoments.ts';
import type { Network } from '../../networks/network.ts';
import { fitExponential, fitPowerLaw } from '../../spectra/fits.ts';
import { networkOf } from '../checkpoint.ts';
import type { Convergence } from '../events.ts';
import type { TrainedNet } from '../trainNets.ts';
import { alignedStages, byWidth, layerOf, stagesOf, withNetworks, withUntrained, type CompareContext } from './context.ts';

/** Alignments of each net to the widest, by its address: one per layer, null for the first. */
export type Alignments = Map<string, (Float64Array | null)[]>;

/** The net all others are held against: the first of the widest. */
export const referenceOf = <T extends { width: number; member: number }>(nets: readonly T[]): T => nets.reduce((best, net) => (net.width > best.width ? net : best));

const referenceNet = (nets: readonly TrainedNet[]): TrainedNet => nets.find((net) => net.planned === referenceOf(nets.map((n) => n.planned)))!;

/** Fig. 2: activation spectra of every net. */
export async function activationSpectra({ nets, input, sources, decomposer, emit, turn }: CompareContext, done: (net: TrainedNet) => void): Promise<void> {
  for (const net of nets) {
    const spectra = await withNetworks([net], input, (network) => activationEigenvalues(network, sources.train, decomposer, turn));
    const layers = spectra.map((values) => {
      const eigenvalues = Array.from(values, (x) => Math.max(0, x));
      return { eigenvalues, powerLaw: fitPowerLaw(eigenvalues) };
    });
    emit({ type: 'activations', net: net.info.id, images: sources.train.count, layers });
    done(net);
  }
}

/**
 * Fig. 3 (D2, D13): aligns every net with the widest on training images, measures on test images; with the baselines of the
 * first net of each width. Returns the alignments.
 */
export async function alignWithWidest(context: CompareContext, done: (nets: TrainedNet[]) => void): Promise<Alignments> {
  const { nets, input, sources, emit, spec } = context, reference = referenceNet(nets), out: Alignments = new Map();
  out.set(reference.info.id, reference.info.layers.map(() => null));
  const wide = networkOf(stagesOf(reference, input), [reference.checkpoint]);
  const shuffled = (count: number, name: string) => rng(spec.seed).fork('shuffled', name).permutation(count);
  try {
    for (const { nets: own } of byWidth(nets.map((net) => ({ width: net.planned.width, net })))) {
      const group = own.map((o) => o.net).filter((net) => net !== reference), first = own[0].net;
      if (group.length) {
        const found = await withNetworks(group, input, (networks) => compare(context, networks, wide, first));
        for (const [i, net] of group.entries()) {
          emit(event(net, reference, 'trained', found[i], sources));
          out.set(net.info.id, [null, ...found[i].map((f) => f.alignment)]);
        }
      }
      if (first !== reference) {
        const unpaired = await withNetworks([first], input, (networks) => compare(context, networks, wide, first, { train: shuffled(sources.train.count, 'train'), test: shuffled(sources.test.count, 'test') }));
        emit(event(first, reference, 'shuffled', unpaired[0], sources));
        const fresh = await withUntrained(reference, context, (other) => withUntrained(first, context, (network) => compare(context, network, other, first)));
        emit(event(first, reference, 'untrained', fresh[0], sources));
      }
      done(own.map((o) => o.net));
    }
  } finally {
    disposeNetwork(wide);
  }
  return out;
}

interface Found { alignment: Float64Array; train: number; test: number }

const event = (net: TrainedNet, reference: TrainedNet, kind: Convergence['kind'], found: Found[], sources: CompareContext['sources']): Convergence => ({
  type: 'convergence', net: net.info.id, reference: reference.info.id, kind,
  layers: [null, ...found.map(({ train, test }) => ({ train, test }))], images: { train: sources.train.count, test: sources.test.count },
});

/** `[net][aligned stage]`: fitted on training images, measured on both. */
async function compare({ sources, decomposer, turn }: CompareContext, networks: Network, reference: Network, shape: TrainedNet, pairing?: { train: Uint32Array; test: Uint32Array }): Promise<Found[][]> {
  const stages = alignedStages(shape);
  const moments = async (part: 'train' | 'test') => pairMoments({ networks, reference, stages, source: sources[part], pairing: pairing?.[part], turn });
  const train = await moments('train'), test = await moments('test');
  const out: Found[][] = [];
  for (let net = 0; net < networks.nets; net++) {
    out.push([]);
    for (let k = 0; k < stages.length; k++) {
      const own: PairMoment = train[net][k];
      const { factor } = await decomposer.polarFactor(own.cross, own.channelsA, own.channelsB);
      out[net].push({ alignment: factor, train: relativeError(factor, own), test: relativeError(factor, test[net][k]) });
      await turn(0);
    }
  }
  return out;
}

/** Fig. 4, right (D4, D5): covariances of every width's nets in the space of the widest, and how far from its. */
export async function widthCovariances({ nets, input, decomposer, emit, turn }: CompareContext, alignments: Alignments, done: (nets: TrainedNet[]) => void): Promise<void> {
  const reference = referenceNet(nets), groups = byWidth(nets.map((net) => ({ width: net.planned.width, net })));
  // The widest first: all others are compared with it.
  groups.sort((a, b) => Number(b.width === reference.planned.width) - Number(a.width === reference.planned.width));
  const exact: { covariance: Float64Array; norm: number }[] = [];
  for (const { nets: own } of groups) {
    const first = own[0].net, stages = stagesOf(first, input), isReference = first === reference;
    const layers = [];
    for (let i = 0; i < first.info.layers.length; i++) {
      const d = first.info.layers[i].inputs, wide = reference.info.layers[i].inputs;
      const neurons = alignedNeurons(own.map(({ net }) => layerOf(stages, net.checkpoint.weights, i)), own.map(({ net }) => alignments.get(net.info.id)![i]));
      const covariance = covarianceOf(neurons, wide).map((x) => x * d);
      const values = await decomposer.symmetricEigenvalues(covariance, wide);
      const eigenvalues = Array.from(values.slice(0, Math.min(own.length * first.info.layers[i].neurons, d)), (x) => Math.max(0, x));
      if (isReference) exact.push({ covariance, norm: eigenvalues[0] });
      const difference = isReference ? null : await decomposer.symmetricEigenvalues(covariance.map((x, k) => x - exact[i].covariance[k]), wide);
      layers.push({ eigenvalues, exponential: fitExponential(eigenvalues), distance: difference && Math.max(difference[0], -difference[wide - 1]) / exact[i].norm });
      await turn(0);
    }
    emit({ type: 'width-covariance', net: first.info.id, reference: reference.info.id, networks: own.length, layers });
    done(own.map((o) => o.net));
  }
}
