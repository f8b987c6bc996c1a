import { memory, ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerSimdBackend } from '../backend/simd/backend.ts';
import { multiply, transpose } from '../linalg/matrix.ts';
import { gaussianMatrix, largestDifference } from '../linalg/testMatrices.ts';
import { buildStages } from '../networks/architectures.ts';
import {
  calibrate,
  createNetwork,
  disposeNetwork,
  weightVariable,
  type Network,
} from '../networks/network.ts';
import { networkSettings } from '../networks/settings.ts';
import { rng } from '../random/rng.ts';
import { featureSource } from '../training/source.ts';
import { accuracyByRank, inputsAt } from './accuracyByRank.ts';
import { activationCovariances } from './activations.ts';
import { randomIsometry } from './align.ts';
import { alignedNeurons, covarianceOf } from './covariance.ts';
import { inlineDecomposer } from './decomposer.ts';
import type { LearnedLayer } from './learnedLayer.ts';
import { testMarginals } from './marginals.ts';
import { meanActivationCovariances } from './meanActivations.ts';
import { multiAlign } from './multiAlign.ts';
import { pairMoments, relativeError } from './pairMoments.ts';
import { referenceOf, resample } from './resample.ts';
import { fitSlope } from '../spectra/fits.ts';
import { shareOutside, whitenedNull } from './whitening.ts';

beforeAll(async () => {
  await registerSimdBackend(1);
  await setBackend('simd');
  await ready();
});

const INPUTS = 12;
const HIDDEN = 20;
const NEXT = 40;
const CLASSES = 5;
const SAMPLES = 400;
const settings = networkSettings.parse({
  architecture: 'mlp',
  depth: 2,
  activation: 'none',
  batchNorm: false,
});
const stages = () => buildStages(settings, { size: 1, channels: INPUTS, classes: CLASSES }, [HIDDEN, NEXT]);
const noise = rng(4).fork('x');
const x = Float32Array.from({ length: SAMPLES * INPUTS }, () => noise.normal());
const source = featureSource(
  x,
  [1, 1, INPUTS],
  Uint8Array.from({ length: SAMPLES }, (_, i) => i % CLASSES),
);
const turn = async () => {};
const c = Float64Array.from({ length: HIDDEN }, (_, i) => 4 * Math.exp(-i / 3) + 0.1);

/**
 * Linear networks that differ by rotations of their hidden layer and are otherwise rainbow networks: W₁ the
 * same, turned; rows of W₂ Gaussian with covariance diag(c) in the space of the unturned one.
 */
function planted(count: number): { network: Network; rotations: Float64Array[]; layers: LearnedLayer[] } {
  const random = rng(8);
  const first = gaussianMatrix(HIDDEN, INPUTS, random);
  const rotations = Array.from({ length: count }, () => randomIsometry(HIDDEN, HIDDEN, random));
  const network = createNetwork(
    stages(),
    rotations.map((_, i) => rng(i + 1)),
  );
  const turned = rotations.map((q) => multiply(q, first, HIDDEN, HIDDEN, INPUTS));
  const layers = rotations.map((q): LearnedLayer => {
    const own = gaussianMatrix(NEXT, HIDDEN, random).map((g, i) => g * Math.sqrt(c[i % HIDDEN]));
    return {
      name: 'L2',
      neurons: NEXT,
      inputs: HIDDEN,
      channels: HIDDEN,
      taps: 1,
      weights: multiply(own, transpose(q, HIDDEN, HIDDEN), NEXT, HIDDEN, HIDDEN),
    };
  });
  [turned, layers.map((l) => l.weights)].forEach((values, i) => {
    network.weights[i].dispose();
    network.weights[i] = weightVariable(
      network.stages[i],
      Float32Array.from(values.flatMap((v) => [...v])),
      count,
    );
  });
  return { network, rotations, layers };
}

