import { percent } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { Additivity as AdditivityEvent } from '../../lab/events.ts';
import { siblingWith } from '../byWidth.ts';
import { Detail, Empty, layerColour, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

type Layer = NonNullable<AdditivityEvent['layers'][number]>;

/** Errors that are independent add in squares; Theorem 2 bounds the error by the square of the sum of the roots. */
export const sumOfErrors = ({ alone }: Layer): number => alone.reduce((sum, a) => sum + a.unexplained, 0);
export const boundOfErrors = ({ alone }: Layer): number => alone.reduce((sum, a) => sum + Math.sqrt(Math.max(0, a.unexplained)), 0) ** 2;

/** Theorem 2: what is left unexplained of the activations, by depth, when one layer is drawn again and when all are. */
export function Additivity({ run, net, layer }: PanelProps) {
  const event = siblingWith(run, net, (n) => n.additivity)?.additivity, { layers } = net.info;
  if (!event) return <Empty>Comes when the network is trained: each layer is then drawn alone, and all of them together.</Empty>;
  const found = event.layers.flatMap((l, i) => (l ? [{ ...l, i }] : [])), line = (value: (l: Layer) => number) => found.map((l) => ({ x: l.i + 1, y: value(l) }));
  const drawn = [...new Set(found.flatMap((l) => l.alone.map((a) => a.drawn)))], shown = found.find((l) => l.i === layer) ?? found[found.length - 1];
  const series: Series[] = [
    { id: 'all', label: 'all layers drawn', colour: 'var(--accent)', marks: true, weight: 2.8, points: line((l) => l.all) },
    { id: 'sum', label: 'sum of single layers', colour: 'var(--ink)', dash: '5 3', weight: 1.6, points: line(sumOfErrors) },
    ...drawn.map((d): Series => ({ id: `only-${d}`, label: `only ${layers[d].name}`, colour: layerColour(d, layers.length), link: { layer: d }, marks: true, weight: 1.4, points: found.flatMap((l) => l.alone.filter((a) => a.drawn === d).map((a) => ({ x: l.i + 1, y: a.unexplained }))) })),
  ];
  const largest = shown.alone.reduce((a, b) => (b.unexplained > a.unexplained ? b : a));
  return (
    <>
      <LineChart title="Unexplained share of the activations, by depth" marker={shown.i + 1} series={series}
        x={{ label: 'into layer', domain: [2, Math.max(3, layers.length)], ticks: found.map((l) => l.i + 1), format: (v) => layers[v - 1]?.name ?? '' }} y={{ label: 'unexplained share', format: (v) => `${Math.round(100 * v)} %`, read: percent }} />
      <Reading>
        With all layers drawn again, <strong>{percent(shown.all)}</strong> of what enters {layers[shown.i].name} is not explained by the trained network; drawn one at a time, the layers before it leave {shown.alone.map((a) => `${percent(a.unexplained)} (${layers[a.drawn].name})`).join(', ')}, together <strong>{percent(sumOfErrors(shown))}</strong>.
        {shown.alone.length > 1 && <> {layers[largest.drawn].name} costs most. Theorem 2 allows at most the square of the sum of the roots, {percent(boundOfErrors(shown))}{shown.all <= boundOfErrors(shown) ? '' : ': not kept here'}.</>}
      </Reading>
      <Detail>Unexplained: 1 − ‖E[φφ̂ᵀ]‖₁ / √(E‖φ‖² E‖φ̂‖²) on {event.images.toLocaleString('en')} training images, after the best rotation; mean of {event.draws} draws. Layers that are not drawn are the trained ones, turned to fit.</Detail>
    </>
  );
}
