import { useChoice } from '../../charts/choice.ts';
import { short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { headDifference } from '../../claims/measures.ts';
import { quantile } from '../../spectra/marchenkoPastur.ts';
import { strings } from '../../strings/index.ts';
import { rampColour, share, siblingWith } from '../byWidth.ts';
import { Choice, Detail, Empty, marked, rankAxis, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.pooled;
const { common } = strings.panels;

/** Level of untrained weights: variance 1/(3d') times d'. */
const UNTRAINED = 1 / 3;

/**
 * Fig. 4, upper left (D3, D4): spectra of the covariance of the weights of one, some and all networks,
 * aligned with each other.
 */
export function PooledSpectra({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['aligned', 'unaligned']);
  const pooled = siblingWith(run, net, (n) => n.pooled)?.pooled;
  const own = pooled?.layers[layer];
  const info = net.info.layers[layer];
  if (!pooled || !own || !info) return <Empty>{text.coming}</Empty>;
  const all = own.spectra[own.spectra.length - 1];
  const [one] = own.spectra;
  const mp = own.marchenkoPastur;
  const fit = own.exponential;
  const d = info.inputs;
  const top = Math.max(...own.spectra.map((s) => s.eigenvalues[0]));
  const floor = Math.max(top * 1e-4, Math.min(...all.eigenvalues.slice(-1), ...own.initial.slice(-1)) * 0.6);
  const points = (values: readonly number[]) =>
    values.map((y, r) => ({ x: r + 1, y })).filter((p) => p.y >= floor);
  const bulk = all.eigenvalues.length - mp.above - mp.below;
  const law =
    mp.variance > 0
      ? Array.from({ length: bulk }, (_, i) => ({
          x: mp.above + i + 1,
          y: quantile(1 - (i + 0.5) / bulk, mp.ratio, mp.variance),
        }))
      : [];
  const rescaled = own.initial.map(
    (v) => (v * all.eigenvalues[all.eigenvalues.length - 1]) / own.initial[own.initial.length - 1],
  );
  const series: Series[] =
    view === 'aligned'
      ? [
          ...own.spectra.map((s, i) => ({
            id: String(s.networks),
            label: text.networks(s.networks),
            colour: rampColour(i, own.spectra.length),
            weight: 1.6 + i * 0.5,
            points: points(s.eigenvalues),
          })),
          ...(fit
            ? [
                {
                  id: 'head',
                  label: common.head(fit.scale.toFixed(1)),
                  colour: 'var(--ink)',
                  dash: '5 3',
                  weight: 1.4,
                  unlabelled: true,
                  points: Array.from({ length: fit.to - fit.from + 1 }, (_, k) => ({
                    x: fit.from + k,
                    y: Math.exp(fit.intercept - (fit.from + k) / fit.scale),
                  })),
                },
              ]
            : []),
          {
            id: 'mp',
            label: common.law,
            colour: 'var(--ink)',
            dash: '6 3',
            weight: 1.4,
            points: law.filter((p) => p.y >= floor),
          },
          {
            id: 'initial',
            label: text.rescaled,
            colour: 'var(--muted)',
            dash: '2 3',
            weight: 1.4,
            faint: true,
            points: points(rescaled),
          },
        ]
      : [
          {
            id: 'aligned',
            label: text.aligned,
            colour: rampColour(1, 2),
            weight: 2.4,
            points: points(all.eigenvalues),
          },
          {
            id: 'unaligned',
            label: text.unaligned,
            colour: 'var(--danger)',
            dash: '6 3',
            weight: 2,
            points: points(own.unaligned),
          },
          {
            id: 'initial',
            label: common.untrained,
            colour: 'var(--muted)',
            dash: '2 3',
            weight: 1.4,
            faint: true,
            points: points(own.initial),
          },
        ];
  const ratio = own.unaligned[0] / all.eigenvalues[0];
  const difference = headDifference(one.eigenvalues, all.eigenvalues);
  const apart = one.eigenvalues.findIndex((v, r) => Math.abs(v / all.eigenvalues[r] - 1) === difference);
  return (
    <>
      <Choice label={text.view} value={view} options={text.views} onChange={setView} />
      <LineChart
        title={text.title(info.name, all.networks)}
        series={series}
        guides={[{ id: 'level', label: text.level, y: UNTRAINED }]}
        x={rankAxis(d, 'linear')}
        y={{ label: common.covarianceEigenvalue, scale: 'log', scales: true }}
      />
      <Reading>
        {marked(
          [
            layer === 0
              ? text.first(info.name, all.networks, short(all.eigenvalues[0]))
              : text.shared(all.networks, short(all.eigenvalues[0]), short(own.unaligned[0]), share(ratio)),
            text.above(mp.above, all.eigenvalues.length, short(mp.upper)),
            text.differ(
              share(difference),
              difference > 0.2
                ? { rank: apart + 1, large: one.eigenvalues[apart] > all.eigenvalues[apart] }
                : null,
            ),
          ].join(''),
        )}
      </Reading>
      <Detail>
        {fit && text.head(fit.scale.toFixed(1), fit.from, fit.to)}
        {own.unexplained.length > 0 && text.unexplained(own.unexplained.map(share).join(', '))}
        {text.detail(short(mp.ratio), short(mp.variance), pooled.images.toLocaleString('en'))}
      </Detail>
    </>
  );
}