describe('generalised Procrustes alignment (D3) and pooled covariances (D4)', () => {
  it('recovers planted rotations, and with them a planted covariance, which the unaligned average does not', async () => {
    const { network, rotations, layers } = planted(30);
    const before = memory().numTensors;
    const [space] = await multiAlign({
      groups: [network],
      stages: [1],
      source,
      decomposer: inlineDecomposer,
      chunk: 100,
      turn,
    });
    expect(memory().numTensors).toBe(before);
    expect(space.unexplained).toHaveLength(2);
    space.unexplained.forEach((u) => expect(Math.abs(u)).toBeLessThan(1e-5));
    // φ_i = φ·Q_iᵀ, so A_i·A_0ᵀ = Q_i·Q_0ᵀ on the 12 directions that the inputs reach.
    const relative = (i: number) =>
      multiply(space.alignments[i], transpose(space.alignments[0], HIDDEN, HIDDEN), HIDDEN, HIDDEN, HIDDEN);
    const phi = (i: number) =>
      Float64Array.from(
        multiply(
          Float64Array.from(x),
          transpose(
            Float64Array.from(
              network.weights[0].dataSync().slice(i * HIDDEN * INPUTS, (i + 1) * HIDDEN * INPUTS),
            ),
            HIDDEN,
            INPUTS,
          ),
          SAMPLES,
          INPUTS,
          HIDDEN,
        ),
      );
    expect(largestDifference(multiply(phi(3), relative(3), SAMPLES, HIDDEN, HIDDEN), phi(0))).toBeLessThan(
      1e-3,
    );

    // The mean activation in the first one's space is its own activation, and so is its covariance; noise of
    // single networks averages out.
    const turns = [rotations.map((_, i) => relative(i))];
    const mean = async (n: Network, t = turns) =>
      (await meanActivationCovariances({ groups: [n], stages: [1], source, chunk: 100, turn }, t))[0];
    const of = async (n: Network) => (await activationCovariances(n, source, turn))[1];
    const own = await of(network);
    const held = memory().numTensors;
    expect(largestDifference(await mean(network), own)).toBeLessThan(1e-3);
    expect(
      (
        await meanActivationCovariances({ groups: [network], stages: [1], source, chunk: 100, turn }, [null])
      )[0].every((x, i) => Math.abs(x - own[i]) < 1e-3),
    ).toBe(true);
    expect(memory().numTensors).toBe(held);
    const noisy = createNetwork(
      stages(),
      rotations.map((_, i) => rng(i + 1)),
    );
    const random = rng(12);
    const clean = network.weights[0].dataSync();
    noisy.weights[0].dispose();
    noisy.weights[0] = weightVariable(
      noisy.stages[0],
      Float32Array.from(clean, (w) => w + random.normal()),
      30,
    );
    expect(largestDifference(await mean(noisy), own)).toBeLessThan(
      0.5 * largestDifference(await of(noisy), own),
    );
    disposeNetwork(noisy);

    // With the true rotations the pooled covariance is the planted one up to sampling, √(2/(N·n)) = 4 %;
    // unaligned it is flat.
    const aligned = covarianceOf(alignedNeurons(layers, rotations), HIDDEN);
    const level = c.reduce((a, b) => a + b) / HIDDEN;
    c.forEach((value, i) => expect(Math.abs(aligned[i * HIDDEN + i] / value - 1)).toBeLessThan(0.16));
    const flat = await inlineDecomposer.symmetricEigenvalues(
      covarianceOf(
        alignedNeurons(
          layers,
          layers.map(() => null),
        ),
        HIDDEN,
      ),
      HIDDEN,
    );
    expect(flat[0]).toBeLessThan(2 * level);
    expect(flat[0]).toBeLessThan(0.6 * aligned[0]);
    disposeNetwork(network);
  });
});

describe('convergence of activations (D2, D13)', () => {
  it('has no error between networks that differ by a rotation, and all of it when the images are shuffled', async () => {
    const { network } = planted(3);
    const { network: other } = planted(1);
    const before = memory().numTensors;
    const [, second] = await pairMoments({ networks: network, reference: other, stages: [1], source, turn });
    const { factor } = await inlineDecomposer.polarFactor(second[0].cross, HIDDEN, HIDDEN);
    expect(Math.abs(relativeError(factor, second[0]))).toBeLessThan(1e-5);
    const pairing = rng(2).permutation(SAMPLES);
    const [shuffled] = await pairMoments({
      networks: network,
      reference: other,
      stages: [1],
      source,
      pairing,
      turn,
    });
    const fitted = await inlineDecomposer.polarFactor(shuffled[0].cross, HIDDEN, HIDDEN);
    expect(relativeError(fitted.factor, shuffled[0])).toBeGreaterThan(1);
    expect(memory().numTensors).toBe(before);
    disposeNetwork(network);
    disposeNetwork(other);
  });
});

describe('whitening (D7, f.5.5)', () => {
  // docs/paper.md f.5.5: pure Gaussians of 64 × 160, largest whitened eigenvalue in-sample and leave-one-out.
  it.each([
    [5, 4.5, 12.3],
    [10, 5.4, 7.7],
    [20, 5.8, 6.8],
  ])('of %i Gaussian networks', async (networks, inSample, leaveOneOut) => {
    const found = await whitenedNull(64, networks, 160, rng(networks), inlineDecomposer, [0, 1, 2]);
    const largest = (spectra: number[][]) => spectra.reduce((sum, s) => sum + s[0], 0) / spectra.length;
    expect(Math.abs(largest(found.inSample) / inSample - 1)).toBeLessThan(0.06);
    expect(Math.abs(largest(found.leaveOneOut) / leaveOneOut - 1)).toBeLessThan(0.15);
    found.inSample.forEach((s) => {
      expect(s).toHaveLength(64);
      expect(s.reduce((a, b) => a + b)).toBeCloseTo(160, 8);
    });
    // In-sample eigenvalues cannot pass N; rescaled to their sum they stay near it.
    if (networks === 5) found.inSample.forEach((s) => expect(s[0]).toBeLessThan(5 * 1.1));
    expect(shareOutside(found.raw[0], 64, 160)).toBeLessThan(0.05);
  });
});

