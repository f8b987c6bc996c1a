import { concat, tensor, tidy } from '@tensorflow/tfjs-core';
import { buildStages } from '../../../src/networks/architectures.ts';
import { createNetwork, disposeNetwork } from '../../../src/networks/network.ts';
import { networkSettings } from '../../../src/networks/settings.ts';
import { identity, patches, type Stage } from '../../../src/networks/stage.ts';
import { rng } from '../../../src/random/rng.ts';
import { trainingSettings } from '../../../src/training/settings.ts';
import { endTraining, startTraining, trainStep } from '../../../src/training/train.ts';
import { CHANNELS, cnnWeights, convolutions, images, labels, SIZE } from '../../inputs.ts';
import { CLASSES, LEARNING_RATE, MOMENTUM, type TrainWork } from '../../work.ts';
import type { Job } from '../worker.ts';
import { tfjsSteps } from './steps.ts';

/** The CNN as our stages: 3×3 convolutions, after each ReLU and BN, then linear. */
function cnnStages(): Stage[] {
  const last = convolutions[convolutions.length - 1];
  const common = {
    lift: identity,
    complex: false,
    divisive: false,
    positions: 1,
    macs: { product: 0, lift: 0 },
  };
  return [
    ...convolutions.map(({ inputs, outputs, stride }, i): Stage => ({
      ...common,
      name: `L${i + 1}`,
      neurons: outputs,
      channels: inputs,
      taps: 9,
      sampled: true,
      activation: i ? 'relu' : 'none',
      batchNorm: i > 0,
      ...patches({ size: 3, stride, padding: 1 }),
    })),
    {
      ...common,
      name: 'classifier',
      neurons: CLASSES,
      channels: last.outputs,
      taps: last.size ** 2,
      sampled: false,
      activation: 'relu',
      batchNorm: true,
      ...patches({ size: last.size, stride: 1, padding: 0 }),
    },
  ];
}

/** Training steps of our networks through src/training, on whatever backend tfjs has now. */
export async function trainNetwork(work: TrainWork, name: string, software?: boolean): Promise<Job> {
  const { nets, together, batch } = work;
  const stages =
    work.network === 'cnn'
      ? cnnStages()
      : buildStages(networkSettings.parse({ architecture: work.network }), {
          size: SIZE,
          channels: CHANNELS,
          classes: CLASSES,
        });
  const settings = trainingSettings.parse({
    batchSize: batch,
    learningRate: LEARNING_RATE,
    momentum: MOMENTUM,
  });
  const generators = Array.from({ length: nets }, (_, net) => rng(1).fork('bench', 'net', net));
  const groups = together ? [generators] : generators.map((g) => [g]);
  const states = groups.map((group) => startTraining(createNetwork(stages, group)));
  if (work.network === 'cnn') setWeights(states.map((s) => s.network));
  const perGroup = together ? nets : 1;
  const x = tidy(() => {
    const one = tensor(images(batch), [1, batch, SIZE, SIZE, CHANNELS]);
    return perGroup === 1
      ? one
      : concat(
          Array.from({ length: perGroup }, () => one),
          0,
        );
  });
  const one = labels(batch);
  const all = new Int32Array(perGroup * batch);
  for (let net = 0; net < perGroup; net++) all.set(one, net * batch);
  const y = tensor(all, [perGroup, batch], 'int32');
  const step = () =>
    states.map((state) => {
      const { loss, logits } = trainStep(state, x, y, settings, LEARNING_RATE);
      logits.dispose();
      return loss;
    });
  const dispose = () => {
    states.forEach((state) => {
      endTraining(state);
      disposeNetwork(state.network);
    });
    x.dispose();
    y.dispose();
  };
  return tfjsSteps(name, step, { software, dispose });
}

/** The weights every contender begins with: they are in our layout, channel-major, as they come. */
function setWeights(
  networks: { nets: number; weights: { assign(t: ReturnType<typeof tensor>): void; shape: number[] }[] }[],
): void {
  const values = cnnWeights();
  for (const { nets, weights } of networks) {
    weights.forEach((weight, i) => {
      const filled = tidy(() =>
        concat(
          Array.from({ length: nets }, () => tensor(values[i], [1, ...weight.shape.slice(1)])),
          0,
        ),
      );
      weight.assign(filled);
      filled.dispose();
    });
  }
}
