import { POOLED_FROM } from '../../experiments/plan.ts';
import { disposeNetwork } from '../../networks/network.ts';
import { rng } from '../../random/rng.ts';
import { averageGradientOuterProduct } from '../../rainbow/agop.ts';
import { accuracyByRank, inputsAt } from '../../rainbow/accuracyByRank.ts';
import { activationCovariances } from '../../rainbow/activations.ts';
import { randomIsometry } from '../../rainbow/align.ts';
import { covarianceOf } from '../../rainbow/covariance.ts';
import { rankGrid } from '../../rainbow/truncate.ts';
import { runTexts } from '../../strings/run.ts';
import { networkOf } from '../checkpoint.ts';
import type { Truncation } from '../events.ts';
import type { TrainedNet } from '../trainNets.ts';
import { firstOf } from '../runGroup.ts';
import type { Comparison, PooledNetworks } from './comparison.ts';
import { layerOf, stagesOf, type CompareContext } from './context.ts';
import { pooled, pooledCounts } from './pooled.ts';

/**
 * Training images behind the average gradient outer product: every class is followed back through the
 * network.
 */
const GRADIENT_IMAGES = 256;

/**
 * Fig. 4 lower left and Fig. 6 (D9, D10): accuracy of one network with one layer at a time projected on R
 * directions: of its own weights, of several networks' (`shared`, in this network's space), of the
 * activations (their mean over these networks, D3, or its own), of the gradients (docs/paper.md G.5), at
 * random.
 */
async function testRanks(
  { input, sources, decomposer, emit, turn, spec }: CompareContext,
  net: TrainedNet,
  networks: number,
  shared: PooledNetworks | null,
  done: (share: number) => void,
): Promise<void> {
  const stages = stagesOf(net, input);
  const network = networkOf(stages, [net.checkpoint]);
  const { layers } = net.info;
  const counts = shared ? pooledCounts(networks) : [1];
  const share = 1 / (layers.length * (counts.length + 3));
  try {
    const activations = shared?.activations ?? (await activationCovariances(network, sources.train, turn));
    for (const [index, { neurons: n, inputs: d }] of layers.entries()) {
      const layer = layerOf(stages, net.checkpoint.weights, index);
      const all = shared?.neurons[index] ?? layer.weights;
      const covariance = covarianceOf(all, d);
      const inputs = await inputsAt(network, index, sources.test, turn);
      const eigenvectors = async (c: Float64Array) => (await decomposer.symmetricEigen(c, d)).vectors;
      const run = async (basis: Truncation['basis'], of: number, rows: Float64Array, full: number) => {
        const ranks = rankGrid(full);
        const accuracy = await accuracyByRank(network, index, layer, rows, null, ranks, inputs, turn);
        emit({
          type: 'truncation',
          net: net.info.id,
          layer: index,
          basis,
          networks: of,
          ranks,
          accuracy,
          explained: explainedVariance(covariance, rows, d, ranks),
        });
        done(share);
      };
      for (const count of counts)
        await run(
          'weights',
          count,
          await eigenvectors(covarianceOf(all.subarray(0, count * n * d), d)),
          Math.min(d, count * n),
        );
      await run('kpca', shared?.activations ? networks : 1, await eigenvectors(activations[index]), d);
      await run(
        'agop',
        1,
        await eigenvectors(
          await averageGradientOuterProduct(
            network,
            index,
            layer,
            firstOf(sources.train, GRADIENT_IMAGES),
            turn,
          ),
        ),
        Math.min(d, n),
      );
      await run('random', 1, randomIsometry(d, d, rng(spec.seed).fork('random-basis', layer.name)), d);
    }
  } finally {
    disposeNetwork(network);
  }
}

/** D10: ρ(R) = Σ_{r ≤ R} b_rᵀC̃b_r / tr C̃ at the given ranks; rows of `basis` are b_r. */
export function explainedVariance(
  covariance: Float64Array,
  basis: Float64Array,
  d: number,
  ranks: readonly number[],
): number[] {
  let trace = 0;
  for (let i = 0; i < d; i++) trace += covariance[i * d + i];
  const cumulative = [0];
  for (let r = 0; r < ranks[ranks.length - 1]; r++) {
    let along = 0;
    for (let i = 0; i < d; i++) {
      const b = basis[r * d + i];
      if (b === 0) continue;
      let dot = 0;
      for (let j = 0; j < d; j++) dot += covariance[i * d + j] * basis[r * d + j];
      along += b * dot;
    }
    cumulative.push(cumulative[r] + along / trace);
  }
  return ranks.map((r) => cumulative[r]);
}

/** Many networks are pooled and the first speaks for them; each of a few speaks for itself. */
const speakers = <T>(nets: readonly T[]): readonly T[] =>
  nets.length < POOLED_FROM ? nets : nets.slice(0, 1);

export const ranks: Comparison = {
  name: 'ranks',
  title: runTexts.comparisons.ranks,
  about: 'width',
  after: pooled,
  asked: ({ compare }, nets) => (compare.ranks ? nets : []),
  units: (nets, c) => speakers(nets).length * 80 * c.test * c.forward(nets[0]) * c.layers(nets[0]),
  run: async (context, nets, shared, done) => {
    const all = shared.pooled.get(nets[0].planned.width) ?? null;
    const each = speakers(nets);
    for (const net of each)
      await testRanks(context, net, nets.length, all, (share) => done(share / each.length));
  },
};
