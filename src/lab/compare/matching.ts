import { concat, tidy } from '@tensorflow/tfjs-core';
import { calibrate, disposeNetwork, type Network } from '../../networks/network.ts';
import { inputsOf, type Stage } from '../../networks/stage.ts';
import { rotate, type LearnedLayer } from '../../rainbow/learnedLayer.ts';
import { pairMoments, relativeError } from '../../rainbow/pairMoments.ts';
import { matchNeurons, permuteRows } from '../../rainbow/permutation.ts';
import { referenceOf, resample } from '../../rainbow/resample.ts';
import { evaluate, type Evaluation } from '../../training/evaluate.ts';
import { chunks, repeatedSource } from '../../training/source.ts';
import { runTexts } from '../../strings/run.ts';
import { networkOf } from '../checkpoint.ts';
import { rngOf, type TrainedNet } from '../trainNets.ts';
import type { Comparison } from './comparison.ts';
import { layerOf, stagesOf, withNetworks, type CompareContext } from './context.ts';

/** Pairs of networks of a width: 0 and 1, 1 and 2, 2 and 0. */
export const pairsOf = <T>(nets: readonly T[]): [T, T][] =>
  nets.slice(0, nets.length > 2 ? 3 : 1).map((net, i): [T, T] => [net, nets[(i + 1) % nets.length]]);

const STEPS = [0, 0.25, 0.5, 0.75, 1];

/**
 * docs/paper.md G.8 on two networks of one width: what is left between their activations after the best
 * rotation and after the best permutation of neurons, fitted on training images; and accuracy and loss on
 * test images along paths from the first to the second: cos(πt/2)·W_a + sin(πt/2)·W_b·A in the first one's
 * space, aligned layer by layer (as D11; last projector and classifier stay the first one's), the straight
 * line to the second with its neurons permuted (Ainsworth et al. 2023; batch statistics measured anew), and
 * the straight line as it is.
 */
export async function matchPair(
  context: CompareContext,
  [first, second]: [TrainedNet, TrainedNet],
  done: (share: number) => void,
): Promise<void> {
  const { input, sources, decomposer, emit, turn } = context;
  const stages = stagesOf(first, input);
  const indices = stages.map((_, i) => i).slice(1);
  const layers = [first, second].map((net) =>
    stages.map((_, i) => layerOf(stages, net.checkpoint.weights, i)),
  );
  const reference = networkOf(stages, [first.checkpoint]);
  try {
    const moments = async (source: CompareContext['sources']['train']) =>
      withNetworks(
        [second],
        input,
        async (networks) => (await pairMoments({ networks, reference, stages: indices, source, turn }))[0],
      );
    const train = await moments(sources.train);
    const test = await moments(sources.test);
    done(0.3);
    const rotations: (Float64Array | null)[] = [null];
    const permutations: ({ order: Uint32Array; matrix: Float64Array } | null)[] = [null];
    for (const { cross, channelsA } of train) {
      rotations.push((await decomposer.polarFactor(cross, channelsA, channelsA)).factor);
      permutations.push(matchNeurons(cross, channelsA, stages[permutations.length - 1].neurons));
      await turn(0);
    }
    done(0.2);
    const left = (alignment: Float64Array, k: number) => ({
      train: relativeError(alignment, train[k]),
      test: relativeError(alignment, test[k]),
    });
    const permuted = layers[1].map((layer, j) =>
      permutedLayer(layer, permutations[j]?.matrix ?? null, permutations[j + 1]?.order ?? null),
    );
    const straight = await alongLines(context, stages, layers[0], [
      permuted,
      layers[1].map((l) => l.weights),
    ]);
    done(0.2);
    const rotation = await alongRotation(context, first, reference, layers, rotations);
    done(0.3);
    const path = (all: Evaluation[]) => ({
      loss: all.map((e) => e.loss),
      accuracy: all.map((e) => e.accuracy),
    });
    emit({
      type: 'matching',
      net: first.info.id,
      reference: second.info.id,
      images: { train: sources.train.count, test: sources.test.count },
      layers: first.info.layers.map((_, i) =>
        i === 0
          ? null
          : { rotation: left(rotations[i]!, i - 1), permutation: left(permutations[i]!.matrix, i - 1) },
      ),
      path: {
        at: STEPS,
        rotation: path(rotation),
        permutation: path(straight.slice(0, STEPS.length)),
        none: path(straight.slice(STEPS.length)),
      },
    });
  } finally {
    disposeNetwork(reference);
  }
}

