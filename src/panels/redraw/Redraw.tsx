import { useChoice } from '../../charts/choice.ts';
import { percent } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { NetworkKind } from '../../lab/events.ts';
import { summarise, type NetView } from '../../state/runView.ts';
import { accuracyAxis, Detail, Empty, kindColours, kindNames, Reading, scaleName, widthAxis } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const KINDS: NetworkKind[] = ['rainbow-retrained', 'rainbow', 'random-retrained', 'unaligned'];
const DASHES: Partial<Record<NetworkKind, string>> = { 'rainbow-retrained': '6 3', 'random-retrained': '2 3' };

/** Test accuracy of networks whose weights were drawn again, over their width (Fig. 9 and the width transfer of PAPER.md f.1). */
export function Redraw({ run, net }: PanelProps) {
  const scales = [...new Set(net.accuracies.filter((a) => a.kind !== 'trained').map((a) => a.scale))].sort((a, b) => a - b);
  const [chosen, setChosen] = useChoice('scale', scales.map((_, i) => String(scales.length - 1 - i)));
  const trained = summarise(net, 'trained', 1), chance = 1 / (run.started?.dataset.classes.length ?? 10);
  if (!trained) return <Empty>Once the network is trained, its weights are thrown away and drawn again at random from their covariances, layer by layer; the accuracies appear here.</Empty>;
  if (scales.length === 0) return <Empty>{run.end ? (run.warnings.find((w) => w.code === 'plan' && w.message.startsWith('The network is not drawn'))?.message ?? 'No weights were drawn again in this run.') : `The network is trained (${percent(trained.mean)}); the first drawn weights are being tested.`}</Empty>;
  const scale = scales[Number(chosen)];
  const series: Series[] = KINDS.flatMap((kind): Series[] => {
    const points = scales.flatMap((s) => { const m = summarise(net, kind, s); return m ? [{ x: s, y: m.mean }] : []; });
    return points.length ? [{ id: kind, label: kindNames[kind], colour: kindColours[kind], marks: true, dash: DASHES[kind], weight: kind === 'rainbow' ? 2.8 : 1.8, points }] : [];
  });
  const every = (kind: NetworkKind) => net.accuracies.filter((a) => a.kind === kind).map((a) => ({ x: a.scale, y: a.accuracy }));
  series.push({ id: 'draws', label: 'every draw', colour: kindColours.rainbow, marks: true, line: false, faint: true, unlabelled: true, points: every('rainbow') });
  series.push({ id: 'identity', label: kindNames['unaligned-identity'], colour: kindColours.unaligned, marks: true, line: false, faint: true, unlabelled: true, points: every('unaligned-identity') });
  return (
    <>
      <LineChart
        title="Test accuracy of redrawn networks over their width" series={series} marker={scale}
        bands={[{ id: 'spread', label: '± 1 standard deviation', colour: kindColours.rainbow, points: scales.flatMap((s) => { const m = summarise(net, 'rainbow', s); return m ? [{ x: s, low: m.mean - m.sd, high: m.mean + m.sd }] : []; }) }]}
        guides={[{ id: 'trained', label: `trained ${percent(trained.mean)}`, y: trained.mean, solid: true }, { id: 'chance', label: 'chance', y: chance }]}
        x={widthAxis('width of the redrawn network', scales)} y={accuracyAxis}
      />
      {run.warnings.filter((w) => w.code === 'plan' && w.message.includes('beyond the paper')).map((w) => <p key={w.message} className="fine">{w.message}</p>)}
      {scales.length > 1 && (
        <label className="slider">
          <span>Width of the random network <output>{scaleName(scale)}</output></span>
          <input type="range" min={0} max={scales.length - 1} step={1} value={scales.indexOf(scale)} aria-valuetext={scaleName(scale)} onChange={(event) => setChosen(event.target.value)} />
        </label>
      )}
      <Reading><Sentence net={net} scale={scale} trained={trained.mean} chance={chance} /></Reading>
      <Detail>Alignments and batch statistics measured on {run.started?.spec.redraw.alignmentImages.toLocaleString('en')} training images{unexplained(net, scale)}.</Detail>
    </>
  );
}

function Sentence({ net, scale, trained, chance }: { net: NetView; scale: number; trained: number; chance: number }) {
  const at = (kind: NetworkKind) => summarise(net, kind, scale);
  const rainbow = at('rainbow'), unaligned = at('unaligned'), identity = at('unaligned-identity'), retrained = at('rainbow-retrained'), random = at('random-retrained');
  return (
    <>
      {rainbow && <>{scale === 1 ? 'At the same width' : `At ${scaleName(scale)} width`}, purely random weights with the learned covariances are right on <strong>{percent(rainbow.mean)}</strong> of the test images{rainbow.draws.length > 1 && <> (± {(100 * rainbow.sd).toFixed(1)} over {rainbow.draws.length} draws)</>}; trained: <strong>{percent(trained)}</strong>. </>}
      {unaligned && <>Without aligning each layer to the one before: <strong>{percent(unaligned.mean)}</strong>{identity && <> (identity in place of the alignment: {percent(identity.mean)})</>}, chance is {percent(chance)}. </>}
      {retrained && random && <>With a new classifier on top: {percent(retrained.mean)}, against {percent(random.mean)} on untrained features.</>}
    </>
  );
}

function unexplained(net: NetView, scale: number): string {
  const first = net.samplings.find((s) => s.scale === scale);
  return first && first.unexplained.length ? `; left unexplained after alignment at ${scaleName(scale)}, layer by layer: ${first.unexplained.map((u) => `${(100 * u).toFixed(0)}\u00a0%`).join(', ')}` : '';
}
