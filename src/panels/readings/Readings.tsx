import { useChoice } from '../../charts/choice.ts';
import { short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { SpectrumReading } from '../../lab/events.ts';
import { quantile } from '../../spectra/marchenkoPastur.ts';
import { strings } from '../../strings/index.ts';
import { share, siblingWith, signed } from '../byWidth.ts';
import { Choice, Detail, Empty, layerColour, marked, rankAxis, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.readings;

/** Fewer eigenvalues than this say little of a tail (docs/paper.md G.2). */
const FEW = 50;
/** One of two laws is better when the normalised likelihood ratio is beyond this (5 %). */
const CLEAR = 1.96;

/** What the three laws say of the eigenvalue at each rank (1-based), where they say something. */
export function lawsByRank(
  { powerLaw, exponential, spiked }: SpectrumReading,
  count: number,
): {
  power: { x: number; y: number }[];
  exponential: { x: number; y: number }[];
  bulk: { x: number; y: number }[];
} {
  const ranks = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  const inside = count - spiked.above;
  return {
    power: powerLaw
      ? ranks(1, powerLaw.count).map((x) => ({
          x,
          y: powerLaw.xmin * (powerLaw.count / x) ** (1 / (powerLaw.alpha - 1)),
        }))
      : [],
    exponential: exponential
      ? ranks(exponential.from, exponential.to).map((x) => ({
          x,
          y: Math.exp(exponential.intercept - x / exponential.scale),
        }))
      : [],
    bulk:
      spiked.variance > 0
        ? ranks(spiked.above + 1, count).map((x) => ({
            x,
            y: quantile(1 - (x - spiked.above - 0.5) / inside, spiked.ratio, spiked.variance),
          }))
        : [],
  };
}

/**
 * The Martin–Mahoney question, answered for the network on screen: power law, exponential in rank, or spikes
 * on noise (docs/paper.md G.2).
 */
export function Readings({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['raw', 'whitened']);
  const owner = siblingWith(run, net, (n) => n.laws);
  const own = owner?.laws?.layers[layer];
  const info = net.info.layers[layer];
  if (!owner?.laws || !own || !info) return <Empty>{text.coming}</Empty>;
  const whitened = view === 'whitened' && own.whitened ? own.whitened : null;
  const reading = whitened ?? own.raw;
  const eigenvalues = whitened?.eigenvalues ?? owner.spectra.at(-1)?.layers[layer].weight.eigenvalues ?? [];
  const laws = lawsByRank(reading, eigenvalues.length);
  const { powerLaw, preference, exponential, spiked } = reading;
  const series: Series[] = [
    {
      id: 'eigenvalues',
      label: info.name,
      colour: layerColour(layer, net.info.layers.length),
      marks: true,
      line: false,
      points: eigenvalues.map((y, i) => ({ x: i + 1, y })),
    },
    { id: 'power', label: text.power, colour: 'var(--danger)', dash: '7 3', weight: 2, points: laws.power },
    {
      id: 'exponential',
      label: text.exponentialLine,
      colour: 'var(--accent)',
      weight: 2,
      points: laws.exponential,
    },
    {
      id: 'bulk',
      label: strings.panels.common.law,
      colour: 'var(--ink)',
      dash: '2 3',
      weight: 2,
      points: laws.bulk,
    },
  ];
  return (
    <>
      {own.whitened && <Choice label={text.spectrum} value={view} options={text.views} onChange={setView} />}
      <LineChart
        title={text.title(info.name, whitened !== null)}
        series={series}
        x={rankAxis(eigenvalues.length, 'log')}
        y={{ label: text.y, scale: 'log', scales: true }}
      />
      <Reading>
        {marked(
          [
            powerLaw
              ? text.powerLaw({
                  alpha: powerLaw.alpha.toFixed(2),
                  tail: powerLaw.count,
                  count: eigenvalues.length,
                  d: short(powerLaw.ks),
                  p: powerLaw.p.toFixed(2),
                  ruledOut: powerLaw.p < 0.1,
                  few: eigenvalues.length < FEW,
                })
              : text.noPowerLaw,
            powerLaw && preference ? text.judged(verdictOf(preference.z), signed(preference.z)) : '',
            exponential
              ? text.exponential(exponential.scale.toFixed(1), exponential.from, exponential.to)
              : '',
            text.spikes(spiked.above, share(reading.spikeShare), short(spiked.ks)),
          ].join(''),
        )}
      </Reading>
      <Detail>
        {net !== owner && text.of(owner.info.label)}
        {text.detail(CLEAR)}
        {own.whitened && text.whitened(owner.laws.networks - 1)}
      </Detail>
    </>
  );
}

export const verdictOf = (z: number): string =>
  Math.abs(z) < CLEAR ? text.verdict.even : z > 0 ? text.verdict.power : text.verdict.exponential;
