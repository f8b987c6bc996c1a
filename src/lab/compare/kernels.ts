import { tidy } from '@tensorflow/tfjs-core';
import { disposeNetwork, featuresAt } from '../../networks/network.ts';
import { rng } from '../../random/rng.ts';
import { colourOf } from '../../rainbow/covariance.ts';
import { gaussianKernel, kernelConvergence, kernelError, sampledKernel, type LayerInputs } from '../../rainbow/kernel.ts';
import { chunks } from '../../training/source.ts';
import { networkOf } from '../checkpoint.ts';
import type { Kernels } from '../events.ts';
import type { TrainedNet } from '../trainNets.ts';
import { layerOf, stagesOf, type CompareContext } from './context.ts';

/** Test images whose kernel is looked at, and positions of each. */
const POINTS = 60, POSITIONS = 9;
const WIDTHS = [16, 32, 64, 128, 256, 512, 1024], DRAWS = 24;

/**
 * Theorem 1 and a.6: for every layer of a net that is followed by ReLU or |·|, the kernel of n neurons drawn from its covariance
 * against the closed form, by n, and the kernel of the trained neurons. What enters the layer are the trained network's own features.
 */
export async function compareKernels({ input, sources, decomposer, emit, turn, spec }: CompareContext, net: TrainedNet, done: (share: number) => void): Promise<void> {
  const stages = stagesOf(net, input), network = networkOf(stages, [net.checkpoint]), layers: Kernels['layers'] = [];
  const activation = spec.network.activation, known = (spec.network.architecture === 'cnn' || spec.network.architecture === 'mlp') && activation !== 'none' ? activation : null;
  try {
    for (const [i, info] of net.info.layers.entries()) {
      if (known) {
        const inputs = await rowsInto(i), layer = layerOf(stages, net.checkpoint.weights, i), colour = await colourOf(layer, decomposer);
        layers.push({
          widths: WIDTHS, error: kernelConvergence(inputs, colour, known, { widths: WIDTHS, draws: DRAWS, rng: rng(spec.seed).fork('kernel', info.name) }),
          trained: kernelError(gaussianKernel(inputs, colour, known), sampledKernel(inputs, layer.weights, known)), exact: 'closed-form',
        });
      } else layers.push(null);
      done(1 / net.info.layers.length);
      await turn(0);
    }
    emit({ type: 'kernel', net: net.info.id, layers });
  } finally {
    disposeNetwork(network);
  }

  async function rowsInto(index: number): Promise<LayerInputs> {
    const rows = tidy(() => stages[index].expand(featuresAt(network, index, sources.test.batch(chunks(sources.test.count, POINTS)[0]))));
    const [, points, height, width, d] = rows.shape as [number, number, number, number, number], values = await rows.data();
    rows.dispose();
    const all = height * width, positions = Math.min(POSITIONS, all), phi = new Float64Array(points * positions * d);
    for (let p = 0; p < points; p++) {
      for (let u = 0; u < positions; u++) {
        const from = (p * all + Math.floor(((u + 0.5) * all) / positions)) * d;
        for (let k = 0; k < d; k++) phi[(p * positions + u) * d + k] = values[from + k];
      }
    }
    return { phi, points, positions, d };
  }
}
