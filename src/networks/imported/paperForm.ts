import { relu, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { EPS } from '../../backend/ops/index.ts';
import {
  features,
  featureStatistics,
  project,
  setStatistics,
  weightVariable,
  type Network,
} from '../network.ts';
import type { Stage } from '../stage.ts';
import { CannotRun } from './namedWeights.ts';

/** What stands between two layers of a sequential network, in order. */
export type Between =
  | { kind: 'affine'; scale: ArrayLike<number>; shift: ArrayLike<number> }
  | { kind: 'relu' }
  | { kind: 'pool'; apply(t: Tensor): Tensor; max: boolean };

/** A layer with what comes to it, and the tap that never lies in the padding, where a bias can stand. */
export interface Link {
  stage: Stage;
  before: Between[];
  innerTap: number;
}

interface Affine {
  scale: Float64Array;
  shift: Float64Array;
}

/**
 * before = pre (affine), then relu and pools, then post (affine); throws CannotRun where the parts do not
 * come apart so.
 */
function parted(
  before: readonly Between[],
  channels: number,
): { pre: Affine; fixed: ((t: Tensor) => Tensor)[]; post: Affine } {
  const unit = (): Affine => ({
    scale: new Float64Array(channels).fill(1),
    shift: new Float64Array(channels),
  });
  const pre = unit();
  const post = unit();
  const fixed: ((t: Tensor) => Tensor)[] = [];
  const join = (to: Affine, { scale, shift }: { scale: ArrayLike<number>; shift: ArrayLike<number> }) => {
    for (let c = 0; c < channels; c++)
      [to.scale[c], to.shift[c]] = [to.scale[c] * scale[c], to.shift[c] * scale[c] + shift[c]];
  };
  let scaled = false;
  for (const part of before) {
    if (part.kind === 'affine') {
      join(fixed.length ? post : pre, part);
      scaled ||= fixed.length > 0;
    } else if (part.kind === 'relu') {
      if (scaled) throw new CannotRun('It has a batch norm or bias between pooling and ReLU.');
      fixed.push(relu);
    } else {
      if (part.max && post.scale.some((s) => s < 0))
        throw new CannotRun('A batch norm with negative factors stands before a maximum.');
      fixed.push(part.apply);
    }
  }
  return { pre, fixed, post };
}

/** Why `paperForm` cannot be made of these layers, a sentence; null where it can. */
export function whyNoPaperForm(links: readonly Link[]): string | null {
  try {
    links.forEach(({ before, stage }) => parted(before, stage.channels));
    return null;
  } catch (error) {
    if (error instanceof CannotRun) return error.message;
    throw error;
  }
}

/**
 * The function of these layers as a network of the paper's form: batch norm without affine part after the
 * ReLU (and pooling), with the statistics of the images `x`; every layer reads a channel of ones beside its
 * inputs, so that biases and what is left of batch norms are weights of the neuron too: a row of L is (w, b).
 * Hidden layers are marked to be drawn. The caller disposes of the network (`disposeNetwork`). Throws
 * CannotRun where `whyNoPaperForm` says why.
 */
export function paperForm(links: readonly Link[], x: Tensor): Network {
  const stages = links.map(({ stage, before }, j): Stage => {
    const { fixed } = parted(before, stage.channels);
    return {
      ...stage,
      lift: (t) => tidy(() => fixed.reduce((y, f) => f(y), t)),
      batchNorm: j > 0,
      constant: true,
      bias: undefined,
      given: undefined,
      sampled: j < links.length - 1,
    };
  });
  const network: Network = { nets: 1, stages, weights: [], statistics: stages.map(() => null) };
  tidy(() => {
    let z = x;
    links.forEach(({ stage, innerTap, before }, j) => {
      const own = stages[j];
      const { channels, taps, neurons } = stage;
      const { post } = parted(before, channels);
      const deviation = new Float64Array(channels).fill(1);
      const mean = new Float64Array(channels);
      if (j > 0) {
        const found = featureStatistics(own, own.lift(z));
        mean.set(found.mean.dataSync());
        deviation.set(Float64Array.from(found.variance.dataSync(), (v) => Math.sqrt(v + EPS)));
        setStatistics(network, j, found);
      }
      // What the next layer's chain does first is done by this layer's rows; the classifier has its bias
      // left.
      const after = links[j + 1]
        ? parted(links[j + 1].before, neurons).pre
        : {
            scale: new Float64Array(neurons).fill(1),
            shift: Float64Array.from(stage.bias ?? new Float32Array(neurons)),
          };
      const inputs = (channels + 1) * taps;
      const rows = new Float32Array(neurons * inputs);
      for (let n = 0; n < neurons; n++) {
        const ones = new Float64Array(taps);
        for (let c = 0; c < channels; c++) {
          for (let t = 0; t < taps; t++) {
            const w = stage.given!.weight[(n * channels + c) * taps + t] * after.scale[n];
            rows[n * inputs + c * taps + t] = w * post.scale[c] * deviation[c];
            ones[t] += w * (post.scale[c] * mean[c] + post.shift[c]);
          }
        }
        ones[innerTap] += after.shift[n];
        rows.set(ones, n * inputs + channels * taps);
      }
      network.weights[j] = weightVariable(own, rows, 1);
      z = project(own, features(network, j, z), network.weights[j]);
    });
  });
  return network;
}
