import { disposeNetwork, type Network } from '../../networks/network.ts';
import { rng } from '../../random/rng.ts';
import { pairMoments, relativeError } from '../../rainbow/pairMoments.ts';
import { cosineDistance, standardise } from '../../rainbow/standardised.ts';
import { runTexts } from '../../strings/run.ts';
import { networkOf } from '../checkpoint.ts';
import type { Convergence } from '../events.ts';
import type { TrainedNet } from '../trainNets.ts';
import type { Alignments, Comparison } from './comparison.ts';
import {
  alignedStages,
  byWidth,
  comparesWidths,
  referenceNet,
  stagesOf,
  withNetworks,
  withUntrained,
  type CompareContext,
} from './context.ts';

/**
 * Fig. 3 (D2, D13): aligns every net with the widest on training images, measures on test images; as they are
 * and standardised, with the baselines of the first net of each width. Returns the alignments of the
 * activations as they are.
 */
async function alignWithWidest(
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

export const convergence: Comparison = {
  name: 'convergence',
  title: runTexts.comparisons.convergence,
  about: 'run',
  asked: (spec, nets) =>
    (spec.compare.activations && nets.length > 1) || comparesWidths(spec, nets) ? nets : [],
  units: (nets, c) =>
    byWidth(nets, (net) => net.width).reduce(
      (sum, own) => sum + (own.length + 2) * ((c.images + c.test) * c.pairing(own[0]) + 2 * c.polar(own[0])),
      0,
    ),
  run: async (context, nets, shared, done) => {
    shared.alignments = await alignWithWidest(context, nets, done);
  },
};
