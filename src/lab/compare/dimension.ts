import { possible } from '../../networks/form.ts';
import type { Network } from '../../networks/network.ts';
import { centredMoments } from '../../rainbow/centredMoments.ts';
import { eigenvalueSums } from '../../spectra/dimension.ts';
import { settingTexts } from '../../strings/settings.ts';
import type { CentredSpread } from '../events.ts';
import type { TrainedNet } from '../trainNets.ts';
import type { Comparison } from './comparison.ts';
import { withNetworks, withUntrained, type CompareContext } from './context.ts';

/** What the activations of every layer vary in around their mean, before training and after. */
async function measureDimension(context: CompareContext, net: TrainedNet): Promise<void> {
  const { input, sources, decomposer, emit, turn, spec } = context;
  const spreadIn = async (network: Network): Promise<CentredSpread[]> => {
    const moments = await centredMoments(network, sources.train, turn);
    return Promise.all(
      moments.map(async ({ covariance, meanSquare }, i) => {
        const { inputs } = net.info.layers[i];
        const [largest] = await decomposer.symmetricEigenvalues(covariance, inputs);
        return { ...eigenvalueSums(covariance, inputs), largest, meanSquare };
      }),
    );
  };
  const { given } = possible(spec.network, null);
  const untrained = given ? null : await withUntrained(net, context, spreadIn);
  const trained = await withNetworks([net], input, spreadIn);
  emit({
    type: 'dimension',
    net: net.info.id,
    images: sources.train.count,
    layers: trained.map((after, i) => ({ untrained: untrained?.[i] ?? null, trained: after })),
  });
}

export const dimension: Comparison = {
  name: 'dimension',
  title: () => settingTexts.compare.dimension.label,
  about: 'run',
  asked: ({ compare }, nets) => (compare.dimension ? nets : []),
  units: (nets, c) =>
    nets.reduce((sum, net) => sum + 2 * (c.images * (c.forward(net) + c.moments(net)) + c.eigen(net)), 0),
  run: async (context, nets, _, done) => {
    for (const net of nets) {
      await measureDimension(context, net);
      done(1 / nets.length);
    }
  },
};
