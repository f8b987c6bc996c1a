import { ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerSimdBackend } from '../backend/simd/backend.ts';
import { multiply, multiplyTransposedLeft } from '../linalg/matrix.ts';
import { gaussianMatrix } from '../linalg/testMatrices.ts';
import { buildStages } from '../networks/architectures.ts';
import { createNetwork, disposeNetwork } from '../networks/network.ts';
import { networkSettings } from '../networks/settings.ts';
import { rng } from '../random/rng.ts';
import { featureSource } from '../training/source.ts';
import { randomIsometry } from './align.ts';
import { inlineDecomposer } from './decomposer.ts';
import { pairMoments, relativeError, type PairMoment } from './pairMoments.ts';
import { cosineDistance, standardise } from './standardised.ts';

beforeAll(async () => {
  await registerSimdBackend(1);
  await setBackend('simd');
  await ready();
});

const SAMPLES = 2000;
const D = 6;

/** Moments of given rows, by hand. */
function momentOf(a: Float64Array, b: Float64Array, da: number, db: number): PairMoment {
  const n = a.length / da;
  const cross = multiplyTransposedLeft(a, b, da, n, db).map((x) => x / n);
  const moments = (rows: Float64Array, d: number) => {
    const mean = new Float64Array(d);
    const square = new Float64Array(d);
    rows.forEach((x, i) => {
      mean[i % d] += x / n;
      square[i % d] += (x * x) / n;
    });
    return { mean, square };
  };
  const [own, other] = [moments(a, da), moments(b, db)];
  const trace = (m: { square: Float64Array }) => m.square.reduce((x, y) => x + y, 0);
  return { cross, channelsA: da, channelsB: db, traceA: trace(own), traceB: trace(other), a: own, b: other };
}

/** Rows with Φᵀ·1 = 0 and ΦᵀΦ = samples·Id exactly. */
function white(seed: number): Float64Array {
  const out = gaussianMatrix(SAMPLES, D, rng(seed));
  const means = new Float64Array(D);
  out.forEach((x, i) => {
    means[i % D] += x / SAMPLES;
  });
  const centred = out.map((x, i) => x - means[i % D]);
  for (let j = 0; j < D; j++) {
    for (let k = 0; k < j; k++) {
      let dot = 0;
      for (let i = 0; i < SAMPLES; i++) dot += centred[i * D + j] * centred[i * D + k];
      for (let i = 0; i < SAMPLES; i++) centred[i * D + j] -= dot * centred[i * D + k];
    }
    let norm = 0;
    for (let i = 0; i < SAMPLES; i++) norm += centred[i * D + j] ** 2;
    for (let i = 0; i < SAMPLES; i++) centred[i * D + j] /= Math.sqrt(norm);
  }
  return centred.map((x) => x * Math.sqrt(SAMPLES));
}

const dressed = (rows: Float64Array, seed: number) => {
  const random = rng(seed);
  const scale = Array.from({ length: D }, () => 0.2 + 3 * random.uniform());
  const mean = Array.from({ length: D }, () => random.normal());
  return rows.map((x, i) => x * scale[i % D] + mean[i % D]);
};
const fitted = async ({
  cross,
  channelsA,
  channelsB,
}: {
  cross: Float64Array;
  channelsA: number;
  channelsB: number;
}) => (await inlineDecomposer.polarFactor(cross, channelsA, channelsB)).factor;

