import { pools } from '../../experiments/plan.ts';
import { multiplyTransposedRight, transpose } from '../../linalg/matrix.ts';
import { disposeNetwork, type Network } from '../../networks/network.ts';
import type { Stage } from '../../networks/stage.ts';
import { rng } from '../../random/rng.ts';
import { alignedNeurons, covarianceOf } from '../../rainbow/covariance.ts';
import { rotate, type LearnedLayer } from '../../rainbow/learnedLayer.ts';
import { testMarginals } from '../../rainbow/marginals.ts';
import { meanActivationCovariances } from '../../rainbow/meanActivations.ts';
import { multiAlign, type SharedSpace } from '../../rainbow/multiAlign.ts';
import { shareOutside, whitenedNull, whitenedSpectra } from '../../rainbow/whitening.ts';
import { fitExponential } from '../../spectra/fits.ts';
import { fitMarchenkoPastur } from '../../spectra/marchenkoPastur.ts';
import { runTexts } from '../../strings/run.ts';
import { networkOf } from '../checkpoint.ts';
import type { Marginals, Pooled, Whitening } from '../events.ts';
import { groupsOf, type TrainedNet } from '../trainNets.ts';
import type { Comparison, PooledNetworks } from './comparison.ts';
import { alignedStages, layerOf, stagesOf, untrainedLayer, type CompareContext } from './context.ts';

/**
 * Fig. 4 upper left, 7 and 8 (D3, D4, D7, D8): aligns the networks of one width with each other and pools
 * their weights.
 */
async function poolNetworks(
  context: CompareContext,
  nets: TrainedNet[],
  done: (share: number) => void,
): Promise<PooledNetworks> {
  const { input, sources, decomposer, emit, turn } = context;
  const stages = stagesOf(nets[0], input);
  const first = nets[0];
  const groups: Network[] = groupsOf(nets, (net) => net.planned.width).map((group) =>
    networkOf(
      stages,
      group.map((net) => net.checkpoint),
    ),
  );
  let spaces: (SharedSpace | null)[];
  let activations: Float64Array[] | null = null;
  try {
    const passes = context.spec.compare.ranks ? 4 : 3;
    const total = passes * sources.train.count * nets.length;
    const over = {
      groups,
      source: sources.train,
      turn: async (images: number) => {
        done(images / total);
        await turn(0);
      },
    };
    spaces = [null, ...(await multiAlign({ ...over, stages: alignedStages(first), decomposer }))];
    if (context.spec.compare.ranks) {
      const turns = spaces.map(
        (space, i) =>
          space &&
          space.alignments.map((a) =>
            multiplyTransposedRight(
              a,
              space.alignments[0],
              stages[i].channels,
              stages[i].channels,
              stages[i].channels,
            ),
          ),
      );
      activations = await meanActivationCovariances({ ...over, stages: spaces.map((_, i) => i) }, turns);
    }
  } finally {
    groups.forEach(disposeNetwork);
  }
  const inOneSpace: Pooled['layers'] = [];
  const marginals: Marginals['layers'] = [];
  const whitening: Whitening['layers'] = [];
  const own: Float64Array[] = [];
  for (const [i, { neurons: n, inputs: d }] of first.info.layers.entries()) {
    const layers = nets.map((net) => layerOf(stages, net.checkpoint.weights, i));
    const alignments = nets.map((_, k) => spaces[i]?.alignments[k] ?? null);
    const neurons = alignedNeurons(layers, alignments);
    const { values, vectors } = await decomposer.symmetricEigen(covarianceOf(neurons, d), d);
    inOneSpace.push(await pooledLayer(context, nets, stages, i, neurons, values, layers, spaces[i]));
    marginals.push(testMarginals(neurons, d, values, vectors));
    await turn(0);
    whitening.push(
      (nets.length - 1) * n > d ? await whitenedLayer(context, neurons, nets.length, n, d) : null,
    );
    own.push(inOwnSpace(neurons, nets.length * n, layers[0], spaces[i]?.alignments[0] ?? null));
    await turn(0);
  }
  emit({
    type: 'pooled',
    net: first.info.id,
    nets: nets.map((net) => net.info.id),
    images: sources.train.count,
    layers: inOneSpace,
  });
  emit({ type: 'marginals', net: first.info.id, networks: nets.length, layers: marginals });
  emit({ type: 'whitening', net: first.info.id, networks: nets.length, layers: whitening });
  return { neurons: own, activations };
}

