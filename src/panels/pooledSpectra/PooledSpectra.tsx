import { useChoice } from '../../charts/choice.ts';
import { short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { headDifference } from '../../claims/measures.ts';
import { quantile } from '../../spectra/marchenkoPastur.ts';
import { rampColour, share, siblingWith } from '../byWidth.ts';
import { Choice, Detail, Empty, rankAxis, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

/** Level of untrained weights: variance 1/(3d') times d'. */
const UNTRAINED = 1 / 3;
const nets = (n: number): string => `${n} network${n === 1 ? '' : 's'}`;

/** Fig. 4, upper left (D3, D4): spectra of the covariance of the weights of one, some and all networks, aligned with each other. */
export function PooledSpectra({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['aligned', 'unaligned']);
  const pooled = siblingWith(run, net, (n) => n.pooled)?.pooled, own = pooled?.layers[layer], info = net.info.layers[layer];
  if (!pooled || !own || !info) return <Empty>Comes when all networks of this width are trained: their activations are then turned onto each other, and with them their weights.</Empty>;
  const all = own.spectra[own.spectra.length - 1], [one] = own.spectra, mp = own.marchenkoPastur, fit = own.exponential, d = info.inputs;
  const top = Math.max(...own.spectra.map((s) => s.eigenvalues[0])), floor = Math.max(top * 1e-4, Math.min(...all.eigenvalues.slice(-1), ...own.initial.slice(-1)) * 0.6);
  const points = (values: readonly number[]) => values.map((y, r) => ({ x: r + 1, y })).filter((p) => p.y >= floor);
  const bulk = all.eigenvalues.length - mp.above - mp.below;
  const law = mp.variance > 0 ? Array.from({ length: bulk }, (_, i) => ({ x: mp.above + i + 1, y: quantile(1 - (i + 0.5) / bulk, mp.ratio, mp.variance) })) : [];
  const rescaled = own.initial.map((v) => (v * all.eigenvalues[all.eigenvalues.length - 1]) / own.initial[own.initial.length - 1]);
  const series: Series[] = view === 'aligned' ? [
    ...own.spectra.map((s, i) => ({ id: String(s.networks), label: nets(s.networks), colour: rampColour(i, own.spectra.length), weight: 1.6 + i * 0.5, points: points(s.eigenvalues) })),
    ...(fit ? [{ id: 'head', label: `e^(−rank/${fit.scale.toFixed(1)})`, colour: 'var(--ink)', dash: '5 3', weight: 1.4, unlabelled: true, points: Array.from({ length: fit.to - fit.from + 1 }, (_, k) => ({ x: fit.from + k, y: Math.exp(fit.intercept - (fit.from + k) / fit.scale) })) }] : []),
    { id: 'mp', label: 'M–P law', colour: 'var(--ink)', dash: '6 3', weight: 1.4, points: law.filter((p) => p.y >= floor) },
    { id: 'initial', label: 'untrained, rescaled', colour: 'var(--muted)', dash: '2 3', weight: 1.4, faint: true, points: points(rescaled) },
  ] : [
    { id: 'aligned', label: 'aligned', colour: rampColour(1, 2), weight: 2.4, points: points(all.eigenvalues) },
    { id: 'unaligned', label: 'not aligned', colour: 'var(--danger)', dash: '6 3', weight: 2, points: points(own.unaligned) },
    { id: 'initial', label: 'untrained', colour: 'var(--muted)', dash: '2 3', weight: 1.4, faint: true, points: points(own.initial) },
  ];
  const ratio = own.unaligned[0] / all.eigenvalues[0], difference = headDifference(one.eigenvalues, all.eigenvalues);
  const apart = one.eigenvalues.findIndex((v, r) => Math.abs(v / all.eigenvalues[r] - 1) === difference);
  return (
    <>
      <Choice label="View" value={view} options={{ aligned: 'By number of networks', unaligned: 'Without alignment' }} onChange={setView} />
      <LineChart title={`Covariance of the weights of ${info.name} over ${nets(all.networks)}`} series={series} guides={[{ id: 'level', label: 'untrained ⅓', y: UNTRAINED }]}
        x={rankAxis(d, 'linear')} y={{ label: 'eigenvalue × d’', scale: 'log', scales: true }} />
      <Reading>
        {layer === 0
          ? <>{info.name} reads wavelets of the images, the same for every network: nothing has to be aligned. The first eigenvalue of {nets(all.networks)} is <strong>{short(all.eigenvalues[0])}</strong>.</>
          : <>Aligned, {nets(all.networks)} share a first eigenvalue of <strong>{short(all.eigenvalues[0])}</strong>; not aligned, only <strong>{short(own.unaligned[0])}</strong> is left of it ({share(ratio)}).</>}
        {' '}<strong>{mp.above}</strong> of {all.eigenvalues.length} stand above the Marchenko–Pastur edge {short(mp.upper)}. Ranks 1–10 of one network and of all differ by at most {share(difference)}{difference > 0.2 ? `: at rank ${apart + 1} one network alone is too ${one.eigenvalues[apart] > all.eigenvalues[apart] ? 'large' : 'small'}` : ''}.
      </Reading>
      <Detail>{fit && <>One network falls by a factor e every {fit.scale.toFixed(1)} ranks (ranks {fit.from}–{fit.to}). </>}{own.unexplained.length > 0 && <>Variance of the activations not in their mean before the second and third alignment: {own.unexplained.map(share).join(', ')}. </>}Law of ratio d’/(N·n) = {short(mp.ratio)}, variance {short(mp.variance)}; dotted as in the paper: untrained weights under the final alignments, scaled to meet the last eigenvalue. {pooled.images.toLocaleString('en')} images.</Detail>
    </>
  );
}
