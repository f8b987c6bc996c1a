import { multiplyTransposedRight } from '../../linalg/matrix.ts';
import { rng, type Rng } from '../../random/rng.ts';
import { covarianceOf, weightEigenvalues } from '../../rainbow/covariance.ts';
import type { Decomposer } from '../../rainbow/decomposer.ts';
import type { LearnedLayer } from '../../rainbow/learnedLayer.ts';
import { whitenedSpectra } from '../../rainbow/whitening.ts';
import { fitExponential } from '../../spectra/fits.ts';
import { ksDistance, normalCdf } from '../../spectra/ksDistance.ts';
import { poissonCdf, unfoldedSpacings, wignerCdf } from '../../spectra/levelSpacing.ts';
import { fitMarchenkoPastur } from '../../spectra/marchenkoPastur.ts';
import { fitPowerTail } from '../../spectra/powerTail.ts';
import { powerAgainstExponential, powerTailPValue } from '../../spectra/tailTests.ts';
import { runTexts } from '../../strings/run.ts';
import type { BulkNoise, SpectrumReading } from '../events.ts';
import type { TrainedNet } from '../trainNets.ts';
import type { Comparison } from './comparison.ts';
import { layerOf, stagesOf, untrainedLayer, type CompareContext } from './context.ts';
import { pooled } from './pooled.ts';

/** Networks that are read, each for itself. */
const NETWORKS = 3;
/** Simulated samples behind the p-value of a power law. */
const SAMPLES = 100;

/**
 * docs/paper.md G.2 and G.3: three readings of the weight spectrum of every layer (power-law tail,
 * exponential in rank, spikes on a Marchenko–Pastur bulk), raw and whitened by the other networks' covariance
 * where they were pooled, and whether its bulk is noise (level spacings, entries of singular vectors), with
 * the untrained layer beside it. `neurons`: neurons of all networks of the width, in one space, per layer.
 */
async function readLaws(
  { input, decomposer, emit, turn, spec }: CompareContext,
  nets: readonly TrainedNet[],
  neurons: Float64Array[] | null,
  done: (share: number) => void,
): Promise<void> {
  const read = nets.slice(0, NETWORKS);
  for (const [k, net] of read.entries()) {
    const stages = stagesOf(net, input);
    const layers = [];
    for (const [i, { neurons: n, inputs: d, name }] of net.info.layers.entries()) {
      const layer = layerOf(stages, net.checkpoint.weights, i);
      const random = rng(spec.seed).fork('laws', net.planned.member, name);
      const whitened =
        neurons && (nets.length - 1) * n > d
          ? (await whitenedSpectra(neurons[i], nets.length, d, decomposer, [k])).leaveOneOut[0]
          : null;
      layers.push({
        raw: readingOf(await weightEigenvalues(layer, decomposer), n, d, random.fork('raw')),
        whitened: whitened && {
          ...readingOf(whitened, n, d, random.fork('whitened')),
          eigenvalues: whitened,
        },
        bulk: await bulkOf(layer, decomposer),
        untrained: await bulkOf(untrainedLayer(net, stages, i), decomposer),
      });
      done(1 / (read.length * net.info.layers.length));
      await turn(0);
    }
    emit({ type: 'laws', net: net.info.id, networks: neurons ? nets.length : 1, layers });
  }
}

function readingOf(eigenvalues: readonly number[], n: number, d: number, random: Rng): SpectrumReading {
  const tail = fitPowerTail(eigenvalues);
  const spiked = fitMarchenkoPastur(eigenvalues, n, d);
  const sum = eigenvalues.reduce((a, b) => a + b, 0);
  return {
    powerLaw: tail && { ...tail, p: powerTailPValue(eigenvalues, tail, SAMPLES, random) },
    preference: tail && powerAgainstExponential(eigenvalues, tail),
    exponential: fitExponential(eigenvalues),
    spiked,
    spikeShare: sum > 0 ? eigenvalues.filter((x) => x > spiked.upper).reduce((a, b) => a + b, 0) / sum : 0,
  };
}

/**
 * Singular values and right singular vectors of one layer against what a matrix of independent entries has.
 */
async function bulkOf(
  { weights, neurons: n, inputs: d }: LearnedLayer,
  decomposer: Decomposer,
): Promise<BulkNoise> {
  const small = Math.min(n, d);
  const values: number[] = [];
  const vectors: number[] = [];
  // Eigenvectors of the smaller Gram matrix; right singular vectors are Wᵀu/σ where that is W·Wᵀ.
  const { values: lambda, vectors: u } =
    n < d
      ? await decomposer.symmetricEigen(multiplyTransposedRight(weights, weights, n, d, n), n)
      : await decomposer.symmetricEigen(covarianceOf(weights, d), d);
  for (let r = 0; r < small; r++) {
    const entries = new Float64Array(d);
    if (n < d)
      for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) entries[j] += u[r * n + i] * weights[i * d + j];
    else entries.set(u.subarray(r * d, (r + 1) * d));
    const norm = Math.sqrt(entries.reduce((sum, x) => sum + x * x, 0) / d);
    values.push(Math.sqrt(Math.max(0, n < d ? lambda[r] / n : lambda[r])));
    vectors.push(
      ksDistance(
        entries.map((x) => x / norm),
        normalCdf,
      ),
    );
  }
  const { upper } = fitMarchenkoPastur(
    values.map((s) => s * s),
    n,
    d,
  );
  const spacings = unfoldedSpacings(values.filter((s) => s * s <= upper));
  return {
    spacings,
    wigner: ksDistance(spacings, wignerCdf),
    poisson: ksDistance(spacings, poissonCdf),
    vectors,
  };
}

export const laws: Comparison = {
  name: 'laws',
  title: runTexts.comparisons.laws,
  about: 'width',
  after: pooled,
  asked: ({ compare }, nets) => (compare.laws ? nets : []),
  units: (nets, c) => 2 * Math.min(NETWORKS, nets.length) * (c.eigen(nets[0]) + 1e8 * c.layers(nets[0])),
  run: (context, nets, shared, done) =>
    readLaws(context, nets, shared.pooled.get(nets[0].planned.width)?.neurons ?? null, done),
};
