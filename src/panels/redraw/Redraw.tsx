import { useChoice } from '../../charts/choice.ts';
import { percent } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { NetworkKind } from '../../lab/events.ts';
import { summarise, type NetView } from '../../state/runView.ts';
import { strings } from '../../strings/index.ts';
import { runTexts } from '../../strings/run.ts';
import {
  accuracyAxis,
  Detail,
  Empty,
  kindColours,
  kindNames,
  marked,
  Reading,
  scaleName,
  widthAxis,
} from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.redraw;
const { common } = strings.panels;
const { notes } = runTexts;

/** How notes of the plan that belong here begin. */
const OF_DRAWS = [notes.jointly([]), notes.notRetrained('')];
const KINDS: NetworkKind[] = ['rainbow-retrained', 'rainbow', 'random-retrained', 'unaligned'];
const DASHES: Partial<Record<NetworkKind, string>> = {
  'rainbow-retrained': '6 3',
  'random-retrained': '2 3',
};

/**
 * Test accuracy of networks whose weights were drawn again, over their width (Fig. 9 and the width transfer
 * of docs/paper.md f.1).
 */
export function Redraw({ run, net }: PanelProps) {
  const scales = [...new Set(net.accuracies.filter((a) => a.kind !== 'trained').map((a) => a.scale))].sort(
    (a, b) => a - b,
  );
  const [chosen, setChosen] = useChoice(
    'scale',
    scales.map((_, i) => String(scales.length - 1 - i)),
  );
  const trained = summarise(net, 'trained', 1);
  const chance = 1 / (run.started?.dataset.classes.length ?? 10);
  if (!trained) return <Empty>{text.coming}</Empty>;
  if (scales.length === 0)
    return (
      <Empty>
        {run.end
          ? (run.warnings.find((w) => w.code === 'plan' && w.message.startsWith(notes.notDrawn('')))
              ?.message ?? text.none)
          : text.testing(percent(trained.mean))}
      </Empty>
    );
  const scale = scales[Number(chosen)];
  const series: Series[] = KINDS.flatMap((kind): Series[] => {
    const points = scales.flatMap((s) => {
      const m = summarise(net, kind, s);
      return m ? [{ x: s, y: m.mean }] : [];
    });
    return points.length
      ? [
          {
            id: kind,
            label: kindNames[kind],
            colour: kindColours[kind],
            marks: true,
            dash: DASHES[kind],
            weight: kind === 'rainbow' ? 2.8 : 1.8,
            points,
          },
        ]
      : [];
  });
  const every = (kind: NetworkKind) =>
    net.accuracies.filter((a) => a.kind === kind).map((a) => ({ x: a.scale, y: a.accuracy }));
  series.push({
    id: 'draws',
    label: text.every,
    colour: kindColours.rainbow,
    marks: true,
    line: false,
    faint: true,
    unlabelled: true,
    points: every('rainbow'),
  });
  series.push({
    id: 'identity',
    label: kindNames['unaligned-identity'],
    colour: kindColours.unaligned,
    marks: true,
    line: false,
    faint: true,
    unlabelled: true,
    points: every('unaligned-identity'),
  });
  return (
    <>
      <LineChart
        title={text.title}
        series={series}
        marker={scale}
        bands={[
          {
            id: 'spread',
            label: text.spread,
            colour: kindColours.rainbow,
            points: scales.flatMap((s) => {
              const m = summarise(net, 'rainbow', s);
              return m ? [{ x: s, low: m.mean - m.sd, high: m.mean + m.sd }] : [];
            }),
          },
        ]}
        guides={[
          { id: 'trained', label: text.trained(percent(trained.mean)), y: trained.mean, solid: true },
          { id: 'chance', label: common.chance, y: chance },
        ]}
        x={widthAxis(text.width, scales)}
        y={accuracyAxis}
      />
      {run.warnings
        .filter((w) => w.code === 'plan' && OF_DRAWS.some((note) => w.message.startsWith(note)))
        .map((w) => (
          <p key={w.message} className="fine">
            {w.message}
          </p>
        ))}
      {scales.length > 1 && (
        <label className="slider">
          <span>
            {text.slider} <output>{scaleName(scale)}</output>
          </span>
          <input
            type="range"
            min={0}
            max={scales.length - 1}
            step={1}
            value={scales.indexOf(scale)}
            aria-valuetext={scaleName(scale)}
            onChange={(event) => setChosen(event.target.value)}
          />
        </label>
      )}
      <Reading>{marked(sentence(net, scale, trained.mean, chance))}</Reading>
      <Detail>
        {text.detail(
          (run.started?.spec.redraw.alignmentImages ?? 0).toLocaleString('en'),
          unexplained(net, scale),
        )}
      </Detail>
    </>
  );
}

function sentence(net: NetView, scale: number, trained: number, chance: number): string {
  const at = (kind: NetworkKind) => summarise(net, kind, scale);
  const rainbow = at('rainbow');
  const unaligned = at('unaligned');
  const identity = at('unaligned-identity');
  const retrained = at('rainbow-retrained');
  const random = at('random-retrained');
  return [
    rainbow
      ? text.drawn(
          scale === 1 ? null : scaleName(scale),
          percent(rainbow.mean),
          rainbow.draws.length > 1
            ? { sd: (100 * rainbow.sd).toFixed(1), draws: rainbow.draws.length }
            : null,
          percent(trained),
        )
      : '',
    unaligned
      ? text.unaligned(percent(unaligned.mean), identity && percent(identity.mean), percent(chance))
      : '',
    retrained && random ? text.retrained(percent(retrained.mean), percent(random.mean)) : '',
  ].join('');
}

function unexplained(net: NetView, scale: number): string {
  const first = net.samplings.find((s) => s.scale === scale);
  return first && first.unexplained.length
    ? text.unexplained(
        scaleName(scale),
        first.unexplained.map((u) => `${(100 * u).toFixed(0)}\u00a0%`).join(', '),
      )
    : '';
}
