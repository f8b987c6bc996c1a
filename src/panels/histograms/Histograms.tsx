import { useChoice } from '../../charts/choice.ts';
import { short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { layerColour } from '../../charts/ramp.ts';
import type { Histogram } from '../../lab/events.ts';
import { strings } from '../../strings/index.ts';
import { Choice, Detail, Empty, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.histograms;

/** The upper outline of the bars. */
function outline({ low, high, counts }: Histogram): { x: number; y: number }[] {
  const total = counts.reduce((a, b) => a + b, 0) || 1;
  const size = (high - low) / counts.length;
  return size > 0 ? counts.map((n, i) => ({ x: low + (i + 0.5) * size, y: n / total })) : [];
}

/** Numbers that are not finite, in words. */
const broken = ({ nan, infinite }: Histogram): string =>
  nan + infinite === 0 ? text.finite : text.broken(nan.toLocaleString('en'), infinite.toLocaleString('en'));

/** Histograms of the weights of a layer and of what enters it, at the chosen epoch and before training. */
export function Histograms({ net, layer, epoch }: PanelProps) {
  const [what, setWhat] = useChoice('what', ['weights', 'activations']);
  const all = net.histograms;
  const now = epoch === 'last' ? all.at(-1) : (all.findLast((h) => h.epoch <= epoch) ?? all[0]);
  const info = net.info.layers[layer];
  if (!now || !info) return <Empty>{text.coming}</Empty>;
  const own = now.layers[layer][what];
  const first = all[0].layers[layer][what];
  const { length } = net.info.layers;
  const moved = now.epoch > all[0].epoch;
  const series: Series[] = [
    {
      id: 'now',
      label: text.epoch(now.epoch),
      colour: layerColour(layer, length),
      weight: 2.2,
      link: { layer },
      points: outline(own),
    },
  ];
  if (moved)
    series.push({
      id: 'first',
      label: text.epoch(all[0].epoch),
      colour: 'var(--muted)',
      dash: '4 3',
      weight: 1.4,
      points: outline(first),
    });
  const count = own.counts.reduce((a, b) => a + b, 0) + own.nan + own.infinite;
  const name = text[what](info.name);
  return (
    <>
      <Choice label={text.numbers} value={what} options={text.kinds} onChange={setWhat} />
      <LineChart
        title={text.title(name, now.epoch)}
        series={series}
        x={{
          label: text.value,
          domain: [
            Math.min(own.low, moved ? first.low : own.low),
            Math.max(own.high, moved ? first.high : own.high),
          ],
        }}
        y={{ label: text.fraction, scales: true }}
      />
      <Reading>
        {marked(
          text.reading({
            count: count.toLocaleString('en'),
            numbers: name,
            epoch: now.epoch,
            low: short(own.low),
            high: short(own.high),
            sd: short(own.sd),
            before: moved ? short(first.sd) : null,
            broken: broken(own),
          }),
        )}
      </Reading>
      <Detail>
        {text.detail(
          what,
          now.layers
            .map(
              (l, i) =>
                `${net.info.layers[i].name} ${short(l[what].sd)}${l[what].nan + l[what].infinite ? ` (${broken(l[what])})` : ''}`,
            )
            .join(', '),
        )}
      </Detail>
    </>
  );
}
