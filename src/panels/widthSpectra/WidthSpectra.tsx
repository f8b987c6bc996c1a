import { useChoice } from '../../charts/choice.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { NetView } from '../../state/runView.ts';
import { rampColour, signed, widthsOf } from '../byWidth.ts';
import { Choice, Empty, layerLine, rankAxis, Reading, scaleName } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

/** Smallest eigenvalue drawn, relative to the first, as in Fig. 2. */
const FLOOR = 1e-4;

const relative = (values: readonly number[]) => values.map((v) => v / (values[0] || 1));
const points = (values: readonly number[]) => relative(values).map((y, r) => ({ x: r + 1, y })).filter((p) => p.y >= FLOOR);

/** Fig. 2: spectra of the activations of one layer for all widths, or of all layers of one network, with the fitted exponents (D6). */
export function WidthSpectra({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['width', 'depth']);
  const firsts = widthsOf(run.nets).flatMap((w) => run.nets.find((n) => n.info.width === w && n.activations) ?? []);
  const own = net.activations, several = firsts.length > 1, shown = several ? view : 'depth';
  if (firsts.length === 0 || (shown === 'depth' && !own)) return <Empty>Comes when all networks are trained: their activations are then measured on more images.</Empty>;
  // As in the paper, without the 1×1 shortcuts of residual networks.
  const { layers } = net.info, inDepth = layers.flatMap((info, i) => (info.shortcut ? [] : [i])), name = layers[layer]?.name, images = firsts[0].activations!.images;
  const series: Series[] = shown === 'width'
    ? firsts.map((n, i) => ({ id: String(n.info.width), label: scaleName(n.info.width), colour: rampColour(i, firsts.length), weight: 1.6 + (0.9 * i) / firsts.length, link: { network: n.info.width }, points: points(n.activations!.layers[layer].eigenvalues) }))
    : inDepth.map((i) => ({ id: layers[i].name, label: layers[i].name, ...layerLine(i, layers.length, layer), faint: false, points: points(own!.layers[i].eigenvalues) }));
  const widest = Math.max(2, ...series.map((s) => s.points.length));
  series.push({ id: 'guide', label: 'rank⁻¹', colour: 'var(--muted)', dash: '5 4', weight: 1.4, faint: true, points: Array.from({ length: widest }, (_, i) => ({ x: i + 1, y: 1 / (i + 1) })) });
  return (
    <>
      {several && <Choice label="View" value={view} options={{ width: `${name}, by width`, depth: `×${net.info.width}, by depth` }} onChange={setView} />}
      <LineChart title={shown === 'width' ? `Activation spectra of ${name} by width` : `Activation spectra by depth, width ×${net.info.width}`} series={series}
        x={rankAxis(widest, 'log')} y={{ label: 'eigenvalue / first', scale: 'log', scales: true, domain: [FLOOR, 1] }} />
      <Reading>
        {shown === 'width' ? <ByWidth nets={firsts} layer={layer} name={name} />
          : <>Exponents of the fitted power laws at width ×{net.info.width}: {inDepth.map((i) => { const { powerLaw } = own!.layers[i]; return `${layers[i].name} ${powerLaw ? signed(-powerLaw.index) : 'too few ranks'}`; }).join(', ')} (paper: near −1 at all layers).</>}
        {' '}Measured on {images.toLocaleString('en')} training images.
      </Reading>
    </>
  );
}

function ByWidth({ nets, layer, name }: { nets: NetView[]; layer: number; name: string }) {
  if (layer === 0) return <>The inputs of {name} are wavelets of the images: the same for every network, so its spectrum does not depend on width.</>;
  const fits = nets.map((n) => ({ label: scaleName(n.info.width), fit: n.activations!.layers[layer].powerLaw }));
  const [thin, wide] = [nets[0], nets[nets.length - 1]].map((n) => relative(n.activations!.layers[layer].eigenvalues)), agreed = agreement(thin, wide);
  return <>Exponents of {name}: {fits.map(({ label, fit }) => `${label} ${fit ? signed(-fit.index) : 'too few ranks'}`).join(', ')} (paper: near −1). The spectra of {fits[0].label} and {fits.at(-1)!.label} agree within 20 % up to rank <strong>{agreed}</strong>; beyond, the narrow one falls away.</>;
}

/** Last rank up to which all eigenvalues of two spectra agree within 20 %. */
export function agreement(a: readonly number[], b: readonly number[]): number {
  let rank = 0;
  while (rank < Math.min(a.length, b.length) && Math.abs(a[rank] / b[rank] - 1) <= 0.2) rank++;
  return rank;
}
