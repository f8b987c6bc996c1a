import { useChoice } from '../../charts/choice.ts';
import { percent, short } from '../../charts/format.ts';
import { LineChart } from '../../charts/LineChart.tsx';
import { PathsChart } from '../../charts/PathsChart.tsx';
import { rampColour, share } from '../byWidth.ts';
import { Choice, Detail, Empty, layerColour, rankAxis, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const VIEWS = { amplification: 'Amplification', cosine: 'Direction', paths: 'Neurons', covariance: 'C over time' };

/** The snapshot of an epoch: the last one at or before it. */
export const snapshotAt = (epochs: readonly number[], epoch: number | 'last'): number =>
  (epoch === 'last' ? epochs.length - 1 : Math.max(0, epochs.findLastIndex((e) => e <= epoch)));

/** Fig. 10 (D14): growth and direction of the weights along the final eigenvectors, paths of neurons, and C(t); the timeline chooses the epoch. */
export function Dynamics({ run, net, layer, epoch }: PanelProps) {
  const [view, setView] = useChoice('view', Object.keys(VIEWS) as (keyof typeof VIEWS)[]), [plane, setPlane] = useChoice('plane', ['0', '1', '2', '3', '4', '5', '6', '7']);
  const event = net.dynamics ?? run.nets.find((n) => n.dynamics)?.dynamics, own = event?.layers[layer], info = net.info.layers[layer];
  if (!event || !own || !info) return <Empty>Comes when the network is trained: its weights were kept along the way.</Empty>;
  const { epochs } = event, now = snapshotAt(epochs, epoch), last = epochs.length - 1, ranks = own.amplification[0].length, colour = layerColour(layer, net.info.layers.length);
  const lines = (values: readonly number[][]) => epochs.map((e, t) => ({ id: String(e), label: `epoch ${e}`, colour: rampColour(t, epochs.length), weight: t === now ? 2.8 : 1.2, faint: t !== now, unlabelled: t !== now && t !== last, link: { epoch: e }, points: values[t].map((y, r) => ({ x: r + 1, y })) }));
  const rank = rankAxis(ranks, 'log');
  const shown = own.planes[Number(plane)] ?? own.planes[0], a = own.amplification[now], c = own.cosine[now], beyond = c.slice(5);
  const at = (r: number) => <>{short(a[Math.min(ranks, r) - 1])} at rank {Math.min(ranks, r)}</>;
  return (
    <>
      <Choice label="View" value={view} options={VIEWS} onChange={setView} />
      {view === 'amplification' && <LineChart title={`Amplification along the eigenvectors of ${info.name}`} series={lines(own.amplification)} guides={[{ id: 'one', label: 'unchanged', y: 1 }]} x={rank} y={{ label: '‖u(t)‖ / ‖u(0)‖', scale: 'log', scales: true }} />}
      {view === 'cosine' && <LineChart title={`Direction kept along the eigenvectors of ${info.name}`} series={lines(own.cosine)} guides={[{ id: 'random', label: 'new weights 1/√n', y: 1 / Math.sqrt(info.neurons) }]} x={rank} y={{ label: 'cosine with epoch 0', domain: [0, 1] }} />}
      {view === 'paths' && (
        <>
          <Choice label="Plane of eigenvectors" value={plane} options={Object.fromEntries(own.planes.map((p, i) => [String(i), `${p.ranks[0]} and ${p.ranks[1]}`]))} onChange={setPlane} />
          <PathsChart title={`Neurons of ${info.name} in a plane of eigenvectors up to epoch ${epochs[now]}`} xLabel={`eigenvector ${shown.ranks[0]}`} yLabel={`eigenvector ${shown.ranks[1]}`} paths={shown.paths} shown={now + 1} colour={colour} />
        </>
      )}
      {view === 'covariance' && <LineChart title={`Covariance of ${info.name} over training`} x={{ label: 'epoch', link: 'epoch', domain: [0, epochs[last]] }} y={{ label: 'similarity to the last C', domain: [0, 1] }} marker={epochs[now]}
        series={[{ id: 'similarity', label: 'similarity', colour, marks: true, points: epochs.map((x, t) => ({ x, y: own.similarity[t] })) }]} />}
      <Reading>
        {now === 0 ? <>Epoch 0: nothing has moved. Play the epochs to see it.</> : <>By epoch {epochs[now]} training has amplified {info.name} by {at(1)}, {at(10)}, {at(ranks)}; <strong>{share(beyond.filter((x) => x > 0.6).length / Math.max(1, beyond.length))}</strong> of the directions beyond the first five kept a cosine above 0.6 with where they began.</>}
        {view === 'covariance' && <> Eigenvalues above the edge of the untrained law: {epochs.map((e, t) => `${own.above[t]} (epoch ${e})`).join(', ')}.</>}
      </Reading>
      <Detail>Rebuilt as the initial weights stretched along the final eigenvectors (what is lost: {share(own.residual)} of ‖{info.name}‖²), with all drawn layers replaced, the network is right on {percent(event.rebuilt.alone)} as it stands and {percent(event.rebuilt.aligned)} with each layer turned to the one before; trained {percent(event.rebuilt.trained)}. Eigenvectors: of the last weights.</Detail>
    </>
  );
}