/**
 * A layer of a network whose neurons are put in another order: its inputs by the order of the layer before,
 * its rows by its own.
 */
function permutedLayer(
  { weights, neurons, inputs, channels, taps }: LearnedLayer,
  before: Float64Array | null,
  own: Uint32Array | null,
): Float64Array {
  const turned = before ? rotate(weights, neurons, channels, taps, before, channels) : weights;
  return own ? permuteRows(turned, inputs, own) : turned;
}

/**
 * Straight lines from one network to others, batch statistics of each step measured on training images: all
 * steps to the first, then to the second, ….
 */
async function alongLines(
  { sources, turn }: CompareContext,
  stages: Stage[],
  from: readonly LearnedLayer[],
  to: readonly Float64Array[][],
): Promise<Evaluation[]> {
  const points = to.flatMap((end) => STEPS.map((t) => ({ end, t })));
  const weights = stages.map((_, j) =>
    points.map(({ end, t }) => Float32Array.from(from[j].weights, (w, i) => (1 - t) * w + t * end[j][i])),
  );
  const empty = {
    format: 'rainbow-checkpoint' as const,
    version: 1 as const,
    net: '',
    epoch: 0,
    step: 0,
    velocities: [],
    statistics: stages.map(() => null),
  };
  const network: Network = networkOf(
    stages,
    points.map((_, k) => ({ ...empty, weights: weights.map((own) => own[k]) })),
  );
  try {
    tidy(() => {
      const x = sources.train.batch(chunks(sources.train.count, 512)[0]);
      calibrate(
        network,
        concat(
          points.map(() => x),
          0,
        ),
      );
    });
    return await evaluate(network, repeatedSource(sources.test, points.length), turn);
  } finally {
    disposeNetwork(network);
  }
}

/**
 * The path that a Gaussian law of neurons has: every step a network with the same covariances, turned layer
 * by layer to fit.
 */
async function alongRotation(
  { input, sources, decomposer, turn }: CompareContext,
  net: TrainedNet,
  network: Network,
  [a, b]: LearnedLayer[][],
  rotations: readonly (Float64Array | null)[],
): Promise<Evaluation[]> {
  const reference = await referenceOf(network, decomposer);
  const out: Evaluation[] = [];
  const other = b.map(({ weights, neurons, channels, taps }, j) =>
    rotations[j] ? rotate(weights, neurons, channels, taps, rotations[j], channels) : weights,
  );
  for (const t of STEPS) {
    const [c, s] = [Math.cos((Math.PI * t) / 2), Math.sin((Math.PI * t) / 2)];
    const stages = stagesOf(net, input);
    const weights = stages.map((stage, j) =>
      stage.sampled
        ? Float64Array.from(
            { length: stage.neurons * inputsOf(stage) },
            (_, i) => c * a[j].weights[i] + s * other[j][i],
          )
        : null,
    );
    const { network: drawn } = await resample({
      reference,
      stages,
      draws: [{ kind: 'aligned', rng: rngOf(net.planned).fork('path'), weights }],
      source: sources.train,
      decomposer,
      turn,
    });
    try {
      out.push((await evaluate(drawn, sources.test, turn))[0]);
    } finally {
      disposeNetwork(drawn);
    }
  }
  return out;
}

export const matching: Comparison = {
  name: 'matching',
  title: runTexts.comparisons.matching,
  about: 'width',
  asked: ({ compare }, nets) => (compare.matching && nets.length > 1 ? nets : []),
  units: (nets, c) => {
    const pairing = 2 * (c.images + c.test) * c.pairing(nets[0]);
    const along = 5 * ((3 * c.images + 3 * c.test) * c.forward(nets[0]) + c.ownPolar(nets[0]));
    return pairsOf(nets).length * (pairing + along);
  },
  run: async (context, nets, _, done) => {
    const pairs = pairsOf(nets);
    for (const pair of pairs) await matchPair(context, pair, (share) => done(share / pairs.length));
  },
};
