import { openModel } from '../files/models/modelFile.ts';
import { compareModels, measureLayers, type ModelWork } from '../lab/measureModel.ts';
import type { ModelEvent } from '../lab/modelEvents.ts';
import {
  layersOf,
  pairLayers,
  type LayerComparison,
  type ModelLayer,
  type SkippedTensor,
} from '../lab/modelSpectra.ts';
import { inlineDecomposer } from '../rainbow/decomposer.ts';
import { inputFiles } from './run.ts';

export interface ModelResult {
  model: string;
  format: string;
  layers: (Omit<ModelLayer, 'neurons' | 'inputs' | 'gaussian'> & {
    n: number;
    d: number;
    gaussianLargest: number;
  })[];
  /** Tensors that are no layers, and layers that could not be measured. */
  skipped: SkippedTensor[];
  comparison?: LayerComparison[];
  /** Pairs that could not be compared. */
  notCompared?: { name: string; reason: string }[];
}

/** Spectra of every learned layer of a model, in the order of the file; with `other`, how alike the layers of the two are. Progress on stderr. */
export async function spectraOf(paths: readonly string[], other: readonly string[]): Promise<ModelResult> {
  const model = await openModel(paths.flatMap(inputFiles));
  const { layers, skipped } = layersOf(model);
  const events: ModelEvent[] = [];
  const work: ModelWork = {
    decomposer: inlineDecomposer,
    signal: new AbortController().signal,
    fetched: () => null,
    turn: async () => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      return 0;
    },
    emit(event) {
      if (event.type === 'ended' && event.how === 'failed') throw new Error(event.message);
      events.push(event);
      if (event.type === 'layer')
        process.stderr.write(
          `${of('layer')} of ${layers.length}: ${event.layer.name} (${event.layer.shape.join(' × ')})\n`,
        );
    },
  };
  const of = (type: ModelEvent['type']) => events.filter((event) => event.type === type).length;
  await measureLayers(layers, work);
  const inOrder = <T extends { name: string }>(found: T[]) =>
    layers.flatMap(({ name }) => found.find((each) => each.name === name) ?? []);
  const out: ModelResult = {
    model: model.name,
    format: model.format,
    layers: inOrder(events.flatMap((event) => (event.type === 'layer' ? event.layer : []))).map(
      ({ neurons, inputs, gaussian, ...layer }) => ({
        n: neurons,
        d: inputs,
        ...layer,
        gaussianLargest: gaussian[0],
      }),
    ),
    skipped: [
      ...skipped,
      ...events.flatMap((event) =>
        event.type === 'layer-failed'
          ? layers
              .filter(({ name }) => name === event.name)
              .map(({ name, shape, dtype }) => ({ name, shape, dtype, reason: event.message }))
          : [],
      ),
    ],
  };
  if (other.length) {
    await compareModels(
      pairLayers(layers, layersOf(await openModel(other.flatMap(inputFiles))).layers),
      work,
    );
    out.comparison = inOrder(events.flatMap((event) => (event.type === 'compared' ? event.comparison : [])));
    out.notCompared = events.flatMap((event) =>
      event.type === 'not-compared' ? { name: event.name, reason: event.message } : [],
    );
  }
  return out;
}

const short = (value: number | null | undefined): string =>
  value === null || value === undefined || Number.isNaN(value) ? '–' : value.toPrecision(3);

/** One line a layer. */
export function spectraTable({ model, format, layers, skipped, comparison }: ModelResult): string {
  const name = Math.max(5, ...layers.map((layer) => layer.name.length));
  const row = (cells: string[]) =>
    `${cells[0].padEnd(name)}  ${cells
      .slice(1)
      .map((cell) => cell.padStart(11))
      .join(' ')}\n`;
  return [
    `${model} (${format}): ${layers.length} layers, ${skipped.length} tensors that are none\n\n`,
    row([
      'layer',
      'n × d',
      'above MP',
      'MP edge',
      'largest',
      'exp. scale',
      'tail alpha',
      'KS',
      'part. ratio',
      'stable rank',
    ]),
    ...layers.map((l) =>
      row([
        l.name,
        `${l.n} × ${l.d}`,
        `${l.marchenkoPastur.above}`,
        short(l.marchenkoPastur.upper),
        short(l.eigenvalues[0]),
        short(l.exponential?.scale),
        short(l.powerLaw?.alpha),
        short(l.powerLaw?.ks),
        short(l.participationRatio),
        short(l.stableRank),
      ]),
    ),
    ...(comparison
      ? [
          '\n',
          row(['compared', 'Bures cos.', 'of noise', 'first angles', 'distance']),
          ...comparison.map((c) =>
            row([
              c.name,
              short(c.buresCosine),
              short(c.noise),
              c.principalCosines
                .slice(0, 3)
                .map((x) => x.toFixed(2))
                .join(' '),
              short(c.distance),
            ]),
          ),
        ]
      : []),
  ].join('');
}
