import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { strings } from '../../strings/index.ts';
import { Empty, layerLine, marked, rankAxis, Reading, spectraAt } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.activations;
const { common } = strings.panels;

/** Smallest eigenvalue drawn, relative to the first: below it stands rounding. */
const FLOOR = 1e-5;

/**
 * Eigenvalues of E[φφᵀ] over rank, each divided by the first (Fig. 2), with the power law fitted to the
 * chosen layer (D6).
 */
export function ActivationSpectra({ net, layer, epoch }: PanelProps) {
  const spectra = spectraAt(net, epoch);
  if (!spectra) return <Empty>{common.spectraComing}</Empty>;
  const n = spectra.layers.length;
  const chosen = (spectra.layers[layer] ?? spectra.layers[0]).activation;
  const fit = chosen.powerLaw;
  const first = (values: number[]) => values[0] || 1;
  const series: Series[] = spectra.layers.map(({ activation }, i) => ({
    id: net.info.layers[i].name,
    label: net.info.layers[i].name,
    ...layerLine(i, n, layer),
    points: activation.eigenvalues
      .map((v, r) => ({ x: r + 1, y: v / first(activation.eigenvalues) }))
      .filter((p) => p.y >= FLOOR),
  }));
  if (fit) {
    const ranks = Array.from({ length: fit.to - fit.from + 1 }, (_, i) => fit.from + i);
    series.push({
      id: 'fit',
      label: common.fit(fit.index.toFixed(2)),
      colour: 'var(--ink)',
      dash: '5 3',
      weight: 1.4,
      unlabelled: true,
      points: ranks.map((m) => ({
        x: m,
        y: (Math.exp(fit.intercept) * m ** -fit.index) / first(chosen.eigenvalues),
      })),
    });
  }
  const widest = Math.max(2, ...spectra.layers.map((l) => l.activation.eigenvalues.length));
  series.push({
    id: 'guide',
    label: common.guide,
    colour: 'var(--muted)',
    dash: '1 4',
    weight: 1.4,
    faint: true,
    points: Array.from({ length: widest }, (_, i) => ({ x: i + 1, y: 1 / (i + 1) })),
  });
  const name = net.info.layers[layer]?.name ?? '';
  const total = chosen.eigenvalues.reduce((a, b) => a + b, 0);
  return (
    <>
      <LineChart
        title={text.title(spectra.epoch)}
        series={series}
        x={rankAxis(widest, 'log')}
        y={{ label: common.eigenvalueOverFirst, scale: 'log', scales: true, domain: [FLOOR, 1] }}
      />
      <Reading>
        {marked(
          fit
            ? text.reading({
                layer: name,
                index: fit.index.toFixed(2),
                from: fit.from,
                to: fit.to,
                images: chosen.images.toLocaleString('en'),
                epoch: spectra.epoch,
              })
            : text.few(name, chosen.eigenvalues.length, ((chosen.eigenvalues[0] / total) * 100).toFixed(0)),
        )}
      </Reading>
    </>
  );
}
