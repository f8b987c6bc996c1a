import { useState } from 'react';
import { percent } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { NetworkKind } from '../../lab/events.ts';
import { summarise } from '../../state/runView.ts';
import { Empty, kindColours, kindNames, Reading, scaleName } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const KINDS: NetworkKind[] = ['rainbow-retrained', 'rainbow', 'random-retrained', 'unaligned'];
const DASHES: Partial<Record<NetworkKind, string>> = { 'rainbow-retrained': '6 3', 'random-retrained': '2 3' };

/** Test accuracy of networks whose weights were drawn again, over their width (Fig. 9 and the width transfer of PAPER.md f.1). */
export function Redraw({ run, net }: PanelProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const scales = [...new Set(net.accuracies.filter((a) => a.kind !== 'trained').map((a) => a.scale))].sort((a, b) => a - b);
  const trained = summarise(net, 'trained', 1), chance = 1 / (run.started?.dataset.classes.length ?? 10);
  if (!trained || scales.length === 0) return <Empty>Once the network is trained, its weights are thrown away and drawn again at random from their covariances, layer by layer; the accuracies appear here.</Empty>;
  const scale = chosen !== null && scales.includes(chosen) ? chosen : scales[scales.length - 1];
  const series: Series[] = KINDS.flatMap((kind): Series[] => {
    const points = scales.flatMap((s) => { const m = summarise(net, kind, s); return m ? [{ x: s, y: m.mean }] : []; });
    return points.length ? [{ id: kind, label: kindNames[kind], colour: kindColours[kind], marks: true, dash: DASHES[kind], weight: kind === 'rainbow' ? 2.8 : 1.8, points }] : [];
  });
  const draws = net.accuracies.filter((a) => a.kind === 'rainbow').map((a) => ({ x: a.scale, y: a.accuracy }));
  series.push({ id: 'draws', label: 'single draws', colour: kindColours.rainbow, marks: true, line: false, faint: true, unlabelled: true, points: draws });
  const at = (kind: NetworkKind) => summarise(net, kind, scale);
  const rainbow = at('rainbow'), unaligned = at('unaligned'), identity = at('unaligned-identity'), retrained = at('rainbow-retrained'), random = at('random-retrained');
  const ends = [Math.min(...scales), Math.max(...scales)];
  return (
    <>
      <LineChart
        title="Test accuracy of redrawn networks over their width" series={series} height={264} marker={scale}
        bands={[{ id: 'spread', label: '± one standard deviation', colour: kindColours.rainbow, points: scales.flatMap((s) => { const m = summarise(net, 'rainbow', s); return m ? [{ x: s, low: m.mean - m.sd, high: m.mean + m.sd }] : []; }) }]}
        guides={[{ id: 'trained', label: `trained ${percent(trained.mean)}`, y: trained.mean }, { id: 'chance', label: 'chance', y: chance }]}
        x={{ label: 'width of the redrawn network', scale: 'log', domain: ends[0] === ends[1] ? [ends[0] / 2, ends[0] * 2] : [ends[0] / 1.1, ends[1] * 1.1] as [number, number], ticks: scales, format: scaleName }}
        y={{ label: 'test accuracy', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], format: (v) => `${Math.round(100 * v)} %`, read: percent }}
      />
      {scales.length > 1 && (
        <label className="slider">
          <span>Width of the random network <output>{scaleName(scale)}</output></span>
          <input type="range" min={0} max={scales.length - 1} step={1} value={scales.indexOf(scale)} aria-valuetext={scaleName(scale)} onChange={(event) => setChosen(scales[Number(event.target.value)])} />
        </label>
      )}
      <Reading>
        {rainbow && <>{scale === 1 ? 'At the same width' : `${scaleName(scale)} as wide`}, purely random weights with the learned covariances are right on <strong>{percent(rainbow.mean)}</strong> of the test images{rainbow.draws.length > 1 && <> (± {(100 * rainbow.sd).toFixed(1)} over {rainbow.draws.length} draws)</>}; trained: <strong>{percent(trained.mean)}</strong>. </>}
        {unaligned && <>Without aligning each layer to the one before: <strong>{percent(unaligned.mean)}</strong>{identity && <> (identity: {percent(identity.mean)})</>}, chance is {percent(chance)}. </>}
        {retrained && random && <>With a new classifier on top: {percent(retrained.mean)}, against {percent(random.mean)} on untrained features.</>}
      </Reading>
      <p className="fine">Alignments and batch statistics measured on {run.started?.spec.redraw.alignmentImages.toLocaleString('en')} training images{unexplained(net, scale)}.</p>
    </>
  );
}

function unexplained(net: PanelProps['net'], scale: number): string {
  const first = net.samplings.find((s) => s.scale === scale);
  return first && first.unexplained.length ? `; left unexplained after alignment at ${scaleName(scale)}, layer by layer: ${first.unexplained.map((u) => `${(100 * u).toFixed(0)} %`).join(', ')}` : '';
}
