import { useChoice } from '../../charts/choice.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { mean } from '../byWidth.ts';
import { Choice, Detail, Empty, layerLine, rankAxis, Reading, spectraAt } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

/** More layers than this are not all named. */
const MOST_NAMED = 7;

/** Eigenvalues divided by their mean over all inputs, zeros included. */
export const normalised = (eigenvalues: readonly number[], inputs: number): number[] => {
  const average = eigenvalues.reduce((sum, x) => sum + x, 0) / inputs;
  return eigenvalues.map((x) => x / average);
};

/** Fig. 5, right: weight spectra of all layers of one network, and the exponential scale of their heads against depth (D6). */
export function Depth({ net, layer, epoch }: PanelProps) {
  const [view, setView] = useChoice('view', ['spectra', 'scale']);
  const measured = spectraAt(net, epoch), { layers: all } = net.info;
  if (!measured) return <Empty>The spectra come with the first look at the network, and again after every epoch.</Empty>;
  // As in the paper, without the 1×1 shortcuts of residual networks.
  const inDepth = all.flatMap((info, i) => (info.shortcut ? [] : [i])), layers = inDepth.map((i) => all[i]), n = layers.length, chosen = inDepth.indexOf(layer);
  const spectra = { epoch: measured.epoch, layers: inDepth.map((i) => measured.layers[i]) };
  const scales = spectra.layers.map((l) => l.weight.exponential?.scale ?? null), known = scales.flatMap((s, i) => (s === null ? [] : [{ i, s }]));
  const most = Math.max(...spectra.layers.map((l) => l.weight.eigenvalues.length));
  const lines: Series[] = spectra.layers.map((l, i) => ({ id: layers[i].name, label: layers[i].name, ...layerLine(i, n, chosen), link: { layer: inDepth[i] }, points: normalised(l.weight.eigenvalues, layers[i].inputs).map((y, r) => ({ x: r + 1, y })).filter((p) => p.y > 1e-2) }));
  const early = known.slice(0, Math.ceil(known.length / 2)).map((k) => k.s), late = known.slice(Math.ceil(known.length / 2)).map((k) => k.s), top = known.reduce((best, k) => (k.s > best.s ? k : best), known[0]);
  return (
    <>
      <Choice label="View" value={view} options={{ spectra: 'Spectra', scale: 'Scale against depth' }} onChange={setView} />
      {view === 'spectra'
        ? <LineChart title={`Weight spectra by depth at epoch ${spectra.epoch}`} series={lines} x={rankAxis(most, 'linear')} y={{ label: 'eigenvalue / mean', scale: 'log', scales: true }} />
        : <LineChart title={`Exponential scale against depth at epoch ${spectra.epoch}`} marker={chosen < 0 ? undefined : chosen + 1} series={[{ id: 'scale', label: 'ranks per factor e', colour: 'var(--accent)', marks: true, points: known.map(({ i, s }) => ({ x: i + 1, y: s })) }]}
            x={{ label: 'layer', domain: [1, n], ticks: layers.map((_, i) => i + 1).filter((v) => (v - 1) % Math.ceil(n / MOST_NAMED) === 0), format: (v) => layers[v - 1]?.name ?? '' }} y={{ label: 'scale in ranks' }} />}
      <Reading>
        {known.length > 2
          ? <>The heads of the weight spectra fall by a factor e every {known.map(({ i, s }) => `${s.toFixed(1)} (${layers[i].name})`).join(', ')} ranks: {mean(late) > mean(early) ? 'longer in the deeper half' : 'not longer in the deeper half'}, longest at <strong>{layers[top.i].name}</strong> (paper: from about 10 to 60 with depth).</>
          : <>Too few layers have a head to fit at epoch {spectra.epoch}.</>}
      </Reading>
      <Detail>Heads are fitted over ranks 1 to 40, and no more than a third of the eigenvalues: narrow layers cannot have a long scale. Neurons: {layers.map((l) => `${l.name} ${l.neurons}`).join(', ')}.{n < all.length && ' The 1×1 shortcuts are left out.'}</Detail>
    </>
  );
}
