import { percent } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { ramp } from '../../charts/ramp.ts';
import type { Variants } from '../../lab/events.ts';
import { mean, signed, siblingWith } from '../byWidth.ts';
import { accuracyAxis, Detail, Empty, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

export const accuracyOfWay = ({ variants }: Variants, way: Variants['variants'][number]['way'], groups: number | null = null): number[] => variants.find((v) => v.way === way && v.groups === groups)?.accuracy ?? [];

/** PAPER.md G.1, G.4, G.6, G.8: draws from debiased covariances, from mixtures of Gaussians by number of groups, and several draws together. */
export function VariantDraws({ run, net }: PanelProps) {
  const event = siblingWith(run, net, (n) => n.variants)?.variants, owner = siblingWith(run, net, (n) => n.variants) ?? net;
  if (!event) return <Empty>Comes when the network is trained: its weights are then drawn from better estimates of the covariances, from mixtures of Gaussians, and without labels.</Empty>;
  const plain = accuracyOfWay(event, 'plain'), shrunk = accuracyOfWay(event, 'shrunk'), mixtures = event.variants.filter((v) => v.way === 'mixture'), trained = owner.epochs.at(-1)?.testAccuracy ?? NaN;
  const best = mixtures.reduce((a, b) => (mean(b.accuracy) > mean(a.accuracy) ? b : a)), { ensemble, retrained } = event;
  const series: Series[] = [
    { id: 'mixture', label: 'mixture', colour: ramp(0.35), marks: true, weight: 2.4, points: mixtures.map((v) => ({ x: v.groups!, y: mean(v.accuracy) })) },
    { id: 'mixture-each', label: 'mixture, each draw', colour: ramp(0.35), marks: true, line: false, faint: true, unlabelled: true, points: mixtures.flatMap((v) => v.accuracy.map((y) => ({ x: v.groups!, y }))) },
    { id: 'ensemble', label: 'draws together', colour: 'var(--accent)', dash: '6 3', marks: true, weight: 2, points: ensemble.map((y, i) => ({ x: i + 1, y })) },
  ];
  return (
    <>
      <LineChart title="Test accuracy of networks drawn in other ways" series={series} y={{ ...accuracyAxis, domain: [0, Math.min(1, 1.15 * Math.max(trained, ...ensemble, ...mixtures.flatMap((v) => v.accuracy)))], ticks: undefined }} x={{ label: 'groups, or draws', scale: 'log', ticks: [1, 2, 4, 8, 16], domain: [1, 16], format: String, read: (v) => String(Math.round(v)) }}
        guides={[{ id: 'trained', label: `trained ${percent(trained)}`, y: trained, solid: true }, { id: 'shrunk', label: `debiased ${percent(mean(shrunk))}`, y: mean(shrunk) }]} />
      <Reading>
        Drawn from WᵀW/n: <strong>{percent(mean(plain))}</strong>; from debiased covariances with a flat bulk: <strong>{percent(mean(shrunk))}</strong> ({signed(100 * (mean(shrunk) - mean(plain)), 1)} points). A mixture of Gaussians does best with {best.groups} {best.groups === 1 ? 'group' : 'groups'} a layer: <strong>{percent(mean(best.accuracy))}</strong>, with one {percent(mean(mixtures[0].accuracy))}.
        {' '}The answers of {ensemble.length} draws averaged: {percent(ensemble[ensemble.length - 1])}. With {retrained.epochs} {retrained.epochs === 1 ? 'epoch' : 'epochs'} of a new classifier: {percent(retrained.rainbow)} on learned covariances, <strong>{percent(retrained.unsupervised)}</strong> where each layer’s is that of its own inputs and no label was seen, {percent(retrained.random)} on white noise.
      </Reading>
      <Detail>{owner === net ? '' : `Of ${owner.info.label}. `}Means of {shrunk.length} draws ({plain.length} plain ones). Debiased: eigenvalues above the edge of the bulk shrunk (Donoho, Gavish and Johnstone), the rest set to the bulk’s variance. Groups: k-means of the neurons, each a Gaussian of its own mean and covariance; with as many groups as neurons, the neurons themselves. Aligned on {event.images.toLocaleString('en')} images.</Detail>
    </>
  );
}
