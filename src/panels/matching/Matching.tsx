import { useChoice } from '../../charts/choice.ts';
import { percent, short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { RunView } from '../../state/runView.ts';
import { mean, signed, siblingWith, widthsOf } from '../byWidth.ts';
import { accuracyAxis, Choice, Detail, Empty, layerColour, Reading, widthAxis } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

type Way = 'rotation' | 'permutation';
const WAYS: Way[] = ['rotation', 'permutation'];

/** Test errors of one layer by width, over pairs. */
export const errorsOver = (run: RunView, way: Way, layer: number): { x: number; y: number }[] => widthsOf(run.nets).flatMap((x) => {
  const values = run.nets.filter((n) => n.info.width === x).flatMap((n) => n.matching?.layers[layer]?.[way].test ?? []);
  return values.length ? [{ x, y: mean(values) }] : [];
});

/** PAPER.md G.8: networks of one width taken to each other by rotation and by permutation, over width and depth, and accuracy along paths between them. */
export function Matching({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['width', 'layer', 'path']);
  const owner = siblingWith(run, net, (n) => n.matching), event = owner?.matching, { layers } = net.info;
  if (!event) return <Empty>Comes when the networks are trained: pairs of one width are taken to each other by the best rotation and by the best permutation of their neurons.</Empty>;
  const chosen = Math.max(1, layer), own = event.layers[chosen], widths = widthsOf(run.nets), { path } = event, colour = layerColour(chosen, layers.length), middle = Math.floor(path.at.length / 2);
  const style: Record<Way, Pick<Series, 'dash' | 'weight'>> = { rotation: { weight: 2.6 }, permutation: { dash: '5 3', weight: 2 } };
  return (
    <>
      <Choice label="View" value={view} options={{ width: 'By width', layer: 'By layer', path: 'Path between two' }} onChange={setView} />
      {view === 'width' && <LineChart title={`Test error of the activations that enter ${layers[chosen].name}, over width`} x={widthAxis('width', widths)} y={{ label: 'test error', scale: 'log' }} series={WAYS.map((way) => ({ id: way, label: way, colour, marks: true, ...style[way], points: errorsOver(run, way, chosen) }))} />}
      {view === 'layer' && <LineChart title="Test error of aligned activations, layer by layer" marker={chosen + 1} x={{ label: 'into layer', domain: [2, Math.max(3, layers.length)], ticks: layers.map((_, i) => i + 1).slice(1), format: (v) => layers[v - 1]?.name ?? '' }} y={{ label: 'test error', scale: 'log' }}
        series={WAYS.map((way) => ({ id: way, label: way, colour: way === 'rotation' ? 'var(--accent)' : 'var(--danger)', marks: true, ...style[way], points: event.layers.flatMap((l, i) => (l ? [{ x: i + 1, y: l[way].test }] : [])) }))} />}
      {view === 'path' && <LineChart title="Test accuracy along paths from one network to another" x={{ label: 'from the first to the second', domain: [0, 1], ticks: path.at, format: String }} y={accuracyAxis}
        series={[
          { id: 'rotation', label: 'rotated', colour: 'var(--accent)', marks: true, weight: 2.6, points: path.at.map((x, i) => ({ x, y: path.rotation.accuracy[i] })) },
          { id: 'permutation', label: 'permuted', colour: 'var(--danger)', dash: '5 3', marks: true, weight: 2, points: path.at.map((x, i) => ({ x, y: path.permutation.accuracy[i] })) },
          { id: 'none', label: 'as they are', colour: 'var(--muted)', dash: '2 3', marks: true, weight: 1.6, points: path.at.map((x, i) => ({ x, y: path.none.accuracy[i] })) },
        ]} />}
      <Reading>
        {own && <>What enters {layers[chosen].name} of two networks of width ×{owner.info.width} differs by <strong>{short(own.rotation.test)}</strong> after the best rotation and by <strong>{short(own.permutation.test)}</strong> after the best permutation of neurons. </>}
        Halfway from one network to the other, accuracy is <strong>{percent(path.rotation.accuracy[middle])}</strong> on the path of rotated weights, {percent(path.permutation.accuracy[middle])} on the straight line to permuted ones and {percent(path.none.accuracy[middle])} on that to the weights as they are; the ends have {percent(path.permutation.accuracy[0])} and {percent(path.permutation.accuracy[path.at.length - 1])} ({signed(100 * (path.rotation.accuracy[middle] - path.permutation.accuracy[middle]), 1)} points between the two).
      </Reading>
      <Detail>Errors on {event.images.test.toLocaleString('en')} test images, fitted on {event.images.train.toLocaleString('en')} training images. Rotated path: cos(πt/2)·W + sin(πt/2)·W′A, turned layer by layer to fit the first network, whose last projector and classifier stay. Straight lines: batch statistics measured anew at each step.</Detail>
    </>
  );
}
