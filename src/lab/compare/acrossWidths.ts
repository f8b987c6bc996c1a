import { disposeNetwork } from '../../networks/network.ts';
import { rng } from '../../random/rng.ts';
import { activationEigenvalues } from '../../rainbow/activations.ts';
import { alignedNeurons, covarianceOf } from '../../rainbow/covariance.ts';
import { pairMoments, relativeError } from '../../rainbow/pairMoments.ts';
import { cosineDistance, standardise } from '../../rainbow/standardised.ts';
import type { Network } from '../../networks/network.ts';
import { fitExponential, fitPowerLaw } from '../../spectra/fits.ts';
import { networkOf } from '../checkpoint.ts';
import type { Convergence } from '../events.ts';
import type { TrainedNet } from '../trainNets.ts';
import {
  alignedStages,
  byWidth,
  layerOf,
  stagesOf,
  withNetworks,
  withUntrained,
  type CompareContext,
} from './context.ts';

/** Alignments of each net to the widest, by its address: one per layer, null for the first. */
export type Alignments = Map<string, (Float64Array | null)[]>;

/** The net all others are held against: the first of the widest. */
export const referenceOf = <T extends { width: number; member: number }>(nets: readonly T[]): T =>
  nets.reduce((best, net) => (net.width > best.width ? net : best));

const referenceNet = (nets: readonly TrainedNet[]): TrainedNet =>
  nets.find((net) => net.planned === referenceOf(nets.map((n) => n.planned)))!;

/** Fig. 2: activation spectra of every net. */
export async function activationSpectra(
  { input, sources, decomposer, emit, turn }: CompareContext,
  nets: TrainedNet[],
  done: (share: number) => void,
): Promise<void> {
  for (const net of nets) {
    const spectra = await withNetworks([net], input, (network) =>
      activationEigenvalues(network, sources.train, decomposer, turn),
    );
    const layers = spectra.map((values) => {
      const eigenvalues = Array.from(values, (x) => Math.max(0, x));
      return { eigenvalues, powerLaw: fitPowerLaw(eigenvalues) };
    });
    emit({ type: 'activations', net: net.info.id, images: sources.train.count, layers });
    done(1 / nets.length);
  }
}

/**
 * Fig. 3 (D2, D13): aligns every net with the widest on training images, measures on test images; as they are and standardised, with the
 * baselines of the first net of each width. Returns the alignments of the activations as they are.
 */
export async function alignWithWidest(
  context: CompareContext,
  nets: TrainedNet[],
  done: (share: number) => void,
): Promise<Alignments> {
  const { input, sources, emit, spec } = context;
  const reference = referenceNet(nets);
  const out: Alignments = new Map();
  out.set(
    reference.info.id,
    reference.info.layers.map(() => null),
  );
  const wide = networkOf(stagesOf(reference, input), [reference.checkpoint]);
  const shuffled = (count: number, name: string) => rng(spec.seed).fork('shuffled', name).permutation(count);
  const groups = byWidth(nets, (net) => net.planned.width);
  // Work grows about as the square of the width; two baselines a width.
  const weight = (net: TrainedNet) => net.planned.width ** 2;
  const total = groups.reduce((sum, own) => sum + (own.length + 2) * weight(own[0]), 0);
  try {
    for (const own of groups) {
      const group = own.filter((net) => net !== reference);
      const [first] = own;
      const step = () => done(weight(first) / total);
      if (group.length) {
        const found = await withNetworks(group, input, (networks) =>
          compare(context, networks, wide, first, step),
        );
        for (const [i, net] of group.entries()) {
          emit(event(net, reference, 'trained', found[i], sources));
          out.set(net.info.id, [null, ...found[i].map((f) => f.alignment)]);
        }
      }
      if (first === reference) continue;
      const unpaired = await withNetworks([first], input, (networks) =>
        compare(context, networks, wide, first, step, {
          train: shuffled(sources.train.count, 'train'),
          test: shuffled(sources.test.count, 'test'),
        }),
      );
      emit(event(first, reference, 'shuffled', unpaired[0], sources));
      const fresh = await withUntrained(reference, context, (other) =>
        withUntrained(first, context, (network) => compare(context, network, other, first, step)),
      );
      emit(event(first, reference, 'untrained', fresh[0], sources));
    }
  } finally {
    disposeNetwork(wide);
  }
  return out;
}