describe('marginals (D8)', () => {
  it('tells Gaussian neurons from uniform ones', () => {
    const random = rng(3);
    const d = 12;
    const rows = 6000;
    const values = Float64Array.from({ length: d }, (_, i) => 2 ** -i);
    const vectors = Float64Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? 1 : 0));
    const neurons = (draw: () => number) =>
      Float64Array.from({ length: rows * d }, (_, i) => draw() * Math.sqrt(values[i % d]));
    const gaussian = testMarginals(
      neurons(() => random.normal()),
      d,
      values,
      vectors,
    );
    const uniform = testMarginals(
      neurons(() => Math.sqrt(12) * (random.uniform() - 0.5)),
      d,
      values,
      vectors,
    );
    // 1.95/√n is the 99.9 % point of D.
    gaussian.ks.forEach((ks) => expect(ks).toBeLessThan(1.95 / Math.sqrt(rows)));
    gaussian.kurtosis.forEach((k) => expect(Math.abs(k)).toBeLessThan(0.25));
    uniform.kurtosis.forEach((k) => expect(k).toBeCloseTo(-1.2, 0.9));
    // sup |F − Φ| of the uniform law of variance 1 is 0.0572, where its density crosses the normal one.
    uniform.ks.forEach((ks) => expect(Math.abs(ks - 0.0572)).toBeLessThan(0.02));
    expect(gaussian.samples.map((s) => s.rank)).toEqual([1, 2, 11]);
    expect(gaussian.samples[0].quantiles[100]).toBeCloseTo(0, 1);
  });
});

describe('accuracy by rank (D9)', () => {
  it('is chance at rank 0 and that of the network at full rank', async () => {
    const { network, layers } = planted(1);
    const basis = (await inlineDecomposer.symmetricEigen(covarianceOf(layers[0].weights, HIDDEN), HIDDEN))
      .vectors;
    const inputs = await inputsAt(network, 1, source, turn);
    const before = memory().numTensors;
    const run = (ranks: number[]) => accuracyByRank(network, 1, layers[0], basis, null, ranks, inputs, turn);
    const found = await run([0, 1, 5, 10, HIDDEN]);
    const direct = await run([HIDDEN]);
    expect(memory().numTensors).toBe(before);
    // Without weights all logits are equal and the first class is said.
    expect(found[0]).toBeCloseTo(1 / CLASSES, 10);
    expect(found[4]).toBe(direct[0]);
    disposeNetwork(network);
  });
});

describe('a network that is a rainbow network (D15.3)', () => {
  // Two hidden layers, ReLU and BN, Gaussian rows of spiked covariance; drawn again at growing widths.
  const wide = networkSettings.parse({ architecture: 'mlp', depth: 2 });
  const shape = (width: number) => buildStages(wide, { size: 1, channels: 32, classes: 8 }, [width, width]);
  const random = rng(21);
  const inputs = featureSource(
    Float32Array.from({ length: 1500 * 32 }, (_, i) => random.normal() / (1 + (i % 32) / 4)),
    [1, 1, 32],
    new Uint8Array(1500),
  );

  it('converges to the widest one as it widens, at every layer; without the alignment the second layer does not', async () => {
    const reference = createNetwork(shape(512), [rng(31)]);
    reference.stages.forEach((stage, j) => {
      const d = stage.channels * stage.taps;
      const values = Float32Array.from(
        { length: stage.neurons * d },
        (_, i) => random.normal() * Math.sqrt((j < 2 ? 30 * Math.exp(-(i % d) / 4) + 0.05 : 1) / d),
      );
      reference.weights[j].dispose();
      reference.weights[j] = weightVariable(stage, values, 1);
    });
    const batch = inputs.batch(Uint32Array.from({ length: 1500 }, (_, i) => i));
    calibrate(reference, batch);
    batch.dispose();
    const planted = await referenceOf(reference, inlineDecomposer);
    const errors = async (width: number, kind: 'aligned' | 'random-isometry') => {
      const { network } = await resample({
        reference: planted,
        stages: shape(width),
        source: inputs,
        decomposer: inlineDecomposer,
        draws: [{ kind, rng: rng(width) }],
        turn,
      });
      const [own] = await pairMoments({ networks: network, reference, stages: [1, 2], source: inputs, turn });
      const found = await Promise.all(
        own.map(async (m) =>
          relativeError((await inlineDecomposer.polarFactor(m.cross, m.channelsA, m.channelsB)).factor, m),
        ),
      );
      disposeNetwork(network);
      return found;
    };
    const widths = [16, 64, 256];
    const all: number[][] = [];
    for (const width of widths) all.push(await errors(width, 'aligned'));
    for (const layer of [0, 1]) {
      const own = all.map((e) => e[layer]);
      const { slope } = fitSlope(widths, own)!;
      // D15.3: .45 to .053 and .38 to .027 from 16 to 512 neurons, slopes −0.62 and −0.76.
      expect(slope, `layer ${layer + 1}: ${own.join(' ')}`).toBeLessThan(-0.4);
      expect(slope).toBeGreaterThan(-1);
      expect(own[0]).toBeGreaterThan(own[1]);
      expect(own[1]).toBeGreaterThan(own[2]);
    }
    expect((await errors(256, 'random-isometry'))[1]).toBeGreaterThan(3 * all[2][1]);
    disposeNetwork(reference);
  });
});
