import { useChoice } from '../../charts/choice.ts';
import { percent } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { Truncation } from '../../lab/events.ts';
import { strings } from '../../strings/index.ts';
import { rampColour, siblingWith } from '../byWidth.ts';
import { accuracyAxis, Choice, Detail, Empty, marked, rankAxis, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.ranks;
const BASES = text.bases;

/** Smallest tested rank from which on nothing more than a point is lost. */
export function rankNeeded({ ranks, accuracy }: Truncation): number {
  const full = accuracy[accuracy.length - 1];
  return ranks[accuracy.findIndex((_, i) => accuracy.slice(i).every((a) => a >= full - 0.01))];
}

const labelOf = (t: Truncation): string =>
  t.basis === 'weights'
    ? t.networks === 1
      ? text.own
      : text.weightsOf(t.networks)
    : t.networks > 1
      ? text.basisOf(BASES[t.basis], t.networks)
      : BASES[t.basis];

/**
 * Figs. 4 (lower left) and 6: accuracy with one layer's weights projected on R directions, and the variance
 * these hold (D9, D10).
 */
export function Ranks({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['accuracy', 'explained']);
  const own =
    siblingWith(run, net, (n) => n.truncations.length)?.truncations.filter((t) => t.layer === layer) ?? [];
  const info = net.info.layers[layer];
  if (own.length === 0 || !info) return <Empty>{text.coming}</Empty>;
  const weights = own.filter((t) => t.basis === 'weights');
  const third = info.neurons / 3;
  const chance = 1 / (run.started?.dataset.classes.length ?? 10);
  const [single] = weights;
  const full = single.accuracy[single.accuracy.length - 1];
  const colour = (t: Truncation) =>
    t.basis === 'weights'
      ? rampColour(weights.indexOf(t), Math.max(2, weights.length))
      : t.basis === 'kpca'
        ? 'var(--ok)'
        : t.basis === 'agop'
          ? 'var(--danger)'
          : 'var(--muted)';
  const series: Series[] = own.map((t) => ({
    id: `${t.basis}-${t.networks}`,
    label: t.basis === 'weights' && t.networks > 1 ? text.networks(t.networks) : labelOf(t),
    colour: colour(t),
    dash:
      t.basis === 'kpca' ? '6 3' : t.basis === 'agop' ? '8 2 2 2' : t.basis === 'random' ? '2 3' : undefined,
    weight: t === single ? 2.6 : 1.7,
    // From rank 1: a log axis has no 0.
    points: t.ranks.flatMap((x, i) =>
      x > 0 ? [{ x, y: view === 'accuracy' ? t.accuracy[i] : t.explained[i] }] : [],
    ),
  }));
  const means = own.find((t) => t.basis === 'kpca')?.networks ?? 1;
  const most = Math.max(...own.map((t) => t.ranks[t.ranks.length - 1]));
  return (
    <>
      <Choice label={text.view} value={view} options={text.views} onChange={setView} />
      <LineChart
        title={text.titles[view](info.name)}
        series={series}
        marker={third}
        guides={
          view === 'accuracy'
            ? [
                { id: 'full', label: text.full(percent(full)), y: full, solid: true },
                { id: 'chance', label: strings.panels.common.chance, y: chance },
              ]
            : []
        }
        x={{ ...rankAxis(most, 'log'), label: text.x }}
        y={view === 'accuracy' ? accuracyAxis : { ...accuracyAxis, label: text.within }}
      />
      <Reading>
        {marked(
          text.reading({
            full: percent(full),
            list: own.map((t) => text.needed(rankNeeded(t), labelOf(t))).join(', '),
            inputs: info.inputs,
            neurons: info.neurons,
            third: Math.round(third),
            less: rankNeeded(single) <= third,
          }),
        )}
      </Reading>
      <Detail>
        {text.detail(
          info.name,
          means,
          own.some((t) => t.basis === 'agop'),
        )}
      </Detail>
    </>
  );
}
