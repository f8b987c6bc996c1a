import { disposeNetwork } from '../../networks/network.ts';
import { layerDynamics } from '../../rainbow/dynamics.ts';
import { learnedLayers } from '../../rainbow/learnedLayer.ts';
import { rebuildNetwork } from '../../rainbow/rebuild.ts';
import { evaluate } from '../../training/evaluate.ts';
import { repeatedSource } from '../../training/source.ts';
import { runTexts } from '../../strings/run.ts';
import { networkOf } from '../checkpoint.ts';
import type { Dynamics } from '../events.ts';
import { rngOf, type TrainedNet } from '../trainNets.ts';
import type { Comparison } from './comparison.ts';
import { layerOf, stagesOf, untrainedLayer, type CompareContext } from './context.ts';

/**
 * Fig. 10 (D14): how the weights of one net moved, and its accuracy when its drawn layers are the stretched
 * initialisation.
 */
async function followTraining(
  { input, sources, decomposer, emit, turn }: CompareContext,
  net: TrainedNet,
  done: (share: number) => void,
): Promise<void> {
  const stages = stagesOf(net, input);
  const { layers: infos } = net.info;
  const epochs = [0, ...net.snapshots.map((s) => s.epoch), net.checkpoint.epoch];
  const over = infos.map((_, i) => [
    untrainedLayer(net, stages, i),
    ...[...net.snapshots, net.checkpoint].map(({ weights }) => layerOf(stages, weights, i)),
  ]);
  const layers: Dynamics['layers'] = [];
  for (const own of over) {
    layers.push(await layerDynamics(own, decomposer));
    done(0.5 / over.length);
    await turn(0);
  }
  const network = networkOf(stages, [net.checkpoint]);
  try {
    const reference = { network, layers: await learnedLayers(network, 0), colours: stages.map(() => null) };
    const rebuilt = await rebuildNetwork({
      reference,
      initial: over.map((own) => own[0]),
      source: sources.train,
      decomposer,
      rng: rngOf(net.planned).fork('rebuilt'),
      turn,
    });
    try {
      const [trained] = await evaluate(network, sources.test, turn);
      const [alone, aligned] = await evaluate(rebuilt, repeatedSource(sources.test, 2), turn);
      emit({
        type: 'dynamics',
        net: net.info.id,
        epochs,
        layers,
        rebuilt: { trained: trained.accuracy, alone: alone.accuracy, aligned: aligned.accuracy },
      });
    } finally {
      disposeNetwork(rebuilt);
    }
  } finally {
    disposeNetwork(network);
  }
  done(0.5);
}

export const dynamics: Comparison = {
  name: 'dynamics',
  title: runTexts.comparisons.dynamics,
  about: 'width',
  asked: ({ compare }, nets) => (compare.dynamics ? nets.slice(0, 1) : []),
  units: ([net], c) => (2 * c.images + 3 * c.test) * c.forward(net) + 4 * c.eigen(net),
  run: (context, [net], _, done) => followTraining(context, net, done),
};
