import { describeImages } from '../lab/describeImages.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import type { LayerInfo, LayerSpectra, NetworkKind, RunEvent } from '../lab/events.ts';
import { foldRun, summarise, type NetView } from '../state/runView.ts';

/** Mean, sample standard deviation (0 for one draw) and all draws; accuracies are fractions. */
export interface Draws {
  mean: number;
  sd: number;
  draws: number[];
}

export interface WidthAccuracy {
  scale: number;
  rainbow: Draws | null;
  unaligned: Draws | null;
  rainbowRetrained: Draws | null;
  randomRetrained: Draws | null;
}

export interface NetAccuracy {
  trained: number | null;
  rainbow: Draws | null;
  unaligned: Draws | null;
  unalignedIdentity: Draws | null;
  rainbowRetrained: Draws | null;
  randomRetrained: Draws | null;
  /** Every drawn width, ×1 included, narrowest first. */
  widths: WidthAccuracy[];
}

export interface LayerResult {
  name: string;
  neurons: number;
  inputs: number;
  /** `index`: negative slope of the power law; null where it cannot be fitted. */
  activation: { eigenvalues: number[]; index: number | null };
  weight: {
    eigenvalues: number[];
    marchenkoPastur: {
      ratio: number;
      variance: number;
      lower: number;
      upper: number;
      below: number;
      above: number;
    };
    entryVariance: number;
    expScale: number | null;
  };
}

/** What `--json` prints. Fields may be added, none is renamed. */
export interface RunResult {
  spec: ExperimentSpec;
  device: string;
  dataset: string;
  /** How many, which split, from where, what was done to them. */
  images: string;
  seconds: number | null;
  /** Results of the net at `spec.network.width`, else of the first. */
  accuracy: NetAccuracy;
  layers: LayerResult[];
  /** All nets, where there are several. */
  nets?: { id: string; width: number; accuracy: NetAccuracy; layers: LayerResult[] }[];
}

/**
 * The result of a run from its log. Spectra are those of the last epoch, as events.ts defines them. What the
 * log does not hold is null. Throws RangeError for a log without `started`.
 */
export function resultOf(events: readonly RunEvent[]): RunResult {
  const run = foldRun(events);
  if (!run.started) throw new RangeError('the log has no "started" event');
  const { spec, device, dataset } = run.started;
  const main = run.nets.find((net) => net.info.width === spec.network.width) ?? run.nets[0];
  return {
    spec,
    device: device.name,
    dataset: dataset.name,
    images: describeImages(dataset),
    seconds: run.end && 'seconds' in run.end ? run.end.seconds : null,
    accuracy: accuracyOf(main),
    layers: layersOf(main),
    ...(run.nets.length > 1 && {
      nets: run.nets.map((net) => ({
        id: net.info.id,
        width: net.info.width,
        accuracy: accuracyOf(net),
        layers: layersOf(net),
      })),
    }),
  };
}

/** True if the run is complete, to its last event. */
export const isWhole = (events: readonly RunEvent[]): boolean => events.at(-1)?.type === 'done';

function accuracyOf(net: NetView): NetAccuracy {
  const of = (kind: NetworkKind, scale = 1) => summarise(net, kind, scale);
  const scales = [...new Set(net.accuracies.filter((a) => a.kind !== 'trained').map((a) => a.scale))].sort(
    (a, b) => a - b,
  );
  return {
    trained: of('trained')?.mean ?? null,
    rainbow: of('rainbow'),
    unaligned: of('unaligned'),
    unalignedIdentity: of('unaligned-identity'),
    rainbowRetrained: of('rainbow-retrained'),
    randomRetrained: of('random-retrained'),
    widths: scales.map((scale) => ({
      scale,
      rainbow: of('rainbow', scale),
      unaligned: of('unaligned', scale),
      rainbowRetrained: of('rainbow-retrained', scale),
      randomRetrained: of('random-retrained', scale),
    })),
  };
}

function layersOf(net: NetView): LayerResult[] {
  const last = net.spectra.at(-1);
  return last ? net.info.layers.map((info, i) => layerOf(info, last.layers[i])) : [];
}

function layerOf({ name, neurons, inputs }: LayerInfo, { activation, weight }: LayerSpectra): LayerResult {
  const { ratio, variance, lower, upper, below, above } = weight.marchenkoPastur;
  return {
    name,
    neurons,
    inputs,
    activation: { eigenvalues: activation.eigenvalues, index: activation.powerLaw?.index ?? null },
    weight: {
      eigenvalues: weight.eigenvalues,
      marchenkoPastur: { ratio, variance, lower, upper, below, above },
      entryVariance: weight.entryVariance,
      expScale: weight.exponential?.scale ?? null,
    },
  };
}
