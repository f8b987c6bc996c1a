import { useChoice } from '../../charts/choice.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { strings } from '../../strings/index.ts';
import { mean } from '../byWidth.ts';
import { Choice, Detail, Empty, layerLine, marked, rankAxis, Reading, spectraAt } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.depth;

/** More layers than this are not all named. */
const MOST_NAMED = 7;

/** Eigenvalues divided by their mean over all inputs, zeros included. */
export const normalised = (eigenvalues: readonly number[], inputs: number): number[] => {
  const average = eigenvalues.reduce((sum, x) => sum + x, 0) / inputs;
  return eigenvalues.map((x) => x / average);
};

/**
 * Fig. 5, right: weight spectra of all layers of one network, and the exponential scale of their heads
 * against depth (D6).
 */
export function Depth({ net, layer, epoch }: PanelProps) {
  const [view, setView] = useChoice('view', ['spectra', 'scale']);
  const measured = spectraAt(net, epoch);
  const { layers: all } = net.info;
  if (!measured) return <Empty>{strings.panels.common.spectraComing}</Empty>;
  // As in the paper, without the 1×1 shortcuts of residual networks.
  const inDepth = all.flatMap((info, i) => (info.shortcut ? [] : [i]));
  const layers = inDepth.map((i) => all[i]);
  const n = layers.length;
  const chosen = inDepth.indexOf(layer);
  const spectra = { epoch: measured.epoch, layers: inDepth.map((i) => measured.layers[i]) };
  const scales = spectra.layers.map((l) => l.weight.exponential?.scale ?? null);
  const known = scales.flatMap((s, i) => (s === null ? [] : [{ i, s }]));
  const most = Math.max(...spectra.layers.map((l) => l.weight.eigenvalues.length));
  const lines: Series[] = spectra.layers.map((l, i) => ({
    id: layers[i].name,
    label: layers[i].name,
    ...layerLine(i, n, chosen),
    link: { layer: inDepth[i] },
    points: normalised(l.weight.eigenvalues, layers[i].inputs)
      .map((y, r) => ({ x: r + 1, y }))
      .filter((p) => p.y > 1e-2),
  }));
  const early = known.slice(0, Math.ceil(known.length / 2)).map((k) => k.s);
  const late = known.slice(Math.ceil(known.length / 2)).map((k) => k.s);
  const top = known.reduce((best, k) => (k.s > best.s ? k : best), known[0]);
  return (
    <>
      <Choice label={text.view} value={view} options={text.views} onChange={setView} />
      {view === 'spectra' ? (
        <LineChart
          title={text.spectraTitle(spectra.epoch)}
          series={lines}
          x={rankAxis(most, 'linear')}
          y={{ label: text.y, scale: 'log', scales: true }}
        />
      ) : (
        <LineChart
          title={text.scaleTitle(spectra.epoch)}
          marker={chosen < 0 ? undefined : chosen + 1}
          series={[
            {
              id: 'scale',
              label: text.line,
              colour: 'var(--accent)',
              marks: true,
              points: known.map(({ i, s }) => ({ x: i + 1, y: s })),
            },
          ]}
          x={{
            label: text.layer,
            domain: [1, n],
            ticks: layers.map((_, i) => i + 1).filter((v) => (v - 1) % Math.ceil(n / MOST_NAMED) === 0),
            format: (v) => layers[v - 1]?.name ?? '',
          }}
          y={{ label: text.scale }}
        />
      )}
      <Reading>
        {known.length > 2
          ? marked(
              text.reading(
                known.map(({ i, s }) => `${s.toFixed(1)} (${layers[i].name})`).join(', '),
                mean(late) > mean(early),
                layers[top.i].name,
              ),
            )
          : text.few(spectra.epoch)}
      </Reading>
      <Detail>{text.detail(layers.map((l) => `${l.name} ${l.neurons}`).join(', '), n < all.length)}</Detail>
    </>
  );
}
