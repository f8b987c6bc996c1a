import { add, dispose, getBackend, keep, sub, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { secondMoment } from '../backend/ops/index.ts';
import { featureStatistics } from '../networks/network.ts';
import type { Stage } from '../networks/stage.ts';

/**
 * D1: streaming uncentred moments E[aᵀb] of row matrices, one d × e matrix per net. Sums within a batch are
 * f32. Across batches they are f64 where reading a tensor is free (CPU backends); on a GPU they are a
 * compensated f32 pair, read once at the end (docs/architecture.md §5, f.4.3).
 */
export class MomentSum {
  #rows = 0;
  #f64: Float64Array | null = null;
  #pair: { high: Tensor; low: Tensor } | null = null;
  #shape: [number, number, number] = [0, 0, 0];

  /**
   * Adds the rows of `a` [nets, …, d] and `b` [nets, …, e]; both stay the caller's. `samples`: rows that
   * count (half, for a complex field).
   */
  async add(a: Tensor, b: Tensor, samples: number): Promise<void> {
    const batch = secondMoment(a, b);
    this.#shape = batch.shape as [number, number, number];
    this.#rows += samples;
    if (onGpu()) {
      this.#addPair(batch);
      batch.dispose();
      return;
    }
    const values = await batch.data();
    batch.dispose();
    this.#f64 ??= new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) this.#f64[i] += values[i];
  }

  /** Knuth's two-sum, element by element. */
  #addPair(batch: Tensor): void {
    const before = this.#pair;
    const [high, low] = tidy(() => {
      const s = before?.high ?? zeros(batch.shape);
      const t = before?.low ?? zeros(batch.shape);
      const total = add(s, batch);
      const part = sub(total, s);
      const error = add(sub(s, sub(total, part)), sub(batch, part));
      return [keep(total), keep(add(t, error))];
    });
    dispose(before ? [before.high, before.low] : []);
    this.#pair = { high, low };
  }

  /** The means, one row-major d × e matrix per net; releases the sums. */
  async read(): Promise<Float64Array[]> {
    const [nets, d, e] = this.#shape;
    let total = this.#f64 ?? new Float64Array(nets * d * e);
    if (this.#pair) {
      const [high, low] = await Promise.all([this.#pair.high.data(), this.#pair.low.data()]);
      total = Float64Array.from(high, (h, i) => h + low[i]);
    }
    this.dispose();
    return Array.from({ length: nets }, (_, net) =>
      total.slice(net * d * e, (net + 1) * d * e).map((x) => x / this.#rows),
    );
  }

  dispose(): void {
    if (this.#pair) dispose([this.#pair.high, this.#pair.low]);
    this.#pair = null;
    this.#f64 = null;
  }
}

const onGpu = (): boolean => getBackend() === 'webgpu' || getBackend() === 'webgl';

/**
 * First and second moment of every channel of one net: E φ (of a complex field all real parts, then all
 * imaginary ones) and E|φ|².
 */
export interface ChannelMoments {
  mean: Float64Array;
  square: Float64Array;
}

/**
 * Moments of features [nets, B, …, C] over images and positions, one entry a net. `phi` stays the caller's.
 */
export async function channelMoments(stage: Stage, phi: Tensor): Promise<ChannelMoments[]> {
  const statistics = featureStatistics(stage, phi);
  const nets = phi.shape[0];
  const channels = phi.shape[phi.shape.length - 1]!;
  const [means, variances] = await Promise.all([statistics.mean.data(), statistics.variance.data()]);
  const size = means.length / nets;
  dispose([statistics.mean, statistics.variance]);
  return Array.from({ length: nets }, (_, net) => {
    const mean = Float64Array.from(means.subarray(net * size, (net + 1) * size));
    const square = Float64Array.from(variances.subarray(net * channels, (net + 1) * channels));
    mean.forEach((m, i) => {
      square[i % channels] += m * m;
    });
    return { mean, square };
  });
}

/** E‖φ‖²: the trace of the second moment. */
export const traceOf = ({ square }: ChannelMoments): number => square.reduce((sum, x) => sum + x, 0);

/** E‖φ‖² of each net, from means and variances. */
export const meanSquares = async (stage: Stage, phi: Tensor): Promise<number[]> =>
  (await channelMoments(stage, phi)).map(traceOf);
