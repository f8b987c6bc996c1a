import { useChoice } from '../../charts/choice.ts';
import { short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { SpectrumReading } from '../../lab/events.ts';
import { quantile } from '../../spectra/marchenkoPastur.ts';
import { share, siblingWith, signed } from '../byWidth.ts';
import { Choice, Detail, Empty, layerColour, rankAxis, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

/** Fewer eigenvalues than this say little of a tail (PAPER.md G.2). */
const FEW = 50;
/** Of two laws, one is better when the normalised likelihood ratio is beyond this (5 %). */
const CLEAR = 1.96;

/** What the three laws say of the eigenvalue at each rank (1-based), where they say something. */
export function lawsByRank({ powerLaw, exponential, spiked }: SpectrumReading, count: number): { power: { x: number; y: number }[]; exponential: { x: number; y: number }[]; bulk: { x: number; y: number }[] } {
  const ranks = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i), inside = count - spiked.above;
  return {
    power: powerLaw ? ranks(1, powerLaw.count).map((x) => ({ x, y: powerLaw.xmin * (powerLaw.count / x) ** (1 / (powerLaw.alpha - 1)) })) : [],
    exponential: exponential ? ranks(exponential.from, exponential.to).map((x) => ({ x, y: Math.exp(exponential.intercept - x / exponential.scale) })) : [],
    bulk: spiked.variance > 0 ? ranks(spiked.above + 1, count).map((x) => ({ x, y: quantile(1 - (x - spiked.above - 0.5) / inside, spiked.ratio, spiked.variance) })) : [],
  };
}

/** The Martin–Mahoney question, answered for the network on screen: power law, exponential in rank, or spikes on noise (PAPER.md G.2). */
export function Readings({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['raw', 'whitened']);
  const owner = siblingWith(run, net, (n) => n.laws), own = owner?.laws?.layers[layer], info = net.info.layers[layer];
  if (!owner?.laws || !own || !info) return <Empty>Comes when the networks are trained: each spectrum is then read as a power law, as an exponential in rank and as spikes on noise.</Empty>;
  const whitened = view === 'whitened' && own.whitened ? own.whitened : null, reading = whitened ?? own.raw;
  const eigenvalues = whitened?.eigenvalues ?? owner.spectra.at(-1)?.layers[layer].weight.eigenvalues ?? [], laws = lawsByRank(reading, eigenvalues.length), { powerLaw, preference, exponential, spiked } = reading;
  const series: Series[] = [
    { id: 'eigenvalues', label: info.name, colour: layerColour(layer, net.info.layers.length), marks: true, line: false, points: eigenvalues.map((y, i) => ({ x: i + 1, y })) },
    { id: 'power', label: 'power law', colour: 'var(--danger)', dash: '7 3', weight: 2, points: laws.power },
    { id: 'exponential', label: 'exponential', colour: 'var(--accent)', weight: 2, points: laws.exponential },
    { id: 'bulk', label: 'M–P law', colour: 'var(--ink)', dash: '2 3', weight: 2, points: laws.bulk },
  ];
  return (
    <>
      {own.whitened && <Choice label="Spectrum" value={view} options={{ raw: 'As trained', whitened: 'Whitened' }} onChange={setView} />}
      <LineChart title={`Spectrum of ${info.name}${whitened ? ', whitened by the other networks' : ''}, and three laws`} series={series}
        x={rankAxis(eigenvalues.length, 'log')} y={{ label: 'eigenvalue', scale: 'log', scales: true }} />
      <Reading>
        {powerLaw
          ? <>As a power law: exponent <strong>{powerLaw.alpha.toFixed(2)}</strong> over the {powerLaw.count} largest of {eigenvalues.length} eigenvalues, D = {short(powerLaw.ks)}, p = {powerLaw.p.toFixed(2)}{powerLaw.p < 0.1 ? ': ruled out' : ': not ruled out'}{eigenvalues.length < FEW ? `, but ${eigenvalues.length} eigenvalues are too few to tell` : ''}. {preference && <>{verdictOf(preference.z)} (z = {signed(preference.z)}). </>}</>
          : <>Too few different eigenvalues for a power law. </>}
        {exponential && <>As an exponential: one e-fold in <strong>{exponential.scale.toFixed(1)}</strong> ranks over ranks {exponential.from} to {exponential.to}. </>}
        As spikes on noise: <strong>{spiked.above}</strong> above the edge, with {share(reading.spikeShare)} of the trace, and a bulk {short(spiked.ks)} from the law.
      </Reading>
      <Detail>{net === owner ? '' : `Read on ${owner.info.label}. `}Power law: Clauset, Shalizi and Newman (2009), p by 100 simulated samples. z: likelihood ratio of the two laws on that tail (Vuong); beyond ±{CLEAR} one is clearly better. Straight on log ranks: power law; straight on linear ranks: exponential.{own.whitened ? ` Whitened: by the covariance of the other ${owner.laws.networks - 1} networks.` : ''}</Detail>
    </>
  );
}

export const verdictOf = (z: number): string => (Math.abs(z) < CLEAR ? 'On this tail an exponential in rank does as well' : z > 0 ? 'On this tail it is clearly better than an exponential in rank' : 'On this tail an exponential in rank is clearly better');
