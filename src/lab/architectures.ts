import { buildStages, NetworkSettingsError, type InputShape } from '../networks/architectures.ts';
import { possible } from '../networks/form.ts';
import { inputsOf } from '../networks/stage.ts';
import { networkSettings, type NetworkSettings } from '../networks/settings.ts';

/** One learned matrix of an architecture, the classifier included (docs/paper.md Table 1, e.2). */
export interface CatalogueLayer {
  name: string;
  neurons: number;
  channels: number;
  taps: number;
  /** d' = channels · taps. */
  inputs: number;
  /** Side of the field at which it is applied. */
  side: number;
  weights: number;
  /**
   * Multiply–accumulates per image: of the learned matrix, and of the fixed operator before it (wavelets).
   */
  macs: { product: number; lift: number };
}

/** An architecture as the settings make it; `problem` where they do not fit it. */
export interface CatalogueEntry {
  architecture: NetworkSettings['architecture'];
  layers: CatalogueLayer[];
  weights: number;
  macs: number;
  problem: string | null;
}

/** Every architecture that is trained here, under these settings, on images of this shape. */
export function catalogueOf(settings: NetworkSettings, input: InputShape): CatalogueEntry[] {
  return networkSettings.shape.architecture
    .unwrap()
    .options.filter((architecture) => !possible({ ...settings, architecture }, null).given)
    .map((architecture) => {
      try {
        const layers = buildStages({ ...settings, architecture }, input).map((stage): CatalogueLayer => ({
          name: stage.name,
          neurons: stage.neurons,
          channels: stage.channels,
          taps: stage.taps,
          inputs: inputsOf(stage),
          side: Math.round(Math.sqrt(stage.positions / (stage.complex && stage.positions > 1 ? 2 : 1))),
          weights: stage.neurons * inputsOf(stage),
          macs: stage.macs,
        }));
        return {
          architecture,
          layers,
          weights: layers.reduce((sum, l) => sum + l.weights, 0),
          macs: layers.reduce((sum, l) => sum + l.macs.product + l.macs.lift, 0),
          problem: null,
        };
      } catch (error) {
        if (!(error instanceof NetworkSettingsError)) throw error;
        return { architecture, layers: [], weights: 0, macs: 0, problem: error.message };
      }
    });
}
