import { chooseDevice, type DeviceInfo, type DevicePreference } from '../backend/device.ts';
import { dispose, tensor } from '@tensorflow/tfjs-core';
import { defaultSpec } from '../experiments/spec.ts';
import { buildStages } from '../networks/architectures.ts';
import { createNetwork, disposeNetwork } from '../networks/network.ts';
import { rng } from '../random/rng.ts';
import { endTraining, startTraining, trainStep } from '../training/train.ts';
import { macsPerImage } from './redraw.ts';

const BATCH = 64;
const SECONDS = 2;

/**
 * Multiply–accumulates a second that this machine does in training steps of the default network (forward and
 * two backward products an image), for about two seconds.
 */
export async function trainingSpeed(
  preference: DevicePreference,
  threads: number,
): Promise<{ device: DeviceInfo; macsPerSecond: number }> {
  const device = await chooseDevice(preference, threads);
  const { network: settings, training } = defaultSpec;
  const stages = buildStages(settings, { size: 32, channels: 3, classes: 10 });
  const network = createNetwork(stages, [rng(1)]);
  const state = startTraining(network);
  const random = rng(2);
  const x = tensor(
    Float32Array.from({ length: BATCH * 32 * 32 * 3 }, () => random.uniform() - 0.5),
    [1, BATCH, 32, 32, 3],
  );
  const labels = tensor(
    Int32Array.from({ length: BATCH }, (_, i) => i % 10),
    [1, BATCH],
    'int32',
  );
  const step = async () => {
    const { loss, logits } = trainStep(state, x, labels, training, training.learningRate);
    await loss.data();
    dispose([loss, logits]);
  };
  try {
    await step();
    const started = performance.now();
    let steps = 0;
    for (; performance.now() - started < 1000 * SECONDS; steps++) await step();
    return {
      device,
      macsPerSecond: (steps * BATCH * 3 * macsPerImage(stages)) / ((performance.now() - started) / 1000),
    };
  } finally {
    dispose([x, labels]);
    endTraining(state);
    disposeNetwork(network);
  }
}
