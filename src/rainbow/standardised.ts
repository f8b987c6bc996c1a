import type { ChannelMoments } from './moments.ts';
import type { CrossMoment, PairMoment } from './pairMoments.ts';

const EPS = 1e-5;

/**
 * The cross moment of activations that were standardised channel by channel, (φ − μ)/√(var + 1e-5), with the
 * means and variances of `by` (training images; docs/paper.md D2, "standardised"). A complex field has a
 * complex mean and a real variance.
 */
export function standardise({ cross, channelsA, channelsB, a, b }: PairMoment, by: PairMoment): CrossMoment {
  const out = new Float64Array(cross.length);
  const [scaleA, scaleB] = [scalesOf(by.a), scalesOf(by.b)];
  for (let i = 0; i < channelsA; i++) {
    for (let j = 0; j < channelsB; j++) {
      let about = cross[i * channelsB + j];
      for (let p = i, q = j; p < a.mean.length; p += channelsA, q += channelsB)
        about += by.a.mean[p] * (by.b.mean[q] - b.mean[q]) - a.mean[p] * by.b.mean[q];
      out[i * channelsB + j] = about * scaleA[i] * scaleB[j];
    }
  }
  return {
    cross: out,
    channelsA,
    channelsB,
    traceA: aboutMean(a, by.a, scaleA),
    traceB: aboutMean(b, by.b, scaleB),
  };
}

/** 1/√(var + ε) of every channel. */
function scalesOf({ mean, square }: ChannelMoments): Float64Array {
  const variance = square.slice();
  mean.forEach((m, i) => {
    variance[i % square.length] -= m * m;
  });
  return variance.map((v) => 1 / Math.sqrt(Math.max(0, v) + EPS));
}

/** E‖(φ − μ)·scale‖² for the means μ of `by`. */
function aboutMean({ mean, square }: ChannelMoments, by: ChannelMoments, scale: Float64Array): number {
  const about = square.slice();
  mean.forEach((m, i) => {
    about[i % square.length] += by.mean[i] * (by.mean[i] - 2 * m);
  });
  return about.reduce((sum, x, c) => sum + x * scale[c] ** 2, 0);
}

/**
 * Fig. 3, right: 2(1 − E⟨φ_aA, φ_b⟩/√(E‖φ_aA‖²·E‖φ_b‖²)) of an alignment with AAᵀ = Id (d_a ≤ d_b): 0 for the
 * same up to a rotation, 2 for unrelated ones.
 */
export function cosineDistance(alignment: Float64Array, { cross, traceA, traceB }: CrossMoment): number {
  let inner = 0;
  for (let i = 0; i < cross.length; i++) inner += cross[i] * alignment[i];
  return 2 * (1 - inner / Math.sqrt(traceA * traceB));
}
