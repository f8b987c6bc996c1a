import { setBackend, tensor } from '@tensorflow/tfjs-core';
import { chooseDevice } from '../../src/backend/device.ts';
import { registerWebgpuKernels } from '../../src/backend/webgpu/index.ts';
import { errorOf, readAll, unequal, type KernelCheck } from '../../src/backend/webgpu/kernelChecks.ts';
import { buildStages } from '../../src/networks/architectures.ts';
import { createNetwork, disposeNetwork } from '../../src/networks/network.ts';
import { networkSettings } from '../../src/networks/settings.ts';
import { rng } from '../../src/random/rng.ts';
import { trainingSettings } from '../../src/training/settings.ts';
import { endTraining, startTraining, trainStep } from '../../src/training/train.ts';
import { CHANNELS, images, labels, SIZE } from '../inputs.ts';
import { CLASSES } from '../work.ts';

const BATCH = 8;
const WIDTH = 0.25;

/** Every architecture with what can be chosen of it, as people name it. */
const networks = {
  'Scat-J3': {},
  'Scat-J3, skip connections': { skip: true },
  'Scat-J3, divisive norm': { divisive: true },
  'Scat-J3, skip connections, divisive norm': { skip: true, divisive: true },
  'Scat-J3 without batch norm': { batchNorm: false },
  'Scat-J7': { architecture: 'scat-j7' },
  'Scat-J7, skip connections, divisive norm': { architecture: 'scat-j7', skip: true, divisive: true },
  CNN: { architecture: 'cnn' },
  MLP: { architecture: 'mlp' },
  'ResNet-18': { architecture: 'resnet18' },
} as const;

/**
 * What one step makes of the same network, images and labels: the loss, the logits, the gradient by each L.
 */
async function step(name: keyof typeof networks): Promise<Float32Array[]> {
  const settings = networkSettings.parse({ width: WIDTH, ...networks[name] });
  const stages = buildStages(settings, { size: SIZE, channels: CHANNELS, classes: CLASSES });
  const network = createNetwork(stages, [rng(3)]);
  const state = startTraining(network);
  const x = tensor(images(BATCH), [1, BATCH, SIZE, SIZE, CHANNELS]);
  const y = tensor(labels(BATCH), [1, BATCH], 'int32');
  const { loss, logits } = trainStep(state, x, y, trainingSettings.parse({ weightDecay: 0 }), 0.05);
  // Without weight decay the first velocity is the gradient.
  const values = await readAll([loss, logits, ...state.velocities]);
  [x, y].forEach((t) => t.dispose());
  state.velocities = [];
  endTraining(state);
  disposeNetwork(network);
  return values;
}

/**
 * One step of each architecture on WebGPU, twice the same bits, against the CPU's kernels. More steps would
 * amplify rounding.
 */
export const stepChecks: KernelCheck[] = (Object.keys(networks) as (keyof typeof networks)[]).map((name) => ({
  name: `a step of ${name}`,
  async run() {
    await setBackend('webgpu');
    registerWebgpuKernels();
    const first = await step(name);
    const second = await step(name);
    await chooseDevice('simd', 1);
    const expected = await step(name);
    await setBackend('webgpu');
    const [loss, logits, ...gradients] = first.map((values, i) => errorOf(values, expected[i]));
    return [
      { what: 'numbers that differ the second time', value: unequal(first, second), atMost: 0 },
      { what: 'error of the loss', value: loss, atMost: 1e-5 },
      { what: 'error of the logits', value: logits, atMost: 1e-4 },
      // Of deep networks: behind every ReLU or modulus near 0 the gradient of one pixel may take another way.
      { what: 'largest error of a gradient', value: Math.max(...gradients), atMost: 1e-3 },
    ];
  },
}));
