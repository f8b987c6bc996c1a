import type { DataSettings } from '../../data/settings.ts';
import { applyLabelNoise } from '../../data/labelNoise.ts';
import { buildStages, type InputShape } from '../../networks/architectures.ts';
import { kinOf } from '../../networks/form.ts';
import { calibrate, createNetwork, disposeNetwork } from '../../networks/network.ts';
import type { NetworkSettings } from '../../networks/settings.ts';
import { inputsOf, type Stage } from '../../networks/stage.ts';
import type { Rng } from '../../random/rng.ts';
import { alignedNeurons } from '../../rainbow/covariance.ts';
import { leadingCosines, likeness, spatialFilters, spikeRank, spikesOf } from '../../rainbow/likeness.ts';
import { pairMoments } from '../../rainbow/pairMoments.ts';
import { evaluate } from '../../training/evaluate.ts';
import { chunks, type BatchSource } from '../../training/source.ts';
import { endTraining, startTraining, trainEpoch } from '../../training/train.ts';
import { runTexts } from '../../strings/run.ts';
import { networkOf, takeCheckpoints, type Checkpoint } from '../checkpoint.ts';
import type { Condition, Universality } from '../events.ts';
import { rngOf, type TrainedNet } from '../trainNets.ts';
import type { Comparison } from './comparison.ts';
import { layerOf, stagesOf, type CompareContext } from './context.ts';

/** Networks of each condition. */
const NETWORKS = 3;

/** Settings of the other images. */
export const otherImages = ({ data, compare }: CompareContext['spec']): DataSettings => ({
  ...data,
  source: compare.universality as DataSettings['source'],
  labelNoise: 0,
});

interface Member {
  condition: Condition;
  label: string;
  stages: Stage[];
  checkpoint: Checkpoint;
  test: number | null;
  train: number | null;
}
type Pair = Pick<Universality['pairs'][number], 'kind' | 'a' | 'b'>;

/**
 * docs/paper.md G.1: some of the run's networks held against networks trained here on other images, on labels
 * at random and, where there is one that reads the image alike, of another architecture: how alike the
 * covariances of their weights are, layer by layer, aligned on the run's own training images; how alike their
 * spatial filters are. Every network starts from initial weights of its own.
 */
async function compareConditions(
  context: CompareContext,
  nets: readonly TrainedNet[],
  done: (share: number) => void,
): Promise<void> {
  const { input, sources, decomposer, emit, turn, spec } = context;
  const own = nets.slice(0, NETWORKS);
  const kin = kinOf(own[0].planned.spec.network);
  const members: Member[] = own.map((net) => ({
    condition: 'own',
    label: `network ${net.planned.member + 1}`,
    stages: stagesOf(net, input),
    checkpoint: net.checkpoint,
    test: null,
    train: null,
  }));
  const { dataset, all, test } = await context.obtain(
    otherImages(spec),
    progress((part) => done(0.1 * part)),
  );
  const fits = dataset.size === input.size && dataset.channels === input.channels;
  if (!fits)
    emit({
      type: 'warning',
      code: 'plan',
      message: `Nothing is compared with ${dataset.name}: its images are of ${dataset.size} × ${dataset.size} pixels in ${dataset.channels} channels, those of this experiment of ${input.size} × ${input.size} in ${input.channels}.`,
    });
  const share = 0.6 / (own.length * (1 + Number(fits) + Number(kin !== null)));
  for (const net of own) {
    const random = (name: string) => rngOf(net.planned).fork('universality', name);
    const which = net.planned.member + 1;
    const train = async (
      condition: Condition,
      label: string,
      shape: InputShape,
      network: NetworkSettings,
      train: BatchSource,
      judged: BatchSource | null,
    ) => {
      members.push({
        condition,
        label: `${label} ${which}`,
        ...(await trained(
          context,
          buildStages(network, shape),
          train,
          judged,
          net,
          random(condition),
          (part) => done(share * part),
        )),
      });
    };
    if (fits)
      await train(
        'images',
        'other images',
        { ...input, classes: dataset.classes.length },
        net.planned.spec.network,
        all,
        test,
      );
    // Test labels say nothing of labels drawn at random.
    await train(
      'labels',
      'random labels',
      input,
      net.planned.spec.network,
      { ...sources.all, labels: applyLabelNoise(sources.all.labels, 1, input.classes, random('labelling')) },
      null,
    );
    if (kin) await train('architecture', 'other architecture', input, kin, sources.all, sources.test);
  }
  const networks: Universality['networks'] = [];
  for (const { condition, label, stages, checkpoint, test, train } of members) {
    const layers: Universality['networks'][number]['layers'] = [];
    for (const [i, stage] of stages.slice(0, -1).entries()) {
      const layer = layerOf(stages, checkpoint.weights, i);
      const spikes = await spikesOf(layer.weights, layer.inputs, decomposer);
      layers.push({
        name: stage.name,
        inputs: layer.inputs,
        effectiveRank: spikeRank(spikes),
        spikes: spikes.strengths.length,
        filters: await spatialFilters(layer, before(stages, i, input.channels), decomposer),
      });
      await turn(0);
    }
    networks.push({ condition, label, test, train, layers });
  }
  const pairs: Universality['pairs'] = [];
  const wanted = pairsOf(members);
  for (const pair of wanted) {
    pairs.push({
      ...pair,
      layers: await layersOf(
        context,
        members[pair.a],
        members[pair.b],
        own[0].info.layers.length,
        rngOf(own[0].planned).fork('likeness', pair.kind, pair.a),
      ),
    });
    done(0.3 / wanted.length);
  }
  emit({
    type: 'universality',
    net: own[0].info.id,
    images: sources.train.count,
    other: dataset.name,
    networks,
    pairs,
  });
}

