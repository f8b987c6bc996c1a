import { useChoice } from '../../charts/choice.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { short } from '../../charts/format.ts';
import type { Convergence as ConvergenceEvent } from '../../lab/events.ts';
import { fitSlope } from '../../spectra/fits.ts';
import type { NetView, RunView } from '../../state/runView.ts';
import { strings } from '../../strings/index.ts';
import { mean, signed, widthsOf } from '../byWidth.ts';
import {
  Choice,
  Detail,
  Empty,
  layerColour,
  layerLine,
  marked,
  Reading,
  scaleName,
  widthAxis,
} from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.convergence;
const BASELINES = text.baselines;
const MEASURES = text.measures;

type Baseline = keyof typeof BASELINES;
type Measure = keyof typeof MEASURES;

/** Test errors of one kind at one layer, by width: one entry per member. */
export function errorsByWidth(
  run: RunView,
  kind: ConvergenceEvent['kind'],
  layer: number,
  part: 'train' | 'test' = 'test',
  measure: Measure = 'error',
): { width: number; errors: number[] }[] {
  const of = (net: NetView) => {
    const found = net.convergence.find((c) => c.kind === kind)?.layers[layer];
    return (measure === 'error' ? found : found?.standardised)?.[part] ?? [];
  };
  return widthsOf(run.nets)
    .map((width) => ({ width, errors: run.nets.filter((n) => n.info.width === width).flatMap(of) }))
    .filter((w) => w.errors.length);
}

/**
 * More lines than this are told apart by colour and pointing; only the chosen one is named beside the first
 * and the last.
 */
const NAMED = 8;

/**
 * Fig. 3: relative test error of aligned activations against the widest network's, or 2(1 − cos) of
 * standardised ones, over width, with the baselines of D13 and Theorem 1's rate.
 */
export function Convergence({ run, net, layer }: PanelProps) {
  const [baseline, setBaseline] = useChoice('beside', Object.keys(BASELINES) as Baseline[]);
  const widths = widthsOf(run.nets);
  const widest = widths[widths.length - 1];
  const { layers } = net.info;
  const first = run.nets.find((n) => n.convergence.length)?.convergence[0];
  const known = run.nets.some((n) => n.convergence.some((c) => c.layers.some((l) => l?.standardised)));
  // The paper standardises the activations of residual networks.
  const [chosenMeasure, setMeasure] = useChoice<Measure>(
    'measure',
    layers.some((l) => l.shortcut) ? ['standardised', 'error'] : ['error', 'standardised'],
  );
  const measure = known ? chosenMeasure : 'error';
  if (!first) return <Empty>{text.coming}</Empty>;
  const below = (kind: ConvergenceEvent['kind'], i: number) =>
    errorsByWidth(run, kind, i, 'test', measure).filter((e) => e.width !== widest);
  const means = (kind: ConvergenceEvent['kind'], i: number) =>
    below(kind, i).map((e) => ({ x: e.width, y: mean(e.errors) }));
  const aligned = layers.flatMap((info, i) => (i > 0 && !info.shortcut ? [i] : []));
  const chosen = aligned.includes(layer) ? layer : aligned[0];
  const named = (i: number) =>
    aligned.length <= NAMED || i === chosen || i === aligned[0] || i === aligned.at(-1);
  const series: Series[] = aligned.flatMap((i): Series[] => [
    {
      id: layers[i].name,
      label: text.into(layers[i].name),
      ...layerLine(i, layers.length, chosen),
      faint: !named(i),
      unlabelled: !named(i),
      marks: true,
      points: means('trained', i),
    },
    {
      id: `${layers[i].name}-each`,
      label: text.each(layers[i].name),
      colour: layerColour(i, layers.length),
      marks: true,
      line: false,
      faint: true,
      unlabelled: true,
      link: { layer: i },
      points: below('trained', i).flatMap((e) => e.errors.map((y) => ({ x: e.width, y }))),
    },
    ...((baseline === 'untrained' || baseline === 'shuffled') && named(i)
      ? [
          {
            id: `${layers[i].name}-${baseline}`,
            label: text[baseline](layers[i].name),
            colour: layerColour(i, layers.length),
            dash: '2 3',
            weight: 1.4,
            faint: true,
            link: { layer: i },
            points: means(baseline, i),
          },
        ]
      : []),
  ]);
  const second = (i: number) =>
    errorsByWidth(run, 'trained', i, 'test', measure).find((e) => e.width === widest)?.errors ?? [];
  return (
    <>
      <div className="choices">
        {known && <Choice label={text.measure} value={measure} options={MEASURES} onChange={setMeasure} />}
        <Choice label={text.beside} value={baseline} options={BASELINES} onChange={setBaseline} />
      </div>
      <LineChart
        title={text.titles[measure]}
        series={series}
        guides={
          baseline === 'second'
            ? aligned
                .filter((i) => named(i) && second(i).length)
                .map((i) => ({
                  id: `second-${i}`,
                  label: text.second(scaleName(widest), layers[i].name),
                  y: mean(second(i)),
                }))
            : []
        }
        x={widthAxis(
          text.x,
          widths.filter((w) => w !== widest),
        )}
        y={{ label: text.y[measure], scale: 'log', scales: true }}
      />
      <Reading>
        {marked(
          sentence({
            run,
            chosen,
            widest,
            measure,
            layers,
            points: means('trained', chosen),
            other: { untrained: means('untrained', chosen), shuffled: means('shuffled', chosen) },
            second: second(chosen),
            slopes: aligned.map((i) => ({
              i,
              fit: fitSlope(
                means('trained', i).map((p) => p.x),
                means('trained', i).map((p) => p.y),
              ),
            })),
            falling: aligned.map((i) => {
              const p = means('trained', i);
              return p.length > 1 && p[p.length - 1].y < p[0].y;
            }),
          }),
        )}
      </Reading>
      <Detail>
        {text.detail({
          measured: text.measured[measure],
          train: first.images.train.toLocaleString('en'),
          test: first.images.test.toLocaleString('en'),
          width: scaleName(widest),
          layer: layers[chosen].name,
          list: errorsByWidth(run, 'trained', chosen, 'train', measure)
            .map((e) => `${scaleName(e.width)} ${short(mean(e.errors))}`)
            .join(', '),
        })}
      </Detail>
    </>
  );
}

