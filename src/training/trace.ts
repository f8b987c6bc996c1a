import { clone, dispose, keep, mean, mul, norm, square, sub, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { Network } from '../networks/network.ts';

/** What one step of training did at a stage of one net. Norms are Frobenius norms. */
export interface StageTrace {
  /**
   * Root mean square of what L puts out (z' = L φ, before the next non-linearity; of a complex field its
   * modulus) over images and positions of the batch: by neuron.
   */
  output: number[];
  /** Norm of the gradient of the batch's loss by L, weight decay and momentum left out. */
  gradient: number;
  /** Norm of L before the step. */
  weights: number;
  /** Norm of the change of L by the step. */
  update: number;
}

/**
 * A `StageTrace` of all nets on the device, by stage: `output` [nets, neurons] as mean squares, the others
 * [nets]. Whoever is given it disposes of it.
 */
export type TraceTensors = Record<keyof StageTrace, Tensor>[];

/** Mean squares of the output of stage `index`, kept: the caller disposes of them. */
export const traceOutput = ({ stages }: Network, index: number, z: Tensor): Tensor =>
  // Real and imaginary parts stand side by side along the images: their mean is half that of |z|².
  keep(tidy(() => mul(mean(square(z), [1, 2, 3]), stages[index].complex ? 2 : 1)));

/** Takes ownership of `outputs` and of the weights `before`. */
export function traceTensors(
  { weights }: Network,
  outputs: Tensor[],
  before: Tensor[],
  gradients: Tensor[],
): TraceTensors {
  const length = (matrices: Tensor) => keep(norm(matrices, 'euclidean', [1, 2]));
  const traced = outputs.map((output, i) =>
    tidy(() => ({
      output,
      gradient: length(gradients[i]),
      weights: length(before[i]),
      update: length(sub(weights[i], before[i])),
    })),
  );
  dispose(before);
  return traced;
}

/** Copies of the weights, which the update does not change; kept: the caller disposes of them. */
export const copies = ({ weights }: Network): Tensor[] => weights.map((weight) => keep(clone(weight)));

/** Reads traces off the device and disposes of the tensors; by net, then by stage. */
export async function readTrace(tensors: TraceTensors, nets: number): Promise<StageTrace[][]> {
  const stages = await Promise.all(
    tensors.map(async (stage) => {
      const [output, gradient, weights, update] = await Promise.all(
        [stage.output, stage.gradient, stage.weights, stage.update].map((t) => t.data()),
      );
      const neurons = output.length / nets;
      dispose(stage);
      return Array.from({ length: nets }, (_, net) => ({
        output: Array.from(output.slice(net * neurons, (net + 1) * neurons), Math.sqrt),
        gradient: gradient[net],
        weights: weights[net],
        update: update[net],
      }));
    }),
  );
  return Array.from({ length: nets }, (_, net) => stages.map((stage) => stage[net]));
}