/** W'·Aᵀ: from the shared space to that of the first network. */
function inOwnSpace(
  neurons: Float64Array,
  rows: number,
  { channels, taps }: LearnedLayer,
  alignment: Float64Array | null,
): Float64Array {
  return alignment
    ? rotate(neurons, rows, channels, taps, transpose(alignment, channels, channels), channels)
    : neurons;
}

/** 1, 10 and 25 networks as in the paper (it has 50), as far as there are, and all. */
export const pooledCounts = (networks: number): number[] => [
  ...new Set([1, 10, 25].filter((n) => n < networks).concat(networks)),
];

async function pooledLayer(
  { decomposer }: CompareContext,
  nets: TrainedNet[],
  stages: Stage[],
  index: number,
  neurons: Float64Array,
  ofAll: Float64Array,
  layers: LearnedLayer[],
  space: SharedSpace | null,
): Promise<Pooled['layers'][number]> {
  const { neurons: n, inputs: d } = layers[0];
  const scaled = (values: Float64Array, networks: number): number[] =>
    Array.from(values.slice(0, Math.min(d, networks * n)), (x) => Math.max(0, x) * d);
  const spectrum = async (rows: Float64Array, networks: number): Promise<number[]> =>
    scaled(await decomposer.symmetricEigenvalues(covarianceOf(rows, d), d), networks);
  const spectra = [];
  for (const networks of pooledCounts(nets.length))
    spectra.push({
      networks,
      eigenvalues:
        networks === nets.length
          ? scaled(ofAll, networks)
          : await spectrum(neurons.subarray(0, networks * n * d), networks),
    });
  const all = spectra.at(-1)!.eigenvalues;
  const none = nets.map(() => null);
  const initial = alignedNeurons(
    nets.map((net) => untrainedLayer(net, stages, index)),
    nets.map((_, k) => space?.alignments[k] ?? null),
  );
  return {
    spectra,
    unaligned: await spectrum(alignedNeurons(layers, none), nets.length),
    initial: await spectrum(initial, nets.length),
    exponential: fitExponential(spectra[0].eigenvalues),
    marchenkoPastur: fitMarchenkoPastur(all, nets.length * n, d),
    unexplained: space?.unexplained ?? [],
  };
}

async function whitenedLayer(
  { decomposer, spec }: CompareContext,
  neurons: Float64Array,
  networks: number,
  n: number,
  d: number,
): Promise<Whitening['layers'][number]> {
  const found = await whitenedSpectra(neurons, networks, d, decomposer);
  const noise = await whitenedNull(n, networks, d, rng(spec.seed).fork('whitened-null', n, d), decomposer);
  const outside = (spectra: number[][]) => spectra.map((values) => shareOutside(values, n, d));
  // The paper shows its second network.
  return {
    ratio: d / n,
    raw: found.raw[1],
    inSample: found.inSample[1],
    leaveOneOut: found.leaveOneOut[1],
    nullLeaveOneOut: noise.leaveOneOut[1],
    outside: {
      raw: outside(found.raw),
      inSample: outside(found.inSample),
      leaveOneOut: outside(found.leaveOneOut),
      nullInSample: outside(noise.inSample),
      nullLeaveOneOut: outside(noise.leaveOneOut),
    },
  };
}

export const pooled: Comparison = {
  name: 'pooled',
  title: runTexts.comparisons.pooled,
  about: 'width',
  asked: (spec, nets) => (pools(spec) ? nets : []),
  units: (nets, c) =>
    c.passes * nets.length * (c.images * (c.forward(nets[0]) + 2 * c.moments(nets[0])) + c.ownPolar(nets[0])),
  run: async (context, nets, shared, done) => {
    const found = await poolNetworks(context, nets, (share) => done(0.8 * share));
    shared.pooled.set(nets[0].planned.width, found);
  },
};
