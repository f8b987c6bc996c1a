import { useChoice } from '../../charts/choice.ts';
import { short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { layerColour } from '../../charts/ramp.ts';
import type { Histogram } from '../../lab/events.ts';
import { Choice, Detail, Empty, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

/** The upper outline of the bars. */
function outline({ low, high, counts }: Histogram): { x: number; y: number }[] {
  const total = counts.reduce((a, b) => a + b, 0) || 1, size = (high - low) / counts.length;
  return size > 0 ? counts.map((n, i) => ({ x: low + (i + 0.5) * size, y: n / total })) : [];
}

/** Numbers that are not finite, in words. */
const broken = ({ nan, infinite }: Histogram): string => (nan + infinite === 0 ? 'all are finite' : `${nan.toLocaleString('en')} are not a number and ${infinite.toLocaleString('en')} infinite`);

/** Histograms of the weights of a layer and of what enters it, at the chosen epoch and before training. */
export function Histograms({ net, layer, epoch }: PanelProps) {
  const [what, setWhat] = useChoice('what', ['weights', 'activations']);
  const all = net.histograms, now = epoch === 'last' ? all.at(-1) : all.findLast((h) => h.epoch <= epoch) ?? all[0], info = net.info.layers[layer];
  if (!now || !info) return <Empty>Comes with the first look at the network, and again after every epoch.</Empty>;
  const own = now.layers[layer][what], first = all[0].layers[layer][what], { length } = net.info.layers, moved = now.epoch > all[0].epoch;
  const series: Series[] = [{ id: 'now', label: `epoch ${now.epoch}`, colour: layerColour(layer, length), weight: 2.2, link: { layer }, points: outline(own) }];
  if (moved) series.push({ id: 'first', label: `epoch ${all[0].epoch}`, colour: 'var(--muted)', dash: '4 3', weight: 1.4, points: outline(first) });
  const count = own.counts.reduce((a, b) => a + b, 0) + own.nan + own.infinite, name = what === 'weights' ? `weights of ${info.name}` : `activations that enter ${info.name}`;
  return (
    <>
      <Choice label="Numbers" value={what} options={{ weights: 'Weights', activations: 'Activations' }} onChange={setWhat} />
      <LineChart title={`Histogram of the ${name}, epoch ${now.epoch}`} series={series} x={{ label: 'value', domain: [Math.min(own.low, moved ? first.low : own.low), Math.max(own.high, moved ? first.high : own.high)] }} y={{ label: 'fraction in a bar', scales: true }} />
      <Reading>
        The {count.toLocaleString('en')} {name} at epoch {now.epoch} lie between <strong>{short(own.low)}</strong> and <strong>{short(own.high)}</strong>, standard deviation <strong>{short(own.sd)}</strong>{moved && <> (before training {short(first.sd)})</>}; {broken(own)}.
      </Reading>
      <Detail>Standard deviations of the {what}: {now.layers.map((l, i) => `${net.info.layers[i].name} ${short(l[what].sd)}${l[what].nan + l[what].infinite ? ` (${broken(l[what])})` : ''}`).join(', ')}. Activations: what enters the layer, on the first images looked at.</Detail>
    </>
  );
}
