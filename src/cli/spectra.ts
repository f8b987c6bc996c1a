import { openModel } from '../files/models/modelFile.ts';
import { compareLayers, layersOf, measureLayer, pairLayers, type LayerComparison, type ModelLayer, type SkippedTensor } from '../lab/modelSpectra.ts';
import { inlineDecomposer } from '../rainbow/decomposer.ts';
import { inputFiles } from './run.ts';

export interface ModelResult {
  model: string;
  format: string;
  layers: (Omit<ModelLayer, 'neurons' | 'inputs' | 'gaussian'> & { n: number; d: number; gaussianLargest: number })[];
  skipped: SkippedTensor[];
  comparison?: (LayerComparison | null)[];
}

/** Spectra of every learned layer of a model; with `other`, how alike the layers of the two are. Progress on stderr. */
export async function spectraOf(paths: readonly string[], other: readonly string[]): Promise<ModelResult> {
  const model = await openModel(paths.flatMap(inputFiles)), { layers, skipped } = layersOf(model);
  const host = { decomposer: inlineDecomposer, turn: () => new Promise<void>((resolve) => setImmediate(resolve)) };
  const out: ModelResult = { model: model.name, format: model.format, layers: [], skipped };
  for (const [i, tensor] of layers.entries()) {
    process.stderr.write(`${i + 1} of ${layers.length}: ${tensor.name} (${tensor.shape.join(' × ')})\n`);
    const { neurons, inputs, gaussian, ...layer } = await measureLayer(tensor, host);
    out.layers.push({ n: neurons, d: inputs, ...layer, gaussianLargest: gaussian[0] });
  }
  if (other.length) {
    const second = layersOf(await openModel(other.flatMap(inputFiles)));
    out.comparison = [];
    for (const pair of pairLayers(layers, second.layers)) out.comparison.push(await compareLayers(pair, host));
  }
  return out;
}

const short = (value: number | null | undefined): string => (value === null || value === undefined || Number.isNaN(value) ? '–' : value.toPrecision(3));

/** One line a layer. */
export function spectraTable({ model, format, layers, skipped, comparison }: ModelResult): string {
  const name = Math.max(5, ...layers.map((layer) => layer.name.length)), row = (cells: string[]) => `${cells[0].padEnd(name)}  ${cells.slice(1).map((cell) => cell.padStart(11)).join(' ')}\n`;
  return [
    `${model} (${format}): ${layers.length} layers, ${skipped.length} tensors that are none\n\n`,
    row(['layer', 'n × d', 'above MP', 'MP edge', 'largest', 'exp. scale', 'tail alpha', 'KS', 'part. ratio', 'stable rank']),
    ...layers.map((l) => row([l.name, `${l.n} × ${l.d}`, `${l.marchenkoPastur.above}`, short(l.marchenkoPastur.upper), short(l.eigenvalues[0]), short(l.exponential?.scale), short(l.powerLaw?.alpha), short(l.powerLaw?.ks), short(l.participationRatio), short(l.stableRank)])),
    ...(comparison ? ['\n', row(['compared', 'Bures cos.', 'first angles', 'distance']), ...comparison.map((c) => (c ? row([c.name, short(c.buresCosine), c.principalCosines.slice(0, 3).map((x) => x.toFixed(2)).join(' '), short(c.distance)]) : ''))] : []),
  ].join('');
}
