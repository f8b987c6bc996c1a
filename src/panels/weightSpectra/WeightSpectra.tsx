import { useChoice } from '../../charts/choice.ts';
import { short } from '../../charts/format.ts';
import { Histogram } from '../../charts/Histogram.tsx';
import { density } from '../../spectra/marchenkoPastur.ts';
import type { NetView } from '../../state/runView.ts';
import { Choice, Detail, Empty, layerColour, Reading, spectraAt } from '../shared.tsx';
import type { PanelProps } from '../types.ts';
import { RankView } from './RankView.tsx';

/** Under this many eigenvalues a density says nothing: only the rank view is offered. */
const DENSITY_FROM = 30;

/** Eigenvalues of WᵀW/n against what noise of the same size would have (Fig. 4; D6, D7). */
export function WeightSpectra({ run, net, layer, epoch }: PanelProps) {
  const [view, setView] = useChoice('view', ['ranks', 'density']);
  const spectra = spectraAt(net, epoch);
  const info = net.info.layers[layer];
  const shown = spectra?.layers[layer];
  if (!spectra || !shown || !info) return <Empty>The spectra come with the first look at the network, and again after every epoch.</Empty>;
  const { eigenvalues, marchenkoPastur: mp, exponential, entryVariance } = shown.weight;
  const count = eigenvalues.length, few = count < DENSITY_FROM, colour = layerColour(layer, net.info.layers.length);
  // An opened model is trained, though not here.
  const untrained = spectra.epoch === 0 && !run.started?.model;
  const inside = 1 - (mp.above + mp.below) / count;
  return (
    <>
      <Choice label="View" value={few ? 'ranks' : view} options={few ? { ranks: 'By rank' } : { ranks: 'By rank', density: 'Density' }} onChange={setView} />
      {view === 'density' && !few
        ? <Histogram title={`Density of the weight spectrum of ${info.name} at epoch ${spectra.epoch}`} values={eigenvalues} xLabel="eigenvalue of WᵀW/n" colour={colour}
            law={{ low: mp.lower, high: mp.upper, density: (x) => inside * density(x, mp.ratio, mp.variance), label: `edge ${short(mp.upper)}` }} />
        : <RankView {...{ net, layer, colour, untrained }} epoch={spectra.epoch} weight={shown.weight} />}
      <Reading>
        {untrained
          ? <>Untrained, {info.name} is pure noise: {againstBand(net, layer, eigenvalues)}.</>
          : <><strong>{mp.above}</strong> of the {count} eigenvalues of {info.name} stand above the Marchenko–Pastur edge {short(mp.upper)}{mp.below > 0 && <>, {mp.below} below {short(mp.lower)}</>}{exponential && <>; its head (dotted) falls by a factor e every <strong>{exponential.scale.toFixed(1)}</strong> ranks (fitted over ranks {exponential.from}–{exponential.to})</>}.</>}
      </Reading>
      <Detail>
        σ² of the bulk {short(mp.variance)} (mean square of the weights {short(entryVariance)}), edges {short(mp.lower)} and {short(mp.upper)}, outside {mp.below} below and {mp.above} above, inputs/neurons {short(mp.ratio)}, distance of the bulk from the law (KS) {short(mp.ks)}.
        {few && ` ${count} eigenvalues are too few for a density (${DENSITY_FROM} are needed): by rank only.`}
      </Detail>
    </>
  );
}

function againstBand(net: NetView, layer: number, eigenvalues: number[]): string {
  const band = net.nullBand?.layers[layer];
  if (!band) return `its ${eigenvalues.length} eigenvalues have not been compared with simulated noise`;
  const outside = eigenvalues.filter((v, r) => v < band.lower[r] || v > band.upper[r]).length;
  const simulated = `the 99 % band of ${net.nullBand!.matrices} simulated matrices of its size`;
  return outside === 0 ? `its ${eigenvalues.length} eigenvalues lie inside ${simulated}` : `yet ${outside} of its ${eigenvalues.length} eigenvalues lie outside ${simulated}`;
}
