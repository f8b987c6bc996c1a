import { useChoice } from '../../charts/choice.ts';
import { percent, short } from '../../charts/format.ts';
import { LineChart } from '../../charts/LineChart.tsx';
import { PathsChart } from '../../charts/PathsChart.tsx';
import { rampColour, share } from '../byWidth.ts';
import { strings } from '../../strings/index.ts';
import { Choice, Detail, Empty, layerColour, marked, rankAxis, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.dynamics;
const VIEWS = text.views;

/** The snapshot of an epoch: the last one at or before it. */
export const snapshotAt = (epochs: readonly number[], epoch: number | 'last'): number =>
  epoch === 'last'
    ? epochs.length - 1
    : Math.max(
        0,
        epochs.findLastIndex((e) => e <= epoch),
      );

/**
 * Fig. 10 (D14): growth and direction of the weights along the final eigenvectors, paths of neurons, and
 * C(t); the timeline chooses the epoch.
 */
export function Dynamics({ run, net, layer, epoch }: PanelProps) {
  const [view, setView] = useChoice('view', Object.keys(VIEWS) as (keyof typeof VIEWS)[]);
  const [plane, setPlane] = useChoice('plane', ['0', '1', '2', '3', '4', '5', '6', '7']);
  const event = net.dynamics ?? run.nets.find((n) => n.dynamics)?.dynamics;
  const own = event?.layers[layer];
  const info = net.info.layers[layer];
  if (!event || !own || !info) return <Empty>{text.coming}</Empty>;
  const { epochs } = event;
  const now = snapshotAt(epochs, epoch);
  const last = epochs.length - 1;
  const ranks = own.amplification[0].length;
  const colour = layerColour(layer, net.info.layers.length);
  const lines = (values: readonly number[][]) =>
    epochs.map((e, t) => ({
      id: String(e),
      label: text.epoch(e),
      colour: rampColour(t, epochs.length),
      weight: t === now ? 2.8 : 1.2,
      faint: t !== now,
      unlabelled: t !== now && t !== last,
      link: { epoch: e },
      points: values[t].map((y, r) => ({ x: r + 1, y })),
    }));
  const rank = rankAxis(ranks, 'log');
  const shown = own.planes[Number(plane)] ?? own.planes[0];
  const a = own.amplification[now];
  const c = own.cosine[now];
  const beyond = c.slice(5);
  const at = (r: number) => text.at(short(a[Math.min(ranks, r) - 1]), Math.min(ranks, r));
  return (
    <>
      <Choice label={text.view} value={view} options={VIEWS} onChange={setView} />
      {view === 'amplification' && (
        <LineChart
          title={text.amplification(info.name)}
          series={lines(own.amplification)}
          guides={[{ id: 'one', label: text.unchanged, y: 1 }]}
          x={rank}
          y={{ label: text.amplificationAxis, scale: 'log', scales: true }}
        />
      )}
      {view === 'cosine' && (
        <LineChart
          title={text.direction(info.name)}
          series={lines(own.cosine)}
          guides={[{ id: 'random', label: text.fresh, y: 1 / Math.sqrt(info.neurons) }]}
          x={rank}
          y={{ label: text.cosineAxis, domain: [0, 1] }}
        />
      )}
      {view === 'paths' && (
        <>
          <Choice
            label={text.plane}
            value={plane}
            options={Object.fromEntries(own.planes.map((p, i) => [String(i), text.planeOf(...p.ranks)]))}
            onChange={setPlane}
          />
          <PathsChart
            title={text.paths(info.name, epochs[now])}
            xLabel={text.eigenvector(shown.ranks[0])}
            yLabel={text.eigenvector(shown.ranks[1])}
            paths={shown.paths}
            shown={now + 1}
            colour={colour}
          />
        </>
      )}
      {view === 'covariance' && (
        <LineChart
          title={text.covariance(info.name)}
          x={{ label: strings.panels.common.epoch, link: 'epoch', domain: [0, epochs[last]] }}
          y={{ label: text.similarityAxis, domain: [0, 1] }}
          marker={epochs[now]}
          series={[
            {
              id: 'similarity',
              label: text.similarity,
              colour,
              marks: true,
              points: epochs.map((x, t) => ({ x, y: own.similarity[t] })),
            },
          ]}
        />
      )}
      <Reading>
        {now === 0
          ? text.start
          : marked(
              text.reading(
                epochs[now],
                info.name,
                [1, 10, ranks].map(at).join(', '),
                share(beyond.filter((x) => x > 0.6).length / Math.max(1, beyond.length)),
              ),
            )}
        {view === 'covariance' && text.above(epochs.map((e, t) => text.aboveAt(own.above[t], e)).join(', '))}
      </Reading>
      <Detail>
        {text.detail({
          lost: share(own.residual),
          layer: info.name,
          alone: percent(event.rebuilt.alone),
          aligned: percent(event.rebuilt.aligned),
          trained: percent(event.rebuilt.trained),
        })}
      </Detail>
    </>
  );
}