describe('distance of standardised activations (Fig. 3, right)', () => {
  it('is nothing behind a rotation that every channel has been scaled and moved after, and 2(1 − c) where only a share c is common', async () => {
    const z = white(1);
    const turned = multiply(z, randomIsometry(D, D, rng(2)), SAMPLES, D, D);
    const same = momentOf(dressed(turned, 3), dressed(z, 4), D, D);
    const standard = standardise(same, same);
    // The standardisation adds 1e-5 to variances.
    expect(standard.traceA).toBeCloseTo(D, 2);
    expect(cosineDistance(await fitted(standard), standard)).toBeLessThan(1e-8);
    expect(relativeError(await fitted(same), same)).toBeGreaterThan(0.1);

    // White rows that are orthogonal to z: the rest of a larger set of them.
    const other = white(7);
    const mixed = new Float64Array(SAMPLES * D);
    const c = 0.6;
    const overlap = multiplyTransposedLeft(z, other, D, SAMPLES, D).map((x) => x / SAMPLES);
    const inZ = multiply(z, overlap, SAMPLES, D, D);
    const rest = other.map((x, i) => x - inZ[i]);
    const norms = Array.from({ length: D }, (_, j) => {
      let sum = 0;
      for (let i = j; i < rest.length; i += D) sum += rest[i] ** 2;
      return Math.sqrt(sum / SAMPLES);
    });
    mixed.forEach((_, i) => {
      mixed[i] = c * turned[i] + (Math.sqrt(1 - c * c) * rest[i]) / norms[i % D];
    });
    const part = momentOf(dressed(mixed, 5), dressed(z, 6), D, D);
    const own = standardise(part, part);
    expect(cosineDistance(await fitted(own), own)).toBeCloseTo(2 * (1 - c), 3);
  });

  it('judges other images by the means and variances of the training images', () => {
    const random = rng(9);
    const rows = () => gaussianMatrix(50, D, random).map((x, i) => x + (i % D));
    const [a, b, testA, testB] = [rows(), rows(), rows(), rows()];
    const train = momentOf(a, b, D, D);
    const found = standardise(momentOf(testA, testB, D, D), train);
    const standard = (x: Float64Array, { mean, square }: { mean: Float64Array; square: Float64Array }) =>
      x.map((v, i) => (v - mean[i % D]) / Math.sqrt(square[i % D] - mean[i % D] ** 2 + 1e-5));
    const direct = momentOf(standard(testA, train.a), standard(testB, train.b), D, D);
    found.cross.forEach((x, i) => expect(x).toBeCloseTo(direct.cross[i], 10));
    expect(found.traceA).toBeCloseTo(direct.traceA, 10);
    expect(found.traceB).toBeCloseTo(direct.traceB, 10);
  });

  it('takes the moments of every channel from a pass over the images, in chunks of any size', async () => {
    const settings = networkSettings.parse({
      architecture: 'mlp',
      depth: 2,
      activation: 'none',
      batchNorm: false,
    });
    const stages = buildStages(settings, { size: 1, channels: D, classes: 2 }, [4, 3]);
    const [network, reference] = [createNetwork(stages, [rng(1), rng(2)]), createNetwork(stages, [rng(3)])];
    const random = rng(5);
    const x = Float32Array.from({ length: 190 * D }, (_, i) => random.normal() + (i % D));
    const source = featureSource(x, [1, 1, D], new Uint8Array(190));
    const [, [moment]] = await pairMoments({
      networks: network,
      reference,
      stages: [1],
      source,
      turn: async () => {},
    });
    const features = (w: Float32Array) => {
      const out = new Float64Array(190 * 4);
      for (let i = 0; i < 190; i++)
        for (let j = 0; j < 4; j++) for (let k = 0; k < D; k++) out[i * 4 + j] += x[i * D + k] * w[j * D + k];
      return out;
    };
    const direct = momentOf(
      features(((await network.weights[0].data()) as Float32Array).slice(4 * D)),
      features((await reference.weights[0].data()) as Float32Array),
      4,
      4,
    );
    for (const side of ['a', 'b'] as const)
      for (const key of ['mean', 'square'] as const)
        moment[side][key].forEach((v, i) => expect(v).toBeCloseTo(direct[side][key][i], 4));
    expect(moment.traceA).toBeCloseTo(direct.traceA, 3);
    [network, reference].forEach(disposeNetwork);
  });
});