interface Found {
  alignment: Float64Array;
  left: NonNullable<Convergence['layers'][number]>;
}

const event = (
  net: TrainedNet,
  reference: TrainedNet,
  kind: Convergence['kind'],
  found: Found[],
  sources: CompareContext['sources'],
): Convergence => ({
  type: 'convergence',
  net: net.info.id,
  reference: reference.info.id,
  kind,
  layers: [null, ...found.map(({ left }) => left)],
  images: { train: sources.train.count, test: sources.test.count },
});

/** `[net][aligned stage]`: fitted on training images, measured on both. */
async function compare(
  { sources, decomposer, turn }: CompareContext,
  networks: Network,
  reference: Network,
  shape: TrainedNet,
  step: () => void,
  pairing?: { train: Uint32Array; test: Uint32Array },
): Promise<Found[][]> {
  const stages = alignedStages(shape);
  const moments = async (part: 'train' | 'test') =>
    pairMoments({ networks, reference, stages, source: sources[part], pairing: pairing?.[part], turn });
  const train = await moments('train');
  const test = await moments('test');
  const out: Found[][] = [];
  for (let net = 0; net < networks.nets; net++) {
    out.push([]);
    for (let k = 0; k < stages.length; k++) {
      const own = train[net][k];
      const { channelsA, channelsB } = own;
      const standard = standardise(own, own);
      const { factor } = await decomposer.polarFactor(own.cross, channelsA, channelsB);
      await turn(0);
      const turned = (await decomposer.polarFactor(standard.cross, channelsA, channelsB)).factor;
      out[net].push({
        alignment: factor,
        left: {
          train: relativeError(factor, own),
          test: relativeError(factor, test[net][k]),
          standardised: {
            train: cosineDistance(turned, standard),
            test: cosineDistance(turned, standardise(test[net][k], own)),
          },
        },
      });
      await turn(0);
    }
    step();
  }
  return out;
}

/** Fig. 4, right (D4, D5): covariances of every width's nets in the space of the widest, and how far from its. */
export async function widthCovariances(
  { input, decomposer, emit, turn }: CompareContext,
  nets: TrainedNet[],
  alignments: Alignments,
  done: (share: number) => void,
): Promise<void> {
  const reference = referenceNet(nets);
  const groups = byWidth(nets, (net) => net.planned.width);
  // The widest first: all others are compared with it.
  groups.sort((a, b) => Number(b.includes(reference)) - Number(a.includes(reference)));
  const exact: { covariance: Float64Array; norm: number }[] = [];
  for (const own of groups) {
    const [first] = own;
    const stages = stagesOf(first, input);
    const isReference = first === reference;
    const layers = [];
    for (let i = 0; i < first.info.layers.length; i++) {
      const d = first.info.layers[i].inputs;
      const wide = reference.info.layers[i].inputs;
      const neurons = alignedNeurons(
        own.map((net) => layerOf(stages, net.checkpoint.weights, i)),
        own.map((net) => alignments.get(net.info.id)![i]),
      );
      const covariance = covarianceOf(neurons, wide).map((x) => x * d);
      const values = await decomposer.symmetricEigenvalues(covariance, wide);
      const eigenvalues = Array.from(
        values.slice(0, Math.min(own.length * first.info.layers[i].neurons, d)),
        (x) => Math.max(0, x),
      );
      if (isReference) exact.push({ covariance, norm: eigenvalues[0] });
      const difference = isReference
        ? null
        : await decomposer.symmetricEigenvalues(
            covariance.map((x, k) => x - exact[i].covariance[k]),
            wide,
          );
      layers.push({
        eigenvalues,
        exponential: fitExponential(eigenvalues),
        distance: difference && Math.max(difference[0], -difference[wide - 1]) / exact[i].norm,
      });
      done(1 / (groups.length * first.info.layers.length));
      await turn(0);
    }
    emit({
      type: 'width-covariance',
      net: first.info.id,
      reference: reference.info.id,
      networks: own.length,
      layers,
    });
  }
}
