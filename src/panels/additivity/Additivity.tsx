import { percent } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { Additivity as AdditivityEvent } from '../../lab/events.ts';
import { siblingWith } from '../byWidth.ts';
import { strings } from '../../strings/index.ts';
import { Detail, Empty, layerColour, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.additivity;

type Layer = NonNullable<AdditivityEvent['layers'][number]>;

/**
 * Errors that are independent add in squares; Theorem 2 bounds the error by the square of the sum of the
 * roots.
 */
export const sumOfErrors = ({ alone }: Layer): number => alone.reduce((sum, a) => sum + a.unexplained, 0);
export const boundOfErrors = ({ alone }: Layer): number =>
  alone.reduce((sum, a) => sum + Math.sqrt(Math.max(0, a.unexplained)), 0) ** 2;

/**
 * Theorem 2: what is left unexplained of the activations, by depth, when one layer is drawn again and when
 * all are.
 */
export function Additivity({ run, net, layer }: PanelProps) {
  const event = siblingWith(run, net, (n) => n.additivity)?.additivity;
  const { layers } = net.info;
  if (!event) return <Empty>{text.coming}</Empty>;
  const found = event.layers.flatMap((l, i) => (l ? [{ ...l, i }] : []));
  const line = (value: (l: Layer) => number) => found.map((l) => ({ x: l.i + 1, y: value(l) }));
  const drawn = [...new Set(found.flatMap((l) => l.alone.map((a) => a.drawn)))];
  const shown = found.find((l) => l.i === layer) ?? found[found.length - 1];
  const series: Series[] = [
    {
      id: 'all',
      label: text.all,
      colour: 'var(--accent)',
      marks: true,
      weight: 2.8,
      points: line((l) => l.all),
    },
    { id: 'sum', label: text.sum, colour: 'var(--ink)', dash: '5 3', weight: 1.6, points: line(sumOfErrors) },
    ...drawn.map((d): Series => ({
      id: `only-${d}`,
      label: text.only(layers[d].name),
      colour: layerColour(d, layers.length),
      link: { layer: d },
      marks: true,
      weight: 1.4,
      points: found.flatMap((l) =>
        l.alone.filter((a) => a.drawn === d).map((a) => ({ x: l.i + 1, y: a.unexplained })),
      ),
    })),
  ];
  const largest = shown.alone.reduce((a, b) => (b.unexplained > a.unexplained ? b : a));
  return (
    <>
      <LineChart
        title={text.title}
        marker={shown.i + 1}
        series={series}
        x={{
          label: text.x,
          domain: [2, Math.max(3, layers.length)],
          ticks: found.map((l) => l.i + 1),
          format: (v) => layers[v - 1]?.name ?? '',
        }}
        y={{ label: text.y, format: (v) => `${Math.round(100 * v)} %`, read: percent }}
      />
      <Reading>
        {marked(
          text.reading(
            percent(shown.all),
            layers[shown.i].name,
            shown.alone.map((a) => `${percent(a.unexplained)} (${layers[a.drawn].name})`).join(', '),
            percent(sumOfErrors(shown)),
          ),
        )}
        {shown.alone.length > 1 &&
          text.bound(
            layers[largest.drawn].name,
            percent(boundOfErrors(shown)),
            shown.all <= boundOfErrors(shown),
          )}
      </Reading>
      <Detail>{text.detail(event.images.toLocaleString('en'), event.draws)}</Detail>
    </>
  );
}
