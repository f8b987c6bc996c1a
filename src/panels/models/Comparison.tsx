import { short } from '../../charts/format.ts';
import { LineChart } from '../../charts/LineChart.tsx';
import { SaveMenu } from '../../charts/SaveMenu.tsx';
import type { Table } from '../../charts/tables.ts';
import type { LayerComparison } from '../../lab/modelSpectra.ts';
import { strings } from '../../strings/index.ts';
import { compared, type ModelView } from '../../state/modelView.ts';
import { Reading } from '../shared.tsx';
import { comparisonReading } from './readings.ts';

const text = strings.models.comparison;

/** Principal cosines shown in the table; saved tables have all. */
const ANGLES = 4;

export const comparisonTable = (found: readonly LayerComparison[]): Table => {
  const most = Math.max(0, ...found.map((c) => c.principalCosines.length));
  return {
    columns: [...text.savedColumns, ...Array.from({ length: most }, (_, i) => text.principal(i + 1))],
    rows: found.map((c) => [
      c.name,
      c.other,
      c.buresCosine,
      c.noise,
      c.distance,
      ...Array.from({ length: most }, (_, i) => c.principalCosines[i] ?? null),
    ]),
  };
};

/** Two models, layer by layer: a chart by depth and a table. */
export function Comparison({ view }: { view: ModelView }) {
  const found = compared(view);
  const { info, other } = view;
  if (!info || !other) return null;
  const order = new Map(info.layers.map(({ name }, i) => [name, i + 1]));
  const line = (value: (c: LayerComparison) => number | null | undefined) =>
    found.flatMap((c) => {
      const y = value(c);
      return typeof y === 'number' ? [{ x: order.get(c.name)!, y }] : [];
    });
  const left = info.layers.length - other.pairs.length;
  return (
    <>
      <LineChart
        title={text.chart(info.name, other.info.name)}
        height={240}
        series={[
          {
            id: 'bures',
            label: text.lines.bures,
            colour: 'var(--accent)',
            marks: found.length <= 120,
            points: line((c) => c.buresCosine),
          },
          {
            id: 'angle',
            label: text.lines.angle,
            colour: 'var(--ok)',
            dash: '6 3',
            weight: 1.6,
            points: line((c) => c.principalCosines[0]),
          },
          {
            id: 'noise',
            label: text.lines.noise,
            colour: 'var(--muted)',
            dash: '2 3',
            weight: 1.4,
            points: line((c) => c.noise),
          },
        ]}
        x={{
          label: text.layer,
          domain: [1, Math.max(2, info.layers.length)],
          format: (v) => (Number.isInteger(v) ? String(v) : ''),
          read: (v) => info.layers[Math.round(v) - 1]?.name ?? '',
        }}
        y={{ label: text.cosine, domain: [0, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1] }}
      />
      <Reading>{comparisonReading(found)}</Reading>
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="layer-table comparison" role="region" aria-label={text.label} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col" className="name">
                {text.heads.layer}
              </th>
              <th scope="col" className="name">
                {text.heads.with}
              </th>
              {(Object.keys(text.help) as (keyof typeof text.help)[]).map((id) => (
                <th key={id} scope="col" title={text.help[id]}>
                  {text.heads[id]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.map((c) => (
              <tr key={c.name}>
                <th scope="row" className="name">
                  {c.name}
                </th>
                <td className="name">{c.other === c.name ? text.sameName : c.other}</td>
                <td>{c.buresCosine.toFixed(4)}</td>
                <td>{c.noise.toFixed(4)}</td>
                <td>
                  {c.principalCosines
                    .slice(0, ANGLES)
                    .map((x) => x.toFixed(3))
                    .join('  ')}
                  {c.principalCosines.length > ANGLES && ` … (${c.principalCosines.length})`}
                </td>
                <td>{c.distance === null ? '–' : short(c.distance)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="table-tools">
        <SaveMenu title={text.save(info.name, other.info.name)} table={() => comparisonTable(found)} />
      </div>
      <p className="fine">
        {text.about({
          other: other.info.name,
          format: other.info.format,
          bytes: other.info.bytes.toLocaleString('en'),
          hash: other.info.sha256 && other.info.sha256.slice(0, 12),
          left,
        })}
        {[...view.notCompared].map(([name, message]) => (
          <span key={name}>{text.notCompared(message)}</span>
        ))}
      </p>
    </>
  );
}
