import { useChoice } from '../../charts/choice.ts';
import { percent } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { Truncation } from '../../lab/events.ts';
import { rampColour, siblingWith } from '../byWidth.ts';
import { accuracyAxis, Choice, Detail, Empty, rankAxis, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const BASES: Record<Truncation['basis'], string> = { weights: 'weights', kpca: 'kernel PCA', agop: 'gradients', random: 'random' };

/** Smallest tested rank from which on nothing more than a point is lost. */
export function rankNeeded({ ranks, accuracy }: Truncation): number {
  const full = accuracy[accuracy.length - 1];
  return ranks[accuracy.findIndex((_, i) => accuracy.slice(i).every((a) => a >= full - 0.01))];
}

const labelOf = (t: Truncation): string => (t.basis === 'weights' ? (t.networks === 1 ? 'its own weights' : `${t.networks} networks’ weights`) : t.networks > 1 ? `${BASES[t.basis]} of ${t.networks}` : BASES[t.basis]);

/** Figs. 4 (lower left) and 6: accuracy with one layer's weights projected on R directions, and the variance these hold (D9, D10). */
export function Ranks({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['accuracy', 'explained']);
  const own = siblingWith(run, net, (n) => n.truncations.length)?.truncations.filter((t) => t.layer === layer) ?? [], info = net.info.layers[layer];
  if (own.length === 0 || !info) return <Empty>Comes when the networks are trained: the weights of one layer at a time are then projected on few directions, and the network is tested again.</Empty>;
  const weights = own.filter((t) => t.basis === 'weights'), third = info.neurons / 3, chance = 1 / (run.started?.dataset.classes.length ?? 10);
  const [single] = weights, full = single.accuracy[single.accuracy.length - 1];
  const colour = (t: Truncation) => (t.basis === 'weights' ? rampColour(weights.indexOf(t), Math.max(2, weights.length)) : t.basis === 'kpca' ? 'var(--ok)' : t.basis === 'agop' ? 'var(--danger)' : 'var(--muted)');
  const series: Series[] = own.map((t) => ({
    id: `${t.basis}-${t.networks}`, label: t.basis === 'weights' && t.networks > 1 ? `${t.networks} networks` : labelOf(t), colour: colour(t), dash: t.basis === 'kpca' ? '6 3' : t.basis === 'agop' ? '8 2 2 2' : t.basis === 'random' ? '2 3' : undefined, weight: t === single ? 2.6 : 1.7,
    // From rank 1: a log axis has no 0.
    points: t.ranks.flatMap((x, i) => (x > 0 ? [{ x, y: view === 'accuracy' ? t.accuracy[i] : t.explained[i] }] : [])),
  }));
  const means = own.find((t) => t.basis === 'kpca')?.networks ?? 1, most = Math.max(...own.map((t) => t.ranks[t.ranks.length - 1]));
  return (
    <>
      <Choice label="View" value={view} options={{ accuracy: 'Accuracy', explained: 'Explained variance' }} onChange={setView} />
      <LineChart title={`${view === 'accuracy' ? 'Test accuracy' : 'Explained variance'} of ${info.name} by rank`} series={series} marker={third}
        guides={view === 'accuracy' ? [{ id: 'full', label: `all ${percent(full)}`, y: full, solid: true }, { id: 'chance', label: 'chance', y: chance }] : []}
        x={{ ...rankAxis(most, 'log'), label: 'directions kept' }} y={view === 'accuracy' ? accuracyAxis : { ...accuracyAxis, label: 'share of tr C̃ within' }} />
      <Reading>
        Within a point of the full {percent(full)} from {own.map((t, i) => <span key={`${t.basis}${t.networks}`}>{i > 0 && ', '}<strong>{rankNeeded(t)}</strong> ({labelOf(t)})</span>)} of {info.inputs} directions on; the layer has {info.neurons} neurons, a third of them is {Math.round(third)} (line){rankNeeded(single) <= third ? ': its own directions do with less' : ': its own directions need more here'}.
      </Reading>
      <Detail>Only {info.name} is changed; batch statistics stay those of the whole network, as in the paper (R ≈ 40 of n = 128 there). Kernel PCA: leading directions of {means > 1 ? `the mean of the aligned activations of ${means} networks` : 'the network’s own activations'}, found without labels.{own.some((t) => t.basis === 'agop') && ' Gradients: of the average outer product of the class scores’ gradients by what enters the layer.'}</Detail>
    </>
  );
}
