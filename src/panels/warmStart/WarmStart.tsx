import { epochsTo, NEAR } from '../../claims/measures.ts';
import { percent } from '../../charts/format.ts';
import { LineChart } from '../../charts/LineChart.tsx';
import { siblingWith } from '../byWidth.ts';
import { accuracyAxis, Detail, Empty, kindColours, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

/** PAPER.md G.8: SGD from a draw of the learned covariances against SGD from white noise, the same recipe and batches. */
export function WarmStart({ run, net }: PanelProps) {
  const owner = siblingWith(run, net, (n) => n.variants), warm = owner?.variants?.warmStart;
  if (!owner || !warm) return <Empty>Comes when the network is trained: a network drawn from its covariances is then trained with the same recipe.</Empty>;
  const fresh = owner.epochs.map((e) => e.testAccuracy), goal = NEAR * fresh[fresh.length - 1], [drawn, noise] = [epochsTo(warm, goal), epochsTo(fresh, goal)];
  return (
    <>
      <LineChart title="Test accuracy over epochs, from a draw and from white noise" x={{ label: 'epoch', link: 'epoch', domain: [0, Math.max(1, warm.length - 1)] }} y={accuracyAxis}
        series={[{ id: 'warm', label: 'from a draw', colour: 'var(--accent)', marks: true, weight: 2.6, points: warm.map((y, x) => ({ x, y })) }, { id: 'fresh', label: 'from white noise', colour: kindColours.trained, dash: '5 3', marks: true, weight: 1.8, points: owner.epochs.map((e) => ({ x: e.epoch, y: e.testAccuracy })) }]} />
      <Reading>
        Training that starts from weights drawn with the learned covariances begins at <strong>{percent(warm[0])}</strong> and ends at <strong>{percent(warm[warm.length - 1])}</strong>; from white noise: {percent(fresh[0])} and {percent(fresh[fresh.length - 1])}. To nine tenths of the latter ({percent(goal)}) it takes {said(drawn)} from the draw and {said(noise)} from noise.
      </Reading>
      <Detail>{owner === net ? '' : `Of ${owner.info.label}. `}The same recipe, images and batches; the draw’s covariances, last projector and classifier come from the network trained from noise, so it has seen these images before.</Detail>
    </>
  );
}

const said = (epochs: number | null): string => (epochs === null ? 'longer than this' : epochs === 0 ? 'no epoch' : `${epochs.toFixed(1)} epochs`);
