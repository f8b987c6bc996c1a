import { useChoice } from '../../charts/choice.ts';
import { percent, short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { RunView } from '../../state/runView.ts';
import { mean, signed, siblingWith, widthsOf } from '../byWidth.ts';
import { strings } from '../../strings/index.ts';
import { accuracyAxis, Choice, Detail, Empty, layerColour, marked, Reading, widthAxis } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.matching;

type Way = 'rotation' | 'permutation';
const WAYS: Way[] = ['rotation', 'permutation'];

/** Test errors of one layer by width, over pairs. */
export const errorsOver = (run: RunView, way: Way, layer: number): { x: number; y: number }[] =>
  widthsOf(run.nets).flatMap((x) => {
    const values = run.nets
      .filter((n) => n.info.width === x)
      .flatMap((n) => n.matching?.layers[layer]?.[way].test ?? []);
    return values.length ? [{ x, y: mean(values) }] : [];
  });

/**
 * docs/paper.md G.8: networks of one width taken to each other by rotation and by permutation, over width and
 * depth, and accuracy along paths between them.
 */
export function Matching({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['width', 'layer', 'path']);
  const owner = siblingWith(run, net, (n) => n.matching);
  const event = owner?.matching;
  const { layers } = net.info;
  if (!event) return <Empty>{text.coming}</Empty>;
  const chosen = Math.max(1, layer);
  const own = event.layers[chosen];
  const widths = widthsOf(run.nets);
  const { path } = event;
  const colour = layerColour(chosen, layers.length);
  const middle = Math.floor(path.at.length / 2);
  const style: Record<Way, Pick<Series, 'dash' | 'weight'>> = {
    rotation: { weight: 2.6 },
    permutation: { dash: '5 3', weight: 2 },
  };
  return (
    <>
      <Choice label={text.view} value={view} options={text.views} onChange={setView} />
      {view === 'width' && (
        <LineChart
          title={text.widthTitle(layers[chosen].name)}
          x={widthAxis(text.width, widths)}
          y={{ label: text.error, scale: 'log' }}
          series={WAYS.map((way) => ({
            id: way,
            label: text.ways[way],
            colour,
            marks: true,
            ...style[way],
            points: errorsOver(run, way, chosen),
          }))}
        />
      )}
      {view === 'layer' && (
        <LineChart
          title={text.layerTitle}
          marker={chosen + 1}
          x={{
            label: text.into,
            domain: [2, Math.max(3, layers.length)],
            ticks: layers.map((_, i) => i + 1).slice(1),
            format: (v) => layers[v - 1]?.name ?? '',
          }}
          y={{ label: text.error, scale: 'log' }}
          series={WAYS.map((way) => ({
            id: way,
            label: text.ways[way],
            colour: way === 'rotation' ? 'var(--accent)' : 'var(--danger)',
            marks: true,
            ...style[way],
            points: event.layers.flatMap((l, i) => (l ? [{ x: i + 1, y: l[way].test }] : [])),
          }))}
        />
      )}
      {view === 'path' && (
        <LineChart
          title={text.pathTitle}
          x={{ label: text.pathAxis, domain: [0, 1], ticks: path.at, format: String }}
          y={accuracyAxis}
          series={[
            {
              id: 'rotation',
              label: text.rotated,
              colour: 'var(--accent)',
              marks: true,
              weight: 2.6,
              points: path.at.map((x, i) => ({ x, y: path.rotation.accuracy[i] })),
            },
            {
              id: 'permutation',
              label: text.permuted,
              colour: 'var(--danger)',
              dash: '5 3',
              marks: true,
              weight: 2,
              points: path.at.map((x, i) => ({ x, y: path.permutation.accuracy[i] })),
            },
            {
              id: 'none',
              label: text.plain,
              colour: 'var(--muted)',
              dash: '2 3',
              marks: true,
              weight: 1.6,
              points: path.at.map((x, i) => ({ x, y: path.none.accuracy[i] })),
            },
          ]}
        />
      )}
      <Reading>
        {own &&
          marked(
            text.errors(
              layers[chosen].name,
              owner.info.width,
              short(own.rotation.test),
              short(own.permutation.test),
            ),
          )}
        {marked(
          text.reading({
            rotated: percent(path.rotation.accuracy[middle]),
            permuted: percent(path.permutation.accuracy[middle]),
            plain: percent(path.none.accuracy[middle]),
            first: percent(path.permutation.accuracy[0]),
            second: percent(path.permutation.accuracy[path.at.length - 1]),
            gain: signed(100 * (path.rotation.accuracy[middle] - path.permutation.accuracy[middle]), 1),
          }),
        )}
      </Reading>
      <Detail>
        {text.detail(event.images.test.toLocaleString('en'), event.images.train.toLocaleString('en'))}
      </Detail>
    </>
  );
}