function sentence({
  run,
  chosen,
  widest,
  measure,
  points,
  other,
  second,
  slopes,
  falling,
  layers,
}: {
  run: RunView;
  chosen: number;
  widest: number;
  measure: Measure;
  points: { x: number; y: number }[];
  other: Record<'untrained' | 'shuffled', { x: number; y: number }[]>;
  second: number[];
  slopes: { i: number; fit: { slope: number } | null }[];
  /** By layer: is the last of these widths nearer than the first? */ falling: boolean[];
  layers: NetView['info']['layers'];
}): string {
  if (points.length === 0) return text.one(layers[chosen].name, second.length ? short(mean(second)) : '–');
  const [from, to] = [points[0], points[points.length - 1]];
  const index = run.nets.find((n) => n.info.width === widest && n.activations)?.activations?.layers[chosen]
    .powerLaw?.index;
  const at = (list: { x: number; y: number }[]) => list.find((p) => p.x === to.x)?.y;
  const untrained = at(other.untrained);
  const shuffled = at(other.shuffled);
  const nearer = falling.filter(Boolean).length;
  return [
    text.reading({
      layer: layers[chosen].name,
      thin: scaleName(from.x),
      wide: scaleName(to.x),
      first: short(from.y),
      last: short(to.y),
    }),
    untrained !== undefined && shuffled !== undefined
      ? text.there(short(untrained), short(shuffled), second.length > 0 ? short(mean(second)) : null)
      : '',
    '.',
    points.length > 1 ? text.falls(nearer, falling.length) : '',
    ...(slopes.some((s) => s.fit)
      ? [
          text.slopes(
            slopes
              .flatMap(({ i, fit }) => (fit ? [`${layers[i].name} ${signed(fit.slope)}`] : []))
              .join(', '),
          ),
          measure === 'error' ? guarantee(index) : '',
        ]
      : []),
  ].join('');
}

/**
 * Theorem 1: E‖Âφ̂ − φ‖² falls at least as width^−η with η = (α − 1)/(2(2α − 1)), α the exponent of the
 * spectrum.
 */
export function guarantee(index: number | undefined): string {
  if (index === undefined) return '';
  if (index <= 1) return text.noRate(index.toFixed(2));
  return text.rate(signed(-(index - 1) / (2 * (2 * index - 1)), 3), index.toFixed(2));
}
