import { dispose, softmax, tidy } from '@tensorflow/tfjs-core';
import { disposeNetwork, forward, type Network } from '../../networks/network.ts';
import type { Stage } from '../../networks/stage.ts';
import type { Rng } from '../../random/rng.ts';
import { referenceOf, resample, type Reference } from '../../rainbow/resample.ts';
import { retrain } from '../../rainbow/retrain.ts';
import {
  drawMixture,
  drawRows,
  groupNeurons,
  shrunkColour,
  unsupervisedNetwork,
} from '../../rainbow/variants.ts';
import { argMax, evaluate } from '../../training/evaluate.ts';
import { chunks, repeatedSource, type BatchSource } from '../../training/source.ts';
import { endTraining, startTraining, trainEpoch } from '../../training/train.ts';
import { runTexts } from '../../strings/run.ts';
import { networkOf } from '../checkpoint.ts';
import type { Variants } from '../events.ts';
import { inMemory } from '../redraw.ts';
import { rngOf, type TrainedNet } from '../trainNets.ts';
import type { Comparison } from './comparison.ts';
import { stagesOf, type CompareContext } from './context.ts';

/** Networks of a width that are drawn in other ways. */
const NETWORKS = 3;
const DRAWS = 3;
const ENSEMBLE = 8;
const MIXTURES = [1, 2, 4, 8, 16];
/** Epochs of a new classifier where the experiment asks for none. */
const CLASSIFIER_EPOCHS = 3;

/**
 * Neurons of every layer in the reference's space; null where the reference's own Gaussian, or its own layer,
 * is meant.
 */
type OwnNeurons = (rng: Rng) => (Float64Array | null)[];

/**
 * docs/paper.md G.1, G.4, G.6, G.8 on one net: drawn from debiased covariances, from mixtures of Gaussians,
 * without labels; the answers of several draws averaged; and training that starts from a draw.
 */
async function drawOtherwise(
  context: CompareContext,
  net: TrainedNet,
  done: (share: number) => void,
): Promise<void> {
  const { input, sources, decomposer, emit, turn } = context;
  const stages = stagesOf(net, input);
  const trained = networkOf(stages, [net.checkpoint]);
  const random = rngOf(net.planned).fork('variants');
  try {
    const drawing: Drawing = { ...context, net, stages, reference: await referenceOf(trained, decomposer) };
    const { layers } = drawing.reference;
    const plain = await draw(drawing, ENSEMBLE, random.fork('plain'), null);
    const variants: Variants['variants'] = [{ way: 'plain', groups: null, accuracy: plain.accuracy }];
    done(0.2);
    const shrunk = await Promise.all(
      layers.map((layer, j) => (stages[j].sampled ? shrunkColour(layer, decomposer) : null)),
    );
    variants.push({
      way: 'shrunk',
      groups: null,
      accuracy: (
        await draw(drawing, DRAWS, random.fork('shrunk'), (r) =>
          shrunk.map((colour, j) => colour && drawRows(colour, stages[j].neurons, r.fork(stages[j].name))),
        )
      ).accuracy,
    });
    done(0.1);
    for (const groups of MIXTURES) {
      const found = layers.map((layer, j) =>
        stages[j].sampled ? groupNeurons(layer, groups, random.fork('groups', groups, j)) : null,
      );
      await turn(0);
      const { accuracy } = await draw(drawing, DRAWS, random.fork('mixture', groups), (r) =>
        found.map((own, j) => own && drawMixture(layers[j], own, stages[j].neurons, r.fork(stages[j].name))),
      );
      variants.push({ way: 'mixture', groups, accuracy });
      done(0.3 / MIXTURES.length);
    }
    const retrained = await newClassifiers(drawing, random);
    done(0.2);
    const warmStart = await trainDrawn(drawing, random.fork('plain').fork(0));
    done(0.2);
    emit({
      type: 'variants',
      net: net.info.id,
      images: sources.train.count,
      variants,
      ensemble: plain.together,
      retrained,
      warmStart,
    });
  } finally {
    disposeNetwork(trained);
  }
}

interface Drawing extends CompareContext {
  net: TrainedNet;
  stages: Stage[];
  reference: Reference;
}

/** Test accuracies of some draws, and of their averaged answers: of the first, the first two, … */
async function draw(
  { net, input, reference, stages, sources: { train, test }, decomposer, turn }: Drawing,
  draws: number,
  rng: Rng,
  neurons: OwnNeurons | null,
): Promise<{ accuracy: number[]; together: number[] }> {
  const accuracy: number[] = [];
  const probabilities: Float32Array[] = [];
  for (const group of inMemory(
    Array.from({ length: draws }, (_, i) => i),
    stages,
    train.count,
  )) {
    const { network } = await resample({
      reference,
      stages: stagesOf(net, input),
      draws: group.map((i) => ({ kind: 'aligned', rng: rng.fork(i), weights: neurons?.(rng.fork(i)) })),
      source: train,
      decomposer,
      turn,
    });
    try {
      accuracy.push(
        ...(await evaluate(network, repeatedSource(test, group.length), turn)).map((e) => e.accuracy),
      );
      probabilities.push(...(await answersOf(network, test, turn)));
    } finally {
      disposeNetwork(network);
    }
  }
  return { accuracy, together: togetherOf(probabilities, test) };
}

