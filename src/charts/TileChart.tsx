import { use } from 'react';
import { strings } from '../strings/index.ts';
import { DataTable } from './DataTable.tsx';
import { short } from './format.ts';
import { OverlayContext } from './overlay.ts';
import { SaveMenu } from './SaveMenu.tsx';
import { useSize } from './size.ts';
import { tileTable } from './tables.ts';

/** A matrix drawn as a grid of cells; NaN leaves a gap. */
export interface Tile {
  id: string;
  label: string;
  values: readonly (readonly number[])[];
  /** Where a row and a column (from 1, fractions too) are pointed at. */
  at?: { row: number; column: number };
}

export interface TileChartProps {
  /** Accessible name. */
  title: string;
  tiles: readonly Tile[];
  /**
   * Size up to which a cell is bare and from which on it is full. Cells below zero have another colour and a
   * dash.
   */
  low: number;
  high: number;
  rowLabel: string;
  columnLabel: string;
}

const { table, tiles: text } = strings.charts;

const GAP = 14;
const CAPTION = 18;
const TOP = 26;
const BOTTOM = 18;
const LEAST = 240;
const CELL = 22;
const SMALLEST = 9;
const CHARACTER = 5.7;

/** Small matrices beside each other, all cells of one size. */
export function TileChart(props: TileChartProps) {
  const { title, tiles, low, high, rowLabel, columnLabel } = props;
  const { ref, width, height, scale } = useSize<HTMLDivElement>(480, LEAST);
  const ghost = use(OverlayContext)?.collect;
  if (ghost) return null;
  const columns = Math.max(1, ...tiles.map((t) => t.values[0]?.length ?? 0));
  const rows = Math.max(1, ...tiles.map((t) => t.values.length));
  const named = Math.max(...tiles.map((t) => t.label.length)) * CHARACTER;
  const { cell, perRow } = grid(tiles.length, columns, rows, named, width - 8, height - TOP - BOTTOM);
  const across = Math.max(named, cell * columns) + GAP;
  const down = cell * rows + CAPTION + GAP / 2;
  const lines = Math.ceil(
    tiles.length / Math.max(1, Math.floor((width - 8 + GAP) / (Math.max(named, SMALLEST * columns) + GAP))),
  );
  return (
    <div className="chart">
      <div
        className="picture"
        ref={ref}
        style={
          {
            '--least': `${LEAST}px`,
            '--labels': `${Math.ceil((TOP + BOTTOM + lines * (SMALLEST * rows + CAPTION + GAP / 2)) * scale)}px`,
          } as React.CSSProperties
        }
      >
        <svg
          width={width * scale}
          height={height * scale}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={title}
        >
          {tiles.map(({ id, label, values, at }, k) => (
            <g
              key={id}
              transform={`translate(${(k % perRow) * across + 8},${Math.floor(k / perRow) * down + TOP})`}
            >
              <text y={12} fill="var(--ink)">
                {label}
              </text>
              <g transform={`translate(0,${CAPTION})`}>
                {values.flatMap((row, i) =>
                  row.map((v, j) => {
                    const x = j * cell;
                    const y = i * cell;
                    const share = Math.min(1, Math.max(0, (Math.abs(v) - low) / (high - low)));
                    return (
                      Number.isFinite(v) && (
                        <g key={`${i} ${j}`}>
                          <rect
                            x={x + 0.5}
                            y={y + 0.5}
                            width={cell - 1}
                            height={cell - 1}
                            fill={v < 0 ? 'var(--danger)' : 'var(--accent)'}
                            fillOpacity={share}
                            stroke="var(--line)"
                            strokeWidth={0.5}
                          >
                            <title>{text.at(label, rowLabel, i + 1, columnLabel, j + 1, short(v))}</title>
                          </rect>
                          {v < 0 && share > 0.08 && (
                            <path
                              d={`M${x + cell * 0.3} ${y + cell / 2}h${cell * 0.4}`}
                              stroke="var(--surface)"
                              strokeWidth={1.5}
                            />
                          )}
                        </g>
                      )
                    );
                  }),
                )}
                {at && (
                  <path
                    d={`M${(at.column - 0.5) * cell - 4} -4h8l-4 5z M-5 ${(at.row - 0.5) * cell - 4}v8l5 -4z`}
                    fill="var(--ink)"
                  />
                )}
              </g>
            </g>
          ))}
        </svg>
      </div>
      <div className="tools">
        <DataTable
          title={title}
          columns={[table.matrix, rowLabel, columnLabel, table.value]}
          rows={() =>
            tileTable(props).rows.map((row) =>
              row.map((cell, i) => (i === 3 ? short(cell as number) : (cell as string | number))),
            )
          }
        />
        <SaveMenu
          title={title}
          picture={() => ref.current?.querySelector('svg') ?? null}
          table={() => tileTable(props)}
        />
      </div>
    </div>
  );
}

/** The number of tiles in a line that leaves the largest cells, and their size. */
function grid(
  count: number,
  columns: number,
  rows: number,
  named: number,
  width: number,
  height: number,
): { cell: number; perRow: number } {
  let best = { cell: 0, perRow: 1 };
  for (let perRow = 1; perRow <= Math.max(1, count); perRow++) {
    if (perRow > 1 && perRow * (named + GAP) - GAP > width) break;
    const cell = Math.min(
      CELL,
      Math.floor((width / perRow - GAP) / columns),
      Math.floor((height / Math.ceil(count / perRow) - CAPTION - GAP / 2) / rows),
    );
    if (cell > best.cell) best = { cell, perRow };
  }
  return { cell: Math.max(3, best.cell), perRow: best.perRow };
}