/** Shares of the work from counts of what was done so far. */
function progress(done: (share: number) => void): (count: number, total: number) => void {
  let before = 0;
  return (count, total) => {
    done((count - before) / Math.max(1, total));
    before = count;
  };
}

/**
 * Neurons before that a layer reads, or colours; behind wavelets every one of them has five or ten channels.
 */
function before(stages: readonly Stage[], index: number, colours: number): number {
  const { channels } = stages[index];
  const feeding = index === 0 ? colours : stages[index - 1].neurons;
  return channels === 5 * feeding || channels === 10 * feeding ? feeding : channels;
}

/** Own networks in a ring, each own one with its counterparts, and those of random labels in a ring. */
function pairsOf(members: readonly Member[]): Pair[] {
  const of = (condition: Condition) => members.flatMap((m, i) => (m.condition === condition ? [i] : []));
  const own = of('own');
  const noise = of('labels');
  const ring = (kind: Pair['kind'], all: number[]): Pair[] =>
    all
      .slice(0, all.length > 2 ? 3 : all.length - 1)
      .map((a, i) => ({ kind, a, b: all[(i + 1) % all.length] }));
  const beside = (kind: Pair['kind'], others: number[]): Pair[] =>
    others.map((b, i) => ({ kind, a: own[i], b }));
  return [
    ...ring('seed', own),
    ...beside('images', of('images')),
    ...beside('labels', noise),
    ...ring('noise', noise),
    ...beside('architecture', of('architecture')),
  ];
}

/**
 * Layers of `a` beside those of `b`: all where both are of one shape; else the first, which reads the image
 * through the same operator.
 */
async function layersOf(
  { sources, decomposer, turn }: CompareContext,
  a: Member,
  b: Member,
  count: number,
  random: Rng,
): Promise<Universality['pairs'][number]['layers']> {
  const shape = (m: Member) =>
    m.stages
      .slice(0, -1)
      .map((s) => `${s.neurons} ${inputsOf(s)}`)
      .join();
  const alike = shape(a) === shape(b);
  const stages = alike ? Array.from({ length: count - 1 }, (_, i) => i + 1) : [];
  const [networks, reference] = [networkOf(b.stages, [b.checkpoint]), networkOf(a.stages, [a.checkpoint])];
  try {
    const alignments: (Float64Array | null)[] = [null];
    if (stages.length) {
      const [moments] = await pairMoments({
        networks,
        reference,
        stages,
        source: sources.train,
        turn: () => turn(0),
      });
      for (const { cross, channelsA, channelsB } of moments)
        alignments.push((await decomposer.polarFactor(cross, channelsA, channelsB)).factor);
    }
    const out: Universality['pairs'][number]['layers'] = [];
    for (let i = 0; i < count; i++) {
      if (i > 0 && !alike) {
        out.push(null);
        continue;
      }
      const [first, second] = [a, b].map((m) => layerOf(m.stages, m.checkpoint.weights, i));
      const [one, other] = [
        await spikesOf(first.weights, first.inputs, decomposer),
        await spikesOf(alignedNeurons([second], [alignments[i]]), first.inputs, decomposer),
      ];
      const found = await likeness(one, other, second.neurons, random.fork(first.name), decomposer);
      out.push(found && { ...found, vectors: leadingCosines(one, other) });
      await turn(0);
    }
    return out;
  } finally {
    [networks, reference].forEach(disposeNetwork);
  }
}

/** A network trained with the experiment's recipe. */
async function trained(
  { turn }: CompareContext,
  stages: Stage[],
  train: BatchSource,
  test: BatchSource | null,
  { planned }: TrainedNet,
  random: Rng,
  done: (share: number) => void,
): Promise<Pick<Member, 'stages' | 'checkpoint' | 'test' | 'train'>> {
  const { training } = planned.spec;
  const network = createNetwork(stages, [random]);
  const state = startTraining(network);
  try {
    const x = train.batch(chunks(train.count, 512)[0]);
    calibrate(network, x);
    x.dispose();
    let accuracy: number | null = null;
    for (let epoch = 0; epoch < training.epochs; epoch++) {
      accuracy = (
        await trainEpoch(state, epoch, {
          settings: training,
          source: train,
          rngs: [random],
          epochs: training.epochs,
          reportEvery: 1e9,
          onReport: () => {},
          turn: () => turn(0),
        })
      ).accuracy[0];
      done(1 / training.epochs);
    }
    return {
      stages,
      checkpoint: (await takeCheckpoints(state, [planned.id], training.epochs))[0],
      test: test && (await evaluate(network, test, turn))[0].accuracy,
      train: accuracy,
    };
  } finally {
    endTraining(state);
    disposeNetwork(network);
  }
}

export const universality: Comparison = {
  name: 'universality',
  title: runTexts.comparisons.universality,
  about: 'width',
  asked: ({ compare }, nets) => (compare.universality === 'none' ? [] : nets),
  units: (nets, c) => {
    const training = 3 * 3 * c.training * c.forward(nets[0]);
    const pairing = 5 * (2 * c.images * c.pairing(nets[0]) + c.ownPolar(nets[0]));
    return c.others + Math.min(NETWORKS, nets.length) * (training + pairing);
  },
  run: (context, nets, _, done) => compareConditions(context, nets, done),
};
