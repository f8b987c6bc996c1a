import { percent } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { ramp } from '../../charts/ramp.ts';
import type { Variants } from '../../lab/events.ts';
import { mean, signed, siblingWith } from '../byWidth.ts';
import { strings } from '../../strings/index.ts';
import { accuracyAxis, Detail, Empty, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.variants;

export const accuracyOfWay = (
  { variants }: Variants,
  way: Variants['variants'][number]['way'],
  groups: number | null = null,
): number[] => variants.find((v) => v.way === way && v.groups === groups)?.accuracy ?? [];

/**
 * docs/paper.md G.1, G.4, G.6, G.8: draws from debiased covariances, from mixtures of Gaussians by number of
 * groups, and several draws together.
 */
export function VariantDraws({ run, net }: PanelProps) {
  const event = siblingWith(run, net, (n) => n.variants)?.variants;
  const owner = siblingWith(run, net, (n) => n.variants) ?? net;
  if (!event) return <Empty>{text.coming}</Empty>;
  const plain = accuracyOfWay(event, 'plain');
  const shrunk = accuracyOfWay(event, 'shrunk');
  const mixtures = event.variants.filter((v) => v.way === 'mixture');
  const trained = owner.epochs.at(-1)?.testAccuracy ?? NaN;
  const best = mixtures.reduce((a, b) => (mean(b.accuracy) > mean(a.accuracy) ? b : a));
  const { ensemble, retrained } = event;
  const series: Series[] = [
    {
      id: 'mixture',
      label: text.mixture,
      colour: ramp(0.35),
      marks: true,
      weight: 2.4,
      points: mixtures.map((v) => ({ x: v.groups!, y: mean(v.accuracy) })),
    },
    {
      id: 'mixture-each',
      label: text.each,
      colour: ramp(0.35),
      marks: true,
      line: false,
      faint: true,
      unlabelled: true,
      points: mixtures.flatMap((v) => v.accuracy.map((y) => ({ x: v.groups!, y }))),
    },
    {
      id: 'ensemble',
      label: text.together,
      colour: 'var(--accent)',
      dash: '6 3',
      marks: true,
      weight: 2,
      points: ensemble.map((y, i) => ({ x: i + 1, y })),
    },
  ];
  return (
    <>
      <LineChart
        title={text.title}
        series={series}
        y={{
          ...accuracyAxis,
          domain: [
            0,
            Math.min(1, 1.15 * Math.max(trained, ...ensemble, ...mixtures.flatMap((v) => v.accuracy))),
          ],
          ticks: undefined,
        }}
        x={{
          label: text.x,
          scale: 'log',
          ticks: [1, 2, 4, 8, 16],
          domain: [1, 16],
          format: String,
          read: (v) => String(Math.round(v)),
        }}
        guides={[
          { id: 'trained', label: text.trained(percent(trained)), y: trained, solid: true },
          { id: 'shrunk', label: text.debiased(percent(mean(shrunk))), y: mean(shrunk) },
        ]}
      />
      <Reading>
        {marked(
          text.reading({
            plain: percent(mean(plain)),
            debiased: percent(mean(shrunk)),
            gain: signed(100 * (mean(shrunk) - mean(plain)), 1),
            groups: best.groups,
            best: percent(mean(best.accuracy)),
            one: percent(mean(mixtures[0].accuracy)),
          }),
        )}
        {marked(
          text.more({
            draws: ensemble.length,
            ensemble: percent(ensemble[ensemble.length - 1]),
            epochs: retrained.epochs,
            learned: percent(retrained.rainbow),
            unsupervised: percent(retrained.unsupervised),
            noise: percent(retrained.random),
          }),
        )}
      </Reading>
      <Detail>
        {owner === net ? '' : text.of(owner.info.label)}
        {text.detail(shrunk.length, plain.length, event.images.toLocaleString('en'))}
      </Detail>
    </>
  );
}
