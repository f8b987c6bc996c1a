import { useChoice } from '../../charts/choice.ts';
import { percent, short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { ramp } from '../../charts/ramp.ts';
import { TileChart } from '../../charts/TileChart.tsx';
import { similarities } from '../../claims/measures.ts';
import type { Universality as UniversalityEvent } from '../../lab/events.ts';
import { sharedSpan } from '../../spectra/sharedSpan.ts';
import { strings } from '../../strings/index.ts';
import { mean, share, signed, siblingWith } from '../byWidth.ts';
import { Choice, Detail, Empty, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.universality;
const NAMES = text.kinds;

type Kind = UniversalityEvent['pairs'][number]['kind'];
const KINDS: Record<Kind, { label: string; colour: string; dash?: string }> = {
  seed: { label: NAMES.seed, colour: 'var(--accent)' },
  images: { label: NAMES.images, colour: ramp(0.55), dash: '6 3' },
  architecture: { label: NAMES.architecture, colour: ramp(0.9), dash: '1 3' },
  labels: { label: NAMES.labels, colour: 'var(--danger)', dash: '8 2 2 2' },
  noise: { label: NAMES.noise, colour: 'var(--muted)', dash: '2 3' },
};
const SHOWN = 3;
const CONDITIONS: Record<UniversalityEvent['networks'][number]['condition'], string> = {
  own: NAMES.seed,
  images: NAMES.images,
  labels: NAMES.labels,
  architecture: NAMES.architecture,
};

/** Mean similarity of the pairs of one kind by layer (its index). */
export function byLayer(event: UniversalityEvent, kind: Kind): { x: number; y: number }[] {
  const all = similarities(event, kind).flat();
  return [...new Set(all.map((l) => l.layer))]
    .sort((a, b) => a - b)
    .map((layer) => ({ x: layer + 1, y: mean(all.filter((l) => l.layer === layer).map((l) => l.value)) }));
}

/** The first filters of a layer beside each other, each as the square of its taps where it is one. */
export function filterRows(vectors: readonly (readonly number[])[]): number[][] {
  const parts = vectors[0].length;
  const side = Math.sqrt(parts);
  const rows = Number.isInteger(side) ? side : 1;
  const columns = parts / rows;
  return Array.from({ length: rows }, (_, i) =>
    vectors
      .slice(0, SHOWN)
      .flatMap((v, k) => [...(k ? [NaN] : []), ...v.slice(i * columns, (i + 1) * columns)]),
  );
}

/**
 * docs/paper.md G.1: covariances, their eigenvectors and spatial filters of networks of other seeds, images,
 * labels and architecture, held against this run's.
 */
export function Universality({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['layers', 'filters', 'vectors']);
  const event = siblingWith(run, net, (n) => n.universality)?.universality;
  const { layers } = net.info;
  if (!event) return <Empty>{text.coming}</Empty>;
  const { networks, pairs } = event;
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => pairs.some((p) => p.kind === kind));
  const name = layers[layer].name;
  const d = layers[layer].inputs;
  // Of each condition the first network, the run's own twice.
  const some = networks.filter(
    (n, i) =>
      i === 0 ||
      (n.condition === 'own' ? i === 1 : networks.findIndex((o) => o.condition === n.condition) === i),
  );
  const tiles = some.flatMap((n, i) => {
    const filters = n.layers[layer]?.filters;
    return filters
      ? [
          {
            id: String(i),
            label: i === 0 ? text.reference : CONDITIONS[n.condition],
            values: filterRows(filters.vectors),
          },
        ]
      : [];
  });
  const maps = kinds.flatMap((kind) => {
    const pair = pairs.find((p) => p.kind === kind && p.layers[layer]);
    const rank = (of: number) => networks[of].layers[layer]?.effectiveRank ?? NaN;
    return pair
      ? [
          {
            id: kind,
            label: KINDS[kind].label,
            values: pair.layers[layer]!.vectors,
            at: { row: rank(pair.a), column: rank(pair.b) },
          },
        ]
      : [];
  });
  const reference = networks[0].layers[Math.min(1, layers.length - 1)].filters;
  const spans = reference
    ? networks
        .flatMap((n, k) =>
          n.layers.flatMap((l, i) =>
            l.filters && i > 0 && (k > 0 || i > 1)
              ? [sharedSpan(reference.vectors, l.filters.vectors, SHOWN)]
              : [],
          ),
        )
        .filter(Number.isFinite)
    : [];
  const at = (kind: Kind) => byLayer(event, kind).find((p) => p.x === layer + 1)?.y;
  const said = (kind: Kind) => {
    const y = at(kind);
    return y === undefined ? '–' : signed(y);
  };
  const others = networks.filter((n) => n.condition === 'images');
  const noisy = networks.filter((n) => n.condition === 'labels');
  const whole = (values: (number | null)[]) => percent(mean(values.filter((v) => v !== null)));
  const series: Series[] = kinds.map((kind) => ({
    id: kind,
    ...KINDS[kind],
    marks: true,
    weight: kind === 'seed' ? 2.6 : 1.8,
    points: byLayer(event, kind),
  }));
  const all = series.flatMap((s) => s.points.map((p) => p.y));
  return (
    <>
      <Choice label={text.view} value={view} options={text.views} onChange={setView} />
      {view === 'layers' && (
        <LineChart
          title={text.layersTitle}
          series={series}
          marker={layer + 1}
          guides={[
            { id: 'same', label: text.same, y: 1 },
            { id: 'chance', label: strings.panels.common.chance, y: 0 },
          ]}
          x={{
            label: text.layer,
            domain: [1, Math.max(2, layers.length)],
            ticks: layers.map((_, i) => i + 1),
            format: (v) => layers[v - 1]?.name ?? '',
          }}
          y={{
            label: text.similarity,
            domain: [Math.min(-0.3, ...all), Math.max(1.1, ...all)],
            ticks: [0, 0.5, 1],
            format: String,
          }}
        />
      )}
      {view === 'filters' &&
        (tiles.length ? (
          <TileChart
            title={text.filtersTitle(SHOWN, name)}
            tiles={tiles}
            low={0}
            high={0.6}
            rowLabel={text.row}
            columnLabel={text.column}
          />
        ) : (
          <Empty>{text.noFilters(name)}</Empty>
        ))}
      {view === 'vectors' &&
        (maps.length ? (
          <TileChart
            title={text.vectorsTitle(name)}
            tiles={maps}
            low={1 / Math.sqrt(d)}
            high={Math.min(1, 5 / Math.sqrt(d))}
            rowLabel={text.ofFirst}
            columnLabel={text.ofSecond}
          />
        ) : (
          <Empty>{text.noVectors(name)}</Empty>
        ))}
      <Reading>
        {marked(
          view === 'filters' && spans.length > 0
            ? text.filters({
                count: SHOWN,
                nets: networks.length,
                span: share(mean(spans)),
                layer: layers[Math.min(1, layers.length - 1)].name,
                chance: share(SHOWN / reference!.vectors[0].length),
              })
            : view === 'vectors'
              ? text.vectors(
                  name,
                  d,
                  networks[0].layers[layer].effectiveRank === null
                    ? null
                    : short(networks[0].layers[layer].effectiveRank!),
                )
              : text.layers({
                  layer: name,
                  seed: said('seed'),
                  images: kinds.includes('images') ? said('images') : null,
                  labels: said('labels'),
                  noise: said('noise'),
                  architecture: at('architecture') === undefined ? null : said('architecture'),
                }),
        )}
      </Reading>
      <Detail>
        {others.length > 0 && text.otherImages(event.other, whole(others.map((n) => n.test)))}
        {text.detail({
          learned: whole(noisy.map((n) => n.train)),
          images: event.images.toLocaleString('en'),
          spikes: networks[0].layers[layer].spikes,
          layer: name,
        })}
      </Detail>
    </>
  );
}
