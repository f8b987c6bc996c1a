import { buildStages, type InputShape } from '../architectures.ts';
import { learnedWidths, possible } from '../form.ts';
import { inputsOf, type Stage } from '../stage.ts';
import type { NetworkSettings } from '../settings.ts';
import type { ImportedNetwork, PixelScale } from './importedNetwork.ts';
import { CannotRun, NamedWeights, type Weight } from './namedWeights.ts';

/** A network trained here: what its export says of it. */
export interface OwnNetwork {
  settings: NetworkSettings;
  input: { size: number; channels: number; classes: number };
  pixels: { mean: number[]; std: number[] } | null;
}

/**
 * A network that left as lab/export writes it: NAME.weight, and NAME.running_mean and .running_var where it
 * has batch norm. Throws CannotRun naming what does not fit.
 */
export function readOwnRun(
  tensors: ReadonlyMap<string, Weight>,
  { settings, input, pixels }: OwnNetwork,
): Omit<ImportedNetwork, 'fingerprint'> {
  const { given, notDrawn, notRetrained } = possible(settings, null);
  if (given) throw new CannotRun('It was exported from a run of an opened model: open that model itself.');
  const weights = new NamedWeights(tensors);
  const own = buildStages(settings, input).map((stage): Stage['given'] => {
    const { name, neurons, channels } = stage;
    const side = Math.sqrt(stage.taps);
    const found = tensors.get(`${name}.weight`)?.shape.length === 4;
    const weight = weights.take(
      `${name}.weight`,
      found ? [neurons, channels, side, side] : [neurons, inputsOf(stage)],
    ).values;
    const vector = (part: string, length: number) => weights.take(`${name}.${part}`, [length]).values;
    return {
      weight,
      statistics: stage.batchNorm
        ? {
            mean: vector('running_mean', (stage.complex ? 2 : 1) * channels),
            variance: vector('running_var', channels),
          }
        : null,
    };
  });
  weights.nothingLeft('the network that its settings describe');
  const ownWidths = learnedWidths(settings);
  const scale: PixelScale | null = pixels && {
    ...pixels,
    words: 'pixels as (x/255 − mean)/std with the mean and std that it was trained with',
  };
  return {
    title: 'A network of this lab',
    ...input,
    pixels: scale,
    notDrawn,
    notRetrained,
    build(shape: InputShape, widths) {
      const stages = buildStages(settings, shape, widths.length ? [...widths] : ownWidths);
      return widths.length ? stages : stages.map((stage, i) => ({ ...stage, given: own[i] }));
    },
  };
}
