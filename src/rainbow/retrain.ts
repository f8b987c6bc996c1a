import { tidy } from '@tensorflow/tfjs-core';
import { createNetwork, disposeNetwork, featuresAt, type Network } from '../networks/network.ts';
import { identity, type Stage } from '../networks/stage.ts';
import type { Rng } from '../random/rng.ts';
import { evaluate, type Evaluation } from '../training/evaluate.ts';
import type { TrainingSettings } from '../training/settings.ts';
import { chunks, featureSource, type BatchSource } from '../training/source.ts';
import { endTraining, startTraining, trainEpoch } from '../training/train.ts';

/** The first stage that is learned anew: the last projector of a scattering network, the classifier of others. */
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

/** D12: trains a fresh last projector and classifier on frozen features, which are computed once; then tests. */
export async function retrain(options: RetrainOptions): Promise<Evaluation> {
  const { network, settings, epochs, rng } = options;
  const start = tailStart(network.stages);
  const cache = async (source: BatchSource): Promise<BatchSource> => {
    let values: Float32Array | null = null, shape: [number, number, number] = [1, 1, 1], at = 0;
    for (const indices of chunks(source.count, 250)) {
      const phi = tidy(() => featuresAt(network, start, source.batch(indices)));
      const part = await phi.data() as Float32Array;
      shape = phi.shape.slice(2) as [number, number, number];
      phi.dispose();
      values ??= new Float32Array((part.length / indices.length) * source.count);
      values.set(part, at);
      at += part.length;
      await options.turn(indices.length);
    }
    return featureSource(values!, shape, source.labels);
  };
  if (network.stages[start].complex) throw new Error('Retraining on complex features is not supported yet: switch network.skip off or set redraw.retrainEpochs to 0.');
  const train = await cache(options.train), test = await cache(options.test);
  const stages = network.stages.slice(start).map((stage, i) => (i === 0 ? { ...stage, lift: identity, activation: 'none' as const } : stage));
  const tail = createNetwork(stages, [rng]);
  const state = startTraining(tail);
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      await trainEpoch(state, epoch, { settings, source: train, rngs: [rng], epochs, reportEvery: 1e9, onReport: () => {}, turn: () => options.turn(0) });
    }
    return (await evaluate(tail, test, () => options.turn(0)))[0];
  } finally {
    endTraining(state);
    disposeNetwork(tail);
  }
}
