import { percent } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { NetworkKind } from '../../lab/events.ts';
import { summarise, type NetView } from '../../state/runView.ts';
import { accuracyAxis, kindColours, kindNames, Reading, widthAxis } from '../shared.tsx';

const KINDS: NetworkKind[] = ['trained', 'rainbow', 'unaligned'];

/** For a run of several nets: accuracy of each as trained, and of its weights drawn again at its own width (Fig. 9, bottom). */
export function TrainedWidths({ nets, chance }: { nets: readonly NetView[]; chance: number }) {
  const done = nets.filter((n) => summarise(n, 'trained', 1)).sort((a, b) => a.info.width - b.info.width);
  if (nets.length < 2 || done.length === 0) return null;
  const series = KINDS.flatMap((kind): Series[] => {
    const points = done.flatMap((n) => { const m = summarise(n, kind, 1); return m ? [{ x: n.info.width, y: m.mean }] : []; });
    return points.length ? [{ id: kind, label: kindNames[kind], colour: kindColours[kind], marks: true, weight: kind === 'rainbow' ? 2.8 : 1.8, points }] : [];
  });
  const gaps = done.flatMap((n) => { const trained = summarise(n, 'trained', 1)!, drawn = summarise(n, 'rainbow', 1); return drawn ? [{ label: n.info.label, gap: trained.mean - drawn.mean }] : []; });
  return (
    <div className="second">
      <h3>Does training wider help too?</h3>
      <LineChart title="Test accuracy over the width of the trained network" series={series} guides={[{ id: 'chance', label: 'chance', y: chance }]}
        x={widthAxis('width of the trained network', done.map((n) => n.info.width))} y={accuracyAxis} />
      {gaps.length > 1 && <Reading>Redrawn at its own width, the network trained at {gaps[0].label} loses <strong>{points(gaps[0].gap)}</strong> points, the one at {gaps[gaps.length - 1].label} <strong>{points(gaps[gaps.length - 1].gap)}</strong> (trained: {done.map((n) => `${n.info.label} ${percent(summarise(n, 'trained', 1)!.mean)}`).join(', ')}).</Reading>}
    </div>
  );
}

const points = (gap: number): string => (100 * gap).toFixed(1).replace('-', '−');
