import { percent } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { ramp } from '../../charts/ramp.ts';
import type { NetworkKind } from '../../lab/events.ts';
import type { RunView } from '../../state/runView.ts';
import { strings } from '../../strings/index.ts';
import { deviation, mean, signed, widthsOf } from '../byWidth.ts';
import {
  accuracyAxis,
  Empty,
  kindColours,
  kindNames,
  marked,
  Reading,
  scaleName,
  widthAxis,
} from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.accuracyByWidth;

const KINDS: NetworkKind[] = [
  'trained',
  'rainbow-retrained',
  'rainbow',
  'rainbow-pooled',
  'random-retrained',
  'unaligned',
];
const DASHES: Partial<Record<NetworkKind, string>> = {
  'rainbow-retrained': '6 3',
  'random-retrained': '2 3',
  'rainbow-pooled': '8 2 2 2',
};

/** All accuracies of one kind of network drawn at its own width: over networks and draws. */
export const accuraciesAt = (run: RunView, kind: NetworkKind, width: number): number[] =>
  run.nets
    .filter((n) => n.info.width === width)
    .flatMap((n) => n.accuracies.filter((a) => a.kind === kind && a.scale === 1).map((a) => a.accuracy));

/**
 * Accuracies of networks drawn wider than the narrowest trained ones from their covariances, by width (the
 * width transfer of docs/paper.md f.1).
 */
export function transferred(run: RunView): { x: number; values: number[] }[] {
  const thin = widthsOf(run.nets)[0];
  const all = run.nets
    .filter((n) => n.info.width === thin)
    .flatMap((n) => n.accuracies.filter((a) => a.kind === 'rainbow' && a.scale > 1));
  return [...new Set(all.map((a) => a.scale))]
    .sort((a, b) => a - b)
    .map((scale) => ({
      x: thin * scale,
      values: all.filter((a) => a.scale === scale).map((a) => a.accuracy),
    }));
}

/**
 * Fig. 9: test accuracy over the width of the trained network: as trained, and drawn again at its own width.
 */
export function AccuracyByWidth({ run }: PanelProps) {
  const widths = widthsOf(run.nets).filter((w) => accuraciesAt(run, 'trained', w).length);
  const chance = 1 / (run.started?.dataset.classes.length ?? 10);
  if (widths.length === 0) return <Empty>{text.coming}</Empty>;
  const at = (kind: NetworkKind) =>
    widths.flatMap((x) => {
      const values = accuraciesAt(run, kind, x);
      return values.length ? [{ x, values }] : [];
    });
  const kinds = KINDS.filter((kind) => at(kind).length);
  const series = kinds.flatMap((kind): Series[] => [
    {
      id: kind,
      label: kindNames[kind],
      colour: kindColours[kind],
      marks: true,
      dash: DASHES[kind],
      weight: kind === 'rainbow' ? 2.8 : 1.8,
      points: at(kind).map(({ x, values }) => ({ x, y: mean(values) })),
    },
    {
      id: `${kind}-each`,
      label: text.each(kindNames[kind]),
      colour: kindColours[kind],
      marks: true,
      line: false,
      faint: true,
      unlabelled: true,
      points: at(kind).flatMap(({ x, values }) => values.map((y) => ({ x, y }))),
    },
  ]);
  const thin = widths[0];
  const wider = transferred(run);
  if (wider.length)
    series.push({
      id: 'transfer',
      label: text.from(scaleName(thin)),
      colour: ramp(0.8),
      dash: '3 2',
      marks: true,
      weight: 2.2,
      points: [...at('rainbow').filter((p) => p.x === thin), ...wider].map(({ x, values }) => ({
        x,
        y: mean(values),
      })),
    });
  const bands = kinds
    .filter((kind) => kind === 'rainbow' || kind === 'trained')
    .map((kind) => ({
      id: kind,
      label: text.spread(kindNames[kind]),
      colour: kindColours[kind],
      points: at(kind).map(({ x, values }) => ({
        x,
        low: mean(values) - deviation(values),
        high: mean(values) + deviation(values),
      })),
    }));
  return (
    <>
      <LineChart
        title={text.title}
        series={series}
        bands={bands}
        guides={[{ id: 'chance', label: strings.panels.common.chance, y: chance }]}
        x={widthAxis(
          text.x,
          [...new Set([...widths, ...wider.map((w) => w.x)])].sort((a, b) => a - b),
        )}
        y={accuracyAxis}
      />
      <Reading>{marked(sentence(run, widths))}</Reading>
    </>
  );
}

function sentence(run: RunView, widths: number[]): string {
  const [thin, wide] = [widths[0], widths[widths.length - 1]];
  const value = (kind: NetworkKind, w: number) => {
    const v = accuraciesAt(run, kind, w);
    return v.length ? mean(v) : null;
  };
  const rainbow = value('rainbow', wide);
  const narrow = value('rainbow', thin);
  const unaligned = value('unaligned', wide);
  const trained = value('trained', wide)!;
  if (rainbow === null) return text.trained(scaleName(wide), percent(trained));
  const more = (['rainbow-retrained', 'rainbow-pooled', 'random-retrained'] as const).flatMap((kind) => {
    const v = value(kind, wide);
    return v === null ? [] : [`${kindNames[kind]} ${percent(v)}`];
  });
  const rise = narrow === null ? 0 : 100 * (rainbow - narrow);
  const wider = transferred(run).find((t) => t.x === wide);
  const nets = run.nets.filter((n) => n.info.width === wide).length;
  const draws = accuraciesAt(run, 'rainbow', wide);
  return [
    text.drawn({
      width: scaleName(wide),
      right: percent(rainbow),
      sd: (100 * deviation(draws)).toFixed(1),
      draws: draws.length,
      nets,
      trained: percent(trained),
      unaligned:
        unaligned === null
          ? null
          : { right: percent(unaligned), less: signed(100 * (rainbow - unaligned), 0) },
    }),
    widths.length > 1 && narrow !== null
      ? text.rise(scaleName(thin), scaleName(wide), signed(rise, 1), rise > 0)
      : '',
    wider
      ? text.wider(
          scaleName(wide),
          scaleName(thin),
          percent(mean(wider.values)),
          mean(wider.values) >= rainbow ? null : signed(100 * (rainbow - mean(wider.values)), 1),
        )
      : '',
    more.length > 0 ? text.beside(scaleName(wide), more.join('; ')) : '',
  ].join('');
}
