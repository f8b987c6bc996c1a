import { createNetwork, disposeNetwork, featuresAt, type Network } from '../networks/network.ts';
import { identity, type Stage } from '../networks/stage.ts';
import type { Rng } from '../random/rng.ts';
import { evaluate, type Evaluation } from '../training/evaluate.ts';
import type { TrainingSettings } from '../training/settings.ts';
import { computedSource, type BatchSource } from '../training/source.ts';
import { endTraining, startTraining, trainEpoch } from '../training/train.ts';

/**
 * The first stage that is learned anew: the last projector of a scattering network, the classifier of others.
 */
export const tailStart = (stages: readonly Stage[]): number => stages.findIndex((stage) => !stage.sampled);

export interface RetrainOptions {
  /** One drawn or random network, frozen up to the tail. */
  network: Network;
  train: BatchSource;
  test: BatchSource;
  settings: TrainingSettings;
  epochs: number;
  rng: Rng;
  turn(images: number): Promise<void>;
}

/**
 * D12: trains a fresh last projector and classifier on frozen features, which are computed once; then tests.
 * Throws for complex features (networks with skip connections).
 */
export async function retrain(options: RetrainOptions): Promise<Evaluation> {
  const { network, settings, epochs, rng } = options;
  const start = tailStart(network.stages);
  const cache = (source: BatchSource) =>
    computedSource(source, (x) => featuresAt(network, start, x), options.turn);
  if (network.stages[start].complex)
    throw new Error(
      'Retraining on complex features is not supported yet: switch network.skip off or set redraw.retrainEpochs to 0.',
    );
  const train = await cache(options.train);
  const test = await cache(options.test);
  const stages = network.stages
    .slice(start)
    .map((stage, i) => (i === 0 ? { ...stage, lift: identity, activation: 'none' as const } : stage));
  const tail = createNetwork(stages, [rng]);
  const state = startTraining(tail);
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      await trainEpoch(state, epoch, {
        settings,
        source: train,
        rngs: [rng],
        epochs,
        reportEvery: 1e9,
        onReport: () => {},
        turn: () => options.turn(0),
      });
    }
    return (await evaluate(tail, test, () => options.turn(0)))[0];
  } finally {
    endTraining(state);
    disposeNetwork(tail);
  }
}
