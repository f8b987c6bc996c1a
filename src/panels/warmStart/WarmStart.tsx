import { epochsTo, NEAR } from '../../claims/measures.ts';
import { percent } from '../../charts/format.ts';
import { LineChart } from '../../charts/LineChart.tsx';
import { siblingWith } from '../byWidth.ts';
import { strings } from '../../strings/index.ts';
import { accuracyAxis, Detail, Empty, kindColours, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.warmStart;

/**
 * docs/paper.md G.8: SGD from a draw of the learned covariances against SGD from white noise, the same recipe
 * and batches.
 */
export function WarmStart({ run, net }: PanelProps) {
  const owner = siblingWith(run, net, (n) => n.variants);
  const warm = owner?.variants?.warmStart;
  if (!owner || !warm) return <Empty>{text.coming}</Empty>;
  const fresh = owner.epochs.map((e) => e.testAccuracy);
  const goal = NEAR * fresh[fresh.length - 1];
  const [drawn, noise] = [epochsTo(warm, goal), epochsTo(fresh, goal)];
  return (
    <>
      <LineChart
        title={text.title}
        x={{ label: strings.panels.common.epoch, link: 'epoch', domain: [0, Math.max(1, warm.length - 1)] }}
        y={accuracyAxis}
        series={[
          {
            id: 'warm',
            label: text.drawn,
            colour: 'var(--accent)',
            marks: true,
            weight: 2.6,
            points: warm.map((y, x) => ({ x, y })),
          },
          {
            id: 'fresh',
            label: text.noise,
            colour: kindColours.trained,
            dash: '5 3',
            marks: true,
            weight: 1.8,
            points: owner.epochs.map((e) => ({ x: e.epoch, y: e.testAccuracy })),
          },
        ]}
      />
      <Reading>
        {marked(
          text.reading({
            first: percent(warm[0]),
            last: percent(warm[warm.length - 1]),
            freshFirst: percent(fresh[0]),
            freshLast: percent(fresh[fresh.length - 1]),
            goal: percent(goal),
            drawn: text.epochs(drawn),
            noise: text.epochs(noise),
          }),
        )}
      </Reading>
      <Detail>
        {owner === net ? '' : text.of(owner.info.label)}
        {text.detail}
      </Detail>
    </>
  );
}
