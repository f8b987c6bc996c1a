import { disposeNetwork } from '../../networks/network.ts';
import { layerDynamics, rebuiltWeights } from '../../rainbow/dynamics.ts';
import { learnedLayers } from '../../rainbow/learnedLayer.ts';
import { resample } from '../../rainbow/resample.ts';
import { evaluate } from '../../training/evaluate.ts';
import { repeatedSource } from '../../training/source.ts';
import { networkOf } from '../checkpoint.ts';
import type { Dynamics } from '../events.ts';
import { rngOf, type TrainedNet } from '../trainNets.ts';
import { layerOf, stagesOf, untrainedLayer, type CompareContext } from './context.ts';

/** Fig. 10 (D14): how the weights of one net moved, and its accuracy when its drawn layers are the stretched initialisation. */
export async function followTraining({ input, sources, decomposer, emit, turn }: CompareContext, net: TrainedNet, done: (share: number) => void): Promise<void> {
  const stages = stagesOf(net, input), { layers: infos } = net.info, epochs = [0, ...net.snapshots.map((s) => s.epoch), net.checkpoint.epoch];
  const over = infos.map((_, i) => [untrainedLayer(net, stages, i), ...[...net.snapshots, net.checkpoint].map(({ weights }) => layerOf(stages, weights, i))]);
  const layers: Dynamics['layers'] = [];
  for (const own of over) {
    layers.push(await layerDynamics(own, decomposer));
    done(0.5 / over.length);
    await turn(0);
  }
  const linear = await Promise.all(over.map((own, i) => (stages[i].sampled ? rebuiltWeights(own[0], own[own.length - 1], decomposer) : null)));
  const network = networkOf(stages, [net.checkpoint]);
  try {
    const reference = { network, layers: await learnedLayers(network, 0), colours: stages.map(() => null) };
    const draws = (['identity', 'aligned'] as const).map((kind) => ({ kind, rng: rngOf(net.planned).fork('rebuilt', kind), weights: [...linear, null] }));
    const { network: rebuilt } = await resample({ reference, stages: stagesOf(net, input), draws, source: sources.train, decomposer, turn });
    try {
      const [trained] = await evaluate(network, sources.test, turn), [alone, aligned] = await evaluate(rebuilt, repeatedSource(sources.test, 2), turn);
      emit({ type: 'dynamics', net: net.info.id, epochs, layers, rebuilt: { trained: trained.accuracy, alone: alone.accuracy, aligned: aligned.accuracy } });
    } finally {
      disposeNetwork(rebuilt);
    }
  } finally {
    disposeNetwork(network);
  }
  done(0.5);
}
