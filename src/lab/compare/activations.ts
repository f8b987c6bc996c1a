import { activationEigenvalues } from '../../rainbow/activations.ts';
import { fitPowerLaw } from '../../spectra/fits.ts';
import { runTexts } from '../../strings/run.ts';
import type { TrainedNet } from '../trainNets.ts';
import type { Comparison } from './comparison.ts';
import { withNetworks, type CompareContext } from './context.ts';

/** Fig. 2: activation spectra of every net. */
async function activationSpectra(
  { input, sources, decomposer, emit, turn }: CompareContext,
  nets: TrainedNet[],
  done: (share: number) => void,
): Promise<void> {
  for (const net of nets) {
    const spectra = await withNetworks([net], input, (network) =>
      activationEigenvalues(network, sources.train, decomposer, turn),
    );
    const layers = spectra.map((values) => {
      const eigenvalues = Array.from(values, (x) => Math.max(0, x));
      return { eigenvalues, powerLaw: fitPowerLaw(eigenvalues) };
    });
    emit({ type: 'activations', net: net.info.id, images: sources.train.count, layers });
    done(1 / nets.length);
  }
}

export const activations: Comparison = {
  name: 'activations',
  title: runTexts.comparisons.activations,
  about: 'run',
  asked: ({ compare }, nets) => (compare.activations ? nets : []),
  units: (nets, c) => nets.reduce((sum, net) => sum + c.images * (c.forward(net) + c.moments(net)), 0),
  run: (context, nets, _, done) => activationSpectra(context, nets, done),
};
