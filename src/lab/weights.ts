import type { Normalisation } from '../training/source.ts';
import type { Stage } from '../networks/stage.ts';
import { inputsOf } from '../networks/stage.ts';
import type { Checkpoint } from './checkpoint.ts';

/**
 * One learned matrix as it leaves: L, neurons × inputs row-major, inputs = channels · taps, channel-major.
 */
export interface LayerWeights {
  name: string;
  neurons: number;
  inputs: number;
  channels: number;
  /** In PyTorch's order: [neurons, channels, k, k] of a convolution, else [neurons, inputs]. */
  shape: number[];
  weight: Float32Array;
  /**
   * Statistics of the batch norm before L, one a channel of its input (complex fields: the means of all real
   * parts, then of all imaginary ones).
   */
  statistics: { mean: Float32Array; variance: Float32Array } | null;
}

/** A network by its address; the classifier is the last layer. */
export interface NetWeights {
  net: string;
  layers: LayerWeights[];
  /** How pixels came to it: (x/255 − mean)/std. */ pixels: Normalisation;
}

/**
 * A network drawn from `net`; `alignments[j]`, the net's channels × its own, turned the inputs of layer j
 * (null: nothing did).
 */
export interface DrawnWeights extends NetWeights {
  alignments: (Float64Array | null)[];
}

/** All weights that are known of a run. */
export interface RunWeights {
  trained: NetWeights[];
  redrawn: DrawnWeights | null;
}

export function layerWeights(
  stages: readonly Stage[],
  weights: Checkpoint['weights'],
  statistics: Checkpoint['statistics'],
): LayerWeights[] {
  return stages.map((stage, i) => {
    // The classifier is a linear layer on the flattened field, though it is computed as a convolution.
    const size = i < stages.length - 1 ? stage.convolution?.size : undefined;
    return {
      name: stage.name,
      neurons: stage.neurons,
      inputs: inputsOf(stage),
      channels: stage.channels,
      shape: size
        ? [stage.neurons, inputsOf(stage) / stage.taps, size, size]
        : [stage.neurons, inputsOf(stage)],
      weight: weights[i],
      statistics: stage.batchNorm ? statistics[i] : null,
    };
  });
}
