import type { Axes } from '../files/models/axes.ts';
import { openModel, type ModelFile } from '../files/models/modelFile.ts';
import type { LeftOut } from '../files/models/tensor.ts';
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
  /** Files, or parts of one, that were opened and are not read. */
  left: LeftOut[];
  /** The order of axes taken for the file's, and what says so. */
  axes: ModelFile['axes'];
  comparison?: LayerComparison[];
  /** Pairs that could not be compared. */
  notCompared?: { name: string; reason: string }[];
}

/**
 * Spectra of every learned layer of a model, in the order of the file; with `other`, how alike the layers of
 * the two are. `axes`: their order, where a person says it. Progress on stderr.
 */
export async function spectraOf(
  paths: readonly string[],
  other: readonly string[],
  axes?: Axes,
): Promise<ModelResult> {
  const model = await openModel(paths.flatMap(inputFiles), { axes });
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
    left: model.left,
    axes: model.axes,
  };
  if (other.length) {
    await compareModels(
      pairLayers(layers, layersOf(await openModel(other.flatMap(inputFiles), { axes })).layers),
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

/** Reasons that every model has: only the number of such tensors is told. */
const PLAIN = new Set(['no floats', 'a vector (bias, norm)', 'a bias', 'a single row or column']);

const shapeOf = ({ shape, dtype }: SkippedTensor): string => `${shape.join(' × ') || 'one number'}, ${dtype}`;

/** Lines of what was not measured, where there is something to say. */
function notMeasured({ skipped, left }: Pick<ModelResult, 'skipped' | 'left'>): string[] {
  const told = skipped.filter(({ reason }) => !PLAIN.has(reason));
  return [
    ...(told.length ? ['\nnot measured:\n'] : []),
    ...told.map((tensor) => `  ${tensor.name} (${shapeOf(tensor)}): ${tensor.reason}\n`),
    ...(left.length ? ['\nleft out:\n'] : []),
    ...left.map(({ name, reason }) => `  ${name}: ${reason}\n`),
  ];
}

/** One line a layer. */
export function spectraTable({ model, format, layers, skipped, left, comparison }: ModelResult): string {
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
      'rank',
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
        `${l.rank}`,
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
    ...notMeasured({ skipped, left }),
  ].join('');
}
