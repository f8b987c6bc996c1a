import { memo, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { strings } from '../../strings/index.ts';
import { columns, cellText, TRUSTED_TAIL, type Row, type Sort } from './columns.ts';
import { SmallSpectrum } from './SmallSpectrum.tsx';

const text = strings.models.table;

/**
 * Height of a row in pixels (models.css), rows drawn beyond what is seen, and rows from which only those near
 * are drawn.
 */
const ROW = 38;
const BEYOND = 12;
const MANY = 60;

export interface LayerTableProps {
  rows: readonly Row[];
  sort: Sort;
  selected: string | null;
  onSort(column: string): void;
  onSelect(name: string): void;
}

/** The layers of a model, a row each: only those near the view are drawn. Arrow keys go from row to row. */
export function LayerTable({ rows, sort, selected, onSort, onSelect }: LayerTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const focus = useRef<string | null>(null);
  const height = 480;
  const many = rows.length > MANY;
  const from = many ? Math.max(0, Math.floor(top / ROW) - BEYOND) : 0;
  const to = many ? Math.min(rows.length, from + Math.ceil(height / ROW) + 2 * BEYOND) : rows.length;
  // The row that the keyboard goes to may have to be drawn first.
  useEffect(() => {
    if (focus.current === null) return;
    const button = scroller.current?.querySelector<HTMLElement>(
      `button[data-layer="${CSS.escape(focus.current)}"]`,
    );
    if (!button) return;
    focus.current = null;
    button.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const name = (event.target as HTMLElement).dataset.layer;
    const at = rows.findIndex(({ info }) => info.name === name);
    const last = rows.length - 1;
    const page = Math.floor(height / ROW) - 2;
    const next =
      at < 0
        ? undefined
        : {
            ArrowDown: Math.min(last, at + 1),
            ArrowUp: Math.max(0, at - 1),
            PageDown: Math.min(last, at + page),
            PageUp: Math.max(0, at - page),
            Home: 0,
            End: last,
          }[event.key];
    const box = scroller.current;
    if (next === undefined || !box) return;
    event.preventDefault();
    focus.current = rows[next].info.name;
    const y = next * ROW;
    if (y < box.scrollTop) box.scrollTop = y;
    else if (y + 2 * ROW > box.scrollTop + box.clientHeight - 20)
      box.scrollTop = y + 2 * ROW + 20 - box.clientHeight;
    onSelect(focus.current);
  };
  return (
    // The keys are those of the buttons inside, and the region scrolls.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className="layer-table"
      ref={scroller}
      role="region"
      aria-label={text.label}
      style={{ maxHeight: height }}
      onScroll={(e) => setTop(e.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.flatMap(({ id, label, help }) => [
              <th
                key={id}
                scope="col"
                className={id}
                aria-sort={sort.column === id ? (sort.descending ? 'descending' : 'ascending') : undefined}
              >
                <button type="button" className="plain" title={help} onClick={() => onSort(id)}>
                  {label}
                  {sort.column === id && <span aria-hidden="true">{sort.descending ? ' ↓' : ' ↑'}</span>}
                </button>
              </th>,
              ...(id === 'name'
                ? [
                    <th key="spectrum" scope="col" className="spectrum" title={text.spectrumTitle}>
                      {text.spectrum}
                    </th>,
                  ]
                : []),
            ])}
          </tr>
        </thead>
        <tbody>
          {from > 0 && (
            <tr className="space" aria-hidden="true">
              <td style={{ height: from * ROW }} />
            </tr>
          )}
          {rows.slice(from, to).map((row, i) => (
            <LayerRow
              key={row.info.name}
              row={row}
              index={from + i + 2}
              selected={row.info.name === selected}
              onSelect={onSelect}
            />
          ))}
          {to < rows.length && (
            <tr className="space" aria-hidden="true">
              <td style={{ height: (rows.length - to) * ROW }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

const LayerRow = memo(
  function LayerRow({
    row,
    index,
    selected,
    onSelect,
  }: {
    row: Row;
    index: number;
    selected: boolean;
    onSelect(name: string): void;
  }) {
    const {
      info: { name },
      layer,
      problem,
    } = row;
    const few = layer !== null && layer.eigenvalues.length < TRUSTED_TAIL;
    return (
      // A pointer may choose the row anywhere; the keyboard has its button.

      <tr aria-rowindex={index} className={selected ? 'selected' : undefined} onClick={() => onSelect(name)}>
        {columns.flatMap((column) =>
          column.id === 'name'
            ? [
                <th key="name" scope="row" className="name">
                  <button
                    type="button"
                    className="plain"
                    data-layer={name}
                    aria-pressed={selected}
                    title={name}
                  >
                    {name}
                  </button>
                </th>,
                <td key="spectrum" className="spectrum">
                  {layer ? (
                    <SmallSpectrum layer={layer} />
                  ) : problem ? (
                    <span className="problem" title={problem}>
                      {text.notMeasured}
                    </span>
                  ) : null}
                </td>,
              ]
            : [
                <td key={column.id} className={column.id}>
                  {cellText(column, row)}
                  {column.id === 'above' && layer && (
                    <span className="of">{text.of(layer.eigenvalues.length)}</span>
                  )}
                  {few && column.id === 'alpha' && layer.powerLaw && (
                    <abbr title={text.notTrusted(layer.eigenvalues.length, TRUSTED_TAIL)}>?</abbr>
                  )}
                </td>,
              ],
        )}
      </tr>
    );
  },
  (a, b) =>
    a.row.layer === b.row.layer &&
    a.row.problem === b.row.problem &&
    a.row.info === b.row.info &&
    a.index === b.index &&
    a.selected === b.selected &&
    a.onSelect === b.onSelect,
);
