import { LineChart } from '../../charts/LineChart.tsx';
import type { ModelLayer } from '../../lab/modelSpectra.ts';
import { strings } from '../../strings/index.ts';
import { Reading } from '../shared.tsx';
import { columnOf, columns, TRUSTED_TAIL, type Row } from './columns.ts';
import { depthReading } from './readings.ts';

const text = strings.models.depth;

/** True if the quantity says something of this layer: exponents need enough eigenvalues. */
const trusted = (quantity: string, { eigenvalues }: ModelLayer): boolean =>
  !/^(alpha|tailKs)$/.test(quantity) || eigenvalues.length >= TRUSTED_TAIL;

/**
 * One quantity of all layers in the order of the file; left out where it is not to be trusted, and said so.
 */
export function DepthPlot({
  rows,
  quantity,
  selected,
  onQuantity,
}: {
  rows: readonly Row[];
  quantity: string;
  selected: string | null;
  onQuantity(id: string): void;
}) {
  const column = columnOf(quantity);
  const all = rows.flatMap((row) => {
    const value = column.value(row);
    return row.layer && typeof value === 'number'
      ? [{ name: row.info.name, value, x: row.order, layer: row.layer }]
      : [];
  });
  const points = all.filter(({ layer }) => trusted(quantity, layer));
  const nameAt = (order: number) => rows[order - 1]?.info.name ?? String(order);
  const marker = rows.find(({ info }) => info.name === selected)?.order;
  return (
    <>
      <label className="quantity">
        {text.choose}{' '}
        <select value={quantity} onChange={(e) => onQuantity(e.target.value)}>
          {columns
            .filter((c) => c.depth)
            .map((c) => (
              <option key={c.id} value={c.id}>
                {c.depth}
              </option>
            ))}
        </select>
      </label>
      <LineChart
        title={text.title(column.depth!)}
        height={240}
        marker={marker}
        series={[
          {
            id: quantity,
            label: column.label,
            colour: 'var(--accent)',
            marks: points.length <= 120,
            unlabelled: true,
            points: points.map(({ x, value }) => ({ x, y: value })),
          },
        ]}
        x={{
          label: text.layer,
          domain: [1, Math.max(2, rows.length)],
          format: (v) => (Number.isInteger(v) ? String(v) : ''),
          read: (v) => nameAt(Math.round(v)),
        }}
        y={{ label: column.label }}
      />
      <Reading>{depthReading(column.depth!, points)}</Reading>
      {points.length < all.length && (
        <p className="fine">{text.leftOut(all.length - points.length, TRUSTED_TAIL)}</p>
      )}
    </>
  );
}
