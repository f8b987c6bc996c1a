import { useChoice } from '../../charts/choice.ts';
import { short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { fitSlope } from '../../spectra/fits.ts';
import { strings } from '../../strings/index.ts';
import { rampColour, signed, widthsOf } from '../byWidth.ts';
import { Choice, Empty, layerLine, marked, rankAxis, Reading, scaleName, widthAxis } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.widthCovariance;
const { common } = strings.panels;

/** Level of untrained weights: variance 1/(3d') times d'. */
const UNTRAINED = 1 / 3;

/**
 * Fig. 4, right: covariances of the weights of every width in the space of the widest: spectra, and distance
 * to the widest's (D4, D5).
 */
export function WidthCovariance({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['spectra', 'distance']);
  const { layers } = net.info;
  const name = layers[layer]?.name;
  const found = widthsOf(run.nets).flatMap((width) => {
    const n = run.nets.find((o) => o.info.width === width && o.widthCovariance);
    return n ? [{ width, event: n.widthCovariance! }] : [];
  });
  if (found.length === 0) return <Empty>{text.coming}</Empty>;
  const widest = found[found.length - 1];
  const fit = widest.event.layers[layer]?.exponential;
  const distances = (i: number) =>
    found.flatMap(({ width, event }) => {
      const d = event.layers[i]?.distance;
      return d == null ? [] : [{ x: width, y: d }];
    });
  const slope = (i: number) => {
    const p = distances(i);
    return fitSlope(
      p.map((q) => q.x),
      p.map((q) => q.y),
    )?.slope;
  };
  if (view === 'distance') {
    const deep = layers.map((_, i) => i).slice(1);
    const own = distances(Math.max(1, layer));
    const shown = layers[Math.max(1, layer)].name;
    return (
      <>
        <Views view={view} setView={setView} />
        <LineChart
          title={text.distanceTitle}
          x={widthAxis(
            text.x,
            found.slice(0, -1).map((f) => f.width),
          )}
          y={{ label: text.distance, scale: 'log', scales: true }}
          series={deep.map((i) => ({
            id: layers[i].name,
            label: layers[i].name,
            ...layerLine(i, layers.length, layer),
            faint: false,
            marks: true,
            points: distances(i),
          }))}
        />
        <Reading>
          {own.length > 0 &&
            marked(
              text.away({
                layer: shown,
                thin: scaleName(own[0].x),
                wide: scaleName(own.at(-1)!.x),
                first: short(own[0].y),
                last: short(own.at(-1)!.y),
              }),
            )}
          {text.slopes(
            deep
              .map((i) => {
                const s = slope(i);
                return `${layers[i].name} ${s === undefined ? '–' : signed(s)}`;
              })
              .join(', '),
            widest.event.networks,
          )}
        </Reading>
      </>
    );
  }
  const spectra: Series[] = found.map(({ width, event }, i) => ({
    id: String(width),
    label: scaleName(width),
    colour: rampColour(i, found.length),
    weight: 1.6 + i / found.length,
    link: { network: width },
    points: (event.layers[layer]?.eigenvalues ?? []).map((y, r) => ({ x: r + 1, y })),
  }));
  const end = Math.max(2, ...spectra.slice(0, 2).map((s) => s.points.length));
  const top = Math.max(...spectra.flatMap((s) => s.points.map((p) => p.y)));
  const head: Series[] = fit
    ? [
        {
          id: 'head',
          label: common.head(fit.scale.toFixed(1)),
          colour: 'var(--ink)',
          dash: '5 3',
          weight: 1.4,
          unlabelled: true,
          points: Array.from({ length: fit.to - fit.from + 1 }, (_, k) => ({
            x: fit.from + k,
            y: Math.exp(fit.intercept - (fit.from + k) / fit.scale),
          })),
        },
      ]
    : [];
  const first = (i: number) => short(found[i].event.layers[layer]?.eigenvalues[0] ?? NaN);
  return (
    <>
      <Views view={view} setView={setView} />
      <LineChart
        title={text.title(name)}
        guides={[{ id: 'untrained', label: common.untrained, y: UNTRAINED }]}
        series={[
          ...spectra.map((s) => ({ ...s, points: s.points.filter((p) => p.x <= end && p.y > top * 1e-4) })),
          ...head,
        ]}
        x={rankAxis(end, 'linear')}
        y={{ label: common.covarianceEigenvalue, scale: 'log', scales: true }}
      />
      <Reading>
        {marked(
          text.reading({
            layer: name,
            thin: scaleName(found[0].width),
            wide: scaleName(widest.width),
            first: first(0),
            last: first(found.length - 1),
            scale: fit ? fit.scale.toFixed(1) : null,
            nets: widest.event.networks,
          }),
        )}
      </Reading>
    </>
  );
}

const Views = ({
  view,
  setView,
}: {
  view: 'spectra' | 'distance';
  setView(view: 'spectra' | 'distance'): void;
}) => <Choice label={text.view} value={view} options={text.views} onChange={setView} />;
