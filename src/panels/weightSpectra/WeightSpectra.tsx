import { useState } from 'react';
import { short } from '../../charts/format.ts';
import { Histogram } from '../../charts/Histogram.tsx';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { density, quantile } from '../../spectra/marchenkoPastur.ts';
import { Choice, Empty, layerColour, Reading, spectraAt } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

/** Under this many eigenvalues a density says nothing: only the rank view is offered. */
const DENSITY_FROM = 30;

/** Eigenvalues of WᵀW/n against what noise of the same size would have (Fig. 4; D6, D7). */
export function WeightSpectra({ net, layer, epoch }: PanelProps) {
  const [view, setView] = useState<'ranks' | 'density'>('ranks');
  const spectra = spectraAt(net, epoch);
  const info = net.info.layers[layer];
  const shown = spectra?.layers[layer];
  if (!spectra || !shown || !info) return <Empty>The spectra come with the first look at the network, and again after every epoch.</Empty>;
  const { eigenvalues, marchenkoPastur: mp, exponential, entryVariance } = shown.weight;
  const few = eigenvalues.length < DENSITY_FROM, colour = layerColour(layer, net.info.layers.length);
  return (
    <>
      <Choice label="View" value={few ? 'ranks' : view} options={few ? { ranks: 'By rank' } : { ranks: 'By rank', density: 'Density' }} onChange={setView} />
      {view === 'density' && !few
        ? <Histogram title={`Weight spectrum of ${info.name} at epoch ${spectra.epoch}`} values={eigenvalues} upper={mp.upper} xLabel="eigenvalue of WᵀW/n" colour={colour}
            law={{ low: mp.lower, high: mp.upper, density: (x) => density(x, mp.ratio, mp.variance) * (1 - (mp.above + mp.below) / eigenvalues.length), label: 'noise ends' }} />
        : <RankView {...{ net, layer, epoch: spectra.epoch, colour, eigenvalues, mp, exponential }} />}
      <Reading>
        {spectra.epoch === 0
          ? <>Untrained, {info.name} is pure noise: its {eigenvalues.length} eigenvalues {withinBand(net, layer, eigenvalues)}.</>
          : <><strong>{mp.above}</strong> of the {eigenvalues.length} eigenvalues of {info.name} stand above the Marchenko–Pastur edge {short(mp.upper)}{mp.below > 0 && <>, {mp.below} below {short(mp.lower)}</>}{exponential && <>; its head falls by a factor e every <strong>{exponential.scale.toFixed(1)}</strong> ranks</>}.</>}
      </Reading>
      <p className="fine">
        σ² of the bulk {short(mp.variance)} (mean square of the weights {short(entryVariance)}), edges {short(mp.lower)} and {short(mp.upper)}, inputs/neurons {short(mp.ratio)}, distance of the bulk from the law (KS) {mp.ks.toFixed(2)}.
        {few && ` ${eigenvalues.length} eigenvalues are too few for a density.`}
      </p>
    </>
  );
}

function withinBand(net: PanelProps['net'], layer: number, eigenvalues: number[]): string {
  const band = net.nullBand?.layers[layer];
  if (!band) return 'are compared with simulated noise shortly';
  const outside = eigenvalues.filter((v, r) => v < band.lower[r] || v > band.upper[r]).length;
  return outside === 0 ? `lie inside the 99 % band of ${net.nullBand!.matrices} simulated matrices of its size` : `leave the 99 % band of ${net.nullBand!.matrices} simulated matrices at ${outside} ranks`;
}

function RankView({ net, layer, epoch, colour, eigenvalues, mp, exponential }: {
  net: PanelProps['net']; layer: number; epoch: number; colour: string; eigenvalues: number[];
  mp: { ratio: number; variance: number; above: number; below: number }; exponential: { scale: number; intercept: number; from: number; to: number } | null;
}) {
  const n = eigenvalues.length, band = net.nullBand?.layers[layer], start = net.spectra.find((s) => s.epoch === 0)?.layers[layer];
  const points = (values: readonly number[]) => values.map((v, r) => ({ x: r + 1, y: v }));
  const bulk = n - mp.above - mp.below;
  const series: Series[] = [
    { id: 'weights', label: epoch === 0 ? 'untrained' : 'trained', colour, weight: 2.4, marks: n <= 40, points: points(eigenvalues) },
    { id: 'mp', label: 'Marchenko–Pastur', colour: 'var(--ink)', dash: '6 3', weight: 1.4, points: Array.from({ length: bulk }, (_, i) => ({ x: mp.above + i + 1, y: quantile(1 - (i + 0.5) / bulk, mp.ratio, mp.variance) })) },
  ];
  if (start && epoch > 0) series.push({ id: 'start', label: 'before training', colour: 'var(--muted)', weight: 1.2, points: points(start.weight.eigenvalues) });
  if (exponential && epoch > 0) {
    const at = (r: number) => ({ x: r, y: Math.exp(exponential.intercept - r / exponential.scale) });
    series.push({ id: 'exponential', label: `e^(−rank/${exponential.scale.toFixed(1)})`, colour: 'var(--layer-5)', dash: '2 3', weight: 1.8, points: [at(exponential.from), at(exponential.to)] });
  }
  const all = [...eigenvalues, ...(start?.weight.eigenvalues ?? [])].filter((v) => v > 0), top = Math.max(...all), low = Math.max(Math.min(...all), top * 1e-4);
  return (
    <LineChart
      title={`Weight spectrum of ${net.info.layers[layer].name} by rank, epoch ${epoch}`} series={series}
      bands={band ? [{ id: 'null', label: '99 % band of noise', colour: 'var(--muted)', points: band.lower.map((l, r) => ({ x: r + 1, low: Math.max(l, low * 0.5), high: band.upper[r] })) }] : []}
      x={{ label: 'rank', domain: [1, n], read: (v) => String(Math.round(v)) }} y={{ label: 'eigenvalue of WᵀW/n', scale: 'log', domain: [low * 0.7, top * 1.4] }}
    />
  );
}
