import '@tensorflow/tfjs-backend-cpu';
import { memory, ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { buildStages } from '../networks/architectures.ts';
import { createNetwork, disposeNetwork } from '../networks/network.ts';
import { networkSettings } from '../networks/settings.ts';
import { rng } from '../random/rng.ts';
import { trainingSettings } from '../training/settings.ts';
import { featureSource } from '../training/source.ts';
import { endTraining, startTraining, trainEpoch } from '../training/train.ts';
import { restoreCheckpoints, takeCheckpoints, type Checkpoint } from './checkpoint.ts';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

it('resumes to bit-equal weights', async () => {
  const settings = trainingSettings.parse({ epochs: 3, batchSize: 8 });
  const noise = rng(1).fork('x');
  const source = featureSource(
    Float32Array.from({ length: 24 * 64 }, () => noise.normal()),
    [8, 8, 1],
    Uint8Array.from({ length: 24 }, (_, i) => i % 3),
  );
  const train = async (
    from: Checkpoint | null,
  ): Promise<{ end: Float32Array[]; middle: Checkpoint | null }> => {
    const network = createNetwork(
      buildStages(networkSettings.parse({ width: 0.25 }), { size: 8, channels: 1, classes: 3 }),
      [rng(5)],
    );
    const state = startTraining(network);
    if (from) restoreCheckpoints(state, [from], ['net']);
    let middle: Checkpoint | null = null;
    for (let epoch = from?.epoch ?? 0; epoch < 3; epoch++) {
      await trainEpoch(state, epoch, {
        settings,
        source,
        rngs: [rng(5)],
        epochs: 3,
        reportEvery: 1,
        onReport: () => {},
        turn: async () => {},
      });
      if (epoch === 0) [middle] = await takeCheckpoints(state, ['net'], 1);
    }
    const end = network.weights.map((w) => w.dataSync().slice() as Float32Array);
    endTraining(state);
    disposeNetwork(network);
    return { end, middle };
  };
  const before = memory().numTensors;
  const whole = await train(null);
  const resumed = await train(structuredClone(whole.middle));
  expect(resumed.end).toEqual(whole.end);
  expect(memory().numTensors).toBe(before);
  await expect(async () =>
    restoreCheckpoints({ network: {} } as never, [whole.middle!], ['other']),
  ).rejects.toThrow(RangeError);
});
