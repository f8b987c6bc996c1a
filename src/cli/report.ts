import type { Draws, LayerResult, NetAccuracy, RunResult } from './result.ts';

/** The result for people: accuracies in percent, then one line per layer. */
export function reportOf(result: RunResult): string {
  const nets = result.nets ?? [
    { width: result.spec.network.width, accuracy: result.accuracy, layers: result.layers },
  ];
  const head = [
    `Images   ${result.dataset}, ${result.images}`,
    `Device   ${result.device}`,
    `Time     ${result.seconds === null ? 'not finished' : `${result.seconds.toFixed(1)} s`}`,
  ];
  return [
    ...head,
    ...nets.flatMap((net) => [
      '',
      ...(nets.length > 1 ? [`Network of width ×${net.width}`] : []),
      ...accuracyLines(net.accuracy),
      '',
      ...layerLines(net.layers),
    ]),
    '',
  ].join('\n');
}

const ABSENT = '–';
const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;

function drawsText(draws: Draws | null): string {
  if (!draws) return ABSENT;
  return draws.draws.length > 1
    ? `${percent(draws.mean)} ± ${(100 * draws.sd).toFixed(1)} (${draws.draws.length} draws)`
    : percent(draws.mean);
}

function accuracyLines(accuracy: NetAccuracy): string[] {
  const rows: [string, string][] = [
    ['Trained', accuracy.trained === null ? ABSENT : percent(accuracy.trained)],
    ['Drawn again (rainbow)', drawsText(accuracy.rainbow)],
    ['… alignment left out', drawsText(accuracy.unaligned)],
    ['… identity for alignment', drawsText(accuracy.unalignedIdentity)],
    ['… with a new classifier', drawsText(accuracy.rainbowRetrained)],
    ['Random, new classifier', drawsText(accuracy.randomRetrained)],
    ...accuracy.widths
      .filter(({ scale }) => scale !== 1)
      .map(({ scale, rainbow }): [string, string] => [`Drawn ×${scale} as wide`, drawsText(rainbow)]),
  ];
  return rows.filter(([, value]) => value !== ABSENT).map(([name, value]) => `${name.padEnd(26)}${value}`);
}

function layerLines(layers: LayerResult[]): string[] {
  if (layers.length === 0) return [];
  const rows = layers.map(({ name, neurons, inputs, activation, weight }) => [
    name,
    `${neurons} × ${inputs}`,
    activation.index?.toFixed(2) ?? ABSENT,
    weight.marchenkoPastur.variance.toPrecision(3),
    `${weight.marchenkoPastur.above} of ${weight.eigenvalues.length}`,
    weight.expScale?.toFixed(1) ?? ABSENT,
  ]);
  const columns = ['Layer', 'neurons × inputs', 'index of φ', 'MP variance', 'above MP edge', 'exp. scale'];
  return [columns, ...rows].map((cells) =>
    cells
      .map((cell, i) => cell.padEnd(Math.max(8, columns[i].length + 2)))
      .join('')
      .trimEnd(),
  );
}
