import type { Network } from '../networks/network.ts';
import type { Rng } from '../random/rng.ts';
import { rebuiltWeights } from './dynamics.ts';
import type { LearnedLayer } from './learnedLayer.ts';
import { resample, type ResampleOptions } from './resample.ts';

/**
 * D14: the trained network with every drawn layer replaced by W_lin, twice in one batch: net 0 with the
 * weights as they are, net 1 turned layer by layer to fit the ones before (D11). BN statistics of both are
 * measured anew on `source`. `initial`: the layers of the reference before training, in its order.
 */
export async function rebuildNetwork(
  options: Omit<ResampleOptions, 'stages' | 'draws'> & { initial: readonly LearnedLayer[]; rng: Rng },
): Promise<Network> {
  const { initial, rng, ...rest } = options;
  const { reference, decomposer } = rest;
  const { stages } = reference.network;
  const weights = await Promise.all(
    stages.map(async ({ sampled }, j) =>
      sampled ? rebuiltWeights(initial[j], reference.layers[j], decomposer) : null,
    ),
  );
  const { network } = await resample({
    ...rest,
    stages,
    draws: [
      { kind: 'identity', rng, weights },
      { kind: 'aligned', rng, weights },
    ],
  });
  return network;
}