const drawOne = async (
  { net, input, reference, sources, decomposer, turn }: Drawing,
  kind: 'aligned' | 'untrained',
  rng: Rng,
): Promise<Network> =>
  (
    await resample({
      reference,
      stages: stagesOf(net, input),
      draws: [{ kind, rng }],
      source: sources.train,
      decomposer,
      turn,
    })
  ).network;

/** D12 on features drawn from the learned covariances, drawn without labels, and random ones. */
async function newClassifiers(drawing: Drawing, rng: Rng): Promise<Variants['retrained']> {
  const { net, input, sources, decomposer, spec, turn } = drawing;
  const epochs = spec.redraw.retrainEpochs || CLASSIFIER_EPOCHS;
  const again = async (network: Network): Promise<number> => {
    try {
      return (
        await retrain({
          network,
          train: sources.all,
          test: sources.test,
          settings: net.planned.spec.training,
          epochs,
          rng: rng.fork('classifier'),
          turn,
        })
      ).accuracy;
    } finally {
      disposeNetwork(network);
    }
  };
  return {
    epochs,
    rainbow: await again(await drawOne(drawing, 'aligned', rng.fork('plain').fork(0))),
    unsupervised: await again(
      await unsupervisedNetwork(
        stagesOf(net, input),
        sources.train,
        rng.fork('unsupervised'),
        decomposer,
        turn,
      ),
    ),
    random: await again(await drawOne(drawing, 'untrained', rng.fork('untrained'))),
  };
}

/**
 * Test accuracy before and after each epoch of training, with the experiment's recipe and the net's own
 * batches, of a network that starts as a draw.
 */
async function trainDrawn(drawing: Drawing, rng: Rng): Promise<number[]> {
  const { net, sources, turn } = drawing;
  const { training } = net.planned.spec;
  const network = await drawOne(drawing, 'aligned', rng);
  const state = startTraining(network);
  const accuracy: number[] = [];
  try {
    for (let epoch = 0; epoch <= training.epochs; epoch++) {
      if (epoch > 0)
        await trainEpoch(state, epoch - 1, {
          settings: training,
          source: sources.all,
          rngs: [rngOf(net.planned)],
          epochs: training.epochs,
          reportEvery: 1e9,
          onReport: () => {},
          turn: () => turn(0),
        });
      accuracy.push((await evaluate(network, sources.test, turn))[0].accuracy);
    }
    return accuracy;
  } finally {
    endTraining(state);
    disposeNetwork(network);
  }
}

/** Class probabilities of each net of a batch for every image: images × classes, row-major. */
async function answersOf(
  network: Network,
  source: BatchSource,
  turn: (images: number) => Promise<void>,
): Promise<Float32Array[]> {
  const classes = network.stages[network.stages.length - 1].neurons;
  const out = Array.from({ length: network.nets }, () => new Float32Array(source.count * classes));
  let at = 0;
  for (const indices of chunks(source.count, 250)) {
    const p = tidy(() => {
      const x = repeatedSource(source, network.nets).batch(indices);
      return softmax(forward(network, x));
    });
    const values = await p.data();
    const size = indices.length * classes;
    dispose(p);
    out.forEach((own, net) => own.set(values.subarray(net * size, (net + 1) * size) as Float32Array, at));
    at += size;
    await turn(indices.length * network.nets);
  }
  return out;
}

/** Accuracy of the averaged probabilities of the first k networks, k = 1, 2, …. */
export function togetherOf(probabilities: readonly Float32Array[], { labels, count }: BatchSource): number[] {
  if (probabilities.length === 0) return [];
  const classes = probabilities[0].length / count;
  const sum = new Float64Array(probabilities[0].length);
  return probabilities.map((p) => {
    p.forEach((x, i) => {
      sum[i] += x;
    });
    let right = 0;
    for (let i = 0; i < count; i++) if (argMax(sum, i * classes, classes) === labels[i]) right++;
    return right / count;
  });
}

export const variants: Comparison = {
  name: 'variants',
  title: runTexts.comparisons.variants,
  about: 'width',
  asked: ({ compare }, nets) => (compare.variants ? nets : []),
  units: (nets, c) => {
    const draws = ENSEMBLE + DRAWS * (1 + MIXTURES.length);
    const images = (2 * c.images + 2 * c.test) * c.forward(nets[0]) + c.images * c.moments(nets[0]);
    const training = 4 * c.training * c.forward(nets[0]);
    return Math.min(NETWORKS, nets.length) * (draws * (images + c.ownPolar(nets[0])) + training);
  },
  run: async (context, nets, _, done) => {
    const some = nets.slice(0, NETWORKS);
    for (const net of some) await drawOtherwise(context, net, (share) => done(share / some.length));
  },
};
