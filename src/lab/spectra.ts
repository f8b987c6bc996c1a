import type { Network } from '../networks/network.ts';
import { activationEigenvalues } from '../rainbow/activations.ts';
import { entryVariance, weightEigenvalues } from '../rainbow/covariance.ts';
import type { Decomposer } from '../rainbow/decomposer.ts';
import { learnedLayers } from '../rainbow/learnedLayer.ts';
import { fitExponential, fitPowerLaw } from '../spectra/fits.ts';
import { fitMarchenkoPastur } from '../spectra/marchenkoPastur.ts';
import type { BatchSource } from '../training/source.ts';
import type { LayerSpectra } from './events.ts';

/**
 * Training images the activation spectra are measured on: enough samples for the head of every layer, cheap
 * enough for every epoch.
 */
export const SPECTRA_IMAGES = 512;

/**
 * Spectra and fits of every learned layer of net 0: weights and moments are read off the device, the
 * decomposer does the rest.
 */
export async function measureSpectra(
  network: Network,
  source: BatchSource,
  decomposer: Decomposer,
  turn: (images: number) => Promise<void>,
): Promise<LayerSpectra[]> {
  const layers = (await learnedLayers(network, 0)).slice(0, -1);
  const activations = await activationEigenvalues(network, source, decomposer, turn);
  return Promise.all(
    layers.map(async (layer, i) => {
      const eigenvalues = await weightEigenvalues(layer, decomposer);
      const activation = Array.from(activations[i], (x) => Math.max(0, x));
      return {
        activation: { eigenvalues: activation, powerLaw: fitPowerLaw(activation), images: source.count },
        weight: {
          eigenvalues,
          marchenkoPastur: fitMarchenkoPastur(eigenvalues, layer.neurons, layer.inputs),
          exponential: fitExponential(eigenvalues),
          entryVariance: entryVariance(layer),
        },
      };
    }),
  );
}
