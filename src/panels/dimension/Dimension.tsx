import { useChoice } from '../../charts/choice.ts';
import { percent, short } from '../../charts/format.ts';
import { LineChart, type Axis, type Series } from '../../charts/LineChart.tsx';
import type { NetView } from '../../state/runView.ts';
import { strings } from '../../strings/index.ts';
import { siblingWith } from '../byWidth.ts';
import {
  Choice,
  Detail,
  Empty,
  epochAxis,
  layerLine,
  marked,
  Reading,
  scaleName,
  widthAxis,
} from '../shared.tsx';
import type { PanelProps } from '../types.ts';
import {
  atEpoch,
  MEASURES,
  mostOf,
  ofNoise,
  overEpochs,
  overWidths,
  SUBJECTS,
  type Dimensions,
  type Subject,
} from './dimensions.ts';

const text = strings.panels.dimension;

/** Participation ratio or stable rank of the spectra of every layer, over epochs or over widths. */
export function Dimension({ run, net, layer, epoch }: PanelProps) {
  const [subject, setSubject] = useChoice('subject', SUBJECTS);
  const [measure, setMeasure] = useChoice('measure', MEASURES);
  const [over, setOver] = useChoice('over', ['epochs', 'widths']);
  const measured = run.nets.some((each) => each.dimension);
  const about: Subject = subject === 'centred' && !measured ? 'activations' : subject;
  // Of the other networks of a width only the last epoch is known.
  const told = siblingWith(run, net, (each) => each.spectra.length > 1) ?? net;
  const byEpoch = overEpochs(told, about, measure);
  const byWidth = overWidths(run.nets, about, measure, epoch);
  const now = atEpoch(byEpoch, epoch);
  if (!now) return <Empty>{strings.panels.common.spectraComing}</Empty>;
  const several = byWidth.length > 1;
  const shown = several && over === 'widths' ? byWidth : byEpoch;
  const acrossWidths = shown === byWidth;
  const { layers } = net.info;
  // As in the paper, without the 1×1 shortcuts of residual networks.
  const inDepth = layers.flatMap((info, i) => (info.shortcut ? [] : [i]));
  const lines: Series[] = inDepth.map((i) => ({
    id: layers[i].name,
    label: layers[i].name,
    ...layerLine(i, layers.length, layer),
    faint: false,
    marks: true,
    points: shown.map(({ at, layers: values }) => ({ x: at, y: values[i] })),
  }));
  const ends = [shown[0], shown[shown.length - 1]];
  const noiseAt = (at: number) =>
    ofNoise(run.nets.find((each) => acrossWidths && each.info.width === at) ?? net, layer, measure);
  if (about === 'weights')
    lines.push({
      id: 'noise',
      label: text.noise(layers[layer].name),
      colour: 'var(--muted)',
      dash: '5 4',
      weight: 1.4,
      points: shown.map(({ at }) => ({ x: at, y: noiseAt(at) })),
    });
  const epochs = run.started?.spec.training.epochs ?? 0;
  const x: Axis = acrossWidths
    ? widthAxis(
        text.width,
        byWidth.map(({ at }) => at),
      )
    : epochAxis(epochs);
  const { weights, activations } = text.subjects;
  const subjects = measured ? text.subjects : { weights, activations };
  return (
    <>
      <div className="choices">
        <Choice label={text.subject} value={about} options={subjects} onChange={setSubject} />
        <Choice label={text.measure} value={measure} options={text.measures} onChange={setMeasure} />
        {several && <Choice label={text.over} value={over} options={text.overs} onChange={setOver} />}
      </div>
      <LineChart
        title={text.title(text.measures[measure], text.subjects[about], acrossWidths, now.at)}
        series={lines}
        marker={acrossWidths || epoch === 'last' ? undefined : epoch}
        x={x}
        y={{ label: text.axes[measure], scale: 'log', scales: true }}
      />
      <Reading>
        {marked(
          acrossWidths
            ? widthsInWords(byWidth, run.nets, layer, about)
            : epochsInWords(byEpoch, now, told, inDepth, layer, about),
        )}
        {about === 'weights' &&
          text.noiseIs(
            layers[layer].name,
            (acrossWidths ? ends : [now]).map(({ at }) => short(noiseAt(at))),
          )}
      </Reading>
      <Detail>
        {text.all(now.at, inDepth.map((i) => `${layers[i].name} ${short(now.layers[i])}`).join(', '))}
        {about === 'centred' && meanInWords(told, layer)}
      </Detail>
    </>
  );
}

function epochsInWords(
  all: readonly Dimensions[],
  now: Dimensions,
  net: NetView,
  inDepth: readonly number[],
  layer: number,
  about: Subject,
): string {
  const [first] = all;
  const { layers } = net.info;
  const fell = inDepth.filter((i) => now.layers[i] < first.layers[i]).length;
  return text.byEpoch({
    layer: layers[layer].name,
    about,
    first: short(first.layers[layer]),
    from: first.at,
    now: now === first ? null : short(now.layers[layer]),
    epoch: now.at,
    most: mostOf(net, layer, about),
    fell,
    layers: inDepth.length,
  });
}

function widthsInWords(
  all: readonly (Dimensions & { networks: number })[],
  nets: readonly NetView[],
  layer: number,
  about: Subject,
): string {
  const [thin, wide] = [all[0], all[all.length - 1]];
  const most = (width: number) =>
    mostOf(
      nets.find((net) => net.info.width === width)!,
      layer,
      about,
    );
  return text.byWidth({
    layer: nets[0].info.layers[layer].name,
    about,
    thin: scaleName(thin.at),
    wide: scaleName(wide.at),
    first: short(thin.layers[layer]),
    last: short(wide.layers[layer]),
    most: [most(thin.at), most(wide.at)],
    wider: short(wide.at / thin.at),
    times: short(wide.layers[layer] / thin.layers[layer]),
    networks: Math.min(...all.map(({ networks }) => networks)),
  });
}

/** How much of what enters a layer is its mean, which E[φφᵀ] holds and the covariance does not. */
function meanInWords({ info, dimension }: NetView, layer: number): string {
  const own = dimension?.layers[layer];
  if (!own) return '';
  const share = ({ meanSquare, trace }: typeof own.trained) => percent(meanSquare / (meanSquare + trace));
  return text.mean({
    layer: info.layers[layer].name,
    before: own.untrained && share(own.untrained),
    after: share(own.trained),
    images: dimension.images.toLocaleString('en'),
  });
}
