import { dispose, keep, reshape, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { product } from '../../backend/ops/index.ts';
import { multiply } from '../../linalg/matrix.ts';
import { possible } from '../../networks/form.ts';
import { disposeNetwork, featuresAt, project, unnormalised, type Network } from '../../networks/network.ts';
import { identity, inputsOf } from '../../networks/stage.ts';
import { rng, type Rng } from '../../random/rng.ts';
import { colourOf, type Colour } from '../../rainbow/covariance.ts';
import { rowsOf } from '../../rainbow/features.ts';
import {
  gaussianKernel,
  kernelConvergence,
  kernelError,
  sampledKernel,
  type KernelActivation,
  type LayerInputs,
} from '../../rainbow/kernel.ts';
import type { LearnedLayer } from '../../rainbow/learnedLayer.ts';
import { chunks } from '../../training/source.ts';
import { runTexts } from '../../strings/run.ts';
import { networkOf } from '../checkpoint.ts';
import type { Kernels } from '../events.ts';
import type { TrainedNet } from '../trainNets.ts';
import type { Comparison } from './comparison.ts';
import { layerOf, stagesOf, type CompareContext } from './context.ts';

/** Test images whose kernel is looked at, and positions of each where the kernel has a closed form. */
const POINTS = 60;
const POSITIONS = 9;
const WIDTHS = [16, 32, 64, 128, 256, 512, 1024];
const DRAWS = 24;
/** Where it has none: fewer widths, and a kernel of many neurons in the place of the exact one. */
const SAMPLED_WIDTHS = WIDTHS.slice(0, 6);
const SAMPLED_DRAWS = 8;
const MANY = 8192;
const AT_ONCE = 256;

type LayerKernel = NonNullable<Kernels['layers'][number]>;

/**
 * Theorem 1 and a.6: for every layer, the kernel of n neurons drawn from its covariance against that of
 * infinitely many, by n, and the kernel of the trained neurons: closed where ReLU or |·| follows, by Monte
 * Carlo (8192 neurons) where the wavelet modulus does. What enters the layer are the trained network's own
 * features. Null where the next features are complex.
 */
async function compareKernels(
  { input, sources, decomposer, emit, turn, spec }: CompareContext,
  net: TrainedNet,
  done: (share: number) => void,
): Promise<void> {
  const stages = stagesOf(net, input);
  const network = networkOf(stages, [net.checkpoint]);
  const layers: Kernels['layers'] = [];
  try {
    for (const [i, info] of net.info.layers.entries()) {
      const layer = layerOf(stages, net.checkpoint.weights, i);
      const colour = await colourOf(layer, decomposer);
      const random = rng(spec.seed).fork('kernel', info.name);
      const phi = keep(
        tidy(() => featuresAt(network, i, sources.test.batch(chunks(sources.test.count, POINTS)[0]))),
      );
      try {
        // Behind wavelets there is no closed form, and none behind the last projector: what reads it is
        // linear.
        const { lift, activation } = stages[i + 1];
        if (lift !== identity)
          layers.push(stages[i].complex ? null : await sampled(network, i, phi, layer, colour, random, turn));
        else
          layers.push(
            activation === 'none'
              ? null
              : await closed(rowsOf(stages[i], phi), layer, colour, activation, random),
          );
      } finally {
        phi.dispose();
      }
      done(1 / net.info.layers.length);
      await turn(0);
    }
    emit({ type: 'kernel', net: net.info.id, layers });
  } finally {
    disposeNetwork(network);
  }
}

async function closed(
  rows: Tensor,
  layer: LearnedLayer,
  colour: Colour,
  activation: KernelActivation,
  random: Rng,
): Promise<LayerKernel> {
  const [, points, height, width, d] = rows.shape as [number, number, number, number, number];
  const values = await rows.data();
  rows.dispose();
  const all = height * width;
  const positions = Math.min(POSITIONS, all);
  const phi = new Float64Array(points * positions * d);
  for (let p = 0; p < points; p++) {
    for (let u = 0; u < positions; u++) {
      const from = (p * all + Math.floor(((u + 0.5) * all) / positions)) * d;
      for (let k = 0; k < d; k++) phi[(p * positions + u) * d + k] = values[from + k];
    }
  }
  const inputs: LayerInputs = { phi, points, positions, d };
  return {
    widths: WIDTHS,
    error: kernelConvergence(inputs, colour, activation, { widths: WIDTHS, draws: DRAWS, rng: random }),
    trained: kernelError(
      gaussianKernel(inputs, colour, activation),
      sampledKernel(inputs, layer.weights, activation),
    ),
    exact: 'closed-form',
  };
}

async function sampled(
  network: Network,
  index: number,
  phi: Tensor,
  layer: LearnedLayer,
  colour: Colour,
  random: Rng,
  turn: (images: number) => Promise<void>,
): Promise<LayerKernel> {
  const kernel = async (neurons: Float64Array): Promise<Float64Array> => {
    const d = inputsOf(network.stages[index]);
    const n = neurons.length / d;
    const points = phi.shape[1]!;
    const sum = new Float64Array(points * points);
    for (let from = 0; from < n; from += AT_ONCE) {
      const some = neurons.subarray(from * d, Math.min(n, from + AT_ONCE) * d);
      const gram = tidy(() => {
        const z = project(
          { ...network.stages[index], divisive: false },
          phi,
          tensor(Float32Array.from(some), [1, some.length / d, d]),
        );
        const flat = reshape(unnormalised(network.stages[index + 1], z), [1, points, -1]);
        return product(flat, flat);
      });
      (await gram.data()).forEach((v, k) => {
        sum[k] += v / n;
      });
      dispose(gram);
      await turn(0);
    }
    return sum;
  };
  const draw = (n: number, r: Rng) =>
    multiply(
      Float64Array.from({ length: n * colour.rank }, () => r.normal()),
      colour.rows,
      n,
      colour.rank,
      colour.inputs,
    );
  const exact = await kernel(draw(MANY, random.fork('many')));
  const error: number[] = [];
  for (const n of SAMPLED_WIDTHS) {
    let sum = 0;
    for (let k = 0; k < SAMPLED_DRAWS; k++)
      sum += kernelError(exact, await kernel(draw(n, random.fork('kernel', n, k))));
    error.push(sum / SAMPLED_DRAWS);
  }
  return {
    widths: SAMPLED_WIDTHS,
    error,
    trained: kernelError(exact, await kernel(layer.weights)),
    exact: 'monte-carlo',
  };
}

export const kernel: Comparison = {
  name: 'kernel',
  title: runTexts.comparisons.kernel,
  about: 'width',
  asked: ({ compare, network }, nets) =>
    compare.kernel && possible(network, null).kernel ? nets.slice(0, 1) : [],
  units: () => 2e10,
  run: (context, [net], _, done) => compareKernels(context, net, done),
};
