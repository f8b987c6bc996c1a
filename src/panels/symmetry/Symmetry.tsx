import { percent, short } from '../../charts/format.ts';
import { LineChart } from '../../charts/LineChart.tsx';
import { share, siblingWith } from '../byWidth.ts';
import { strings } from '../../strings/index.ts';
import { Detail, Empty, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.symmetry;

/**
 * Theorem 3: how far the covariance of every layer is from commuting with a left–right mirror, beside random
 * rotations, and the answers in the mirror.
 */
export function Symmetry({ run, net, layer }: PanelProps) {
  const event = siblingWith(run, net, (n) => n.symmetry)?.symmetry;
  const { layers } = net.info;
  if (!event) return <Empty>{text.coming}</Empty>;
  const own = event.layers[layer] ?? event.layers[0];
  const name = layers[layer]?.name ?? layers[0].name;
  const line = (key: 'commutator' | 'random' | 'unexplained') =>
    event.layers.map((l, i) => ({ x: i + 1, y: l[key] }));
  return (
    <>
      <LineChart
        title={text.title}
        marker={layer + 1}
        series={[
          {
            id: 'commutator',
            label: text.mirror,
            colour: 'var(--accent)',
            marks: true,
            weight: 2.6,
            points: line('commutator'),
          },
          {
            id: 'random',
            label: text.random,
            colour: 'var(--muted)',
            dash: '5 3',
            marks: true,
            points: line('random'),
          },
          {
            id: 'unexplained',
            label: text.unexplained,
            colour: 'var(--danger)',
            dash: '2 3',
            marks: true,
            weight: 1.4,
            points: line('unexplained'),
          },
        ]}
        x={{
          label: text.layer,
          domain: [1, Math.max(2, layers.length)],
          ticks: layers.map((_, i) => i + 1),
          format: (v) => layers[v - 1]?.name ?? '',
        }}
        y={{ label: text.y }}
      />
      <Reading>
        {marked(
          text.reading(name, short(own.commutator), short(own.random), own.commutator < own.random) +
            text.answers(percent(event.accuracy), percent(event.mirrored), percent(event.agreement)),
        )}
      </Reading>
      <Detail>{text.detail(share(own.unexplained), name)}</Detail>
    </>
  );
}
